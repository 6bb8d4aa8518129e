/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Characters, sets of them, and classes, as RE2 has them.
 */
#include "../text/utf8.h"
#include "pattern.h"
#include "re2_read.h"

#define RUNE_MAX UINT32_C(0x10ffff)

bool
re2_fail(struct re2_reader *reader, const char *what, size_t start, size_t end)
{
    struct esc_build build;

    esc_build_init(&build, reader->pool->arena, reader->pool->limits->output);
    esc_build_text(&build, "error parsing regexp: ");
    esc_build_text(&build, what);
    esc_build_text(&build, ": `");
    esc_build_add(&build,
                  (struct esc_str){reader->text.data + start, end - start});
    esc_build_byte(&build, '`');
    reader->problem = esc_build_take(&build);
    return false;
}

int
re2_peek(const struct re2_reader *reader, size_t ahead)
{
    if (ahead >= reader->text.len - reader->at)
        return -1;
    return (unsigned char)reader->text.data[reader->at + ahead];
}

bool
re2_read_rune(struct re2_reader *reader, uint32_t *code_out)
{
    struct esc_str rest = esc_str_after(reader->text, reader->at);
    size_t len;

    if (!esc_utf8_decode(rest, code_out, &len))
        return re2_fail(reader, "invalid UTF-8", reader->at, reader->text.len);
    reader->at += len;
    return true;
}

static int
hex_digit(int byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

/* After \x: two digits, or any number of them in braces.  Of two, both are
 * read when the first is none. */
static bool
read_hex(struct re2_reader *reader, uint32_t *code_out)
{
    bool in_braces = re2_peek(reader, 0) == '{', good = true;
    uint32_t code = 0, digits = 0;

    if (in_braces)
        reader->at++;
    for (; in_braces || digits < 2; digits++) {
        uint32_t rune = 0;
        int digit;

        if (reader->at < reader->text.len && !re2_read_rune(reader, &rune))
            return false;
        if (in_braces && rune == '}')
            break;
        digit = rune < 0x80 ? hex_digit((int)rune) : -1;
        good = good && digit >= 0;
        if (in_braces && !good)
            return false;
        code = code * 16 + (uint32_t)(digit < 0 ? 0 : digit);
        if (code > RUNE_MAX)
            return false;
    }
    *code_out = code;
    return good && digits > 0;
}

/* After the first octal digit FIRST: up to two more. */
static bool
read_octal(struct re2_reader *reader, uint32_t first, uint32_t *code_out)
{
    int next = re2_peek(reader, 0);

    /* One digit alone would be a back reference. */
    if (first != 0 && (next < '0' || next > '7'))
        return false;
    *code_out = first;
    for (int i = 0; i < 2; i++) {
        next = re2_peek(reader, 0);
        if (next < '0' || next > '7')
            break;
        *code_out = *code_out * 8 + (uint32_t)(next - '0');
        reader->at++;
    }
    return true;
}

static bool
is_word(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z')
           || (code >= 'A' && code <= 'Z');
}

static bool
read_escaped(struct re2_reader *reader, uint32_t code, uint32_t *code_out)
{
    static const char letters[] = "afnrtv", codes[] = "\a\f\n\r\t\v";
    const char *found;

    if (code >= '0' && code <= '7')
        return read_octal(reader, code - '0', code_out);
    if (code == 'x')
        return read_hex(reader, code_out);
    found = code == 0 || code >= 0x80 ? NULL : strchr(letters, (int)code);
    if (found != NULL) {
        *code_out = (uint32_t)codes[found - letters];
        return true;
    }
    *code_out = code;
    return code < 0x80 && !is_word(code);
}

bool
re2_read_escape(struct re2_reader *reader, uint32_t *code_out)
{
    size_t start = reader->at++;
    uint32_t code;

    if (reader->at == reader->text.len)
        return re2_fail(reader, "trailing backslash at end of expression",
                        reader->at, reader->at);
    if (!re2_read_rune(reader, &code))
        return false;
    return read_escaped(reader, code, code_out)
           || re2_fail(reader, "invalid escape sequence", start, reader->at);
}

void
re2_add_literal(struct re2_reader *reader, uint32_t code)
{
    static const char digits[] = "0123456789abcdef";

    if (is_word(code)) {
        esc_build_byte(&reader->out, (char)code);
        return;
    }
    esc_build_text(&reader->out, "\\x{");
    for (int shift = 20; shift >= 0; shift -= 4)
        esc_build_byte(&reader->out, digits[(code >> shift) & 15]);
    esc_build_byte(&reader->out, '}');
}

/* A category or script as Go spells it; PCRE2 knows more, and more ways. */
static bool
is_property_name(struct esc_str name)
{
    if (name.len == 0 || name.data[0] < 'A' || name.data[0] > 'W')
        return name.len > 0 && (name.data[0] == 'Y' || name.data[0] == 'Z');
    for (size_t i = 1; i < name.len; i++)
        if (!is_word((unsigned char)name.data[i]) && name.data[i] != '_')
            return false;
    return true;
}

/* AT is at \p or \P. */
static bool
read_property(struct re2_reader *reader)
{
    size_t start = reader->at, end;
    bool is_negated = re2_peek(reader, 1) == 'P';
    struct esc_str name;

    reader->at += 2;
    end = reader->at + 1;
    name = (struct esc_str){reader->text.data + reader->at, 1};
    if (re2_peek(reader, 0) == '{') {
        const char *close =
            memchr(name.data, '}', reader->text.len - reader->at);

        if (close == NULL)
            return re2_fail(reader, "invalid character class range", start,
                            reader->text.len);
        end = (size_t)(close - reader->text.data) + 1;
        name.data++;
        name.len = end - reader->at - 2;
        if (name.len > 0 && name.data[0] == '^') {
            is_negated = !is_negated;
            name = esc_str_after(name, 1);
        }
    }
    if (end > reader->text.len || !is_property_name(name)
        || !esc_pattern_knows(reader->pool, name))
        return re2_fail(reader, "invalid character class range", start,
                        end > reader->text.len ? reader->text.len : end);
    reader->at = end;
    esc_build_text(&reader->out, is_negated ? "\\P{" : "\\p{");
    esc_build_add(&reader->out, name);
    esc_build_byte(&reader->out, '}');
    return true;
}

/*
 * In a class with a property PCRE2 forgets that what is no ASCII is in \D, \S,
 * \W and [:^alpha:], so it is said.  Without letters two are left out, which
 * are k and s in another case and would bring those with (?i).
 */
#define WIDE "\\x{80}-\\x{10ffff}"
#define WIDE_NO_LETTERS                                                       \
    "\\x{80}-\\x{17e}\\x{180}-\\x{2129}\\x{212b}-\\x{10ffff}"

bool
re2_read_set(struct re2_reader *reader, bool in_class, bool *ok_out)
{
    /* RE2's \s has no vertical tab. */
    static const struct {
        char letter;
        const char *inside, *outside;
    } sets[] = {
        {'d', "\\d", "\\d"},
        {'D', "\\D" WIDE, "\\D"},
        {'w', "\\w", "\\w"},
        {'W', "\\W" WIDE_NO_LETTERS, "\\W"},
        {'s', "\\t\\n\\f\\r\\x20", "[\\t\\n\\f\\r\\x20]"},
        {'S', "\\S\\x0b" WIDE, "[^\\t\\n\\f\\r\\x20]"},
    };
    int letter = re2_peek(reader, 1);

    *ok_out = true;
    if (letter == 'p' || letter == 'P') {
        *ok_out = read_property(reader);
        return true;
    }
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        if (letter != sets[i].letter)
            continue;
        esc_build_text(&reader->out,
                       in_class ? sets[i].inside : sets[i].outside);
        reader->at += 2;
        return true;
    }
    return false;
}

