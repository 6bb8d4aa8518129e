/* SPDX-License-Identifier: Apache-2.0 */
/* help: what the rows say. */
#include "usage.h"

static const struct option_row options[] = {
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {NULL, NULL},
};

static int
run(struct cli *cli, const struct arguments *arguments)
{
    const struct command *about = NULL;
    struct esc_error err = {0};

    if (arguments->count > 0) {
        about = command_find(arguments->operands[0]);
        if (about == NULL) {
            esc_fail(&err, ESC_E_USAGE, arguments->operands[0],
                     "unknown command '%s'", arguments->operands[0]);
            return usage_misuse(cli, &cmd_help, &err);
        }
    }
    return usage_help(cli, about);
}

const struct command cmd_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "show help, of all or of one command",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_WORD,
    .run = run,
};
