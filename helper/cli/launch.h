/* SPDX-License-Identifier: Apache-2.0 */
/* Becoming a command that has an environment's variables. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include "child_env.h"

/*
 * Become ARGV[0], looked for in the PATH of ENV, with the variables of ENV.
 * Returns only when that failed, with the exit status, 126 or 127; why is
 * told on standard error.
 */
int launch(const struct cli *cli, char **argv, struct child_env *env);

#endif
