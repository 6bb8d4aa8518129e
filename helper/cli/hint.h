/* SPDX-License-Identifier: Apache-2.0 */
/* The remedy that fits the process that failed. */
#ifndef HINT_H
#define HINT_H

#include "cli.h"

/*
 * For an error of a look-up that says something of the session: root by way
 * of sudo gets words of its own, and an error without a hint gets one.
 */
void hint_session(const struct cli *cli, struct esc_error *err);

/* Whether ERR's hint is the one that hint_session gives where there is none.
 */
bool hint_is_general(const struct esc_error *err);

/* Whether this is root by way of sudo. */
bool hint_is_sudo(const struct cli *cli);

/* What to do about COMMAND, which was not found: the case of an environment's
 * name given as the command.  Empty when there is nothing to say. */
void hint_not_found(char *const *command, struct esc_error *err);

#endif
