/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scalars as the original's YAML writer (yaml.v3) has them: plain where that
 * reads back as the same string, else in single or double quotes, in a block
 * when there are lines, as !!binary what is not UTF-8.
 */
#include "render.h"
#include <stdlib.h>

enum { STEP = 3 };

struct look { /* what is in a text */
    bool indicator, special, tab, breaks;
    bool leading_space, trailing_space, trailing_break, leading_break;
    bool break_space, space_break;
};

/* Length and code of the UTF-8 character at AT; 0: none. */
static size_t
decode(struct esc_str text, size_t at, uint32_t *code_out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char c = (unsigned char)text.data[at];
    size_t len = c < 0x80   ? 1
                 : c < 0xc2 ? 0
                 : c < 0xe0 ? 2
                 : c < 0xf0 ? 3
                 : c < 0xf5 ? 4
                            : 0;
    uint32_t code = len == 1 ? c : c & (0xffU >> (len + 1));

    if (len == 0 || len > text.len - at)
        return 0;
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.data[at + i];

        if ((next & 0xc0U) != 0x80U)
            return 0;
        code = code << 6 | (next & 0x3fU);
    }
    *code_out = code;
    return code < least[len] || code > 0x10ffff
                   || (code >= 0xd800 && code < 0xe000)
               ? 0
               : len;
}

static bool
is_utf8(struct esc_str text)
{
    uint32_t code;
    size_t len;

    for (size_t at = 0; at < text.len; at += len)
        if ((len = decode(text, at, &code)) == 0)
            return false;
    return true;
}

static bool
is_break(uint32_t code)
{
    return code == '\n' || code == '\r' || code == 0x85 || code == 0x2028
           || code == 0x2029;
}

static bool
is_printable(uint32_t code)
{
    return code == '\n' || (code >= 0x20 && code <= 0x7e)
           || (code >= 0xa0 && code < 0xfffe && code != 0xfeff);
}

static bool
is_blank(struct esc_str text, size_t at)
{
    return at >= text.len || text.data[at] == ' ' || text.data[at] == '\t';
}

/* Whether the character at AT makes a plain scalar mean something else. */
static bool
is_indicator(struct esc_str text, size_t at)
{
    char c = text.data[at];

    if (at == 0 && c != '\0' && strchr("#,[]{}&*!|>'\"%@`", c) != NULL)
        return true;
    if (at == 0 && (c == '?' || c == '-'))
        return is_blank(text, 1);
    if (c == ':')
        return is_blank(text, at + 1);
    return c == '#'
           && (text.data[at - 1] == ' ' || text.data[at - 1] == '\t'
               || is_break((unsigned char)text.data[at - 1]));
}

static struct look
examine(struct esc_str text)
{
    struct look look = {.indicator = esc_str_starts(text, ESC_STR("---"))
                                     || esc_str_starts(text, ESC_STR("..."))};
    bool was_space = false, was_break = false;
    uint32_t code;
    size_t len;

    for (size_t at = 0; at < text.len; at += len) {
        bool space, line;

        len = decode(text, at, &code);
        space = code == ' ';
        line = is_break(code);
        look.indicator |= is_indicator(text, at);
        look.tab |= code == '\t';
        look.special |= code != '\t' && !is_printable(code);
        look.breaks |= line;
        look.leading_space |= space && at == 0;
        look.leading_break |= line && at == 0;
        look.trailing_space |= space && at + len == text.len;
        look.trailing_break |= line && at + len == text.len;
        look.break_space |= space && was_break;
        look.space_break |= line && was_space;
        was_space = space;
        was_break = line;
    }
    return look;
}

static bool
is_word(struct esc_str text, const char *words)
{
    for (const char *at = words; *at != '\0';) {
        size_t len = strcspn(at, " ");

        if (esc_str_equal(text, (struct esc_str){at, len}))
            return true;
        at += len + (at[len] == ' ');
    }
    return false;
}

static size_t
digits_at(struct esc_str text, size_t at, const char *digits)
{
    size_t len = 0;

    while (at + len < text.len && text.data[at + len] != '\0'
           && strchr(digits, text.data[at + len]) != NULL)
        len++;
    return len;
}

/* 0x1f, 0o17, 0b1 behind a sign at AT. */
static bool
is_based(struct esc_str text, size_t at)
{
    static const struct {
        const char *letters, *digits;
    } bases[] = {
        {"xX", "0123456789abcdefABCDEF_"}, {"oO", "01234567_"}, {"bB", "01_"}};

    if (at + 2 >= text.len || text.data[at] != '0')
        return false;
    for (size_t i = 0; i < 3; i++)
        if (strchr(bases[i].letters, text.data[at + 1]) != NULL
            && digits_at(text, at + 2, bases[i].digits) == text.len - at - 2)
            return true;
    return false;
}

/* Digits, a fraction, an exponent; and 1:30:00, which was once a number. */
static bool
is_number(struct esc_str text)
{
    const char *digits = "0123456789_";
    size_t at = text.len > 0 && strchr("+-", text.data[0]) != NULL;
    size_t whole = digits_at(text, at, digits), part = 0;

    if (is_based(text, at))
        return true;
    at += whole;
    if (whole > 0 && at < text.len && text.data[at] == ':')
        return digits_at(text, at, "0123456789_:.") == text.len - at;
    if (at < text.len && text.data[at] == '.') {
        part = digits_at(text, ++at, digits);
        at += part;
    }
    if (whole + part == 0)
        return false;
    if (at < text.len && (text.data[at] | 0x20) == 'e') {
        at++;
        if (at < text.len && strchr("+-", text.data[at]) != NULL)
            at++;
        part = digits_at(text, at, "0123456789");
        return part > 0 && at + part == text.len;
    }
    return at == text.len;
}

