/* SPDX-License-Identifier: Apache-2.0 */
/* close: give credentials back before the login ends. */
#include "files.h"
#include "own.h"
#include "own_account.h"
#include "say.h"
#include "select.h"

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session close", "before lending the keyboard"},
    {"esc-session close -e acme/aws/prod", "drop only these"},
    {NULL, NULL},
};

/* Without a login: what was kept of the user's own. */
static bool
close_own(const struct cli *cli, const char *name)
{
    char whose[OWN_WHOSE_MAX];

    if (cli->keyring->drop_own(name) == 0 && !own_account_guess(cli, whose))
        return false;
    files_sweep(cli, NULL);
    return true;
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    const char *one = arguments->value[OPTION_ENVIRONMENT];
    char name[ESC_CRED_TEXT_MAX];
    struct esc_ticket ticket = {0};
    struct esc_error err = {0};

    if (one != NULL && !select_environment(cli, arguments, name, &err)) {
        say_error(cli, &err);
        return 1;
    }
    if (!obtain_ticket(cli, &ticket, &err)) {
        if (own_applies(&err) && close_own(cli, one == NULL ? NULL : name))
            return 0;
        esc_fail_while(&err, "cannot give credentials back");
        say_error(cli, &err);
        return 1;
    }
    if (!cli->keyring->close(one == NULL ? NULL : name, &err)) {
        say_error(cli, &err);
        return 1;
    }
    files_sweep(cli, one == NULL ? ticket.session : NULL);
    return 0;
}

const struct command cmd_close = {
    .name = "close",
    .usage = "[-q] [-e ENV]",
    .summary = "give this login's credentials back",
    .about = "Nothing opens again before the next login; with -e only that "
             "environment's are dropped, and the next use opens it again.  "
             "Without a login, what your own token opened is dropped.  What "
             "AWS has issued lives on until its end.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};
