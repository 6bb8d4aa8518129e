/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking around a secret.  The parser ends a line at characters that editors
 * show as nothing, so a break is one to three bytes.
 */
#include "layout.h"

#include <stdint.h>
#include <string.h>

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* The bytes of the line break that begins at AT; 0: none does. */
static size_t
break_at(struct esc_str source, size_t at)
{
    static const char *const breaks[] = {"\n", "\r", "\xc2\x85",
                                         "\xe2\x80\xa8", "\xe2\x80\xa9"};

    for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
        size_t len = strlen(breaks[i]);

        if (at + len <= source.len
            && memcmp(source.data + at, breaks[i], len) == 0)
            return len;
    }
    return 0;
}

/* The bytes of the line break that ends before AT, of those from START on. */
static size_t
break_before(struct esc_str source, size_t start, size_t at)
{
    for (size_t len = 1; len <= 3 && len <= at - start; len++) {
        if (break_at(source, at - len) == len)
            return len;
    }
    return 0;
}

size_t
esc_layout_colon(struct esc_str source, const struct esc_secret_site *site,
                 bool breaks)
{
    size_t colon = SIZE_MAX, len;

    for (size_t i = site->key.end; i < site->value.start; i += len) {
        len = breaks ? break_at(source, i) : 0;
        if (len > 0)
            continue;
        len = 1;
        if (source.data[i] == ':' && colon == SIZE_MAX)
            colon = i;
        else if (!is_blank(source.data[i]))
            return SIZE_MAX;
    }
    return colon;
}

bool
esc_layout_starts_line(struct esc_str source,
                       const struct esc_secret_site *site)
{
    size_t at = site->value.start;

    while (at > site->key.end && is_blank(source.data[at - 1]))
        at--;
    return break_before(source, site->key.end, at) > 0;
}

size_t
esc_layout_column(struct esc_str source, const struct esc_secret_site *site)
{
    size_t at = site->value.start;

    while (at > 0 && break_before(source, 0, at) == 0)
        at--;
    return site->value.start - at;
}

size_t
esc_layout_end(struct esc_str source, const struct esc_secret_site *site)
{
    size_t start = site->value.start, end = site->value.end, len = 1;

    while (site->is_block_scalar && end > start && len > 0) {
        len = is_blank(source.data[end - 1])
                  ? 1
                  : break_before(source, start, end);
        end -= len;
    }
    return end;
}

struct esc_str
esc_layout_comment(struct esc_str source, const struct esc_secret_site *site)
{
    size_t start = 0, i = site->value.start;

    for (; i < site->value.end && break_at(source, i) == 0; i++) {
        if (start == 0 && source.data[i] == '#'
            && is_blank(source.data[i - 1]))
            start = i - 1;
    }
    if (!site->is_block_scalar || start == 0)
        return ESC_STR("");
    return (struct esc_str){source.data + start, i - start};
}

bool
esc_layout_may_end_block(struct esc_str source, size_t end)
{
    size_t blanks = 0, len;

    if (end < source.len && break_at(source, end) == 0)
        return false;
    for (; end < source.len; end += len) {
        len = break_at(source, end);
        if (len > 0 && blanks > 0)
            return false;
        if (len == 0 && !is_blank(source.data[end]))
            return true;
        blanks += len == 0;
        len = len == 0 ? 1 : len;
    }
    return blanks == 0;
}
