/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key is the user's, so the user's process renews what is in it: root
 * would have nothing to add, and the provisioner only hands it on.
 */
#include "sign_in.h"
#include "token.h"
#include <poll.h>
#include <string.h>

enum {
    HASTE = 60,        /* seconds left below which a token is refreshed */
    TURN_SECONDS = 25, /* a transfer and its end */
    PATIENCE = 120,    /* looks at a turn that is another's */
    PAUSE_MS = 100,
};

static bool
is_due(const struct cli *cli, const struct esc_identity *identity)
{
    return identity->kind == ESC_IDENTITY_DEVICE && identity->refresh != NULL
           && (int64_t)identity->expires - cli->now() < HASTE;
}

static bool
is_same(const struct esc_secret *a, const struct esc_secret *b)
{
    return esc_secret_len(a) == esc_secret_len(b)
           && memcmp(esc_secret_bytes(a), esc_secret_bytes(b),
                     esc_secret_len(a))
                  == 0;
}

/* What the file has now; verified where it is used. */
static void
read_again(const struct cli *cli, const struct sign_in_plan *plan,
           struct esc_identity *identity)
{
    struct esc_error ignored;
    struct esc_secret *token = token_read_file(identity->path, &ignored);

    if (token == NULL || is_same(token, identity->token)) {
        esc_secret_free(token);
        return;
    }
    esc_secret_free(identity->token);
    identity->token = token;
    identity->expires = 0; /* not known */
    if (!sign_in_keep(cli, plan, identity, &ignored))
        return; /* the old one is judged */
}

/* With the turn, and so after whoever may have done it meanwhile. */
static void
make_fresh(const struct cli *cli, struct sign_in_plan *plan)
{
    ESC_IDENTITY_OWN identity = {0};
    struct esc_error ignored;

    if (!sign_in_held(cli, &identity, &ignored))
        return;
    if (identity.kind == ESC_IDENTITY_FILE) {
        read_again(cli, plan, &identity);
        return;
    }
    if (is_due(cli, &identity)
        && strcmp(identity.issuer, plan->want.whose.issuer) == 0
        && strcmp(identity.client, plan->want.whose.client) == 0
        && sign_in_ask(cli, plan, ESC_SIGN_IN_REFRESH, &identity, &ignored)
        && !sign_in_keep(cli, plan, &identity, &ignored))
        return; /* the old one is judged */
}

bool
sign_in_is_stale(const struct cli *cli)
{
    ESC_IDENTITY_OWN identity = {0};
    struct esc_error ignored;

    return cli->keyring->get_identity != NULL
           && sign_in_held(cli, &identity, &ignored)
           && (identity.kind == ESC_IDENTITY_FILE || is_due(cli, &identity));
}

void
sign_in_freshen(const struct cli *cli)
{
    struct sign_in_plan plan;
    struct esc_error ignored;
    int32_t turn;

    if (!sign_in_is_stale(cli)
        || !sign_in_plan(cli, NULL, NULL, &plan, &ignored) || !plan.is_used)
        return;
    for (int i = 0; i < PATIENCE && sign_in_is_stale(cli); i++) {
        if (cli->keyring->claim_identity(TURN_SECONDS, &turn)) {
            make_fresh(cli, &plan);
            cli->keyring->end_claim(turn);
            return;
        }
        (void)poll(NULL, 0, PAUSE_MS);
    }
}
