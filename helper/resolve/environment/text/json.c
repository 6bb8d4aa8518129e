/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON reader: recursive descent, the depth bounded by the caller.  The
 * first bad byte decides the error, as in the original's scanner.
 */
#include "esc/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "json_string.h"

#define COUNT_FIRST ((size_t)8)

/* Items or members that grow. */
struct list {
    void *data;
    size_t count, size;
};

static bool read_value(struct esc_json_reader *reader, size_t depth,
                       struct esc_json *value_out);

static int
peek(const struct esc_json_reader *reader)
{
    if (reader->at == reader->text.len)
        return -1;
    return (unsigned char)reader->text.data[reader->at];
}

static int
skip_space(struct esc_json_reader *reader)
{
    int byte = peek(reader);

    while (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') {
        reader->at++;
        byte = peek(reader);
    }
    return byte;
}

/* Room for one more element of SIZE bytes; the element, zeroed. */
static void *
grow(struct esc_json_reader *reader, struct list *list, size_t size)
{
    if (list->count == list->size) {
        size_t next = list->size == 0 ? COUNT_FIRST : list->size * 2;
        void *data = esc_arena_grow(reader->arena, list->data,
                                    list->size * size, next * size);

        if (data == NULL)
            return NULL;
        list->data = data;
        list->size = next;
    }
    return (char *)list->data + size * list->count++;
}

static bool
read_array(struct esc_json_reader *reader, size_t depth,
           struct esc_json *value_out)
{
    struct list list = {0};
    int byte;

    reader->at++;
    byte = skip_space(reader);
    while (byte != ']' || list.count > 0) {
        struct esc_json item;
        struct esc_json *slot;

        if (!read_value(reader, depth, &item))
            return false;
        slot = grow(reader, &list, sizeof(*slot));
        if (slot == NULL)
            return false;
        *slot = item;
        byte = skip_space(reader);
        if (byte == ']')
            break;
        if (byte != ',')
            return esc_json_fail(reader, "after array element");
        reader->at++;
    }
    reader->at++;
    *value_out = (struct esc_json){
        .kind = ESC_JSON_ARRAY, .count = list.count, .u.items = list.data};
    return true;
}

/* By key; of equal ones the earlier first. */
static int
compare(const void *left, const void *right)
{
    const struct esc_json_member *a = left, *b = right;
    int order = esc_str_compare(a->key, b->key);

    if (order != 0)
        return order;
    return (a->order > b->order) - (a->order < b->order);
}

/* Sort and keep the last of equal keys; the new count. */
static size_t
settle(struct esc_json_member *members, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(members, count, sizeof(*members), compare);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && esc_str_equal(members[i].key, members[i + 1].key))
            continue;
        members[kept++] = members[i];
    }
    return kept;
}

static bool
read_member(struct esc_json_reader *reader, size_t depth, struct list *list)
{
    struct esc_json_member member = {.order = list->count};
    struct esc_json_member *slot;

    if (skip_space(reader) != '"')
        return esc_json_fail(reader,
                             "looking for beginning of object key string");
    if (!esc_json_read_string(reader, &member.key))
        return false;
    if (skip_space(reader) != ':')
        return esc_json_fail(reader, "after object key");
    reader->at++;
    if (!read_value(reader, depth, &member.value))
        return false;
    slot = grow(reader, list, sizeof(*slot));
    if (slot == NULL)
        return false;
    *slot = member;
    return true;
}

static bool
read_object(struct esc_json_reader *reader, size_t depth,
            struct esc_json *value_out)
{
    struct list list = {0};
    int byte;

    reader->at++;
    byte = skip_space(reader);
    while (byte != '}' || list.count > 0) {
        if (!read_member(reader, depth, &list))
            return false;
        byte = skip_space(reader);
        if (byte == '}')
            break;
        if (byte != ',')
            return esc_json_fail(reader, "after object key:value pair");
        reader->at++;
    }
    reader->at++;
    *value_out = (struct esc_json){.kind = ESC_JSON_OBJECT,
                                   .count = settle(list.data, list.count),
                                   .u.members = list.data};
    return true;
}

