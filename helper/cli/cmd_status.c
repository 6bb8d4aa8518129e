/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status: what this login holds, until when, and what last failed.  Looks
 * only; it works with nothing held and outside of a login.
 */
#include "esc/file.h"
#include "own.h"
#include "report.h"
#include "say.h"
#include "select.h"
#include "shell_state.h"
#include "sign_in.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    {OPTION_JSON, '\0', "json", NULL, "for programs", NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session status", "who am I, what do I hold, until when"},
    {"esc-session status --json | jq -r '.environments[].expires'",
     "for scripts"},
    {NULL, NULL},
};

static bool
is_listed(char (*names)[ESC_CRED_TEXT_MAX], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* What is held, and the chosen one also when only a failure is known of it. */
static void
collect(const struct cli *cli, const char *chosen, bool only,
        struct report *report)
{
    char(*names)[ESC_CRED_TEXT_MAX] = calloc(REPORT_MAX, sizeof(*names));
    size_t count =
        names == NULL ? 0 : cli->keyring->list(names, REPORT_MAX - 1);

    if (names != NULL && chosen[0] != '\0' && !is_listed(names, count, chosen))
        memcpy(names[count++], chosen, ESC_CRED_TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        struct report_row *row = &report->rows[report->count];
        struct esc_error err = {0};

        if (only && strcmp(names[i], chosen) != 0)
            continue;
        memcpy(row->name, names[i], sizeof(row->name));
        row->set = cli->keyring->get(names[i], &err);
        row->failed = cli->keyring->get_error(names[i], &row->failure);
        if (row->set != NULL || row->failed)
            report->count++;
    }
    free(names);
}

/* Without a login: what the user's own token opened. */
static void
collect_own(const struct cli *cli, const char *only, struct report *report)
{
    char(*names)[ESC_CRED_TEXT_MAX] = calloc(REPORT_MAX, sizeof(*names));
    size_t count =
        names == NULL ? 0 : cli->keyring->list_own(names, REPORT_MAX);

    (void)own_account_guess(cli, report->own_token);
    for (size_t i = 0; i < count && report->count < REPORT_MAX; i++) {
        struct report_row *row = &report->rows[report->count];
        struct esc_error err = {0};

        if (only != NULL && strcmp(names[i], only) != 0)
            continue;
        row->set =
            cli->keyring->get_own(names[i], own_account_mark(cli), &err);
        if (row->set == NULL)
            continue;
        memcpy(row->name, names[i], sizeof(row->name));
        row->own = true;
        row->kept_until = own_kept_until(row->set);
        report->count++;
    }
    free(names);
}

static bool
print(const struct cli *cli, const struct report *report, bool json,
      struct esc_error *err)
{
    ESC_BUF_OWN out = ESC_BUF_LIMIT(REPORT_BYTES_MAX);

    if (json)
        report_json(report, &out);
    else
        report_text(report, &out);
    return esc_buf_ok(&out, err)
           && (esc_file_write_all(cli->out, esc_buf_text(&out), out.len)
               || esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                                 "cannot write the status"));
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    bool json = arguments->value[OPTION_JSON] != NULL;
    char chosen[ESC_CRED_TEXT_MAX] = "";
    ESC_OWN(report) report = report_new();
    struct esc_error err = {0};
    int64_t shell;
    bool only = arguments->value[OPTION_ENVIRONMENT] != NULL;

    if (report == NULL) {
        esc_fail(&err, ESC_E_SYSTEM, NULL, "cannot show status: no memory");
        say_error(cli, &err);
        return 1;
    }
    if (!select_environment(cli, arguments, chosen, &err)) {
        say_error(cli, &err);
        return 1;
    }
    report->now = cli->now();
    report->in_session =
        obtain_ticket(cli, &report->ticket, &report->no_session);
    if (cli->keyring->get_identity != NULL
        && !sign_in_held(cli, &report->identity, &err))
        report->identity.kind = 0;
    collect(cli, chosen, only, report);
    if (!report->in_session && own_applies(&report->no_session))
        collect_own(cli, only ? chosen : NULL, report);
    report->shell = cli_getenv(cli, "ESC_SESSION");
    if (shell_state_expires(cli, &shell))
        report->shell_expires = shell;
    if (!print(cli, report, json, &err)) {
        say_error(cli, &err);
        return 1;
    }
    shell_state_warn(cli);
    return report->in_session || report->count > 0 ? 0 : 1;
}

const struct command cmd_status = {
    .name = "status",
    .usage = "[-q] [-e ENV] [--json]",
    .summary = "show this login, what it holds and until when",
    .about = "The exit status is 1 when pam_esc did not open this login and "
             "nothing is kept of what your own token opened.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};
