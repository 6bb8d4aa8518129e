/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making values and looking into them: what include/esc/value.h promises.
 */
#include "esc/value.h"

#include <stdlib.h>

static struct esc_value *
make(struct esc_arena *arena, enum esc_value_kind kind)
{
    struct esc_value *value = esc_arena_alloc(arena, sizeof(*value));

    if (value != NULL)
        value->kind = kind;
    return value;
}

const struct esc_value *
esc_value_null(struct esc_arena *arena)
{
    return make(arena, ESC_VALUE_NULL);
}

const struct esc_value *
esc_value_bool(struct esc_arena *arena, bool boolean)
{
    struct esc_value *value = make(arena, ESC_VALUE_BOOL);

    if (value != NULL)
        value->u.boolean = boolean;
    return value;
}

static const struct esc_value *
make_text(struct esc_arena *arena, enum esc_value_kind kind,
          struct esc_str text)
{
    struct esc_value *value = make(arena, kind);

    if (value == NULL)
        return NULL;
    value->u.text = esc_arena_dup(arena, text.data, text.len);
    return value->u.text.data == NULL ? NULL : value;
}

const struct esc_value *
esc_value_number(struct esc_arena *arena, struct esc_str text)
{
    return make_text(arena, ESC_VALUE_NUMBER, text);
}

const struct esc_value *
esc_value_integer(struct esc_arena *arena, int64_t number)
{
    struct esc_value *value = make(arena, ESC_VALUE_NUMBER);

    if (value == NULL)
        return NULL;
    value->u.text = esc_arena_printf(arena, "%lld", (long long)number);
    return value->u.text.data == NULL ? NULL : value;
}

const struct esc_value *
esc_value_string(struct esc_arena *arena, struct esc_str text)
{
    return make_text(arena, ESC_VALUE_STRING, text);
}

const struct esc_value *
esc_value_array(struct esc_arena *arena, const struct esc_value *const *items,
                size_t count)
{
    struct esc_value *value = make(arena, ESC_VALUE_ARRAY);
    const struct esc_value **copy =
        esc_arena_array(arena, count, sizeof(struct esc_value *));

    if (value == NULL || copy == NULL || count > UINT32_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (items[i] == NULL)
            return NULL;
        copy[i] = items[i];
    }
    value->u.items = copy;
    value->count = (uint32_t)count;
    return value;
}

struct ranked {
    struct esc_property property;
    size_t rank; /* place among equal keys */
};

static int
compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    int order = esc_str_compare(a->property.key, b->property.key);

    return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

/* The last of equal keys, in order, into SORTED; how many are left. */
static uint32_t
keep_last(const struct ranked *ranked, size_t count,
          struct esc_property *sorted)
{
    uint32_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count
            && esc_str_equal(ranked[i].property.key,
                             ranked[i + 1].property.key))
            continue;
        sorted[kept++] = ranked[i].property;
    }
    return kept;
}

const struct esc_value *
esc_value_object(struct esc_arena *arena,
                 const struct esc_property *properties, size_t count)
{
    struct esc_value *value = make(arena, ESC_VALUE_OBJECT);
    struct ranked *ranked = esc_arena_array(arena, count, sizeof(*ranked));
    struct esc_property *sorted =
        esc_arena_array(arena, count, sizeof(*sorted));

    if (value == NULL || ranked == NULL || sorted == NULL
        || count > UINT32_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (properties[i].value == NULL)
            return NULL;
        ranked[i] = (struct ranked){properties[i], i};
    }
    if (count > 1)
        qsort(ranked, count, sizeof(*ranked), compare_ranked);
    value->count = keep_last(ranked, count, sorted);
    value->u.properties = sorted;
    return value;
}

const struct esc_value *
esc_value_secret(struct esc_arena *arena, const struct esc_value *value)
{
    struct esc_value *copy =
        value == NULL ? NULL : make(arena, ESC_VALUE_NULL);

    if (copy == NULL)
        return NULL;
    *copy = *value;
    copy->is_secret = true;
    return copy;
}

const struct esc_value *
esc_value_property(const struct esc_value *value, struct esc_str key)
{
    size_t low = 0, high;

    if (value == NULL || value->kind != ESC_VALUE_OBJECT)
        return NULL;
    high = value->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = esc_str_compare(key, value->u.properties[middle].key);

        if (order == 0)
            return value->u.properties[middle].value;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct esc_value *
esc_value_item(const struct esc_value *value, size_t index)
{
    if (value == NULL || value->kind != ESC_VALUE_ARRAY
        || index >= value->count)
        return NULL;
    return value->u.items[index];
}

struct esc_str
esc_value_text(const struct esc_value *value)
{
    if (value == NULL || value->kind != ESC_VALUE_STRING || value->is_unknown)
        return (struct esc_str){NULL, 0};
    return value->u.text;
}

bool
esc_value_get_integer(const struct esc_value *value, int64_t *number_out)
{
    struct esc_str text;
    int64_t number = 0;
    size_t i = 0;

    if (value == NULL || value->kind != ESC_VALUE_NUMBER || value->is_unknown)
        return false;
    text = value->u.text;
    if (text.len > 0 && text.data[0] == '-')
        i = 1;
    if (i == text.len)
        return false;
    for (; i < text.len; i++) {
        int digit = text.data[i] - '0';

        if (digit < 0 || digit > 9
            || __builtin_mul_overflow(number, 10, &number)
            || __builtin_sub_overflow(number, digit, &number))
            return false;
    }
    /* Counted downwards: the negative numbers reach one further. */
    if (text.data[0] != '-' && __builtin_sub_overflow(0, number, &number))
        return false;
    *number_out = number;
    return true;
}

bool
esc_value_get_bool(const struct esc_value *value, bool fallback)
{
    if (value == NULL || value->kind != ESC_VALUE_BOOL || value->is_unknown)
        return fallback;
    return value->u.boolean;
}

static bool
is_flagged(const struct esc_value *value, bool secrets)
{
    if (value == NULL)
        return false;
    if (secrets ? value->is_secret : value->is_unknown)
        return true;
    if (value->kind == ESC_VALUE_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++)
            if (is_flagged(value->u.items[i], secrets))
                return true;
    } else if (value->kind == ESC_VALUE_OBJECT) {
        for (uint32_t i = 0; i < value->count; i++)
            if (is_flagged(value->u.properties[i].value, secrets))
                return true;
    }
    return false;
}

bool
esc_value_has_unknowns(const struct esc_value *value)
{
    return is_flagged(value, false);
}

bool
esc_value_has_secrets(const struct esc_value *value)
{
    return is_flagged(value, true);
}
