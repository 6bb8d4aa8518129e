/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RE2's grammar, one character after the other.  What it accepts goes out in
 * a form that PCRE2 reads the same way; what it refuses is refused with the
 * words of the original.
 */
#include "re2.h"

#include "../text/utf8.h"
#include "re2_read.h"

#define REPEAT_MAX 1000
#define DEPTH_MAX ((size_t)200)

/* What was read last: may a repeat follow, and how often is it repeated? */
struct atom {
    bool exists;
    bool is_repeat;      /* itself a repeat: no second one may follow */
    size_t repeat_start; /* where that begins */
    uint32_t weight;     /* product of the nested counts */
};

struct group {
    uint32_t weight; /* the largest of what it holds */
};

struct parser {
    struct re2_reader reader;
    struct atom last;
    struct group groups[DEPTH_MAX];
    size_t depth;
};

static bool
fail(struct parser *parser, const char *what, size_t start, size_t end)
{
    return re2_fail(&parser->reader, what, start, end);
}

static void
set_last(struct parser *parser, bool exists, uint32_t weight)
{
    uint32_t *whole = &parser->groups[parser->depth].weight;

    parser->last = (struct atom){.exists = exists, .weight = weight};
    if (*whole < weight)
        *whole = weight;
}

/* "{n}", "{n,}", "{n,m}": false when it is none and '{' means itself. */
static bool
read_counts(struct parser *parser, size_t *len_out, uint32_t *min_out,
            uint32_t *max_out)
{
    const struct re2_reader *reader = &parser->reader;
    uint32_t numbers[2] = {0, 0};
    size_t at = 1, which = 0, digits = 0;

    for (;; at++) {
        int byte = re2_peek(reader, at);

        if (byte >= '0' && byte <= '9') {
            /* Go refuses leading zeros as counts. */
            if (digits > 0 && numbers[which] == 0)
                return false;
            digits++;
            if (numbers[which] <= REPEAT_MAX)
                numbers[which] = numbers[which] * 10 + (uint32_t)(byte - '0');
        } else if (byte == ',' && which == 0 && digits > 0) {
            which = 1;
            digits = 0;
        } else if (byte == '}' && (digits > 0 || which == 1)) {
            break;
        } else {
            return false;
        }
    }
    *len_out = at + 1;
    *min_out = numbers[0];
    *max_out = which == 0 ? numbers[0] : digits > 0 ? numbers[1] : UINT32_MAX;
    return true;
}

/* A repeat of LEN bytes is here; COUNT is how often it multiplies. */
static bool
add_repeat(struct parser *parser, size_t len, uint32_t count)
{
    struct re2_reader *reader = &parser->reader;
    size_t start = reader->at;
    struct atom last = parser->last;
    uint32_t weight = count == 0 ? 1 : count;

    reader->at += len;
    if (re2_peek(reader, 0) == '?') {
        reader->at++;
        len++;
    }
    if (last.is_repeat)
        return fail(parser, "invalid nested repetition operator",
                    last.repeat_start, reader->at);
    if (!last.exists)
        return fail(parser, "missing argument to repetition operator", start,
                    reader->at);
    if (__builtin_mul_overflow(weight, last.weight, &weight)
        || weight > REPEAT_MAX)
        return fail(parser, "invalid repeat count", start, reader->at);
    esc_build_add(&reader->out,
                  (struct esc_str){reader->text.data + start, len});
    set_last(parser, true, weight);
    parser->last.is_repeat = true;
    parser->last.repeat_start = start;
    return true;
}

static bool
read_braces(struct parser *parser)
{
    struct re2_reader *reader = &parser->reader;
    uint32_t min, max;
    size_t len;

    if (!read_counts(parser, &len, &min, &max)) {
        reader->at++;
        re2_add_literal(reader, '{');
        set_last(parser, true, 1);
        return true;
    }
    if (min > REPEAT_MAX || (max != UINT32_MAX && max > REPEAT_MAX)
        || min > max)
        return fail(parser, "invalid repeat count", reader->at,
                    reader->at + len);
    return add_repeat(parser, len, max == UINT32_MAX ? min : max);
}

static bool
is_capture_name(struct esc_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z') || c == '_'))
            return false;
    }
    return name.len > 0;
}

/* Names must be valid; groups are then just groups. */
static bool
read_name(struct parser *parser, size_t prefix)
{
    struct re2_reader *reader = &parser->reader;
    size_t start = reader->at;
    struct esc_str rest = esc_str_after(reader->text, start + prefix);
    const char *end = rest.len == 0 ? NULL : memchr(rest.data, '>', rest.len);
    struct esc_str name;

    if (end == NULL)
        return fail(parser, "invalid named capture", start, reader->text.len);
    name = (struct esc_str){rest.data, (size_t)(end - rest.data)};
    reader->at = start + prefix + name.len + 1;
    if (!is_capture_name(name))
        return fail(parser, "invalid named capture", start, reader->at);
    esc_build_byte(&reader->out, '(');
    return true;
}

