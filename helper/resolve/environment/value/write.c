/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as text.  A value's depth is bounded by whoever made it (evaluation,
 * the JSON reader), so these recursions are, too.
 */
#include "write.h"

#define PIECE ((size_t)64 * 1024)

void
esc_writer_begin(struct esc_writer *w, struct esc_arena *arena, size_t limit,
                 struct esc_buf *sink)
{
    esc_build_init(&w->build, arena, limit);
    w->sink = sink;
}

static void
flush(struct esc_writer *w)
{
    esc_buf_add(w->sink, w->build.data, w->build.len);
    w->build.len = 0;
}

bool
esc_writer_end(struct esc_writer *w)
{
    if (w->sink != NULL && !w->build.is_broken)
        flush(w);
    return esc_writer_ok(w);
}

void
esc_write_char(struct esc_writer *w, char c)
{
    esc_build_byte(&w->build, c);
}

void
esc_write_chars(struct esc_writer *w, const char *text)
{
    esc_build_text(&w->build, text);
}

void
esc_write_text(struct esc_writer *w, struct esc_str text)
{
    esc_build_add(&w->build, text);
}

void
esc_write_string(struct esc_writer *w, struct esc_str text)
{
    esc_build_json(&w->build, text);
}

void
esc_write_next(struct esc_writer *w, bool *first)
{
    if (w->sink != NULL && w->build.len >= PIECE && esc_writer_ok(w))
        flush(w);
    if (!*first)
        esc_build_byte(&w->build, ',');
    *first = false;
}

void
esc_write_key(struct esc_writer *w, bool *first, struct esc_str key)
{
    esc_write_next(w, first);
    esc_write_string(w, key);
    esc_write_char(w, ':');
}

void
esc_write_member(struct esc_writer *w, bool *first, const char *name)
{
    esc_write_next(w, first);
    esc_write_char(w, '"');
    esc_write_chars(w, name);
    esc_write_chars(w, "\":");
}

/* Positions are half of an export: no printf. */
static void
write_number(struct esc_writer *w, uint32_t number)
{
    char digits[10];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    esc_write_text(w, (struct esc_str){digits + at, sizeof(digits) - at});
}

static void
write_pos(struct esc_writer *w, struct esc_pos pos)
{
    esc_write_chars(w, "{\"line\":");
    write_number(w, pos.line);
    esc_write_chars(w, ",\"column\":");
    write_number(w, pos.column);
    esc_write_chars(w, ",\"byte\":");
    write_number(w, pos.byte);
    esc_write_char(w, '}');
}

void
esc_write_range(struct esc_writer *w, struct esc_str environment,
                const struct esc_range *range)
{
    static const struct esc_range nowhere;
    bool first = true;

    if (range == NULL)
        range = &nowhere;
    esc_write_char(w, '{');
    if (environment.len > 0) {
        esc_write_member(w, &first, "environment");
        esc_write_string(w, environment);
    }
    esc_write_member(w, &first, "begin");
    write_pos(w, range->begin);
    esc_write_member(w, &first, "end");
    write_pos(w, range->end);
    esc_write_char(w, '}');
}

static void write_json(const struct esc_value *value,
                       enum esc_value_style style, struct esc_writer *w);

static void
write_items(const struct esc_value *value, enum esc_value_style style,
            struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '[');
    for (uint32_t i = 0; i < value->count && esc_writer_ok(w); i++) {
        esc_write_next(w, &first);
        write_json(value->u.items[i], style, w);
    }
    esc_write_char(w, ']');
}

static void
write_properties(const struct esc_value *value, enum esc_value_style style,
                 struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '{');
    for (uint32_t i = 0; i < value->count && esc_writer_ok(w); i++) {
        esc_write_key(w, &first, value->u.properties[i].key);
        write_json(value->u.properties[i].value, style, w);
    }
    esc_write_char(w, '}');
}

static void
write_plain(const struct esc_value *value, enum esc_value_style style,
            struct esc_writer *w)
{
    switch (value->kind) {
    case ESC_VALUE_BOOL:
        esc_write_chars(w, value->u.boolean ? "true" : "false");
        break;
    case ESC_VALUE_NUMBER:
        esc_write_text(w, value->u.text);
        break;
    case ESC_VALUE_STRING:
        esc_write_string(w, value->u.text);
        break;
    case ESC_VALUE_ARRAY:
        write_items(value, style, w);
        break;
    case ESC_VALUE_OBJECT:
        write_properties(value, style, w);
        break;
    case ESC_VALUE_NULL:
    default:
        esc_write_chars(w, "null");
        break;
    }
}

