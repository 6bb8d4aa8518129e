/* SPDX-License-Identifier: Apache-2.0 */
/* What the calling shell exports of an earlier `env`. */
#ifndef SHELL_STATE_H
#define SHELL_STATE_H

#include "cli.h"

/* The end of the credentials that the shell exports; false: it says none. */
bool shell_state_expires(const struct cli *cli, int64_t *expires_out);

/* Warn when they have ended: they win over everything else an SDK asks. */
void shell_state_warn(const struct cli *cli);

#endif
