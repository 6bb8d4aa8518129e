/* SPDX-License-Identifier: Apache-2.0 */
/* logout: forget the person's own sign-in; the login itself goes on. */
#include "say.h"
#include "sign_in.h"
#include <string.h>

static const struct option_row options[] = {
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session logout", "the credentials that are held stay"},
    {NULL, NULL},
};

/* Best effort: the key goes whatever the provider says. */
static void
revoke(const struct cli *cli)
{
    ESC_IDENTITY_OWN identity = {0};
    struct sign_in_plan plan;
    struct esc_error err = {0};

    if (!sign_in_held(cli, &identity, &err) || identity.refresh == NULL)
        return;
    if (sign_in_plan(cli, NULL, NULL, &plan, &err)
        && strcmp(plan.want.whose.issuer, identity.issuer) != 0)
        return; /* not the one that gave it */
    memcpy(plan.want.whose.issuer, identity.issuer, sizeof(identity.issuer));
    memcpy(plan.want.whose.client, identity.client, sizeof(identity.client));
    if (!sign_in_ask(cli, &plan, ESC_SIGN_IN_REVOKE, &identity, &err))
        say_warning(cli, NULL, "%s", err.text);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    struct esc_error err = {0};

    (void)arguments;
    revoke(cli);
    if (cli->keyring->drop_identity(&err))
        return 0;
    say_error(cli, &err);
    return 1;
}

const struct command cmd_logout = {
    .name = "logout",
    .usage = "[-q]",
    .summary = "forget your own sign-in",
    .about = "The refresh token is revoked where the provider can. What was "
             "opened with the sign-in stays: 'esc-session close' gives that "
             "back.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};
