/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Remedies.  Which of them fits depends on how this process came to be: by
 * sudo, by su, in a session of its own, or after its login was over.
 */
#include "hint.h"
#include "esc/buf.h"
#include "esc/text.h"
#include <string.h>
#include <unistd.h>

static const struct {
    enum esc_code code;
    const char *hint;
} rows[] = {
    {ESC_E_NO_SESSION,
     "log in by SSH; after su or sudo, in cron jobs, services and new session "
     "keyrings there are no credentials"},
    {ESC_E_SESSION_ENDED,
     "log in again and start it from there; tmux and screen keep the session "
     "that their server was started in"},
    {ESC_E_KEYRING,
     "the kernel's keyrings are needed; containers and system call filters "
     "often forbid them"},
};

bool
hint_is_general(const struct esc_error *err)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].code == err->code && strcmp(rows[i].hint, err->hint) == 0)
            return true;
    return false;
}

bool
hint_is_sudo(const struct cli *cli)
{
    return geteuid() == 0 && cli_getenv(cli, "SUDO_USER") != NULL;
}

void
hint_session(const struct cli *cli, struct esc_error *err)
{
    if (err->code == ESC_E_NO_SESSION && hint_is_sudo(cli)) {
        esc_fail(err, err->code, err->where,
                 "root has no login session of its own here");
        esc_fail_hint(err, "as yourself: esc-session exec sudo "
                           "--preserve-env=AWS_ACCESS_KEY_ID,"
                           "AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN COMMAND");
    }
    if (err->hint[0] != '\0')
        return;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].code == err->code)
            esc_fail_hint(err, "%s", rows[i].hint);
}

void
hint_not_found(char *const *command, struct esc_error *err)
{
    ESC_BUF_OWN rest = ESC_BUF_LIMIT(ESC_ERROR_HINT_MAX);
    char *const *word = command + 1;

    if (*word != NULL && strcmp(*word, "--") == 0)
        word++;
    if (*word == NULL || !esc_text_is_environment(command[0]))
        return;
    for (; *word != NULL; word++)
        esc_buf_printf(&rest, " %s", *word);
    if (rest.failed || rest.len > 120)
        esc_fail_hint(err,
                      "an environment is chosen by -e: esc-session exec "
                      "-e %s -- COMMAND",
                      command[0]);
    else
        esc_fail_hint(err,
                      "an environment is chosen by -e: esc-session exec "
                      "-e %s --%s",
                      command[0], esc_buf_text(&rest));
}
