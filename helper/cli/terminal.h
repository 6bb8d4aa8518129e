/* SPDX-License-Identifier: Apache-2.0 */
/* A secret that a person types. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "esc/secret.h"
#include <stdbool.h>

/*
 * Ask with PROMPT on descriptor SHOW for one line of the terminal FD, which
 * does not echo it, and add it to LINE without its end.  Whatever ends or
 * stops this process meanwhile finds the terminal as it was.  False with
 * errno; ENOTTY: FD is no terminal, and nothing was shown.
 */
bool terminal_read_unseen(int fd, int show, const char *prompt,
                          struct esc_secret *line) ESC_MUST_CHECK;

/* The same of any descriptor, as it comes: up to a newline or its end. */
bool terminal_read_line(int fd, struct esc_secret *line) ESC_MUST_CHECK;

#endif
