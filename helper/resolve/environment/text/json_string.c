/* SPDX-License-Identifier: Apache-2.0 */
/* JSON's strings and the reader's errors. */
#include "json_string.h"

#include <stdint.h>
#include <string.h>

#include "build.h"
#include "utf8.h"

/* BYTE as a Latin-1 character in single quotes, escaped as in Go. */
static struct esc_str
quote_byte(struct esc_arena *arena, unsigned char byte)
{
    struct esc_build rune, quoted;
    struct esc_str text;

    if (byte == '\'')
        return ESC_STR("'\\''");
    if (byte == '"')
        return ESC_STR("'\"'");
    esc_build_init(&rune, arena, SIZE_MAX);
    esc_build_rune(&rune, byte);
    text = esc_quote(arena, esc_build_take(&rune));
    if (text.len < 2)
        return text;
    esc_build_init(&quoted, arena, SIZE_MAX);
    esc_build_byte(&quoted, '\'');
    esc_build_add(&quoted, (struct esc_str){text.data + 1, text.len - 2});
    esc_build_byte(&quoted, '\'');
    return esc_build_take(&quoted);
}

bool
esc_json_fail(struct esc_json_reader *reader, const char *where)
{
    struct esc_build problem;
    unsigned char byte;

    if (reader->at == reader->text.len) {
        reader->problem = ESC_STR("unexpected EOF");
        return false;
    }
    byte = (unsigned char)reader->text.data[reader->at];
    esc_build_init(&problem, reader->arena, SIZE_MAX);
    esc_build_text(&problem, "invalid character ");
    esc_build_add(&problem, quote_byte(reader->arena, byte));
    esc_build_byte(&problem, ' ');
    esc_build_text(&problem, where);
    reader->problem = esc_build_take(&problem);
    return false;
}

static int
hex_digit(unsigned char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* The four digits at AT. */
static bool
read_hex(struct esc_json_reader *reader, uint32_t *code_out)
{
    uint32_t code = 0;

    for (int i = 0; i < 4; i++) {
        int digit = -1;

        if (reader->at < reader->text.len)
            digit = hex_digit((unsigned char)reader->text.data[reader->at]);
        if (digit < 0)
            return esc_json_fail(reader,
                                 "in \\u hexadecimal character escape");
        code = code << 4 | (uint32_t)digit;
        reader->at++;
    }
    *code_out = code;
    return true;
}

/* Behind \uD800..DBFF: is a low surrogate next?  Then take it. */
static uint32_t
pair(struct esc_json_reader *reader, uint32_t high)
{
    struct esc_json_reader ahead = *reader;
    struct esc_str rest = esc_str_after(reader->text, reader->at);
    uint32_t low;

    if (high >= 0xdc00 || !esc_str_starts(rest, ESC_STR("\\u")))
        return ESC_UTF8_BAD;
    ahead.at += 2;
    if (!read_hex(&ahead, &low) || low < 0xdc00 || low > 0xdfff)
        return ESC_UTF8_BAD;
    reader->at = ahead.at;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* AT is behind the backslash. */
static bool
read_escape(struct esc_json_reader *reader, struct esc_build *build)
{
    static const char letters[] = "bfnrt\\/\"";
    static const char codes[] = "\b\f\n\r\t\\/\"";
    const char *found = NULL;
    uint32_t code;
    char letter;

    if (reader->at == reader->text.len)
        return esc_json_fail(reader, "");
    letter = reader->text.data[reader->at];
    if (letter != '\0')
        found = strchr(letters, letter);
    if (found == NULL && letter != 'u')
        return esc_json_fail(reader, "in string escape code");
    reader->at++;
    if (found != NULL) {
        esc_build_byte(build, codes[found - letters]);
        return true;
    }
    if (!read_hex(reader, &code))
        return false;
    if (code >= 0xd800 && code <= 0xdfff)
        code = pair(reader, code);
    esc_build_rune(build, code);
    return true;
}

/* The run of plain bytes at AT. */
static size_t
plain_len(const struct esc_json_reader *reader)
{
    size_t len = 0;

    while (reader->at + len < reader->text.len) {
        unsigned char byte =
            (unsigned char)reader->text.data[reader->at + len];

        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\')
            break;
        len++;
    }
    return len;
}

/* One character that is not plain; false ends the string or fails. */
static bool
read_special(struct esc_json_reader *reader, struct esc_build *build)
{
    struct esc_str rest = esc_str_after(reader->text, reader->at);
    uint32_t code;
    size_t len;

    if (rest.len == 0)
        return esc_json_fail(reader, "");
    if (rest.data[0] == '\\') {
        reader->at++;
        return read_escape(reader, build);
    }
    if ((unsigned char)rest.data[0] < 0x20)
        return esc_json_fail(reader, "in string literal");
    esc_utf8_decode(rest, &code, &len);
    esc_build_rune(build, code);
    reader->at += len;
    return true;
}

bool
esc_json_read_string(struct esc_json_reader *reader, struct esc_str *text_out)
{
    struct esc_build build;

    esc_build_init(&build, reader->arena, SIZE_MAX);
    reader->at++;
    for (;;) {
        size_t len = plain_len(reader);

        esc_build_add(&build,
                      (struct esc_str){reader->text.data + reader->at, len});
        reader->at += len;
        if (reader->at < reader->text.len
            && reader->text.data[reader->at] == '"')
            break;
        if (!read_special(reader, &build))
            return false;
    }
    reader->at++;
    *text_out = esc_build_take(&build);
    return !build.is_broken;
}
