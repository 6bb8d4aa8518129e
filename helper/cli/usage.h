/* SPDX-License-Identifier: Apache-2.0 */
/* Usage lines and help, from the command rows. */
#ifndef USAGE_H
#define USAGE_H

#include "command.h"

/* "esc-session: TEXT" and one usage line on standard error; EXIT_MISUSE.
 * COMMAND is NULL when not even that is known. */
int usage_misuse(const struct cli *cli, const struct command *command,
                 const struct esc_error *err);

/* As that when ERR is ESC_E_USAGE; else the error alone, and 1. */
int usage_failure(const struct cli *cli, const struct command *command,
                  const struct esc_error *err);

/* Help of COMMAND, or of all (NULL), on standard output; the exit status. */
int usage_help(const struct cli *cli, const struct command *command);

#endif
