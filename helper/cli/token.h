/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that the user brings: from a file, or typed. */
#ifndef TOKEN_H
#define TOKEN_H

#include "cli.h"
#include "esc/secret.h"

/*
 * The one line of PATH: a regular file of the user's own or root's, that
 * nobody else may read or write, never behind a link.  ESC_E_INPUT,
 * ESC_E_SYSTEM.
 */
struct esc_secret *token_read_file(const char *path,
                                   struct esc_error *err) ESC_MUST_CHECK;

/* One line of standard input; asked for without echo on a terminal. */
struct esc_secret *token_read_input(const struct cli *cli,
                                    struct esc_error *err) ESC_MUST_CHECK;

#endif
