/* SPDX-License-Identifier: Apache-2.0 */
/* renew: new credentials now.  The old ones stay when that fails. */
#include "own.h"
#include "select.h"

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session renew", "after a role or a definition has changed"},
    {NULL, NULL},
};

/* By the login, or without one by the user's own token. */
static bool
renew(const struct cli *cli, const char *name, struct esc_error *err)
{
    ESC_OWN(esc_cred_set) set = NULL;
    struct esc_ticket ticket;

    if (!obtain_ticket(cli, &ticket, err))
        return own_applies(err) && own_renew(cli, name, false, err);
    /* The receipt of a ring a moment ago would answer ours. */
    cli->keyring->forget(name);
    if (!obtain_ring(cli, name, ESC_RING_RENEW, OBTAIN_PATIENT, err))
        return false;
    set = cli->keyring->get(name, err);
    return set != NULL;
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    return select_and(cli, arguments, "renew", renew);
}

const struct command cmd_renew = {
    .name = "renew",
    .usage = "[-q] [-e ENV]",
    .summary = "get new credentials now",
    .about = "The ones that are held stay when that fails.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};
