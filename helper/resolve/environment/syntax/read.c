/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building the syntax tree from events.  Open collections are on a stack that
 * the depth limit bounds; nodes get their final address at once.  An object's
 * key and value are allocated as a pair, so that a value knows its key.
 *
 * Errors of the language's own (aliases, keys that are no strings, tags that
 * disagree) are all collected; one of YAML or a limit ends the reading and
 * takes their place.
 */
#include "read.h"

#include <string.h>

#include "../text/build.h"
#include "parser.h"
#include "position.h"
#include "scalar.h"

/* An open collection. */
struct frame {
    struct esc_node *node;
    struct esc_node *last;  /* its last child; an object's key or value */
    struct esc_node *value; /* an object's next child, if a key came last */
    struct esc_pos end;     /* of the last child */
};

struct anchor {
    const struct anchor *next;
    struct esc_str name;
};

struct reader {
    struct esc_arena *arena;
    struct esc_diagnostics *diags;
    const struct esc_limits *limits;
    struct esc_str name;
    struct esc_yaml yaml;
    struct esc_positions positions;
    struct frame *frames;
    size_t depth;
    struct esc_node *root;
    const struct anchor *anchors;
    size_t nodes, aliases;
    struct esc_pos at; /* of the event in hand; line and column only */
    bool has_errors;   /* no declaration; the reading may go on */
    bool is_whole;     /* the document has ended */
};

static void
report(struct reader *reader, const struct esc_node *node,
       struct esc_str summary)
{
    struct esc_place place;

    reader->has_errors = true;
    if (reader->diags->is_cut)
        return; /* paths are not free */
    place = esc_node_place(reader->arena, reader->name, node);
    esc_diagnostics_add(reader->diags, ESC_SEVERITY_ERROR, &place, summary);
}

/* An error about the document as a whole; ends the reading, and is all that is
 * said: the original does not look at what is no YAML. */
static bool
give_up(struct reader *reader, struct esc_str summary)
{
    const struct esc_place place = {
        .filename = reader->name, .path = ESC_STR(""), .near = reader->at};

    reader->has_errors = true;
    esc_diagnostics_init(reader->diags, reader->arena, reader->diags->limit);
    esc_diagnostics_add(reader->diags, ESC_SEVERITY_ERROR, &place, summary);
    return false;
}

static bool
give_up_limit(struct reader *reader, const char *what, size_t limit)
{
    return give_up(reader, esc_arena_printf(reader->arena,
                                            "environment is too large: %s %zu",
                                            what, limit));
}

static bool
give_up_yaml(struct reader *reader)
{
    reader->at = esc_yaml_where(&reader->yaml);
    if (!esc_yaml_is_out_of_memory(&reader->yaml))
        return give_up(reader, esc_yaml_problem(&reader->yaml, reader->arena));
    esc_arena_fail_memory(reader->arena);
    return false;
}

static struct esc_node *
allocate(struct reader *reader, size_t count)
{
    return esc_arena_array(reader->arena, count, sizeof(struct esc_node));
}

/* The next child of an object: a fresh key, or the value that goes with it. */
static struct esc_node *
add_entry_node(struct reader *reader, struct frame *frame)
{
    struct esc_node *node = frame->value;

    if (node != NULL) {
        frame->value = NULL;
        node->role = ESC_ROLE_VALUE;
        return node;
    }
    node = allocate(reader, 2);
    if (node == NULL)
        return NULL;
    node->role = ESC_ROLE_KEY;
    node->next = node + 1;
    node[1].parent = frame->node;
    node[1].index = (uint32_t)frame->node->u.list.count;
    frame->value = node + 1;
    return node;
}

static void
link_child(struct frame *frame, struct esc_node *node)
{
    struct esc_node *parent = frame->node;

    node->parent = parent;
    node->index = (uint32_t)parent->u.list.count;
    if (node->role == ESC_ROLE_VALUE) {
        frame->last = node;
        parent->u.list.count++;
        return;
    }
    if (frame->last == NULL)
        parent->u.list.first = node;
    else
        frame->last->next = node;
    frame->last = node;
    if (node->role == ESC_ROLE_ELEMENT)
        parent->u.list.count++;
}