static bool
is_posix_name(struct esc_str name)
{
    static const char *const names[] = {
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit",  "graph",
        "lower", "print", "punct", "space", "upper", "xdigit", "word"};

    if (name.len > 0 && name.data[0] == '^')
        name = esc_str_after(name, 1);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (esc_str_equal(name, esc_str_from(names[i])))
            return true;
    return false;
}

/* AT is at "[:" inside a class.  False and nothing read if no ":]" follows. */
static bool
read_posix(struct re2_reader *reader, bool *ok_out)
{
    struct esc_str rest = esc_str_after(reader->text, reader->at + 2);
    const char *end =
        rest.len == 0 ? NULL : memmem(rest.data, rest.len, ":]", 2);
    struct esc_str name;

    if (end == NULL)
        return false;
    name = (struct esc_str){rest.data, (size_t)(end - rest.data)};
    *ok_out = is_posix_name(name);
    if (!*ok_out)
        re2_fail(reader, "invalid character class range", reader->at,
                 reader->at + name.len + 4);
    esc_build_add(&reader->out, (struct esc_str){rest.data - 2, name.len + 4});
    if (rest.data[0] == '^')
        esc_build_text(&reader->out, WIDE_NO_LETTERS);
    reader->at += name.len + 4;
    return true;
}

static bool
read_class_char(struct re2_reader *reader, size_t start, uint32_t *code_out)
{
    if (reader->at == reader->text.len)
        return re2_fail(reader, "missing closing ]", start, reader->text.len);
    if (re2_peek(reader, 0) == '\\')
        return re2_read_escape(reader, code_out);
    return re2_read_rune(reader, code_out);
}

static bool
read_range(struct re2_reader *reader, size_t start)
{
    size_t first = reader->at;
    uint32_t low, high;

    if (!read_class_char(reader, start, &low))
        return false;
    re2_add_literal(reader, low);
    if (re2_peek(reader, 0) != '-' || re2_peek(reader, 1) == ']'
        || re2_peek(reader, 1) < 0)
        return true;
    reader->at++;
    if (!read_class_char(reader, start, &high))
        return false;
    if (high < low)
        return re2_fail(reader, "invalid character class range", first,
                        reader->at);
    esc_build_byte(&reader->out, '-');
    re2_add_literal(reader, high);
    return true;
}

static bool
read_element(struct re2_reader *reader, size_t start)
{
    bool ok = true;

    if (re2_peek(reader, 0) == '[' && re2_peek(reader, 1) == ':'
        && read_posix(reader, &ok))
        return ok;
    if (re2_peek(reader, 0) == '\\' && re2_read_set(reader, true, &ok))
        return ok;
    return read_range(reader, start);
}

bool
re2_read_class(struct re2_reader *reader)
{
    size_t start = reader->at++;
    bool is_first = true;

    esc_build_byte(&reader->out, '[');
    if (re2_peek(reader, 0) == '^') {
        esc_build_byte(&reader->out, '^');
        reader->at++;
    }
    for (; is_first || re2_peek(reader, 0) != ']'; is_first = false)
        if (!read_element(reader, start))
            return false;
    reader->at++;
    esc_build_byte(&reader->out, ']');
    return true;
}
