/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that an opened environment holds, as a tree of values: for `open`, where
 * policy shows more than what is exported.  The form is service_values.c's;
 * here a value's trace matters, too:
 *
 *   TRACE = {"def": {"environment": NAME, "begin": POS, "end": POS},
 *            "base": VALUE?}
 *   POS   = {"line", "column", "byte"}
 *
 * A trace that is missing or of other types is none: nothing depends on it.
 * How deep it goes is bounded by the reader of JSON.
 */
#include "esc/json.h"
#include "service.h"
#include <string.h>

struct reader {
    struct esc_arena *arena;
    bool malformed; /* a value is no object; else memory is what failed */
};

static const struct esc_json *
member(const struct esc_json *json, const char *name, enum esc_json_kind kind)
{
    const struct esc_json *inner =
        json == NULL || json->kind != ESC_JSON_OBJECT
            ? NULL
            : esc_json_get(json, name);

    return inner != NULL && inner->kind == kind ? inner : NULL;
}

static bool
has_flag(const struct esc_json *json, const char *name)
{
    const struct esc_json *flag = member(json, name, ESC_JSON_BOOL);

    return flag != NULL && flag->u.boolean;
}

/* The number NAME of JSON, 0 when it is none that a place can have. */
static uint32_t
number(const struct esc_json *json, const char *name)
{
    const struct esc_json *inner = member(json, name, ESC_JSON_NUMBER);
    uint64_t value = 0;

    for (size_t i = 0; inner != NULL && i < inner->u.text.len; i++) {
        char digit = inner->u.text.data[i];

        if (digit < '0' || digit > '9')
            return 0;
        value = value * 10 + (uint64_t)(digit - '0');
        if (value > UINT32_MAX)
            return 0;
    }
    return (uint32_t)value;
}

static struct esc_pos
position(const struct esc_json *def, const char *name)
{
    const struct esc_json *pos = member(def, name, ESC_JSON_OBJECT);

    return (struct esc_pos){.line = number(pos, "line"),
                            .column = number(pos, "column"),
                            .byte = number(pos, "byte")};
}

static const struct esc_value *read_value(struct reader *r,
                                          const struct esc_json *json);

/* Where JSON was defined; NULL: not said, or no memory. */
static const struct esc_trace *
read_trace(struct reader *r, const struct esc_json *json)
{
    const struct esc_json *given = member(json, "trace", ESC_JSON_OBJECT);
    const struct esc_json *def = member(given, "def", ESC_JSON_OBJECT);
    const struct esc_json *name = member(def, "environment", ESC_JSON_STRING);
    const struct esc_json *base = member(given, "base", ESC_JSON_OBJECT);
    struct esc_trace *trace = NULL;

    if (def != NULL || base != NULL)
        trace = esc_arena_alloc(r->arena, sizeof(*trace));
    if (trace == NULL)
        return NULL;
    *trace = (struct esc_trace){
        .environment = name == NULL ? ESC_STR("") : name->u.text,
        .range = {position(def, "begin"), position(def, "end")},
    };
    if (base != NULL)
        trace->base = read_value(r, base);
    return trace;
}

static const struct esc_value *
read_items(struct reader *r, const struct esc_json *json)
{
    const struct esc_value **items =
        esc_arena_array(r->arena, json->count + 1, sizeof(const void *));

    for (size_t i = 0; items != NULL && i < json->count; i++)
        items[i] = read_value(r, &json->u.items[i]);
    return items == NULL ? NULL
                         : esc_value_array(r->arena, items, json->count);
}

static const struct esc_value *
read_properties(struct reader *r, const struct esc_json *json)
{
    struct esc_property *list =
        esc_arena_array(r->arena, json->count + 1, sizeof(*list));

    for (size_t i = 0; list != NULL && i < json->count; i++) {
        list[i].key = json->u.members[i].key;
        list[i].value = read_value(r, &json->u.members[i].value);
    }
    return list == NULL ? NULL : esc_value_object(r->arena, list, json->count);
}

static const struct esc_value *
read_content(struct reader *r, const struct esc_json *inner)
{
    if (inner == NULL)
        return esc_value_null(r->arena);
    switch (inner->kind) {
    case ESC_JSON_BOOL:
        return esc_value_bool(r->arena, inner->u.boolean);
    case ESC_JSON_NUMBER:
        return esc_value_number(r->arena, inner->u.text);
    case ESC_JSON_STRING:
        return esc_value_string(r->arena, inner->u.text);
    case ESC_JSON_ARRAY:
        return read_items(r, inner);
    case ESC_JSON_OBJECT:
        return read_properties(r, inner);
    case ESC_JSON_NULL:
    default:
        return esc_value_null(r->arena);
    }
}

static const struct esc_value *
read_value(struct reader *r, const struct esc_json *json)
{
    const struct esc_value *content;
    struct esc_value *value;

    if (json->kind != ESC_JSON_OBJECT)
        r->malformed = true;
    if (r->malformed)
        return NULL;
    content = read_content(r, esc_json_get(json, "value"));
    value = esc_arena_alloc(r->arena, sizeof(*value));
    if (content == NULL || value == NULL)
        return NULL;
    *value = *content;
    value->is_secret = has_flag(json, "secret");
    value->is_unknown = has_flag(json, "unknown");
    value->trace = read_trace(r, json);
    return value;
}

const struct esc_value *
service_tree(struct esc_arena *arena, const struct esc_json *properties,
             struct esc_error *err)
{
    static const struct esc_json none = {.kind = ESC_JSON_OBJECT};
    struct reader r = {.arena = arena};
    const struct esc_value *value =
        read_properties(&r, properties == NULL ? &none : properties);

    if (r.malformed)
        esc_fail(err, ESC_E_INPUT, NULL, "a value in it is no object");
    else if (value == NULL)
        esc_fail(err, ESC_E_INPUT, NULL, "it takes too much memory");
    else
        return value;
    return NULL;
}
