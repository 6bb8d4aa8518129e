/* SPDX-License-Identifier: Apache-2.0 */
/* issuer: the administrator's program for keys and trust, by its own words. */
#include "become.h"
#include "command.h"

static const struct option_row options[] = {
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session issuer -h", "its own help"},
    {NULL, NULL},
};

static int
run(struct cli *cli, const struct arguments *arguments)
{
    char program[] = "esc-issuer", **argv;
    int status;

    argv = calloc(arguments->count + 2, sizeof(*argv));
    if (argv == NULL)
        return 1;
    argv[0] = program;
    for (size_t i = 0; i < arguments->count; i++)
        argv[i + 1] = arguments->operands[i];
    status = become_helper(cli, argv);
    free(argv);
    return status;
}

const struct command cmd_issuer = {
    .name = "issuer",
    .usage = "COMMAND [ARGUMENT ...]",
    .summary = "make the host's signing key and what AWS must know of it",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_OTHERS,
    .run = run,
};
