/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many openings run at once, and how often.  State is in files of a
 * run-time folder of root's; what is taken is a lock of an open file, so that
 * death gives it back.
 */
#ifndef PROVISION_SLOTS_H
#define PROVISION_SLOTS_H

#include "esc/error.h"
#include <stdint.h>
#include <sys/types.h>

#define SLOTS_HOST 32
#define SLOTS_UID 8

/* Make PATH (mode 0700, parents too) if need be and open it; -1 with ERR. */
int slots_folder(const char *path, struct esc_error *err) ESC_MUST_CHECK;

/*
 * Take one of SLOTS_UID slots of UID and of SLOTS_HOST of the host, waiting
 * until UNTIL_MS (CLOCK_MONOTONIC).  Returns a descriptor whose closing gives
 * both back, or -1: ESC_E_BUSY when none came free.
 */
int slots_take(int folder, uid_t uid, int64_t until_ms,
               struct esc_error *err) ESC_MUST_CHECK;

/*
 * Whether one more is due at PLACE (a uid, or the like) of the file NAME,
 * where at most TIMES in SECONDS are; if so, it is counted.  What cannot be
 * counted is due.
 */
struct slots_rate {
    const char *name;
    uint32_t times, seconds;
};
bool slots_due(int folder, const struct slots_rate *rate, uint64_t place);

#endif
