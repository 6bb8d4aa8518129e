/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request: ask for the approval that opening needs.  In a login only the host
 * has a token that may ask, so the doorbell is rung with another reason; what
 * was asked comes back as words, because nothing is open yet.
 */
#include "esc/text.h"
#include "own.h"
#include "select.h"

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session request", "reviewers at Pulumi are asked"},
    {NULL, NULL},
};

/* Of the host, or without a login by the user's own token. */
static bool
request(const struct cli *cli, const char *name, struct esc_error *err)
{
    struct esc_ticket ticket;

    if (obtain_ticket(cli, &ticket, err))
        return obtain_ring(cli, name, ESC_RING_APPROVAL, OBTAIN_PATIENT, err);
    return own_applies(err) && own_renew(cli, name, true, err);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    return select_and(cli, arguments, "open", request);
}

const struct command cmd_request = {
    .name = "request",
    .usage = "[-q] [-e ENV]",
    .summary = "ask for the approval that an environment needs",
    .about = "Opens the environment when it needs none, or has it; else asks, "
             "unless that was done before, and says where the request is.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};
