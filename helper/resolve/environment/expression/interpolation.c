/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings: text with "$$" for a dollar and ${property.access[0]["key"]}.  The
 * grammar is byte-wise, the original's quirks included: the bytes 85 and A0
 * count as spaces even inside a UTF-8 character.
 *
 * Accessors know where they are in the source when the scalar is plain.
 * Columns are terminal cells from the scalar's start; they are counted on
 * from a mark, so that many accessors in one long scalar cost one pass.
 */
#include <stdlib.h>
#include <string.h>

#include "../text/build.h"
#include "../text/unicode.h"
#include "parser.h"

#define ACCESSORS_FIRST ((size_t)2)
#define PARTS_FIRST ((size_t)2)

struct scan {
    struct esc_parser *parser;
    const struct esc_node *node;
    struct esc_str text;
    size_t at;
    /* Cells of the text before MARK, which is before an ASCII character. */
    size_t mark, mark_cells;
    struct esc_accessor *accessors; /* of the access being read */
    size_t count, size;
    struct esc_part *parts;
    size_t part_count, part_size;
};

static bool
is_space(char byte)
{
    unsigned char b = (unsigned char)byte;

    return (b >= 0x09 && b <= 0x0d) || b == 0x20 || b == 0x85 || b == 0xa0;
}

static bool
ends_name(char byte)
{
    return byte == '.' || byte == '[' || byte == '}' || is_space(byte);
}

static struct esc_str
slice(const struct scan *scan, size_t start, size_t end)
{
    return (struct esc_str){scan->text.data + start, end - start};
}

static size_t
cells_before(const struct scan *scan, size_t at)
{
    return scan->mark_cells + esc_unicode_width(slice(scan, scan->mark, at));
}

/* What comes at AT is ASCII: columns may be counted from here. */
static void
set_mark(struct scan *scan, size_t at)
{
    if (!scan->node->is_plain || at < scan->mark)
        return;
    scan->mark_cells = cells_before(scan, at);
    scan->mark = at;
}

static struct esc_pos
position(const struct scan *scan, size_t at)
{
    struct esc_pos pos = scan->node->range.begin;

    pos.byte += (uint32_t)at;
    pos.column += (uint32_t)cells_before(scan, at);
    return pos;
}

static struct esc_range
range_of(const struct scan *scan, size_t start)
{
    return (struct esc_range){position(scan, start), position(scan, scan->at)};
}

/* An error about the text from START to where we are. */
static void
report(struct scan *scan, size_t start, const char *summary)
{
    struct esc_parser *parser = scan->parser;
    struct esc_place place;

    if (parser->diags->is_cut)
        return; /* paths are not free */
    place = esc_node_place(parser->arena, parser->name, scan->node);
    if (scan->node->is_plain)
        place.range = range_of(scan, start);
    esc_diagnostics_add(parser->diags, ESC_SEVERITY_ERROR, &place,
                        esc_str_from(summary));
}

/* The accessor from START to where we are; NULL when the arena fails. */
static struct esc_accessor *
add_accessor(struct scan *scan, size_t start, struct esc_str key)
{
    struct esc_accessor *accessor;

    if (scan->count == scan->size) {
        size_t next = scan->size == 0 ? ACCESSORS_FIRST : scan->size * 2;
        void *data = esc_arena_grow(scan->parser->arena, scan->accessors,
                                    scan->size * sizeof(*accessor),
                                    next * sizeof(*accessor));

        if (data == NULL)
            return NULL;
        scan->accessors = data;
        scan->size = next;
    }
    accessor = &scan->accessors[scan->count++];
    *accessor =
        (struct esc_accessor){.key = key, .has_range = scan->node->is_plain};
    if (accessor->has_range)
        accessor->range = range_of(scan, start);
    return accessor;
}

static struct esc_str
read_name(struct scan *scan)
{
    size_t start = scan->at;

    while (scan->at < scan->text.len && !ends_name(scan->text.data[scan->at]))
        scan->at++;
    return slice(scan, start, scan->at);
}

