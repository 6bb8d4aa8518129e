/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TAP for unit tests: ok(condition, name, ...), then return tap_done().
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

/* Report one test; returns CONDITION. */
bool ok(bool condition, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Equal texts; prints both when they differ. */
bool is_str(const char *got, const char *want, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool is_int(long long got, long long want, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A line of explanation. */
void diag(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Count one test as skipped, saying why. */
void skip(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Print the plan; the exit status for main. */
int tap_done(void);

#endif
