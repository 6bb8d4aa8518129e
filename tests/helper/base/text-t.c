/* SPDX-License-Identifier: Apache-2.0 */
/* Strict texts: what is taken, what is refused, what is shown. */
#include "esc/text.h"
#include "tap.h"
#include <string.h>
#include <time.h>

static void
test_durations(void)
{
    static const struct {
        const char *text;
        long long want; /* -1: refused */
    } rows[] = {
        {"12h", 43200}, {"1h30m", 5400},  {"90s", 90},
        {"1d", 86400},  {"0s", 0},        {"", -1},
        {"12", -1},     {"h", -1},        {"1m1h", -1},
        {"1h1h", -1},   {"-1h", -1},      {"1.5h", -1},
        {" 1h", -1},    {"1h ", -1},      {"01h", -1},
        {"1H", -1},     {"1000000h", -1}, {"99999999999999999999s", -1},
    };
    char text[32];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t got = 77;
        bool taken = esc_text_duration(rows[i].text, 1000000, &got);

        is_int(taken ? (long long)got : -1, rows[i].want, "duration '%s'",
               rows[i].text);
        if (!taken)
            is_int((long long)got, 77, "  output untouched");
    }
    esc_text_format_duration(5400, text, sizeof(text));
    is_str(text, "1h30m", "a duration is printed as it is read");
    esc_text_format_duration(0, text, sizeof(text));
    is_str(text, "0s", "so is none");
}

static void
test_times(void)
{
    static const struct {
        const char *text;
        long long want;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-22T02:00:10.760322678Z", 1795312810},
        {"2026-02-31T00:00:00Z", -1},
        {"2026-11-22T02:00:10", -1},
        {"2026-11-22T02:00:10+01:00", -1},
        {"2026-11-22 02:00:10Z", -1},
        {"2026-11-22T25:00:10Z", -1},
        {"2026-11-22T02:00:10.Z", -1},
        {"2026-11-22T02:00:10Zx", -1},
        {"", -1},
    };
    char text[32];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t got = 0;

        is_int(esc_text_time(rows[i].text, &got) ? got : -1, rows[i].want,
               "time '%s'", rows[i].text);
    }
    esc_text_format_time(1795312810, text, sizeof(text));
    is_str(text, "2026-11-22T02:00:10Z", "a time is printed in UTC");
}

static void
test_patterns(void)
{
    static const struct {
        const char *pattern, *text;
        bool want;
    } rows[] = {
        {"acme/aws/*", "acme/aws/dev", true},
        {"acme/aws/*", "acme/awsx/dev", false},
        {"*", "", true},
        {"*", "a/b/c", true},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"*x*y", "axbxcy", true},
        {"*x*y", "axbxc", false},
        {"", "", true},
        {"", "a", false},
        {"a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        ok(esc_text_match(rows[i].pattern, rows[i].text) == rows[i].want,
           "'%s' %s '%s'", rows[i].pattern,
           rows[i].want ? "matches" : "does not match", rows[i].text);
}

static void
test_safe(void)
{
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"plain", "plain"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"a\x1b[31mb", "a\\x1b[31mb"},
        {"a\nb", "a\\x0ab"},
        {"\xff", "\\xff"},
        {"\xc0\xaf", "\\xc0\\xaf"},
        {"\xc2\x9b", "\\xc2\\x9b"},
        {"\xe2\x80\xae", "\\xe2\\x80\\xae"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
        {"cut\xc3", "cut\\xc3"},
    };
    char out[64];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        is_str(esc_text_safe(rows[i].in, strlen(rows[i].in), out, sizeof(out)),
               rows[i].want, "shown safely: row %zu", i);
    is_str(esc_text_safe("ab\n", 3, out, 6), "ab",
           "never cut inside an escape");
    is_str(esc_text_safe("ab\xc3\xa9", 4, out, 4), "ab",
           "nor inside a character");
}

static void
test_names(void)
{
    static const struct {
        const char *name;
        bool want;
    } rows[] = {
        {"default", true},
        {"dev", true},
        {"acme/aws/dev", true},
        {"acme/aws/dev@3", true},
        {"acme/aws/dev@stable", true},
        {"", false},
        {"a/b", false},
        {"a/b/c/d", false},
        {"../x/y", false},
        {"a//b", false},
        {"a/b/", false},
        {"-rf", false},
        {"a/b/c@", false},
        {"a/b/c@1@2", false},
        {"a b/c/d", false},
        {"a/b/\xc3\xa9", false},
        {"a/b/c\n", false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        ok(esc_text_is_environment(rows[i].name) == rows[i].want,
           "environment row %zu is %s", i, rows[i].want ? "good" : "refused");
    ok(esc_text_is_name("AWS_REGION") && esc_text_is_name("_x1"),
       "variable names");
    ok(!esc_text_is_name("1X") && !esc_text_is_name("A-B")
           && !esc_text_is_name("") && !esc_text_is_name("f()"),
       "refused variable names");
}

/* Our calendar against the C library's: each day of 500 years, then the ends.
 */
static void
test_calendar(void)
{
    char ours[32], theirs[32];
    size_t wrong = 0;
    struct tm tm;

    for (int64_t day = 0; day < 500 * 366; day++) {
        time_t when = (time_t)(day * 86400 + day % 86400);

        esc_text_format_time(when, ours, sizeof(ours));
        if (gmtime_r(&when, &tm) == NULL
            || strftime(theirs, sizeof(theirs), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0
            || strcmp(ours, theirs) != 0)
            wrong++;
    }
    is_int((long long)wrong, 0, "500 years of days as gmtime has them");
    esc_text_format_time(253402300799, ours, sizeof(ours));
    is_str(ours, "9999-12-31T23:59:59Z", "the last moment");
    esc_text_format_time(253402300800, ours, sizeof(ours));
    is_str(ours, "", "none after it");
    esc_text_format_time(-1, ours, sizeof(ours));
    is_str(ours, "", "none before the epoch");
}

int
main(void)
{
    uint64_t n = 0;

    test_durations();
    test_times();
    test_patterns();
    test_safe();
    test_names();
    ok(esc_text_u64("18446744073709551615", UINT64_MAX, &n) && n == UINT64_MAX,
       "the largest number");
    ok(!esc_text_u64("18446744073709551616", UINT64_MAX, &n),
       "one more is refused");
    ok(!esc_text_u64("007", 10, &n) && !esc_text_u64("+7", 10, &n)
           && !esc_text_u64("11", 10, &n),
       "leading zero, sign, over the maximum");
    test_calendar();
    return tap_done();
}
