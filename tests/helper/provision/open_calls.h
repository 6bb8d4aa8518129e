/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls that the handler makes, of which one at a time fails, and
 * stand-ins for those that need the kernel's upcall.
 */
#ifndef TEST_OPEN_CALLS_H
#define TEST_OPEN_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instead of an errno: the process ends by this signal. */
#define CALLS_KILL 1000

/* In memory that the handler's processes share with the test. */
struct calls {
    const char *call; /* that fails, NULL: none; once in all processes */
    int at;           /* the AT-th of a process and those before its fork */
    int with;         /* errno; 0: as if nothing came in time */
    bool outside;     /* of open_serve and its children alone */
    bool hit;
    int32_t bell;
    const char *callout;
    /* What the handler did. */
    int answered, rejected, rejected_with, rejected_for;
    bool opened;                 /* the journal heard of it */
    int open_before, open_after; /* descriptors of open_serve's process */
    char logged[1024];
};

/* The one of this test, made at the first call. */
struct calls *calls_shared(void);
/* From here on this process and its children count, and may fail. */
void calls_arm(void);
/* The names that can fail; NULL after the last. */
const char *calls_name(size_t i);

#endif
