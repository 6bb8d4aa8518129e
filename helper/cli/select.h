/* SPDX-License-Identifier: Apache-2.0 */
/* Which environment a command is about. */
#ifndef SELECT_H
#define SELECT_H

#include "command.h"

/*
 * Name of the environment into NAME_OUT (ESC_CRED_TEXT_MAX bytes): -e, else
 * ESC_ENVIRONMENT, else the one line of the user's file
 * $XDG_CONFIG_HOME/esc-session/environment (~/.config without that variable),
 * else "default".  ESC_E_USAGE: a malformed name, saying where it stands;
 * ESC_E_CONFIG: a file that is not the user's own regular one.
 */
bool select_environment(const struct cli *cli,
                        const struct arguments *arguments, char *name_out,
                        struct esc_error *err) ESC_MUST_CHECK;

/* Select one and do ACT to it, the whole of a command; its exit status.  A
 * failure is told as "cannot VERB environment 'NAME'". */
int select_and(const struct cli *cli, const struct arguments *arguments,
               const char *verb,
               bool (*act)(const struct cli *cli, const char *name,
                           struct esc_error *err));

#endif
