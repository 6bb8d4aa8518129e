/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The resolver reads and judges, this program hands it the files that it asks
 * for and shows what it says.  Nothing is opened, decrypted or sent anywhere.
 */
#include "check_definition.h"
#include "esc/file.h"
#include "findings.h"
#include "resolver.h"
#include "say.h"
#include <string.h>
#include <unistd.h>

enum {
    LIMIT_MS = 12000,
    TRANSFER_MS = 10000,
    HEAD_MAX = 4096,
    OUTPUT_MAX = 16 * 1024 * 1024,
};

struct checking {
    const struct cli *cli;
    struct resolver *resolver;
    struct definitions *definitions;
    struct findings *findings;
};

static bool
send_open(struct checking *checking, struct esc_error *err)
{
    struct esc_message_open open = {.deadline_ms = TRANSFER_MS, .check = true};
    const char *login = cli_getenv(checking->cli, "USER");
    ESC_OWN(esc_secret) frame = esc_secret_new(16 * 1024);

    snprintf(open.environment, sizeof(open.environment), "%s",
             checking->definitions->files[0].name);
    snprintf(open.login, sizeof(open.login), "%s",
             login == NULL || login[0] == '\0' ? "somebody" : login);
    if (gethostname(open.host_id, sizeof(open.host_id) - 1) != 0)
        snprintf(open.host_id, sizeof(open.host_id), "localhost");
    if (frame == NULL || !esc_message_put_open(frame, &open))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "cannot ask the resolver");
    return resolver_send(checking->resolver, frame, err);
}

static bool
refuse(struct checking *checking, const struct esc_error *why,
       struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = esc_secret_new(HEAD_MAX);

    if (frame == NULL
        || !esc_message_put_failure(frame, ESC_MESSAGE_REFUSED, why))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    return resolver_send(checking->resolver, frame, err);
}

static bool
on_definition(struct checking *checking, const struct esc_secret *asked,
              struct esc_error *err)
{
    char name[ESC_ERROR_WHERE_MAX + 16];
    ESC_OWN(esc_secret) bytes = NULL;
    ESC_OWN(esc_secret) frame = NULL;
    struct esc_error why = {0};
    bool exposed;

    if (!esc_message_get_text(asked, name, sizeof(name), err))
        return false;
    bytes = definitions_read(checking->definitions, name, &exposed, &why);
    if (bytes == NULL)
        return refuse(checking, &why, err);
    frame = esc_secret_new(esc_secret_len(bytes) + HEAD_MAX);
    if (frame == NULL
        || !esc_message_put_bytes(
            frame, ESC_MESSAGE_DEFINITION, exposed ? ESC_MESSAGE_EXPOSED : "",
            esc_secret_bytes(bytes), esc_secret_len(bytes)))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    return resolver_send(checking->resolver, frame, err);
}

static bool
on_diagnostic(struct checking *checking, const struct esc_secret *frame,
              struct esc_error *err)
{
    struct esc_message_diagnostic what;

    if (!esc_message_get_diagnostic(frame, &what, err))
        return false;
    return findings_add(checking->findings, checking->definitions, &what)
           || esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
}

/* False without an error (ESC_OK) once all is said. */
static bool
serve_one(struct checking *checking, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = resolver_receive(checking->resolver, err);
    uint8_t type = frame == NULL ? 0 : esc_message_type(frame);
    struct esc_error failure;

    if (frame == NULL || type == ESC_MESSAGE_RESULT)
        return false;
    if (type == ESC_MESSAGE_WANT_DEFINITION)
        return on_definition(checking, frame, err);
    if (type == ESC_MESSAGE_DIAGNOSTIC)
        return on_diagnostic(checking, frame, err);
    if (type == ESC_MESSAGE_LOG)
        return true;
    if (type != ESC_MESSAGE_FAILURE)
        return esc_fail(err, ESC_E_BUG, NULL,
                        "the resolver asked for what a check needs not");
    if (esc_message_get_failure(frame, &failure, err))
        *err = failure;
    return false;
}

static bool
judge(struct checking *checking, struct esc_error *err)
{
    if (!resolver_start(checking->cli, LIMIT_MS, checking->resolver, err)
        || !send_open(checking, err))
        return false;
    *err = (struct esc_error){0};
    while (serve_one(checking, err))
        ;
    return err->code == ESC_OK;
}

static bool
show(const struct checking *checking, bool json, struct esc_error *err)
{
    const struct cli *cli = checking->cli;
    ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);

    findings_sort(checking->findings);
    if (json)
        findings_json(checking->findings, checking->definitions, &out);
    else
        findings_text(checking->findings, checking->definitions,
                      isatty(cli->out) == 1, &out);
    return esc_buf_ok(&out, err)
           && (esc_file_write_all(cli->out, esc_buf_text(&out), out.len)
               || esc_fail(err, ESC_E_SYSTEM, NULL,
                           "cannot write the findings"));
}

int
check_definition(const struct cli *cli, const struct arguments *arguments)
{
    DEFINITIONS_OWN definitions = {0};
    FINDINGS_OWN findings = {0};
    RESOLVER_OWN resolver = RESOLVER_NONE;
    struct checking checking = {cli, &resolver, &definitions, &findings};
    struct esc_error err = {0};

    if (definitions_choose(cli, arguments->operands[0],
                           arguments->value[OPTION_ENVIRONMENTS], &definitions,
                           &err)
        && judge(&checking, &err)
        && show(&checking, arguments->value[OPTION_JSON] != NULL, &err))
        return findings.errors > 0;
    say_error(cli, &err);
    return 1;
}
