/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value: what an environment evaluates to, what a provider gets as inputs
 * and gives as outputs, and what reading JSON yields.  Plain data in
 * somebody's arena, immutable once handed out, shared freely.
 *
 * Numbers are text and stay as written; nothing here computes with them.
 * A value can be secret (never show it) and unknown (not computed: before its
 * provider has answered, or after an error).  A secret's parts need not be
 * flagged themselves: whoever prints looks from the top down.
 */
#ifndef ESC_VALUE_H
#define ESC_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/arena.h"
#include "esc/buf.h"
#include "esc/range.h"
#include "esc/str.h"

enum esc_value_kind {
    ESC_VALUE_NULL, /* also an unknown without text */
    ESC_VALUE_BOOL,
    ESC_VALUE_NUMBER, /* text: JSON number syntax */
    ESC_VALUE_STRING, /* text: any bytes */
    ESC_VALUE_ARRAY,
    ESC_VALUE_OBJECT
};

struct esc_value;

struct esc_property {
    struct esc_str key;
    const struct esc_value *value;
};

/* Where a value was defined and what it overrides; only evaluation sets it. */
struct esc_trace {
    struct esc_str environment; /* empty: none */
    struct esc_range range;
    const struct esc_value *base; /* NULL: overrides nothing */
};

struct esc_value {
    enum esc_value_kind kind;
    bool is_secret;
    bool is_unknown;
    uint32_t count; /* of items or properties */
    union {
        bool boolean;
        struct esc_str text;
        const struct esc_value *const *items;
        const struct esc_property *properties; /* sorted by key, unique */
    } u;
    const struct esc_trace *trace; /* NULL: nothing known */
};

/*
 * Constructors.  All return NULL once ARENA has failed, and accept NULL for a
 * part by returning NULL, so that a tree is built first and checked once.
 * Text is copied unless the name says borrow; keys, items and values are not.
 */
const struct esc_value *esc_value_null(struct esc_arena *arena);
const struct esc_value *esc_value_bool(struct esc_arena *arena, bool boolean);
const struct esc_value *esc_value_number(struct esc_arena *arena,
                                         struct esc_str text);
const struct esc_value *esc_value_integer(struct esc_arena *arena,
                                          int64_t number);
const struct esc_value *esc_value_string(struct esc_arena *arena,
                                         struct esc_str text);
const struct esc_value *esc_value_array(struct esc_arena *arena,
                                        const struct esc_value *const *items,
                                        size_t count);

/* Sorts a copy of PROPERTIES; of equal keys the last one stays. */
const struct esc_value *esc_value_object(struct esc_arena *arena,
                                         const struct esc_property *properties,
                                         size_t count);

/* A shallow copy of VALUE with the flag set. */
const struct esc_value *esc_value_secret(struct esc_arena *arena,
                                         const struct esc_value *value);

/*
 * Accessors.  A VALUE of NULL or of another kind has no property, no item and
 * no text, so chains such as text(property(property(v, a), b)) need no checks.
 */

/* Borrowed; NULL when VALUE is no object or has no such key.  O(log n). */
const struct esc_value *esc_value_property(const struct esc_value *value,
                                           struct esc_str key);
static inline const struct esc_value *
esc_value_get(const struct esc_value *value, const char *key)
{
    return esc_value_property(value, esc_str_from(key));
}

const struct esc_value *esc_value_item(const struct esc_value *value,
                                       size_t index);

/* The text of a known string, {NULL, 0} of everything else. */
struct esc_str esc_value_text(const struct esc_value *value);

/* False, and *NUMBER_OUT untouched, unless a known number that is an integer
 * in range. */
bool esc_value_get_integer(const struct esc_value *value, int64_t *number_out);

/* FALLBACK unless VALUE is a known boolean. */
bool esc_value_get_bool(const struct esc_value *value, bool fallback);

/* The value or anything in it is unknown, or secret.  NULL: false. */
bool esc_value_has_unknowns(const struct esc_value *value);
bool esc_value_has_secrets(const struct esc_value *value);

/*
 * The value at PATH, written as in "${}": a.b[0]["c d"].  An empty path is
 * VALUE itself.  NULL when PATH is malformed or leads nowhere.
 */
const struct esc_value *esc_value_at(const struct esc_value *value,
                                     struct esc_str path);

/* Values as text, appended to BUF, whose failure sticks. */
enum esc_value_style {
    ESC_STYLE_REDACTED, /* JSON: "[secret]", "[unknown]" in their places */
    ESC_STYLE_REVEALED, /* JSON with the secrets in clear */
    ESC_STYLE_DETAILED, /* JSON with flags and traces, secrets in clear */
    ESC_STYLE_STRING    /* as in an interpolation, secrets in clear */
};
void esc_value_write(const struct esc_value *value, enum esc_value_style style,
                     struct esc_buf *buf);

#endif
