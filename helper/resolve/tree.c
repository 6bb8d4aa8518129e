/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layout, numbers as LEB128 of at most 32 bits:
 *
 *   node  = flags [trace] content
 *   flags = u8: kind, 8 secret, 16 unknown, 32 with trace
 *   trace = text environment, line column byte of begin and of end,
 *           u8 1 and the node that is overridden, or 0
 *   content by kind: nothing; u8; text; count nodes; count (text key, node)
 *   text  = length, bytes
 */
#include "tree.h"

enum {
    KIND_MASK = 7,
    FLAG_SECRET = 8,
    FLAG_UNKNOWN = 16,
    FLAG_TRACE = 32,
    POSITIONS = 6
};

struct writer {
    struct esc_secret *out;
    bool traces, failed;
};

static void
put(struct writer *w, const void *bytes, size_t len)
{
    if (w->failed || !esc_secret_add(w->out, bytes, len))
        w->failed = true;
}

static void
put_number(struct writer *w, uint32_t number)
{
    do {
        uint8_t byte = number & 0x7fU;

        number >>= 7;
        if (number != 0)
            byte |= 0x80U;
        put(w, &byte, 1);
    } while (number != 0);
}

static void
put_text(struct writer *w, struct esc_str text)
{
    put_number(w, (uint32_t)text.len);
    if (text.len > 0)
        put(w, text.data, text.len);
}

static void put_node(struct writer *w, const struct esc_value *value);

static void
put_trace(struct writer *w, const struct esc_trace *trace)
{
    const struct esc_pos *ends[] = {&trace->range.begin, &trace->range.end};
    uint8_t base = trace->base != NULL;

    put_text(w, trace->environment);
    for (int i = 0; i < 2; i++) {
        put_number(w, ends[i]->line);
        put_number(w, ends[i]->column);
        put_number(w, ends[i]->byte);
    }
    put(w, &base, 1);
    if (trace->base != NULL)
        put_node(w, trace->base);
}

static void
put_content(struct writer *w, const struct esc_value *value)
{
    uint8_t byte;

    switch (value->kind) {
    case ESC_VALUE_BOOL:
        byte = value->u.boolean;
        put(w, &byte, 1);
        break;
    case ESC_VALUE_NUMBER:
    case ESC_VALUE_STRING:
        put_text(w, value->u.text);
        break;
    case ESC_VALUE_ARRAY:
        put_number(w, value->count);
        for (uint32_t i = 0; i < value->count && !w->failed; i++)
            put_node(w, value->u.items[i]);
        break;
    case ESC_VALUE_OBJECT:
        put_number(w, value->count);
        for (uint32_t i = 0; i < value->count && !w->failed; i++) {
            put_text(w, value->u.properties[i].key);
            put_node(w, value->u.properties[i].value);
        }
        break;
    case ESC_VALUE_NULL:
    default:
        break;
    }
}

static void
put_node(struct writer *w, const struct esc_value *value)
{
    bool trace = w->traces && value->trace != NULL;
    uint8_t flags = (uint8_t)((unsigned int)value->kind
                              | (value->is_secret ? FLAG_SECRET : 0U)
                              | (value->is_unknown ? FLAG_UNKNOWN : 0U)
                              | (trace ? FLAG_TRACE : 0U));

    put(w, &flags, 1);
    if (trace)
        put_trace(w, value->trace);
    put_content(w, value);
}

bool
tree_encode(const struct esc_value *value, bool traces, struct esc_secret *out)
{
    struct writer w = {.out = out, .traces = traces};
    struct esc_value root = *value;

    root.trace = NULL;
    put_node(&w, &root);
    return !w.failed;
}

struct reader {
    struct esc_arena *arena;
    const uint8_t *at, *end;
    unsigned int depth;
    bool failed;
};

static const uint8_t *
get(struct reader *r, size_t len)
{
    const uint8_t *at = r->at;

    if (r->failed || len > (size_t)(r->end - r->at)) {
        r->failed = true;
        return NULL;
    }
    r->at += len;
    return at;
}

static uint8_t
get_byte(struct reader *r, uint8_t max)
{
    const uint8_t *byte = get(r, 1);

    if (byte == NULL || *byte > max) {
        r->failed = true;
        return 0;
    }
    return *byte;
}

