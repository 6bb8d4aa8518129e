/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TAP output: one line a test, the plan at the end.
 */
#include "tap.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int count, failures;

static bool report(bool condition, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static bool
report(bool condition, const char *format, va_list args)
{
    printf("%sok %d - ", condition ? "" : "not ", ++count);
    vprintf(format, args);
    putchar('\n');
    fflush(stdout);
    if (!condition)
        failures++;
    return condition;
}

bool
ok(bool condition, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report(condition, format, args);
    va_end(args);
    return condition;
}

bool
is_str(const char *got, const char *want, const char *format, ...)
{
    bool same =
        got != NULL && want != NULL ? strcmp(got, want) == 0 : got == want;
    va_list args;

    va_start(args, format);
    report(same, format, args);
    va_end(args);
    if (!same)
        diag("got '%s', want '%s'", got == NULL ? "(null)" : got,
             want == NULL ? "(null)" : want);
    return same;
}

bool
is_int(long long got, long long want, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report(got == want, format, args);
    va_end(args);
    if (got != want)
        diag("got %lld, want %lld", got, want);
    return got == want;
}

void
diag(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    printf("# ");
    vprintf(format, args);
    putchar('\n');
    va_end(args);
}

void
skip(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    printf("ok %d # SKIP ", ++count);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
}

int
tap_done(void)
{
    printf("1..%d\n", count);
    return failures == 0 ? 0 : 1;
}
