/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start `esc-session prefetch` as the user, who rings the doorbell: a process
 * that asks the kernel for a key cannot be interrupted, so it must not be
 * sshd's.
 */
#ifndef PAM_ESC_PREFETCH_H
#define PAM_ESC_PREFETCH_H

#include "esc/error.h"
#include <pwd.h>
#include <sys/types.h>

enum prefetch_state {
    PREFETCH_STARTED, /* detached; nothing is known of it */
    PREFETCH_READY,   /* it ended and the credentials are there */
    PREFETCH_FAILED,  /* it ended without; text says why */
    PREFETCH_LATE,    /* it has not ended in time, and goes on */
};

struct prefetch {
    enum prefetch_state state;
    char text[ESC_ERROR_TEXT_MAX]; /* one line, safe to show */
    pid_t child; /* to be reaped once it has ended; 0: none */
};

struct prefetch_how {
    const char *program; /* absolute */
    const struct passwd *user;
    int wait_ms; /* 0: detach */
};

/* ESC_E_SYSTEM: cannot be started.  No state of this process changes. */
bool prefetch_start(const struct prefetch_how *how, struct prefetch *out,
                    struct esc_error *err) ESC_MUST_CHECK;

/* Reap a child that was late, if it has ended by now. */
void prefetch_reap(pid_t child);

#endif
