/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collections as the original's writer lays them out: a mapping's children at
 * the next multiple of three, a sequence's at two further than its dash, keys
 * in an order that takes runs of digits as numbers.
 */
#include "render.h"
#include <stdlib.h>

enum { STEP = 3, DASH = 2 };

/* Where what belongs to a mapping at INDENT stands. */
static int
deeper(int indent)
{
    return STEP * ((indent + STEP) / STEP);
}

static bool
is_digit(struct esc_str text, size_t at)
{
    return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (unsigned char)c >= 0x80;
}

/* The number at AT, its end into END_OUT; MORE: digits stand before it. */
static uint64_t
number_at(struct esc_str text, size_t at, bool more, size_t *end_out)
{
    uint64_t number = more;

    for (; is_digit(text, at); at++)
        number = number * 10 + (uint64_t)(text.data[at] - '0');
    *end_out = at;
    return number;
}

/* Whether the digits before AT hold another one than zero. */
static bool
follows_number(struct esc_str text, size_t at)
{
    while (at > 0 && is_digit(text, --at))
        if (text.data[at] != '0')
            return true;
    return false;
}

/* The order of A and B, which differ first at AT, where neither is a letter.
 */
static int
compare_numbers(struct esc_str a, struct esc_str b, size_t at)
{
    bool more =
        (a.data[at] == '0' || b.data[at] == '0') && follows_number(a, at);
    size_t a_end, b_end;
    uint64_t x = number_at(a, at, more, &a_end);
    uint64_t y = number_at(b, at, more, &b_end);

    if (x != y)
        return x < y ? -1 : 1;
    if (a_end != b_end)
        return a_end < b_end ? -1 : 1;
    return (unsigned char)a.data[at] < (unsigned char)b.data[at] ? -1 : 1;
}

static int
compare_keys(const void *left, const void *right)
{
    struct esc_str a = ((const struct esc_property *)left)->key;
    struct esc_str b = ((const struct esc_property *)right)->key;
    size_t at = 0;
    bool a_letter, b_letter;

    while (at < a.len && at < b.len && a.data[at] == b.data[at])
        at++;
    if (at == a.len || at == b.len)
        return (a.len > b.len) - (a.len < b.len);
    a_letter = is_letter(a.data[at]);
    b_letter = is_letter(b.data[at]);
    if (a_letter && b_letter)
        return (unsigned char)a.data[at] < (unsigned char)b.data[at] ? -1 : 1;
    if (a_letter || b_letter) {
        bool behind = at > 0 && is_digit(a, at - 1);

        return (behind ? a_letter : b_letter) ? -1 : 1;
    }
    return compare_numbers(a, b, at);
}

static bool
is_block(const struct esc_value *value)
{
    return (value->kind == ESC_VALUE_ARRAY || value->kind == ESC_VALUE_OBJECT)
           && value->count > 0 && !value->is_unknown;
}

static void
add_scalar(const struct esc_value *value, int indent, struct esc_buf *out)
{
    if (value->is_unknown)
        render_yaml_scalar(ESC_STR("[unknown]"), false, indent, out);
    else if (value->kind == ESC_VALUE_NULL)
        esc_buf_add_str(out, "null");
    else if (value->kind == ESC_VALUE_BOOL)
        esc_buf_add_str(out, value->u.boolean ? "true" : "false");
    else if (value->kind == ESC_VALUE_ARRAY)
        esc_buf_add_str(out, "[]");
    else if (value->kind == ESC_VALUE_OBJECT)
        esc_buf_add_str(out, "{}");
    else
        render_yaml_scalar(value->u.text, false, indent, out);
}

static void add_block(const struct esc_value *value, int indent,
                      struct esc_buf *out);

static void
add_item(const struct esc_value *item, int indent, struct esc_buf *out)
{
    esc_buf_add_str(out, "- ");
    if (is_block(item)) {
        add_block(item, indent + DASH, out);
        return;
    }
    add_scalar(item, indent + DASH, out);
    esc_buf_add_char(out, '\n');
}

static void
add_property(const struct esc_property *property, int indent,
             struct esc_buf *out)
{
    int inner = deeper(indent);

    render_yaml_scalar(property->key, true, inner, out);
    esc_buf_add_char(out, ':');
    if (is_block(property->value)) {
        esc_buf_printf(out, "\n%*s", inner, "");
        add_block(property->value, inner, out);
        return;
    }
    esc_buf_add_char(out, ' ');
    add_scalar(property->value, inner, out);
    esc_buf_add_char(out, '\n');
}

static void
add_properties(const struct esc_value *value, int indent, struct esc_buf *out)
{
    struct esc_property *sorted = calloc(value->count, sizeof(*sorted));

    if (sorted == NULL) {
        out->failed = true;
        return;
    }
    memcpy(sorted, value->u.properties, value->count * sizeof(*sorted));
    qsort(sorted, value->count, sizeof(*sorted), compare_keys);
    for (uint32_t i = 0; i < value->count && !out->failed; i++) {
        if (i > 0)
            esc_buf_printf(out, "%*s", indent, "");
        add_property(&sorted[i], indent, out);
    }
    free(sorted);
}

/* Its first line's indent is there already. */
static void
add_block(const struct esc_value *value, int indent, struct esc_buf *out)
{
    if (value->kind == ESC_VALUE_OBJECT) {
        add_properties(value, indent, out);
        return;
    }
    for (uint32_t i = 0; i < value->count && !out->failed; i++) {
        if (i > 0)
            esc_buf_printf(out, "%*s", indent, "");
        add_item(value->u.items[i], indent, out);
    }
}

void
render_yaml(const struct esc_value *value, struct esc_buf *out)
{
    if (is_block(value)) {
        add_block(value, 0, out);
        return;
    }
    add_scalar(value, STEP, out);
    esc_buf_add_char(out, '\n');
}
