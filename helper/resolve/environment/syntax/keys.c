/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over YAML's events.  Every node leaves a mark: from here on, this
 * is the key to name.  Marks stand in the order of the source, so that finding
 * is a binary search.
 */
#include "esc/keys.h"

#include <string.h>

#include "parser.h"

#define NO_KEY SIZE_MAX

struct mark {
    uint32_t line, column;
    size_t key; /* index, or NO_KEY */
};

struct esc_keys {
    struct esc_key *keys;
    size_t key_count;
    struct mark *marks;
    size_t mark_count;
};

/* An open collection; OUTER is what its own place is called by. */
struct level {
    bool is_mapping, is_key_next;
    bool is_secret, is_secret_next; /* all of it; the coming value */
    size_t outer, current;
};

struct reader {
    struct esc_arena *arena;
    struct esc_str source;
    struct esc_keys *keys;
    struct level *levels;
    size_t depth, limit;
    size_t index, byte; /* the same place, in characters and in bytes */
    bool is_done;       /* the first document was read to its end */
};

static size_t
byte_of(struct reader *reader, size_t index)
{
    while (reader->index < index && reader->byte < reader->source.len) {
        reader->byte++;
        while (reader->byte < reader->source.len
               && ((unsigned char)reader->source.data[reader->byte] & 0xc0)
                      == 0x80)
            reader->byte++;
        reader->index++;
    }
    return reader->byte;
}

/* Room for one more of SIZE bytes in ARRAY, which doubles. */
static void *
more(struct reader *reader, void *array, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return array;
    return esc_arena_grow(reader->arena, array, count * size,
                          (count == 0 ? 1 : 2 * count) * size);
}

static bool
add_mark(struct reader *reader, const yaml_event_t *event, size_t key)
{
    struct esc_keys *keys = reader->keys;
    struct mark *marks =
        more(reader, keys->marks, keys->mark_count, sizeof(*marks));

    if (marks == NULL)
        return false;
    keys->marks = marks;
    marks[keys->mark_count++] =
        (struct mark){(uint32_t)event->start_mark.line + 1,
                      (uint32_t)event->start_mark.column + 1, key};
    return true;
}

static bool
add_key(struct reader *reader, const yaml_event_t *event, size_t *key_out)
{
    struct esc_keys *all = reader->keys;
    struct esc_key *keys =
        more(reader, all->keys, all->key_count, sizeof(*keys));
    size_t start = byte_of(reader, event->start_mark.index);
    size_t end = byte_of(reader, event->end_mark.index);

    if (keys == NULL)
        return false;
    all->keys = keys;
    *key_out = all->key_count;
    keys[all->key_count++] =
        (struct esc_key){{reader->source.data + start, end - start},
                         (uint32_t)event->start_mark.line + 1,
                         (uint32_t)event->start_mark.column + 1};
    return true;
}

static bool
is_secret_call(const yaml_event_t *event)
{
    return event->data.scalar.length == strlen("fn::secret")
           && memcmp(event->data.scalar.value, "fn::secret",
                     strlen("fn::secret"))
                  == 0;
}

/* A scalar, an alias or the start of a collection; *KEY_OUT names it. */
static bool
handle_node(struct reader *reader, const yaml_event_t *event, size_t *key_out)
{
    struct level *level =
        reader->depth == 0 ? NULL : &reader->levels[reader->depth - 1];

    *key_out = level == NULL ? NO_KEY : level->current;
    if (level != NULL && level->is_mapping) {
        if (level->is_key_next && event->type == YAML_SCALAR_EVENT
            && !level->is_secret) {
            if (!add_key(reader, event, &level->current))
                return false;
            *key_out = level->current;
            level->is_secret_next = is_secret_call(event);
        } else if (level->is_key_next) {
            level->current = *key_out = level->outer;
            level->is_secret_next = false;
        }
        level->is_key_next = !level->is_key_next;
    }
    return add_mark(reader, event, *key_out);
}

static bool
open_level(struct reader *reader, bool is_mapping, size_t key, bool is_secret)
{
    if (reader->depth >= reader->limit)
        return false;
    reader->levels[reader->depth++] = (struct level){
        .is_mapping = is_mapping,
        .is_key_next = is_mapping,
        .is_secret = is_secret,
        .outer = key,
        .current = key,
    };
    return true;
}

/* Whether what stands next is inside the value of an fn::secret. */
static bool
is_inside_secret(const struct reader *reader)
{
    const struct level *level =
        reader->depth == 0 ? NULL : &reader->levels[reader->depth - 1];

    return level != NULL && (level->is_secret || level->is_secret_next);
}

static bool
handle(void *context, const yaml_event_t *event)
{
    struct reader *reader = context;
    bool is_secret = is_inside_secret(reader);
    size_t key;

    switch (event->type) {
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
        return handle_node(reader, event, &key);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return handle_node(reader, event, &key)
               && open_level(reader, event->type == YAML_MAPPING_START_EVENT,
                             key, is_secret);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        return true;
    case YAML_DOCUMENT_END_EVENT:
    case YAML_STREAM_END_EVENT:
        reader->is_done = true;
        return false;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    default:
        return true;
    }
}

static bool
read_all(struct reader *reader)
{
    struct esc_yaml yaml;

    if (!esc_yaml_open(&yaml, reader->source)) {
        esc_arena_fail_memory(reader->arena);
        return false;
    }
    (void)esc_yaml_each(&yaml, handle, reader);
    esc_yaml_close(&yaml);
    return reader->is_done;
}

const struct esc_keys *
esc_keys_read(struct esc_arena *arena, struct esc_str source, size_t depth)
{
    struct reader reader = {
        .arena = arena,
        .source = source,
        .limit = depth,
        .byte = esc_str_starts(source, ESC_STR("\xef\xbb\xbf")) ? 3 : 0,
        .keys = esc_arena_alloc(arena, sizeof(*reader.keys)),
        .levels = esc_arena_array(arena, depth, sizeof(*reader.levels)),
    };

    if (reader.keys == NULL || reader.levels == NULL
        || esc_str_starts(source, ESC_STR("\xff\xfe"))
        || esc_str_starts(source, ESC_STR("\xfe\xff"))
        || esc_yaml_count_tags(source) > ESC_YAML_TAGS_MAX)
        return NULL;
    return read_all(&reader) ? reader.keys : NULL;
}

static bool
is_after(const struct mark *mark, uint32_t line, uint32_t column)
{
    return mark->line > line || (mark->line == line && mark->column > column);
}

const struct esc_key *
esc_keys_find(const struct esc_keys *keys, uint32_t line, uint32_t column)
{
    size_t low = 0, high = keys == NULL ? 0 : keys->mark_count;
    size_t key;

    /* The last mark that is not after the place. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (is_after(&keys->marks[middle], line, column))
            high = middle;
        else
            low = middle + 1;
    }
    if (low == 0)
        return NULL;
    key = keys->marks[low - 1].key;
    return key == NO_KEY ? NULL : &keys->keys[key];
}