/* AT is behind the opening quote, START at the bracket. */
static struct esc_str
read_quoted(struct scan *scan, size_t start)
{
    struct esc_build key;

    esc_build_init(&key, scan->parser->arena, SIZE_MAX);
    while (scan->at < scan->text.len && scan->text.data[scan->at] != '"') {
        if (scan->text.data[scan->at] == '\\' && scan->at + 1 < scan->text.len
            && scan->text.data[scan->at + 1] == '"')
            scan->at++;
        esc_build_byte(&key, scan->text.data[scan->at++]);
    }
    if (scan->at == scan->text.len) {
        report(scan, start + 1, "key subscript is missing closing quote '\"'");
        return esc_build_take(&key);
    }
    scan->at++;
    if (key.len == 0)
        report(scan, start + 1, "key subscript must not be empty");
    return esc_build_take(&key);
}

/* Optional sign, decimal digits, within 64 bits. */
static bool
parse_index(struct esc_str text, int64_t *index_out)
{
    bool is_negative = text.len > 0 && text.data[0] == '-';
    size_t i = is_negative || (text.len > 0 && text.data[0] == '+') ? 1 : 0;
    int64_t value = 0;

    if (i == text.len)
        return false;
    for (; i < text.len; i++) {
        int digit = text.data[i] - '0';

        if (digit < 0 || digit > 9
            || __builtin_mul_overflow(value, (int64_t)10, &value))
            return false;
        /* Counted down for negative numbers: there is one more of them. */
        if (is_negative ? __builtin_sub_overflow(value, digit, &value)
                        : __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *index_out = value;
    return true;
}

static struct esc_str
read_index(struct scan *scan, size_t start, int64_t *index_out, bool *is_index)
{
    size_t first = scan->at;
    struct esc_str text;

    while (scan->at < scan->text.len && scan->text.data[scan->at] != ']'
           && !ends_name(scan->text.data[scan->at]))
        scan->at++;
    text = slice(scan, first, scan->at);
    *is_index = parse_index(text, index_out);
    if (!*is_index)
        report(scan, start + 1,
               "numeric subscript must be a positive base-10 integer");
    else if (scan->count == 0)
        report(scan, start,
               "the first accessor must be a property name or key "
               "subscript, not a numeric subscript");
    return text;
}

/* AT is at the opening bracket. */
static void
read_subscript(struct scan *scan)
{
    size_t start = scan->at++;
    struct esc_str key = ESC_STR("");
    struct esc_accessor *accessor;
    bool is_index = false;
    int64_t index = 0;

    if (scan->at < scan->text.len && scan->text.data[scan->at] == '"') {
        scan->at++;
        key = read_quoted(scan, start);
    } else if (scan->at < scan->text.len) {
        key = read_index(scan, start, &index, &is_index);
    }
    if (scan->at < scan->text.len && scan->text.data[scan->at] == ']')
        scan->at++;
    else
        report(scan, start, "subscript is missing closing bracket ']'");
    accessor = add_accessor(scan, start, key);
    if (accessor != NULL && is_index) {
        accessor->is_index = true;
        accessor->index = index;
    }
}

static void
read_dotted(struct scan *scan)
{
    size_t start = scan->at++;
    struct esc_str name = read_name(scan);

    if (name.len == 0)
        report(scan, start, "property name must not be empty");
    add_accessor(scan, start, name);
}

/* The end of an access: a brace, or what stands where one is missing. */
static void
end_access(struct scan *scan, bool has_brace)
{
    size_t start = scan->at;

    if (has_brace)
        scan->at++;
    else
        report(scan, start, "missing closing brace '}' in interpolation");
    if (scan->count == 0)
        add_accessor(scan, start, ESC_STR(""));
}

/* AT is behind "${". */
static const struct esc_access *
read_access(struct scan *scan)
{
    struct esc_access *access;

    scan->accessors = NULL;
    scan->count = scan->size = 0;
    while (scan->at < scan->text.len) {
        char byte = scan->text.data[scan->at];

        if (byte == '}' || is_space(byte))
            break;
        if (byte == '.' || byte == '[')
            set_mark(scan, scan->at);
        if (byte == '.')
            read_dotted(scan);
        else if (byte == '[')
            read_subscript(scan);
        else {
            size_t start = scan->at;
            struct esc_str name = read_name(scan);

            add_accessor(scan, start, name);
        }
    }
    end_access(scan,
               scan->at < scan->text.len && scan->text.data[scan->at] == '}');
    access = esc_arena_alloc(scan->parser->arena, sizeof(*access));
    if (access == NULL || scan->count == 0)
        return NULL;
    *access = (struct esc_access){scan->accessors, (uint32_t)scan->count};
    return access;
}

static void
add_part(struct scan *scan, struct esc_str text,
         const struct esc_access *access)
{
    if (scan->part_count == scan->part_size) {
        size_t next = scan->part_size == 0 ? PARTS_FIRST : scan->part_size * 2;
        void *data = esc_arena_grow(scan->parser->arena, scan->parts,
                                    scan->part_size * sizeof(*scan->parts),
                                    next * sizeof(*scan->parts));

        if (data == NULL)
            return;
        scan->parts = data;
        scan->part_size = next;
    }
    scan->parts[scan->part_count++] =
        (struct esc_part){.text = text, .access = access};
}

/* Text up to the next "${" or the end; "$$" makes a dollar. */
static struct esc_str
read_text(struct scan *scan)
{
    struct esc_build text;

    esc_build_init(&text, scan->parser->arena, SIZE_MAX);
    while (scan->at < scan->text.len) {
        struct esc_str rest = slice(scan, scan->at, scan->text.len);
        const char *dollar = memchr(rest.data, '$', rest.len);
        size_t plain =
            dollar == NULL ? rest.len : (size_t)(dollar - rest.data);
        char next = plain + 1 < rest.len ? rest.data[plain + 1] : '\0';

        esc_build_add(&text, (struct esc_str){rest.data, plain});
        scan->at += plain;
        if (dollar == NULL || next == '{')
            break;
        esc_build_byte(&text, '$');
        scan->at += next == '$' ? 2 : 1;
    }
    return esc_build_take(&text);
}

static const struct esc_expr *
finish(struct scan *scan)
{
    struct esc_parser *parser = scan->parser;
    struct esc_expr *expr =
        esc_parser_new(parser, ESC_EXPR_STRING, scan->node);

    if (expr == NULL || esc_arena_state(parser->arena) != ESC_ARENA_OK)
        return parser->missing;
    if (scan->part_count == 0) {
        expr->u.text = ESC_STR("");
        return expr;
    }
    if (scan->part_count == 1 && scan->parts[0].access == NULL) {
        expr->u.text = scan->parts[0].text;
        return expr;
    }
    if (scan->part_count == 1 && scan->parts[0].text.len == 0) {
        expr->kind = ESC_EXPR_SYMBOL;
        expr->u.access = scan->parts[0].access;
        return expr;
    }
    expr->kind = ESC_EXPR_INTERPOLATE;
    expr->count = (uint32_t)scan->part_count;
    expr->u.parts = scan->parts;
    return expr;
}

static const struct esc_expr *
literal(struct esc_parser *parser, const struct esc_node *node)
{
    struct esc_expr *expr = esc_parser_new(parser, ESC_EXPR_STRING, node);

    if (expr == NULL)
        return parser->missing;
    expr->u.text = node->u.text;
    return expr;
}

const struct esc_expr *
esc_parser_string(struct esc_parser *parser, const struct esc_node *node)
{
    struct scan scan = {.parser = parser, .node = node, .text = node->u.text};

    if (scan.text.len == 0
        || memchr(scan.text.data, '$', scan.text.len) == NULL)
        return literal(parser, node);
    while (scan.at < scan.text.len
           && esc_arena_state(parser->arena) == ESC_ARENA_OK) {
        struct esc_str text = read_text(&scan);
        const struct esc_access *access = NULL;

        if (scan.at < scan.text.len) {
            set_mark(&scan, scan.at);
            scan.at += 2;
            access = read_access(&scan);
        }
        add_part(&scan, text, access);
    }
    return finish(&scan);
}
