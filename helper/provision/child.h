/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting a process with less rights: the look-up of names and the resolver.
 * Either sits behind one socket, in a session and process group of its own,
 * without the authority over the doorbell, assumed or in a keyring, and dies
 * with its parent.
 */
#ifndef PROVISION_CHILD_H
#define PROVISION_CHILD_H

#include "esc/error.h"
#include <stdint.h>
#include <sys/types.h>

struct child_plan {
    const char *name; /* for messages */
    uid_t uid; /* what it drops to, for good; its own: nothing to drop */
    gid_t gid;
    /* Runs in the child; its status is the child's. */
    int (*run)(const void *context, int fd);
    const void *context;
};

struct child {
    pid_t pid;           /* 0: none */
    int fd;              /* our end; -1: none */
    int64_t deadline_ms; /* of a worker (worker.h), set by who starts it */
};

#define CHILD_NONE ((struct child){.fd = -1})
#define CHILD_OWN __attribute__((cleanup(child_cleanup))) struct child

/* Statuses of a child that did not get as far as its work. */
#define CHILD_NOT_DROPPED 120
#define CHILD_NOT_RUN 127

bool child_start(struct child *child_out, const struct child_plan *plan,
                 struct esc_error *err) ESC_MUST_CHECK;

/*
 * Wait up to WAIT_MS for the child to end by itself, else kill its process
 * group; reap it.  Returns the status of waitpid(2).
 */
int child_stop(struct child *child, int wait_ms);
void child_cleanup(struct child *child);

#endif
