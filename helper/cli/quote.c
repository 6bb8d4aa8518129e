/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quoting as the original has it, but for what a shell would take for
 * something else: there `$(command)` in a value ran the command.
 */
#include "quote.h"
#include <stdio.h>
#include <string.h>

static void
put(struct esc_secret *out, const void *bytes, size_t len)
{
    (void)!esc_secret_add(out, bytes, len);
}

void
quote_text(struct esc_secret *out, const char *text)
{
    put(out, text, strlen(text));
}

/* The UTF-8 character at S, REST bytes; its length, 0 when it is none. */
static size_t
decode(const uint8_t *s, size_t rest, uint32_t *code_out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = s[0] < 0x80   ? 1
                 : s[0] < 0xc2 ? 0
                 : s[0] < 0xe0 ? 2
                 : s[0] < 0xf0 ? 3
                 : s[0] < 0xf5 ? 4
                               : 0;
    uint32_t code = len == 1 ? s[0] : s[0] & (0xffU >> (len + 1));

    if (len == 0 || len > rest)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0U) != 0x80U)
            return 0;
        code = code << 6 | (s[i] & 0x3fU);
    }
    *code_out = code;
    return code < least[len] || code > 0x10ffff
                   || (code >= 0xd800 && code < 0xe000)
               ? 0
               : len;
}

/* Not to be shown as it is: controls, other spaces, invisible and private. */
static bool
is_hidden(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0, 0x1f},        {0x7f, 0xa0},       {0xad, 0xad},
        {0x1680, 0x1680}, {0x180e, 0x180e},   {0x2000, 0x200f},
        {0x2028, 0x202f}, {0x205f, 0x206f},   {0x3000, 0x3000},
        {0xe000, 0xf8ff}, {0xfeff, 0xfeff},   {0xfff0, 0xfffb},
        {0xfffe, 0xffff}, {0xe0000, 0xe00ff}, {0xf0000, 0x10ffff},
    };

    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return true;
    return false;
}

static void
add_hidden(struct esc_secret *out, uint32_t code)
{
    static const char letters[] = "abtnvfr"; /* from 7 on */
    char text[16];

    if (code >= 7 && code <= 13)
        snprintf(text, sizeof(text), "\\%c", letters[code - 7]);
    else if (code < 0x20 || code == 0x7f)
        snprintf(text, sizeof(text), "\\x%02x", code);
    else
        snprintf(text, sizeof(text), code <= 0xffff ? "\\u%04x" : "\\U%08x",
                 code);
    quote_text(out, text);
}

void
quote_go(struct esc_secret *out, const void *value, size_t len)
{
    const uint8_t *s = value;
    char text[8];

    quote_text(out, "\"");
    for (size_t i = 0; i < len;) {
        uint32_t code = 0;
        size_t size = decode(s + i, len - i, &code);

        if (size == 0) {
            snprintf(text, sizeof(text), "\\x%02x", s[i]);
            quote_text(out, text);
        } else if (code == '"' || code == '\\') {
            quote_text(out, "\\");
            put(out, s + i, 1);
        } else if (is_hidden(code)) {
            add_hidden(out, code);
        } else {
            put(out, s + i, size);
        }
        i += size == 0 ? 1 : size;
    }
    quote_text(out, "\"");
}

void
quote_posix(struct esc_secret *out, const void *value, size_t len)
{
    const uint8_t *s = value;
    bool plain = true;

    for (size_t i = 0; i < len; i++)
        plain &=
            s[i] >= 0x20 && s[i] < 0x7f && strchr("\"\\$`!", s[i]) == NULL;
    if (plain) {
        quote_go(out, value, len);
        return;
    }
    quote_text(out, "'");
    for (size_t i = 0; i < len; i++)
        if (s[i] == '\'')
            quote_text(out, "'\\''");
        else
            put(out, s + i, 1);
    quote_text(out, "'");
}