static uint32_t
get_number(struct reader *r)
{
    uint64_t number = 0;

    for (unsigned int shift = 0; shift < 35; shift += 7) {
        uint8_t byte = get_byte(r, UINT8_MAX);

        number |= (uint64_t)(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0)
            break;
    }
    if (number > UINT32_MAX)
        r->failed = true;
    return r->failed ? 0 : (uint32_t)number;
}

static struct esc_str
get_text(struct reader *r)
{
    struct esc_str text = {NULL, get_number(r)};
    const uint8_t *bytes = get(r, text.len);

    if (bytes == NULL)
        text.len = 0;
    else if (text.len > 0)
        text.data = (const char *)bytes;
    return text;
}

static const struct esc_value *get_node(struct reader *r);

static const struct esc_trace *
get_trace(struct reader *r)
{
    struct esc_trace *trace = esc_arena_alloc(r->arena, sizeof(*trace));
    struct esc_pos *ends[2];

    if (trace == NULL) {
        r->failed = true;
        return NULL;
    }
    *trace = (struct esc_trace){.environment = get_text(r)};
    ends[0] = &trace->range.begin;
    ends[1] = &trace->range.end;
    for (int i = 0; i < 2; i++) {
        ends[i]->line = get_number(r);
        ends[i]->column = get_number(r);
        ends[i]->byte = get_number(r);
    }
    if (get_byte(r, 1) == 1)
        trace->base = get_node(r);
    return trace;
}

/* How many follow: each has a byte at least. */
static uint32_t
get_count(struct reader *r)
{
    uint32_t count = get_number(r);

    if (count > (size_t)(r->end - r->at))
        r->failed = true;
    return r->failed ? 0 : count;
}

static void
get_items(struct reader *r, struct esc_value *value)
{
    const struct esc_value **items;

    value->count = get_count(r);
    items = esc_arena_array(r->arena, value->count, sizeof(const void *));
    value->u.items = items;
    if (items == NULL)
        value->count = 0;
    for (uint32_t i = 0; i < value->count && !r->failed; i++)
        items[i] = get_node(r);
}

static void
get_properties(struct reader *r, struct esc_value *value)
{
    struct esc_property *properties;

    value->count = get_count(r);
    properties =
        esc_arena_array(r->arena, value->count, sizeof(struct esc_property));
    value->u.properties = properties;
    if (properties == NULL)
        value->count = 0;
    for (uint32_t i = 0; i < value->count && !r->failed; i++) {
        properties[i].key = get_text(r);
        properties[i].value = get_node(r);
        if (i > 0
            && esc_str_compare(properties[i - 1].key, properties[i].key) >= 0)
            r->failed = true;
    }
}

static const struct esc_value *
get_node(struct reader *r)
{
    struct esc_value *value = esc_arena_alloc(r->arena, sizeof(*value));
    uint8_t flags = get_byte(r, FLAG_TRACE * 2 - 1);

    if (value == NULL || ++r->depth > TREE_DEPTH_MAX
        || (flags & KIND_MASK) > ESC_VALUE_OBJECT)
        r->failed = true;
    if (r->failed)
        return NULL;
    *value = (struct esc_value){
        .kind = (enum esc_value_kind)(flags & KIND_MASK),
        .is_secret = (flags & FLAG_SECRET) != 0,
        .is_unknown = (flags & FLAG_UNKNOWN) != 0,
    };
    if ((flags & FLAG_TRACE) != 0)
        value->trace = get_trace(r);
    if (value->kind == ESC_VALUE_BOOL)
        value->u.boolean = get_byte(r, 1) == 1;
    else if (value->kind == ESC_VALUE_ARRAY)
        get_items(r, value);
    else if (value->kind == ESC_VALUE_OBJECT)
        get_properties(r, value);
    else if (value->kind != ESC_VALUE_NULL)
        value->u.text = get_text(r);
    r->depth--;
    return r->failed ? NULL : value;
}

const struct esc_value *
tree_decode(struct esc_arena *arena, struct esc_str bytes,
            struct esc_error *err)
{
    const uint8_t *at = (const uint8_t *)bytes.data;
    struct reader r = {.arena = arena, .at = at, .end = at + bytes.len};
    const struct esc_value *value = get_node(&r);

    if (value != NULL && r.at == r.end)
        return value;
    esc_fail(err, ESC_E_INPUT, NULL, "malformed value tree");
    return NULL;
}
