/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The resolver as a process: one socket on its descriptors 0 and 1, a cleaned
 * environment, limits, a deadline.  What it says is another matter
 * (exchange.h, admit.h).
 */
#ifndef PROVISION_WORKER_H
#define PROVISION_WORKER_H

#include "child.h"
#include "esc/secret.h"

#define WORKER_PROGRAM ESC_LIBEXECDIR "/esc-resolve"

/*
 * A child_plan's run: become PROGRAM, a path, with the socket FD as its 0 and
 * 1, nothing else open, a cleaned environment and limits.
 */
int worker_run(const void *program, int fd);

/*
 * One frame to or from it, before its deadline_ms (CLOCK_MONOTONIC).  Failures
 * name the resolver and how it ended: ESC_E_TIMEOUT, ESC_E_BUG, ESC_E_CONFIG
 * when it could not be started.
 */
bool worker_send(struct child *worker, const struct esc_secret *frame,
                 struct esc_error *err) ESC_MUST_CHECK;
struct esc_secret *worker_receive(struct child *worker, size_t max,
                                  struct esc_error *err) ESC_MUST_CHECK;

#endif
