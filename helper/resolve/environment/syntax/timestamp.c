/* SPDX-License-Identifier: Apache-2.0 */
/* Checking timestamps as Go's time.Parse does for the original's layouts. */
#include "timestamp.h"

struct cursor {
    struct esc_str text;
    size_t at;
};

static bool
take(struct cursor *cursor, char byte)
{
    if (cursor->at == cursor->text.len
        || cursor->text.data[cursor->at] != byte)
        return false;
    cursor->at++;
    return true;
}

static bool
is_digit_at(const struct cursor *cursor, size_t at)
{
    return at < cursor->text.len && cursor->text.data[at] >= '0'
           && cursor->text.data[at] <= '9';
}

/* LEAST to MOST digits, the value not above LIMIT. */
static bool
take_number(struct cursor *cursor, int least, int most, int limit,
            int *value_out)
{
    int count = 0;

    *value_out = 0;
    while (count < most && is_digit_at(cursor, cursor->at)) {
        *value_out = *value_out * 10 + (cursor->text.data[cursor->at] - '0');
        cursor->at++;
        count++;
    }
    return count >= least && *value_out <= limit;
}

static int
days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool
take_date(struct cursor *cursor)
{
    int year, month, day;

    if (!take_number(cursor, 4, 4, 9999, &year) || !take(cursor, '-')
        || !take_number(cursor, 1, 2, 12, &month) || month < 1
        || !take(cursor, '-') || !take_number(cursor, 1, 2, 31, &day))
        return false;
    return day >= 1 && day <= days_in(year, month);
}

static bool
take_time(struct cursor *cursor)
{
    int value;

    if (!take_number(cursor, 1, 2, 23, &value) || !take(cursor, ':')
        || !take_number(cursor, 1, 2, 59, &value) || !take(cursor, ':')
        || !take_number(cursor, 1, 2, 59, &value))
        return false;
    if (cursor->at < cursor->text.len
        && (cursor->text.data[cursor->at] == '.'
            || cursor->text.data[cursor->at] == ',')
        && is_digit_at(cursor, cursor->at + 1)) {
        cursor->at++;
        while (is_digit_at(cursor, cursor->at))
            cursor->at++;
    }
    return true;
}

static bool
take_zone(struct cursor *cursor)
{
    int value;

    if (take(cursor, 'Z'))
        return true;
    if (!take(cursor, '+') && !take(cursor, '-'))
        return false;
    return take_number(cursor, 2, 2, 24, &value) && take(cursor, ':')
           && take_number(cursor, 2, 2, 60, &value);
}

bool
esc_timestamp_is_valid(struct esc_str text)
{
    struct cursor cursor = {.text = text};

    if (!take_date(&cursor))
        return false;
    if (cursor.at == text.len)
        return true;
    if (take(&cursor, 'T') || take(&cursor, 't'))
        return take_time(&cursor) && take_zone(&cursor)
               && cursor.at == text.len;
    if (!take(&cursor, ' '))
        return false;
    while (take(&cursor, ' '))
        continue;
    return take_time(&cursor) && cursor.at == text.len;
}
