/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything that is said on standard error: one write(2) a message, so that
 * lines of simultaneous commands do not mix.
 */
#ifndef SAY_H
#define SAY_H

#include "cli.h"

/* "esc-session: TEXT", then "hint: HINT" when there is one. */
void say_error(const struct cli *cli, const struct esc_error *err);

/* The same as one line, for callers that repeat our last line. */
void say_error_line(const struct cli *cli, const struct esc_error *err);

/* "esc-session: TEXT", of what was done; nothing with -q. */
void say_note(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "esc-session: TEXT", of what was done; nothing with -q. */
void say_note(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "esc-session: warning: ..."; nothing with -q.  HINT may be NULL. */
void say_warning(const struct cli *cli, const char *hint, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

#endif
