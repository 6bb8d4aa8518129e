/* SPDX-License-Identifier: Apache-2.0 */
/* What the calling shell exports of an earlier `env`. */
#include "shell_state.h"
#include "esc/text.h"
#include "say.h"

bool
shell_state_expires(const struct cli *cli, int64_t *expires_out)
{
    const char *text = cli_getenv(cli, "AWS_CREDENTIAL_EXPIRATION");

    return text != NULL && cli_getenv(cli, "AWS_ACCESS_KEY_ID") != NULL
           && esc_text_time(text, expires_out);
}

void
shell_state_warn(const struct cli *cli)
{
    int64_t expires;
    char when[32];

    if (!shell_state_expires(cli, &expires) || expires > cli->now())
        return;
    esc_text_format_time(expires, when, sizeof(when));
    say_warning(cli, "eval \"$(esc-session env --unset)\"",
                "this shell exports AWS credentials that ended at %s; "
                "programs will use those",
                when);
}