/* A new node in its place in the tree, with its start. */
static struct esc_node *
add_node(struct reader *reader, const yaml_event_t *event)
{
    struct frame *frame = NULL;
    struct esc_node *node;

    if (reader->nodes++ >= reader->limits->nodes) {
        give_up_limit(reader, "it has more nodes than", reader->limits->nodes);
        return NULL;
    }
    if (reader->depth > 0)
        frame = &reader->frames[reader->depth - 1];
    if (frame != NULL && frame->node->kind == ESC_NODE_OBJECT)
        node = add_entry_node(reader, frame);
    else
        node = allocate(reader, 1);
    if (node == NULL)
        return NULL;
    if (frame == NULL) {
        reader->root = node;
    } else {
        if (frame->node->kind == ESC_NODE_ARRAY)
            node->role = ESC_ROLE_ELEMENT;
        link_child(frame, node);
    }
    node->range.begin = esc_positions_start(
        &reader->positions, (uint32_t)event->start_mark.line + 1,
        (uint32_t)event->start_mark.column + 1);
    return node;
}

/*
 * NODE is whole: tell its parent where it ends, and check it as a key.  A key
 * that is no string becomes one, for the paths of what follows.
 */
static void
finish(struct reader *reader, struct esc_node *node, struct esc_str key)
{
    bool is_bad_key =
        node->role == ESC_ROLE_KEY && node->kind != ESC_NODE_STRING;

    if (reader->depth > 0)
        reader->frames[reader->depth - 1].end = node->range.end;
    if (!is_bad_key)
        return;
    node->kind = ESC_NODE_STRING;
    node->u.text = key;
    report(reader, node, ESC_STR("mapping keys must be strings"));
}

static bool
add_anchor(struct reader *reader, const yaml_char_t *name)
{
    struct anchor *anchor;

    if (name == NULL)
        return true;
    anchor = esc_arena_alloc(reader->arena, sizeof(*anchor));
    if (anchor == NULL)
        return false;
    anchor->name =
        esc_arena_dup(reader->arena, name, strlen((const char *)name));
    anchor->next = reader->anchors;
    reader->anchors = anchor;
    return anchor->name.data != NULL;
}

static bool
knows_anchor(const struct reader *reader, struct esc_str name)
{
    const struct anchor *anchor = reader->anchors;

    while (anchor != NULL && !esc_str_equal(anchor->name, name))
        anchor = anchor->next;
    return anchor != NULL;
}

static bool
read_alias(struct reader *reader, const yaml_event_t *event)
{
    const char *anchor = (const char *)event->data.alias.anchor;
    struct esc_str name = esc_arena_dup(reader->arena, anchor, strlen(anchor));
    struct esc_node *node;

    if (name.data == NULL)
        return false;
    if (reader->aliases++ >= reader->limits->aliases)
        return give_up_limit(reader, "it has more aliases than",
                             reader->limits->aliases);
    if (!knows_anchor(reader, name)) {
        struct esc_build text;

        /* The alias itself is no longer ahead. */
        if (!esc_yaml_look_ahead(&reader->yaml, ESC_YAML_AHEAD - 1))
            return give_up_yaml(reader);
        esc_build_init(&text, reader->arena, SIZE_MAX);
        esc_build_text(&text, "yaml: unknown anchor '");
        esc_build_add(&text, name);
        esc_build_text(&text, "' referenced");
        return give_up(reader, esc_build_take(&text));
    }
    node = add_node(reader, event);
    if (node == NULL)
        return false;
    node->kind = ESC_NODE_STRING;
    node->u.text = name;
    node->range.end = esc_positions_end(&reader->positions, node->range.begin,
                                        name, ESC_END_TEXT);
    report(reader, node, ESC_STR("alias nodes are not supported"));
    finish(reader, node, name);
    return true;
}

/* Where the scalar ends, by its style. */
static struct esc_pos
scalar_end(const struct reader *reader, struct esc_pos begin,
           const struct esc_scalar *scalar, yaml_scalar_style_t style)
{
    bool is_plain = style == YAML_PLAIN_SCALAR_STYLE;
    bool is_tagged = scalar->tag.len > 0;
    struct esc_pos from = begin;

    if (is_plain && is_tagged)
        from.column += (uint32_t)scalar->tag.len + 1;
    return esc_positions_end(&reader->positions, from, scalar->text,
                             style == YAML_LITERAL_SCALAR_STYLE && !is_tagged
                                 ? ESC_END_LITERAL
                                 : ESC_END_TEXT);
}

static bool
read_scalar(struct reader *reader, const yaml_event_t *event)
{
    yaml_scalar_style_t style = event->data.scalar.style;
    struct esc_node *node = add_node(reader, event);
    struct esc_scalar scalar = {
        .text = esc_arena_dup(reader->arena, event->data.scalar.value,
                              event->data.scalar.length),
        .tag = esc_scalar_short_tag(reader->arena,
                                    (const char *)event->data.scalar.tag),
        .is_quoted = style != YAML_PLAIN_SCALAR_STYLE,
    };
    struct esc_str problem;

    if (node == NULL || scalar.text.data == NULL || scalar.tag.data == NULL
        || !add_anchor(reader, event->data.scalar.anchor))
        return false;
    node->is_plain = !scalar.is_quoted && scalar.tag.len == 0;
    node->range.end = scalar_end(reader, node->range.begin, &scalar, style);
    if (!esc_scalar_type(reader->arena, &scalar, node, &problem)
        && (node->role != ESC_ROLE_KEY || node->kind == ESC_NODE_STRING))
        report(reader, node, problem);
    finish(reader, node, scalar.text);
    return true;
}

