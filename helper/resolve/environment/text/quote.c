/* SPDX-License-Identifier: Apache-2.0 */
/* The two ways in which the language quotes strings: Go's and JSON's. */
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "unicode.h"
#include "utf8.h"

static void
add_hex(struct esc_build *build, const char *format, unsigned int code)
{
    char text[16];

    /* The format is one of this file's three. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof(text), format, code);
#pragma GCC diagnostic pop
    esc_build_text(build, text);
}

/* The letter after the backslash, or 0. */
static char
go_escape(uint32_t code)
{
    static const char codes[] = "\a\b\f\n\r\t\v\\\"";
    static const char letters[] = "abfnrtv\\\"";
    const char *found;

    if (code == 0 || code > 0x7f)
        return 0;
    found = strchr(codes, (int)code);
    return found == NULL ? 0 : letters[found - codes];
}

static void
quote_rune(struct esc_build *build, uint32_t code)
{
    char letter = go_escape(code);

    if (letter != 0) {
        esc_build_byte(build, '\\');
        esc_build_byte(build, letter);
        return;
    }
    if (esc_unicode_is_print(code))
        esc_build_rune(build, code);
    else if (code < 0x80)
        add_hex(build, "\\x%02x", code);
    else if (code < 0x10000)
        add_hex(build, "\\u%04x", code);
    else
        add_hex(build, "\\U%08x", code);
}

void
esc_build_quote(struct esc_build *build, struct esc_str text)
{
    esc_build_byte(build, '"');
    while (text.len > 0) {
        uint32_t code;
        size_t len;

        if (esc_utf8_decode(text, &code, &len))
            quote_rune(build, code);
        else
            add_hex(build, "\\x%02x", (unsigned char)text.data[0]);
        text = esc_str_after(text, len);
    }
    esc_build_byte(build, '"');
}

struct esc_str
esc_quote(struct esc_arena *arena, struct esc_str text)
{
    struct esc_build build;

    esc_build_init(&build, arena, SIZE_MAX);
    esc_build_quote(&build, text);
    return esc_build_take(&build);
}

/* Whether JSON, as the original writes it, takes this ASCII byte as it is. */
static bool
is_json_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'
           && byte != '<' && byte != '>' && byte != '&';
}

static void
json_rune(struct esc_build *build, uint32_t code)
{
    static const char codes[] = "\b\f\n\r\t\\\"";
    static const char letters[] = "bfnrt\\\"";
    const char *found = NULL;

    if (code != 0 && code < 0x80)
        found = strchr(codes, (int)code);
    if (found != NULL) {
        esc_build_byte(build, '\\');
        esc_build_byte(build, letters[found - codes]);
        return;
    }
    if (code < 0x80 || code == 0x2028 || code == 0x2029)
        add_hex(build, "\\u%04x", code);
    else
        esc_build_rune(build, code);
}

void
esc_build_json(struct esc_build *build, struct esc_str text)
{
    esc_build_byte(build, '"');
    while (text.len > 0) {
        uint32_t code;
        size_t len = 0;

        while (len < text.len && is_json_plain((unsigned char)text.data[len]))
            len++;
        esc_build_add(build, (struct esc_str){text.data, len});
        text = esc_str_after(text, len);
        if (text.len == 0)
            break;
        if (esc_utf8_decode(text, &code, &len))
            json_rune(build, code);
        else
            esc_build_text(build, "\\ufffd");
        text = esc_str_after(text, len);
    }
    esc_build_byte(build, '"');
}
