/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property paths from a command line: a.b[0]["c d"], read step by step.
 */
#include "esc/value.h"

#include <stdint.h>

/* What is left of the path. */
struct reader {
    const char *at, *end;
};

static bool
is_name_end(char c)
{
    return c == '.' || c == '[';
}

static const struct esc_value *
step_name(const struct esc_value *value, struct reader *reader)
{
    const char *start = reader->at;

    while (reader->at < reader->end && !is_name_end(*reader->at))
        reader->at++;
    return esc_value_property(
        value, (struct esc_str){start, (size_t)(reader->at - start)});
}

/* Does KEY equal the quoted text, in which \" stands for "? */
static bool
matches_quoted(struct esc_str key, const char *text, size_t len)
{
    size_t at = 0;

    for (size_t i = 0; i < len; i++, at++) {
        if (text[i] == '\\' && i + 1 < len && text[i + 1] == '"')
            i++;
        if (at >= key.len || key.data[at] != text[i])
            return false;
    }
    return at == key.len;
}

static const struct esc_value *
find_quoted(const struct esc_value *value, const char *text, size_t len)
{
    if (value == NULL || value->kind != ESC_VALUE_OBJECT)
        return NULL;
    for (uint32_t i = 0; i < value->count; i++)
        if (matches_quoted(value->u.properties[i].key, text, len))
            return value->u.properties[i].value;
    return NULL;
}

/* After [" : up to and with "]. */
static const struct esc_value *
step_quoted(const struct esc_value *value, struct reader *reader)
{
    const char *start = reader->at, *stop;

    while (reader->at < reader->end && *reader->at != '"') {
        if (*reader->at == '\\' && reader->at + 1 < reader->end
            && reader->at[1] == '"')
            reader->at++;
        reader->at++;
    }
    stop = reader->at;
    if (reader->end - stop < 2 || stop[1] != ']')
        return NULL;
    reader->at += 2;
    return find_quoted(value, start, (size_t)(stop - start));
}

/* After [ : a number up to and with ]. */
static const struct esc_value *
step_index(const struct esc_value *value, struct reader *reader)
{
    const char *start = reader->at;
    size_t index = 0;

    for (; reader->at < reader->end && *reader->at != ']'; reader->at++) {
        if (*reader->at < '0' || *reader->at > '9'
            || __builtin_mul_overflow(index, 10, &index)
            || __builtin_add_overflow(index, (size_t)(*reader->at - '0'),
                                      &index))
            return NULL;
    }
    if (reader->at == start || reader->at == reader->end)
        return NULL;
    reader->at++;
    return esc_value_item(value, index);
}

static const struct esc_value *
step(const struct esc_value *value, struct reader *reader, bool is_first)
{
    if (*reader->at == '[') {
        reader->at++;
        if (reader->at < reader->end && *reader->at == '"') {
            reader->at++;
            return step_quoted(value, reader);
        }
        return step_index(value, reader);
    }
    if (*reader->at == '.') {
        reader->at++;
        if (is_first || reader->at == reader->end || is_name_end(*reader->at))
            return NULL;
    } else if (!is_first) {
        return NULL;
    }
    return step_name(value, reader);
}

const struct esc_value *
esc_value_at(const struct esc_value *value, struct esc_str path)
{
    struct reader reader = {path.data, path.data};
    bool is_first = true;

    if (path.len == 0)
        return value;
    reader.end = path.data + path.len;
    while (value != NULL && reader.at < reader.end) {
        value = step(value, &reader, is_first);
        is_first = false;
    }
    return value;
}
