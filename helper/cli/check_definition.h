/* SPDX-License-Identifier: Apache-2.0 */
/* `check FILE|ENV`: a definition, judged by the program that evaluates it. */
#ifndef CHECK_DEFINITION_H
#define CHECK_DEFINITION_H

#include "command.h"

/* The exit status: 0 in order (warnings allowed), 1 errors. */
int check_definition(const struct cli *cli, const struct arguments *arguments);

#endif
