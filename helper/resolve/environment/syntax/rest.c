/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The language takes the first document of a source and says nothing of
 * others, so the tree does not know of them.
 */
#include "esc/rest.h"

#include "parser.h"

/* The next event; false at an error and at the end of the stream. */
static bool
next(struct esc_yaml *yaml, yaml_event_type_t *type_out,
     struct esc_pos *pos_out, bool *is_empty_out)
{
    yaml_event_t event;

    if (!esc_yaml_next(yaml, &event)) {
        *type_out = YAML_NO_EVENT;
        *pos_out = esc_yaml_where(yaml);
        return false;
    }
    *type_out = event.type;
    *pos_out = esc_yaml_pos(&event.start_mark);
    *is_empty_out = event.type == YAML_SCALAR_EVENT
                    && event.data.scalar.length == 0
                    && event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    yaml_event_delete(&event);
    return *type_out != YAML_STREAM_END_EVENT;
}

/* libyaml's time grows with the square of the depth. */
static size_t
nesting(yaml_event_type_t type)
{
    if (type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT)
        return 1;
    return type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT
               ? (size_t)-1
               : 0;
}

/* Behind the end of the first document. */
static struct esc_pos
look_on(struct esc_yaml *yaml)
{
    yaml_event_type_t type;
    struct esc_pos start, pos;
    bool is_empty;

    if (!next(yaml, &type, &start, &is_empty))
        return type == YAML_NO_EVENT ? start : (struct esc_pos){0};
    /* A marker with nothing behind it hides nothing. */
    if (next(yaml, &type, &pos, &is_empty) && is_empty)
        return (struct esc_pos){0};
    return start;
}

struct esc_pos
esc_rest_find(struct esc_str source, size_t depth)
{
    struct esc_pos found = {0}, pos;
    yaml_event_type_t type = YAML_NO_EVENT;
    struct esc_yaml yaml;
    size_t level = 0;
    bool is_empty;

    if (source.len == 0 || esc_yaml_count_tags(source) > ESC_YAML_TAGS_MAX
        || !esc_yaml_open(&yaml, source))
        return found;
    while (level <= depth && next(&yaml, &type, &pos, &is_empty)
           && type != YAML_DOCUMENT_END_EVENT)
        level += nesting(type);
    if (level == 0 && type == YAML_DOCUMENT_END_EVENT)
        found = look_on(&yaml);
    esc_yaml_close(&yaml);
    return found;
}
