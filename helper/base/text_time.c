/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Durations shown and times read: the half of this that nobody needs who runs
 * as root.
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

void
esc_text_format_duration(uint64_t seconds, char *out, size_t size)
{
    unsigned long long h = seconds / 3600, m = seconds / 60 % 60,
                       s = seconds % 60;
    size_t used = 0;

    if (size == 0)
        return;
    out[0] = '\0';
    if (h > 0)
        used += (size_t)snprintf(out, size, "%lluh", h);
    if (m > 0 && used < size)
        used += (size_t)snprintf(out + used, size - used, "%llum", m);
    if ((s > 0 || used == 0) && used < size)
        snprintf(out + used, size - used, "%llus", s);
}

/* Two or four digits at S. */
static bool
fixed(const char *s, int count, int *value_out)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (!is_digit(s[i]))
            return false;
        value = value * 10 + (s[i] - '0');
    }
    *value_out = value;
    return true;
}

bool
esc_text_time(const char *text, int64_t *epoch_out)
{
    struct tm tm = {0}, back;
    const char *p = text + 19;
    time_t epoch;

    if (strlen(text) < 20 || text[4] != '-' || text[7] != '-'
        || (text[10] != 'T' && text[10] != 't') || text[13] != ':'
        || text[16] != ':' || !fixed(text, 4, &tm.tm_year)
        || !fixed(text + 5, 2, &tm.tm_mon) || !fixed(text + 8, 2, &tm.tm_mday)
        || !fixed(text + 11, 2, &tm.tm_hour)
        || !fixed(text + 14, 2, &tm.tm_min)
        || !fixed(text + 17, 2, &tm.tm_sec))
        return false;
    if (*p == '.') {
        if (!is_digit(*++p))
            return false;
        while (is_digit(*p))
            p++;
    }
    if ((*p != 'Z' && *p != 'z') || p[1] != '\0')
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    back = tm;
    epoch = timegm(&back);
    /* timegm corrects 31 February; a corrected date was no date. */
    if (back.tm_mday != tm.tm_mday || back.tm_mon != tm.tm_mon
        || back.tm_hour != tm.tm_hour || back.tm_min != tm.tm_min
        || back.tm_sec != tm.tm_sec)
        return false;
    *epoch_out = epoch;
    return true;
}
