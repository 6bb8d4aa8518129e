/* SPDX-License-Identifier: Apache-2.0 */
/* Hand over to a program of ours in the libexec folder. */
#ifndef BECOME_H
#define BECOME_H

#include "cli.h"

/* Returns only on failure, with the exit status; ARGV[0] is its name. */
int become_helper(const struct cli *cli, char *const *argv);

#endif
