/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-resolve as a child of ours, where there is no provisioner: it has the
 * parsers and the network, in a sandbox, so that this program needs neither.
 */
#ifndef RESOLVER_H
#define RESOLVER_H

#include "cli.h"
#include "esc/message.h"
#include <sys/types.h>

struct resolver {
    pid_t pid; /* 0: none */
    int fd;    /* our end; -1: none */
    int64_t deadline_ms;
};

#define RESOLVER_NONE ((struct resolver){.fd = -1})
#define RESOLVER_OWN __attribute__((cleanup(resolver_cleanup))) struct resolver

/* Every send and receive must end within LIMIT_MS from now. */
bool resolver_start(const struct cli *cli, int64_t limit_ms,
                    struct resolver *resolver_out,
                    struct esc_error *err) ESC_MUST_CHECK;

/* One frame; failures say how it ended, if it did. */
bool resolver_send(struct resolver *resolver, const struct esc_secret *frame,
                   struct esc_error *err) ESC_MUST_CHECK;
struct esc_secret *resolver_receive(struct resolver *resolver,
                                    struct esc_error *err) ESC_MUST_CHECK;

/*
 * The RESULT that it ends with, records on the way passed over; what it failed
 * with as ERR.  Any other message is ESC_E_BUG.
 */
struct esc_secret *resolver_result(struct resolver *resolver,
                                   struct esc_error *err) ESC_MUST_CHECK;
void resolver_cleanup(struct resolver *resolver);

#endif