/* 2001-12-14, with a time behind it or not. */
static bool
is_date(struct esc_str text)
{
    const char *digits = "0123456789";
    size_t at = 5, len;

    if (digits_at(text, 0, digits) != 4 || text.len < 8 || text.data[4] != '-')
        return false;
    len = digits_at(text, at, digits);
    at += len;
    if (len == 0 || len > 2 || at >= text.len || text.data[at] != '-')
        return false;
    len = digits_at(text, ++at, digits);
    at += len;
    return len > 0 && len <= 2
           && (at == text.len
               || (strchr("Tt ", text.data[at]) != NULL
                   && digits_at(text, at + 1, "0123456789:.+-Z")
                          == text.len - at - 1));
}

/* Whether TEXT without quotes would be read as another type. */
static bool
is_other_type(struct esc_str text)
{
    return text.len == 0
           || is_word(text, "~ null Null NULL true True TRUE false False FALSE"
                            " .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF"
                            " -.inf -.Inf -.INF y Y yes Yes YES on On ON n N"
                            " no No NO off Off OFF")
           || is_number(text) || is_date(text);
}

static void
add_single(struct esc_str text, struct esc_buf *out)
{
    esc_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\'')
            esc_buf_add_char(out, '\'');
        esc_buf_add_char(out, text.data[i]);
    }
    esc_buf_add_char(out, '\'');
}

static void
add_escape(uint32_t code, struct esc_buf *out)
{
    static const struct {
        uint32_t code;
        char letter;
    } letters[] = {{0, '0'},    {7, 'a'},      {8, 'b'},     {9, 't'},
                   {10, 'n'},   {11, 'v'},     {12, 'f'},    {13, 'r'},
                   {27, 'e'},   {'"', '"'},    {'\\', '\\'}, {0x85, 'N'},
                   {0xa0, '_'}, {0x2028, 'L'}, {0x2029, 'P'}};

    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        if (letters[i].code == code) {
            esc_buf_printf(out, "\\%c", letters[i].letter);
            return;
        }
    if (code <= 0xff)
        esc_buf_printf(out, "\\x%02X", code);
    else
        esc_buf_printf(out, code <= 0xffff ? "\\u%04X" : "\\U%08X", code);
}

static void
add_double(struct esc_str text, struct esc_buf *out)
{
    uint32_t code;
    size_t len;

    esc_buf_add_char(out, '"');
    for (size_t at = 0; at < text.len; at += len) {
        len = decode(text, at, &code);
        if (!is_printable(code) || is_break(code) || code == '"'
            || code == '\\')
            add_escape(code, out);
        else
            esc_buf_add(out, text.data + at, len);
    }
    esc_buf_add_char(out, '"');
}

static void
add_lines(struct esc_str text, int indent, struct esc_buf *out)
{
    size_t last = text.len - 1;
    bool fresh = true;

    esc_buf_add_char(out, '|');
    if (text.data[0] == ' ' || text.data[0] == '\n')
        esc_buf_printf(out, "%d", STEP);
    if (text.data[last] != '\n')
        esc_buf_add_char(out, '-');
    else if (last == 0 || text.data[last - 1] == '\n')
        esc_buf_add_char(out, '+');
    esc_buf_add_char(out, '\n');
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] == '\n') {
            /* The caller ends the last line. */
            if (at < last)
                esc_buf_add_char(out, '\n');
            fresh = true;
            continue;
        }
        if (fresh)
            esc_buf_printf(out, "%*s", indent, "");
        fresh = false;
        esc_buf_add_char(out, text.data[at]);
    }
}

static void
add_binary(struct esc_str text, struct esc_buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";

    esc_buf_add_str(out, "!!binary ");
    for (size_t at = 0; at < text.len; at += 3) {
        uint32_t bits = 0;

        for (size_t i = 0; i < 3; i++)
            bits =
                bits << 8
                | (at + i < text.len ? (unsigned char)text.data[at + i] : 0);
        for (size_t i = 0; i < 4; i++)
            esc_buf_add_char(out, at + i > text.len
                                      ? '='
                                      : digits[bits >> (18 - 6 * i) & 63U]);
    }
}

void
render_yaml_scalar(struct esc_str text, bool is_key, int indent,
                   struct esc_buf *out)
{
    struct look look;
    bool lines;

    if (!is_utf8(text)) {
        add_binary(text, out);
        return;
    }
    look = examine(text);
    lines = text.len > 0 && memchr(text.data, '\n', text.len) != NULL;
    if (lines && !is_key && !look.trailing_space && !look.space_break
        && !look.special)
        add_lines(text, indent, out);
    else if (lines || is_other_type(text) || look.tab || look.special
             || look.breaks || look.break_space || look.space_break)
        add_double(text, out);
    else if (look.indicator || look.leading_space || look.trailing_space)
        add_single(text, out);
    else
        esc_buf_add(out, text.data, text.len);
}