/* "(?flags)" or "(?flags:": true with *OPENS_OUT if a group begins. */
static bool
read_flags(struct parser *parser, bool *opens_out)
{
    struct re2_reader *reader = &parser->reader;
    size_t start = reader->at;
    bool is_minus = false, saw_flag = false;

    reader->at += 2;
    while (reader->at < reader->text.len) {
        uint32_t code;

        if (!re2_read_rune(reader, &code))
            return false;
        if (code == 'i' || code == 'm' || code == 's' || code == 'U') {
            saw_flag = true;
        } else if (code == '-' && !is_minus) {
            is_minus = true;
            saw_flag = false;
        } else if ((code == ':' || code == ')') && (!is_minus || saw_flag)) {
            *opens_out = code == ':';
            esc_build_add(&reader->out,
                          (struct esc_str){reader->text.data + start,
                                           reader->at - start});
            return true;
        } else {
            break;
        }
    }
    return fail(parser, "invalid or unsupported Perl syntax", start,
                reader->at);
}

static bool
open_group(struct parser *parser)
{
    struct re2_reader *reader = &parser->reader;
    bool opens = true;

    if (re2_peek(reader, 1) != '?') {
        reader->at++;
        esc_build_byte(&reader->out, '(');
    } else if (re2_peek(reader, 2) == 'P' && re2_peek(reader, 3) == '<') {
        if (!read_name(parser, 4))
            return false;
    } else if (re2_peek(reader, 2) == '<') {
        if (!read_name(parser, 3))
            return false;
    } else if (!read_flags(parser, &opens)) {
        return false;
    }
    if (!opens) {
        parser->last.is_repeat = false;
        return true;
    }
    if (parser->depth + 1 == DEPTH_MAX)
        return fail(parser, "expression nests too deeply", 0,
                    reader->text.len);
    parser->groups[++parser->depth].weight = 1;
    set_last(parser, false, 1);
    return true;
}

static bool
close_group(struct parser *parser)
{
    struct re2_reader *reader = &parser->reader;
    uint32_t weight = parser->groups[parser->depth].weight;

    if (parser->depth == 0)
        return fail(parser, "unexpected )", 0, reader->text.len);
    parser->depth--;
    reader->at++;
    esc_build_byte(&reader->out, ')');
    set_last(parser, true, weight);
    return true;
}

/* \Q...\E: everything means itself; the last character may be repeated. */
static bool
read_quoted(struct parser *parser)
{
    struct re2_reader *reader = &parser->reader;

    reader->at += 2;
    while (reader->at < reader->text.len) {
        uint32_t code;

        if (re2_peek(reader, 0) == '\\' && re2_peek(reader, 1) == 'E') {
            reader->at += 2;
            break;
        }
        if (!re2_read_rune(reader, &code))
            return false;
        re2_add_literal(reader, code);
        set_last(parser, true, 1);
    }
    parser->last.is_repeat = false;
    return true;
}

static bool
read_backslash(struct parser *parser)
{
    struct re2_reader *reader = &parser->reader;
    int letter = re2_peek(reader, 1);
    uint32_t code;
    bool ok;

    if (letter == 'Q')
        return read_quoted(parser);
    if (letter == 'C')
        return fail(parser, "invalid escape sequence", reader->at,
                    reader->at + 2);
    if (letter == 'A' || letter == 'b' || letter == 'B' || letter == 'z') {
        /* In a group of its own: RE2 lets assertions be repeated. */
        esc_build_text(&reader->out, "(?:\\");
        esc_build_byte(&reader->out, (char)letter);
        esc_build_byte(&reader->out, ')');
        reader->at += 2;
    } else if (re2_read_set(reader, false, &ok)) {
        if (!ok)
            return false;
    } else {
        if (!re2_read_escape(reader, &code))
            return false;
        re2_add_literal(reader, code);
    }
    set_last(parser, true, 1);
    return true;
}

static bool
read_plain(struct parser *parser)
{
    struct re2_reader *reader = &parser->reader;
    uint32_t code;

    if (!re2_read_rune(reader, &code))
        return false;
    if (code == '.')
        esc_build_byte(&reader->out, '.');
    else if (code == '^')
        esc_build_text(&reader->out, "(?:^)");
    else if (code == '$')
        esc_build_text(&reader->out, "(?:$)");
    else
        re2_add_literal(reader, code);
    set_last(parser, true, 1);
    return true;
}

static bool
read_one(struct parser *parser)
{
    switch (re2_peek(&parser->reader, 0)) {
    case '(':
        return open_group(parser);
    case ')':
        return close_group(parser);
    case '|':
        parser->reader.at++;
        esc_build_byte(&parser->reader.out, '|');
        set_last(parser, false, 1);
        return true;
    case '*':
    case '+':
    case '?':
        return add_repeat(parser, 1, 1);
    case '{':
        return read_braces(parser);
    case '[':
        if (!re2_read_class(&parser->reader))
            return false;
        set_last(parser, true, 1);
        return true;
    case '\\':
        return read_backslash(parser);
    default:
        return read_plain(parser);
    }
}

bool
esc_re2_translate(struct esc_pool *pool, struct esc_str text,
                  struct esc_str *translated_out, struct esc_str *problem_out)
{
    struct parser *parser = esc_pool_take(pool, sizeof(*parser));
    bool good = true;

    parser->reader.pool = pool;
    parser->reader.text = text;
    parser->groups[0].weight = 1;
    esc_build_init(&parser->reader.out, pool->arena, pool->limits->output);
    while (good && parser->reader.at < text.len)
        good = read_one(parser);
    if (good && parser->depth > 0)
        good = fail(parser, "missing closing )", 0, text.len);
    *problem_out = parser->reader.problem;
    *translated_out = esc_build_take(&parser->reader.out);
    esc_pool_need(pool, translated_out->data);
    return good;
}
