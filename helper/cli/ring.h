/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ringing the doorbell without being caught by it: request_key(2) waits
 * uninterruptibly, so a process that nobody waits for makes the call.
 */
#ifndef RING_H
#define RING_H

#include "esc/keyring.h"

#define RING_DEADLINE_MS 12000 /* the handler's own is 10 s */

/*
 * Ring NAME and wait for the answer, at most RING_DEADLINE_MS; signals end us
 * at once as ever.  On failure ERR has the code and the cause as a sentence
 * (no act): what the kernel's errno means.
 */
bool ring_wait(const char *name, enum esc_ring_why why,
               struct esc_error *err) ESC_MUST_CHECK;

/* Ring NAME and do not wait; failures show at the next use. */
void ring_detached(const char *name, enum esc_ring_why why);

/* What ERRNUM of a doorbell means, into ERR; returns false. */
bool ring_explain(int errnum, struct esc_error *err);

/* Which of our system accounts files like /etc/passwd and /etc/group do not
 * name, as a sentence; NULL: none is missing, as far as can be seen. */
const char *ring_missing_account(const char *passwd, const char *group);

#endif