static bool
open_collection(struct reader *reader, const yaml_event_t *event,
                enum esc_node_kind kind)
{
    struct esc_node *node;
    const yaml_char_t *anchor = kind == ESC_NODE_ARRAY
                                    ? event->data.sequence_start.anchor
                                    : event->data.mapping_start.anchor;

    if (reader->depth >= reader->limits->depth)
        return give_up_limit(reader, "it is nested deeper than",
                             reader->limits->depth);
    node = add_node(reader, event);
    if (node == NULL || !add_anchor(reader, anchor))
        return false;
    node->kind = (uint8_t)kind;
    reader->frames[reader->depth++] =
        (struct frame){.node = node, .end = node->range.begin};
    return true;
}

static void
close_collection(struct reader *reader)
{
    struct frame *frame = &reader->frames[--reader->depth];

    frame->node->range.end = frame->end;
    finish(reader, frame->node, ESC_STR(""));
}

/* False ends the reading. */
static bool
handle(void *context, const yaml_event_t *event)
{
    struct reader *reader = context;

    reader->at = esc_yaml_pos(&event->start_mark);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event);
    case YAML_ALIAS_EVENT:
        return read_alias(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(reader, event, ESC_NODE_ARRAY);
    case YAML_MAPPING_START_EVENT:
        return open_collection(reader, event, ESC_NODE_OBJECT);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(reader);
        return true;
    case YAML_DOCUMENT_END_EVENT:
    case YAML_STREAM_END_EVENT:
        reader->is_whole = true;
        return false;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    default:
        return true;
    }
}

static void
read_events(struct reader *reader)
{
    if (esc_yaml_each(&reader->yaml, handle, reader) && !reader->is_whole)
        return;
    if (!esc_yaml_look_ahead(&reader->yaml, ESC_YAML_AHEAD))
        give_up_yaml(reader);
}

/* The root, if it can be a declaration. */
static const struct esc_node *
check_root(struct reader *reader)
{
    const struct esc_node *root = reader->root;

    if (!esc_diagnostics_settle(reader->diags) || reader->has_errors)
        return NULL;
    if (root != NULL && root->kind == ESC_NODE_OBJECT)
        return root;
    reader->at = (struct esc_pos){.line = 1, .column = 1};
    if (root == NULL || root->kind == ESC_NODE_NULL)
        give_up(reader, ESC_STR("environment must be an object"));
    else
        report(reader, root, ESC_STR("environment must be an object"));
    return NULL;
}

static const struct esc_node *
read_source(struct reader *reader, struct esc_str source)
{
    reader->frames = esc_arena_array(reader->arena, reader->limits->depth,
                                     sizeof(*reader->frames));
    if (reader->frames == NULL
        || !esc_positions_init(&reader->positions, reader->arena, source))
        return check_root(reader);
    if (esc_yaml_count_tags(source) > ESC_YAML_TAGS_MAX) {
        give_up_limit(reader, "it has more tag directives than",
                      ESC_YAML_TAGS_MAX);
        return NULL;
    }
    if (!esc_yaml_open(&reader->yaml, source)) {
        esc_arena_fail_memory(reader->arena);
        return check_root(reader);
    }
    read_events(reader);
    esc_yaml_close(&reader->yaml);
    return check_root(reader);
}

const struct esc_node *
esc_syntax_read(struct esc_diagnostics *diags, struct esc_str name,
                struct esc_str source, const struct esc_limits *limits)
{
    struct reader reader = {
        .arena = diags->arena,
        .diags = diags,
        .limits = limits,
        .name = name,
        .at = {.line = 1, .column = 1},
    };
    struct esc_node *root;

    if (source.len > limits->bytes || source.len > UINT32_MAX / 2) {
        give_up_limit(&reader, "it has more bytes than", limits->bytes);
        return NULL;
    }
    if (source.len > 0)
        return read_source(&reader, source);
    root = allocate(&reader, 1);
    if (root == NULL)
        return check_root(&reader);
    root->kind = ESC_NODE_OBJECT;
    root->range.begin = root->range.end = (struct esc_pos){0, 0, 0};
    return root;
}
