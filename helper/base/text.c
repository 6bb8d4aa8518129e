/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strict numbers and durations; patterns; and what may be shown.
 */
#include "esc/text.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits at *P, at most MAX; moves *P behind them. */
static bool
digits(const char **p, uint64_t max, uint64_t *value_out)
{
    uint64_t value = 0;
    const char *s = *p;

    if (!is_digit(*s) || (*s == '0' && is_digit(s[1])))
        return false;
    for (; is_digit(*s); s++) {
        uint64_t digit = (uint64_t)(*s - '0');

        if (digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *p = s;
    *value_out = value;
    return true;
}

bool
esc_text_u64(const char *text, uint64_t max, uint64_t *value_out)
{
    uint64_t value;

    if (!digits(&text, max, &value) || *text != '\0')
        return false;
    *value_out = value;
    return true;
}

bool
esc_text_duration(const char *text, uint64_t max, uint64_t *seconds_out)
{
    static const struct {
        char unit;
        uint64_t seconds;
    } units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    uint64_t total = 0, number;
    size_t next = 0;

    if (*text == '\0')
        return false;
    while (*text != '\0') {
        if (!digits(&text, max, &number))
            return false;
        while (next < 4 && units[next].unit != *text)
            next++;
        if (next == 4 || number > (max - total) / units[next].seconds)
            return false;
        total += number * units[next].seconds;
        next++;
        text++;
    }
    *seconds_out = total;
    return true;
}

static int
days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month] + (leap && month == 1);
}

/* By arithmetic: gmtime_r(3) would read the time zone's file, on the way of
 * every exec. */
void
esc_text_format_time(int64_t epoch, char *out, size_t size)
{
    int year = 1970, month = 0, day, second;

    if (size == 0)
        return;
    out[0] = '\0';
    if (epoch < 0 || epoch > 253402300799
        || size < sizeof("9999-12-31T23:59:59Z"))
        return;
    day = (int)(epoch / 86400);
    second = (int)(epoch % 86400);
    for (; day >= 337 + days_of(year, 1); year++)
        day -= 337 + days_of(year, 1);
    for (; day >= days_of(year, month); month++)
        day -= days_of(year, month);
    snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month + 1,
             day + 1, second / 3600, second / 60 % 60, second % 60);
}

bool
esc_text_match(const char *pattern, const char *text)
{
    const char *star = NULL, *mark = NULL;

    /* On a mismatch let the last '*' eat one more: linear space, no recursion.
     */
    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            mark = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++mark;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

size_t
esc_text_utf8(const char *text, size_t len, uint32_t *character_out)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = s[0] < 0x80   ? 1
               : s[0] < 0xc2 ? 0
               : s[0] < 0xe0 ? 2
               : s[0] < 0xf0 ? 3
               : s[0] < 0xf5 ? 4
                             : 0;
    uint32_t c = n < 2 ? s[0] : s[0] & (0xffU >> (n + 1));

    if (n > len)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3fU);
    }
    if ((n == 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000)))
        || (n == 4 && (c < 0x10000 || c > 0x10ffff)))
        return 0;
    *character_out = c;
    return n;
}

/*
 * Length of the valid and showable UTF-8 character at S (LEN bytes left), else
 * 0.  C1 controls and the bidirectional ones (U+200E, U+200F, U+202A-202E,
 * U+2066-2069) can rearrange a terminal line, so they are not showable.
 */
static size_t
showable(const char *s, size_t len)
{
    uint32_t c = 0;
    size_t n = esc_text_utf8(s, len, &c);

    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f
        || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
        return 0;
    return n;
}

char *
esc_text_safe(const char *in, size_t len, char *out, size_t size)
{
    size_t used = 0;

    if (size == 0)
        return out;
    for (size_t i = 0; i < len;) {
        size_t n = showable(in + i, len - i);
        size_t need = n == 0 ? 4 : n;

        if (need > size - 1 - used)
            break;
        if (n == 0)
            snprintf(out + used, size - used, "\\x%02x", (unsigned char)in[i]);
        else
            memcpy(out + used, in + i, n);
        used += need;
        i += n == 0 ? 1 : n;
    }
    out[used] = '\0';
    return out;
}

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c)
           || c == '_';
}

bool
esc_text_is_name(const char *text)
{
    size_t len = strlen(text);

    if (len == 0 || len > 255 || is_digit(text[0]))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_word(text[i]))
            return false;
    return true;
}

/* One part of an environment's name: up to END. */
static bool
is_part(const char *s, const char *end)
{
    size_t len = (size_t)(end - s);

    if (len == 0 || len > 100 || *s == '-' || (len == 1 && *s == '.')
        || (len == 2 && s[0] == '.' && s[1] == '.'))
        return false;
    for (; s < end; s++)
        if (!is_word(*s) && *s != '.' && *s != '-')
            return false;
    return true;
}

bool
esc_text_is_environment(const char *text)
{
    size_t len = strnlen(text, ESC_ENVIRONMENT_NAME_MAX + 1);
    const char *end = text + len, *at, *slash;
    int slashes = 0;

    if (len > ESC_ENVIRONMENT_NAME_MAX)
        return false;
    at = strchr(text, '@');
    if (at != NULL) {
        if (!is_part(at + 1, end))
            return false;
        end = at;
    }
    while ((slash = memchr(text, '/', (size_t)(end - text))) != NULL) {
        if (!is_part(text, slash))
            return false;
        text = slash + 1;
        slashes++;
    }
    return is_part(text, end) && (slashes == 0 || slashes == 2);
}

bool
esc_text_copy(char *dst, size_t size, const char *src)
{
    size_t len = strlen(src);

    if (len >= size)
        return false;
    memcpy(dst, src, len + 1);
    return true;
}