static void
write_trace(const struct esc_trace *trace, struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '{');
    esc_write_member(w, &first, "def");
    esc_write_range(
        w, trace == NULL ? (struct esc_str){NULL, 0} : trace->environment,
        trace == NULL ? NULL : &trace->range);
    if (trace != NULL && trace->base != NULL) {
        esc_write_member(w, &first, "base");
        write_json(trace->base, ESC_STYLE_DETAILED, w);
    }
    esc_write_char(w, '}');
}

static void
write_detailed(const struct esc_value *value, struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '{');
    if (value->kind != ESC_VALUE_NULL) {
        esc_write_member(w, &first, "value");
        write_plain(value, ESC_STYLE_DETAILED, w);
    }
    if (value->is_secret) {
        esc_write_member(w, &first, "secret");
        esc_write_chars(w, "true");
    }
    if (value->is_unknown) {
        esc_write_member(w, &first, "unknown");
        esc_write_chars(w, "true");
    }
    esc_write_member(w, &first, "trace");
    write_trace(value->trace, w);
    esc_write_char(w, '}');
}

static void
write_json(const struct esc_value *value, enum esc_value_style style,
           struct esc_writer *w)
{
    if (style == ESC_STYLE_DETAILED)
        write_detailed(value, w);
    else if (style == ESC_STYLE_REDACTED && value->is_secret)
        esc_write_chars(w, "\"[secret]\"");
    else if (value->is_unknown)
        esc_write_chars(w, "\"[unknown]\"");
    else
        write_plain(value, style, w);
}

static void write_form(const struct esc_value *value, struct esc_writer *w);

/*
 * The form of VALUE, quoted: nesting quotes again.  The form is made at the
 * end of the text and then taken off it.
 */
static void
write_quoted_form(const struct esc_value *value, struct esc_writer *w)
{
    struct esc_build *build = &w->build;
    size_t start = build->len;
    struct esc_str form = ESC_STR("");

    write_form(value, w);
    if (!esc_writer_ok(w))
        return;
    if (build->len > start) /* else there may be no data at all yet */
        form = esc_arena_dup(build->arena, build->data + start,
                             build->len - start);
    build->len = start;
    esc_build_quote(build, form);
}

/* As esc_write_next(), but nothing moves on: a form may be taken off again. */
static void
next_form(struct esc_writer *w, bool *first)
{
    if (!*first)
        esc_build_byte(&w->build, ',');
    *first = false;
}

static void
write_form(const struct esc_value *value, struct esc_writer *w)
{
    bool first = true;

    if (value->is_unknown) {
        esc_write_chars(w, "[unknown]");
    } else if (value->kind == ESC_VALUE_STRING) {
        esc_write_text(w, value->u.text);
    } else if (value->kind == ESC_VALUE_ARRAY) {
        for (uint32_t i = 0; i < value->count && esc_writer_ok(w); i++) {
            next_form(w, &first);
            write_quoted_form(value->u.items[i], w);
        }
    } else if (value->kind == ESC_VALUE_OBJECT) {
        for (uint32_t i = 0; i < value->count && esc_writer_ok(w); i++) {
            next_form(w, &first);
            esc_build_quote(&w->build, value->u.properties[i].key);
            esc_write_char(w, '=');
            write_quoted_form(value->u.properties[i].value, w);
        }
    } else if (value->kind != ESC_VALUE_NULL) {
        write_plain(value, ESC_STYLE_STRING, w);
    }
}

void
esc_write_value(struct esc_writer *w, const struct esc_value *value,
                enum esc_value_style style)
{
    if (style == ESC_STYLE_STRING)
        write_form(value, w);
    else
        write_json(value, style, w);
}

void
esc_value_write(const struct esc_value *value, enum esc_value_style style,
                struct esc_buf *buf)
{
    struct esc_arena *arena = esc_arena_new(SIZE_MAX / 2);
    struct esc_writer w;

    if (arena == NULL) {
        buf->failed = true;
        return;
    }
    esc_writer_begin(&w, arena, buf->limit, buf);
    esc_write_value(&w, value, style);
    if (!esc_writer_end(&w))
        buf->failed = true;
    esc_arena_free(arena);
}
