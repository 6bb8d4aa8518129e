/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of 64 bits of mantissa: read from texts, compared, divided.  Where
 * long double is such a number, the C library reads the same.
 */
#include "helper/resolve/environment/text/wide.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tap.h>

static const struct {
    const char *text;
    uint64_t mantissa;
    int exponent;
} reads[] = {
    {"0", 0, 0},
    {"-0", 0, 0},
    {"0e5", 0, 0},
    {"0.000", 0, 0},
    {"1", UINT64_C(1) << 63, -63},
    {"-1", UINT64_C(1) << 63, -63},
    {"10", UINT64_C(5) << 61, -60},
    {"0.5", UINT64_C(1) << 63, -64},
    {"1e1", UINT64_C(5) << 61, -60},
    {"100e-2", UINT64_C(1) << 63, -63},
    {"0.1", UINT64_C(0xcccccccccccccccd), -67},
    {"18446744073709551615", UINT64_MAX, 0},
    {"18446744073709551617", UINT64_C(1) << 63, 1},
    {"18446744073709551619", (UINT64_C(1) << 63) + 2, 1}, /* a tie, to even */
    {"36893488147419103231", UINT64_C(1) << 63, 2},       /* all ones */
};

static const struct {
    const char *a, *b;
    int order; /* of A and B */
    bool is_multiple;
} pairs[] = {
    {"1", "2", -1, false},
    {"2", "1", 1, true},
    {"-1", "1", -1, true},
    {"-1", "-2", 1, false},
    {"0", "-0", 0, false},
    {"0", "3", -1, true},
    {"3", "0", 1, false},
    {"1", "1.0", 0, true},
    {"1e3", "1000", 0, true},
    {"0.3", "0.1", 1, true},
    {"4.35", "0.01", 1, true},
    {"1", "3", -1, false},
    {"1e21", "3", 1, true}, /* the quotient is rounded to an integer */
    {"1e19", "3", 1, false},
    {"3e21", "3", 1, true},
    {"9007199254740992", "9007199254740993", -1, false},
    {"0.1000000000000000000000000000001", "0.1", 0, true},
    {"1e400", "1e399", 1, true},
    {"1e-400", "1e-399", -1, false},
    {"1e5000", "1e4999", 1, true},
    {"-1e99999", "1e-99999", -1, true},
    {"1e999999999999999999999", "1", 1, true},
    {"1e-999999999999999999999", "1", -1, false},
};

static void
check_pair(const char *a, const char *b, int order, bool is_multiple)
{
    struct esc_wide left = esc_wide_read(esc_str_from(a));
    struct esc_wide right = esc_wide_read(esc_str_from(b));
    int got = esc_wide_compare(&left, &right);

    ok((got > 0) - (got < 0) == order, "%s against %s", a, b);
    got = esc_wide_compare(&right, &left);
    ok((got < 0) - (got > 0) == order, "%s against %s", b, a);
    ok(esc_wide_is_multiple(&left, &right) == is_multiple,
       "%s is %sa multiple of %s", a, is_multiple ? "" : "not ", b);
}

/* More digits than are kept. */
static void
check_long(void)
{
    static const char tie[] = "18446744073709551617.00000000000000000001";
    struct esc_wide more = esc_wide_read(esc_str_from(tie));
    char text[1000];

    ok(more.mantissa == (UINT64_C(1) << 63) + 1 && more.exponent == 1,
       "a digit behind decides a tie");
    memset(text, '9', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    check_pair(text, "1e999", 0, true);
}

#if LDBL_MANT_DIG == 64
static void
compare(const char *text)
{
    struct esc_wide wide = esc_wide_read(esc_str_from(text));
    int exponent = 0;
    long double want = frexpl(fabsl(strtold(text, NULL)), &exponent);
    uint64_t mantissa = (uint64_t)ldexpl(want, 64);

    if (wide.mantissa != mantissa
        || (mantissa != 0 && wide.exponent != exponent - 64))
        ok(false, "%s: %" PRIx64 " * 2^%" PRId64 ", want %" PRIx64 " * 2^%d",
           text, wide.mantissa, wide.exponent, mantissa, exponent - 64);
}

/* Texts of a generator, in every shape. */
static void
compare_many(void)
{
    uint64_t state = 88172645463325252;
    char text[80];

    for (int i = 0; i < 20000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        snprintf(text, sizeof(text), "%s%" PRIu64 ".%0*" PRIu64 "e%d",
                 state % 2 == 0 ? "-" : "", state >> state % 60,
                 (int)(state % 21), state * 3 >> state % 50,
                 (int)(state % 600) - 300);
        compare(text);
        snprintf(text, sizeof(text), "%" PRIu64 "e%d", state >> state % 64,
                 (int)(state % 50) - 25);
        compare(text);
    }
    ok(true, "40000 texts as the C library reads them");
}
#endif

int
main(void)
{
    for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
        struct esc_wide wide = esc_wide_read(esc_str_from(reads[i].text));

        ok(wide.mantissa == reads[i].mantissa
               && wide.exponent == reads[i].exponent,
           "%s: %" PRIx64 " * 2^%" PRId64, reads[i].text, wide.mantissa,
           wide.exponent);
    }
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        check_pair(pairs[i].a, pairs[i].b, pairs[i].order,
                   pairs[i].is_multiple);
    check_long();
#if LDBL_MANT_DIG == 64
    compare_many();
#else
    skip("long double has other than 64 bits of mantissa here");
#endif
    return tap_done();
}
