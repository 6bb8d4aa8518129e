/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command as our child, its standard output and standard error through
 * redactors.  It stays in our process group: the terminal is its own, and what
 * the terminal signals reaches it without us.
 */
#ifndef RELAY_H
#define RELAY_H

#include "cli.h"
#include "redact.h"

struct relay_command {
    const struct redactor *redactor;
    void *context;
    int (*become)(void *context); /* in the child; returns an exit status */
};

/*
 * Run COMMAND until it has ended and nobody holds its output any more.
 * Signals that end programs are passed on to it; one that comes after it has
 * ended ends the waiting.  Its status, 128 + the signal's number if one ended
 * it, or -1 with ERR when it could not be started.
 */
int relay(const struct cli *cli, const struct relay_command *command,
          struct esc_error *err);

#endif
