/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A borrowed run of bytes with its length: what keys, texts and names of a
 * definition are.  YAML and decoded base64 may hold NUL and need not be UTF-8,
 * so a C string does not do.  Whoever made the bytes owns them (an arena, a
 * literal); a struct esc_str is copied freely.
 */
#ifndef ESC_STR_H
#define ESC_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct esc_str {
    const char *data; /* not NUL-terminated unless said so; NULL if len is 0 */
    size_t len;
};

/* "literal" as a struct esc_str, also in static tables. */
#define ESC_STR_INIT(literal)                                                 \
    {                                                                         \
        (literal), sizeof(literal) - 1                                        \
    }
#define ESC_STR(literal) ((struct esc_str)ESC_STR_INIT(literal))

static inline struct esc_str
esc_str_from(const char *text)
{
    return (struct esc_str){text, text == NULL ? 0 : strlen(text)};
}

static inline bool
esc_str_equal(struct esc_str a, struct esc_str b)
{
    return a.len == b.len
           && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Bytewise order, as strcmp(): the order of keys everywhere. */
static inline int
esc_str_compare(struct esc_str a, struct esc_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static inline bool
esc_str_starts(struct esc_str text, struct esc_str prefix)
{
    return text.len >= prefix.len
           && (prefix.len == 0
               || memcmp(text.data, prefix.data, prefix.len) == 0);
}

#endif