static bool
is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static bool
read_digits(struct esc_json_reader *reader, const char *where)
{
    if (!is_digit(peek(reader)))
        return esc_json_fail(reader, where);
    while (is_digit(peek(reader)))
        reader->at++;
    return true;
}

static bool
read_number(struct esc_json_reader *reader, struct esc_json *value_out)
{
    size_t start = reader->at;

    if (peek(reader) == '-')
        reader->at++;
    if (peek(reader) == '0')
        reader->at++;
    else if (!read_digits(reader, "in numeric literal"))
        return false;
    if (peek(reader) == '.') {
        reader->at++;
        if (!read_digits(reader, "after decimal point in numeric literal"))
            return false;
    }
    if (peek(reader) == 'e' || peek(reader) == 'E') {
        reader->at++;
        if (peek(reader) == '+' || peek(reader) == '-')
            reader->at++;
        if (!read_digits(reader, "in exponent of numeric literal"))
            return false;
    }
    value_out->kind = ESC_JSON_NUMBER;
    value_out->u.text = esc_arena_dup(reader->arena, reader->text.data + start,
                                      reader->at - start);
    return value_out->u.text.data != NULL;
}

static bool
read_word(struct esc_json_reader *reader, const char *word)
{
    char where[64];

    for (const char *next = word; *next != '\0'; next++, reader->at++) {
        if (peek(reader) == *next)
            continue;
        snprintf(where, sizeof(where), "in literal %s (expecting '%c')", word,
                 *next);
        return esc_json_fail(reader, where);
    }
    return true;
}

static bool
read_scalar(struct esc_json_reader *reader, int byte,
            struct esc_json *value_out)
{
    if (byte == '"') {
        value_out->kind = ESC_JSON_STRING;
        return esc_json_read_string(reader, &value_out->u.text);
    }
    if (byte == '-' || is_digit(byte))
        return read_number(reader, value_out);
    if (byte == 'n')
        return read_word(reader, "null");
    value_out->kind = ESC_JSON_BOOL;
    value_out->u.boolean = byte == 't';
    if (byte == 't')
        return read_word(reader, "true");
    if (byte == 'f')
        return read_word(reader, "false");
    return esc_json_fail(reader, "looking for beginning of value");
}

static bool
read_value(struct esc_json_reader *reader, size_t depth,
           struct esc_json *value_out)
{
    int byte = skip_space(reader);

    *value_out = (struct esc_json){.kind = ESC_JSON_NULL};
    if (byte != '[' && byte != '{')
        return read_scalar(reader, byte, value_out);
    if (depth == 0) {
        reader->problem = ESC_STR("exceeded max depth");
        return false;
    }
    return byte == '[' ? read_array(reader, depth - 1, value_out)
                       : read_object(reader, depth - 1, value_out);
}

const struct esc_json *
esc_json_parse(struct esc_arena *arena, struct esc_str text, size_t depth,
               struct esc_str *problem_out)
{
    struct esc_json_reader reader = {.arena = arena, .text = text};
    struct esc_json *value = esc_arena_alloc(arena, sizeof(*value));
    bool is_blank = skip_space(&reader) < 0;

    *problem_out = (struct esc_str){NULL, 0};
    if (value == NULL)
        return NULL;
    if (!is_blank && read_value(&reader, depth, value))
        return value;
    *problem_out = is_blank ? ESC_STR("EOF") : reader.problem;
    return NULL;
}

const struct esc_json *
esc_json_get(const struct esc_json *object, const char *key)
{
    for (size_t i = 0; i < object->count; i++) {
        if (esc_str_equal(object->u.members[i].key, esc_str_from(key)))
            return &object->u.members[i].value;
    }
    return NULL;
}
