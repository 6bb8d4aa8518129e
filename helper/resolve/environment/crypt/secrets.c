/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pass over YAML's events that recognises secrets by shape.  It needs the
 * ends of scalars as the parser saw them, which the syntax tree does not
 * have.  The parser counts characters; they are turned into bytes on the way.
 */
#include "secrets.h"

#include <string.h>

#include "../syntax/parser.h"
#include "../syntax/scalar.h"

enum shape {
    SHAPE_OTHER,
    SHAPE_STRING,     /* a string scalar */
    SHAPE_CIPHERTEXT, /* {ciphertext: string} */
};

struct item {
    enum shape shape;
    struct esc_str text;
    struct esc_span span;
    size_t column;
    bool is_block_scalar;
};

/* An open collection. */
struct frame {
    bool is_mapping, is_flow;
    size_t children; /* of a mapping keys and values */
    struct item key; /* the first of each */
    struct item value;
    size_t start;
    bool is_values; /* of the root: its current key is "values" */
};

struct finder {
    struct esc_arena *arena;
    struct esc_yaml yaml;
    struct esc_str source;
    struct frame *frames;
    size_t depth, limit;
    size_t index, byte; /* the same place, in characters and in bytes */
    struct esc_secret_sites *sites;
    bool is_done; /* the first document was read to its end */
};

static bool
is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Marks come in order. */
static size_t
byte_of(struct finder *finder, const yaml_mark_t *mark)
{
    while (finder->index < mark->index && finder->byte < finder->source.len) {
        finder->byte++;
        while (finder->byte < finder->source.len
               && is_continuation(finder->source.data[finder->byte]))
            finder->byte++;
        finder->index++;
    }
    return finder->byte;
}

static struct frame *
top(struct finder *finder)
{
    return finder->depth == 0 ? NULL : &finder->frames[finder->depth - 1];
}

/* ITEM is the next child of the innermost collection. */
static void
add_child(struct finder *finder, const struct item *item)
{
    struct frame *frame = top(finder);

    if (frame == NULL)
        return;
    if (frame->children == 0)
        frame->key = *item;
    if (frame->children == 1)
        frame->value = *item;
    if (finder->depth == 1 && frame->children % 2 == 0)
        frame->is_values = item->shape == SHAPE_STRING
                           && esc_str_equal(item->text, ESC_STR("values"));
    frame->children++;
}

static void
add_scalar(struct finder *finder, const yaml_event_t *event)
{
    yaml_scalar_style_t style = event->data.scalar.style;
    struct esc_scalar scalar = {
        .text = esc_arena_dup(finder->arena, event->data.scalar.value,
                              event->data.scalar.length),
        .tag = esc_scalar_short_tag(finder->arena,
                                    (const char *)event->data.scalar.tag),
        .is_quoted = style != YAML_PLAIN_SCALAR_STYLE,
    };
    struct esc_node node = {0};
    struct esc_str problem;
    struct item item = {
        .span.start = byte_of(finder, &event->start_mark),
        .column = event->start_mark.column,
        .is_block_scalar = style == YAML_LITERAL_SCALAR_STYLE
                           || style == YAML_FOLDED_SCALAR_STYLE,
    };

    item.span.end = byte_of(finder, &event->end_mark);
    if (esc_scalar_type(finder->arena, &scalar, &node, &problem)
        && node.kind == ESC_NODE_STRING)
        item.shape = SHAPE_STRING;
    item.text = scalar.text;
    add_child(finder, &item);
}

static bool
open_collection(struct finder *finder, const yaml_event_t *event)
{
    bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
    struct frame *frame;

    if (finder->depth >= finder->limit)
        return false;
    frame = &finder->frames[finder->depth++];
    *frame = (struct frame){
        .is_mapping = is_mapping,
        .is_flow =
            is_mapping
                ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
        .start = byte_of(finder, &event->start_mark),
    };
    return true;
}

static bool
has_only(const struct frame *frame, const char *key)
{
    return frame->is_mapping && frame->children == 2
           && frame->key.shape == SHAPE_STRING
           && esc_str_equal(frame->key.text, esc_str_from(key));
}

/* FRAME, which DEPTH collections hold, is fn::secret with a good value. */
static bool
add_site(struct finder *finder, const struct frame *frame)
{
    struct esc_secret_site *site;

    site = esc_arena_alloc(finder->arena, sizeof(*site));
    if (site == NULL)
        return false;
    *site = (struct esc_secret_site){
        .text = frame->value.text,
        .key = frame->key.span,
        .value = frame->value.span,
        .column = frame->key.column,
        .is_ciphertext = frame->value.shape == SHAPE_CIPHERTEXT,
        .is_flow = frame->is_flow,
        .is_block_scalar = frame->value.is_block_scalar,
        .is_below_values = finder->depth > 1 && finder->frames[0].is_values,
    };
    if (finder->sites->last == NULL)
        finder->sites->first = site;
    else
        finder->sites->last->next = site;
    finder->sites->last = site;
    finder->sites->count++;
    return true;
}

static bool
close_collection(struct finder *finder, const yaml_event_t *event)
{
    struct frame frame = finder->frames[--finder->depth];
    struct item item = {.shape = SHAPE_OTHER};

    if (has_only(&frame, "fn::secret") && frame.value.shape != SHAPE_OTHER
        && !add_site(finder, &frame))
        return false;
    if (has_only(&frame, "ciphertext") && frame.value.shape == SHAPE_STRING) {
        item.shape = SHAPE_CIPHERTEXT;
        item.text = frame.value.text;
        item.span.start = frame.start;
        item.span.end = frame.is_flow ? byte_of(finder, &event->end_mark)
                                      : frame.value.span.end;
        item.is_block_scalar = !frame.is_flow && frame.value.is_block_scalar;
    }
    add_child(finder, &item);
    return true;
}

/* False ends the pass: at the document's end, or on failure. */
static bool
handle(void *context, const yaml_event_t *event)
{
    struct finder *finder = context;
    const struct item other = {.shape = SHAPE_OTHER};

    switch (event->type) {
    case YAML_SCALAR_EVENT:
        add_scalar(finder, event);
        return true;
    case YAML_ALIAS_EVENT:
        add_child(finder, &other);
        return true;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_collection(finder, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(finder, event);
    case YAML_DOCUMENT_END_EVENT:
    case YAML_STREAM_END_EVENT:
        finder->is_done = true;
        return false;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    default:
        return true;
    }
}

bool
esc_secret_sites_find(struct esc_arena *arena, struct esc_str source,
                      size_t depth, struct esc_secret_sites *sites_out)
{
    struct finder finder = {
        .arena = arena,
        .source = source,
        .limit = depth,
        .frames = esc_arena_array(arena, depth, sizeof(*finder.frames)),
        .byte = esc_str_starts(source, ESC_STR("\xef\xbb\xbf")) ? 3 : 0,
        .sites = sites_out,
    };

    *sites_out = (struct esc_secret_sites){0};
    if (finder.frames == NULL)
        return false;
    if (!esc_yaml_open(&finder.yaml, source)) {
        esc_arena_fail_memory(arena);
        return false;
    }
    (void)esc_yaml_each(&finder.yaml, handle, &finder);
    if (esc_yaml_is_out_of_memory(&finder.yaml))
        esc_arena_fail_memory(arena);
    esc_yaml_close(&finder.yaml);
    return finder.is_done && esc_arena_state(arena) == ESC_ARENA_OK;
}
