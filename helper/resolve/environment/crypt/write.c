/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing a style for a scalar, carefully: when in doubt it is quoted. */
#include "write.h"

#include <stdio.h>
#include <string.h>

#include "../syntax/scalar.h"
#include "../text/utf8.h"

/* What a text is made of, as far as styles care. */
struct traits {
    bool is_utf8;
    bool has_newline;
    bool has_tab;
    bool has_special; /* other controls, and what only escapes can say */
};

static bool
is_special(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0xfeff
           || code == 0x2028 || code == 0x2029 || code == 0xfffe
           || code == 0xffff;
}

static struct traits
traits_of(struct esc_str text)
{
    struct traits traits = {.is_utf8 = true};

    while (text.len > 0) {
        uint32_t code;
        size_t len;

        if (!esc_utf8_decode(text, &code, &len))
            traits.is_utf8 = false;
        if (code == '\n')
            traits.has_newline = true;
        else if (code == '\t')
            traits.has_tab = true;
        else if (is_special(code))
            traits.has_special = true;
        text = esc_str_after(text, len);
    }
    return traits;
}

static bool
is_safe_byte(char byte, bool is_first)
{
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_' || byte == '/'
        || byte == '.' || byte == '+' || (unsigned char)byte >= 0x80)
        return true;
    return !is_first && byte != '\0' && strchr("-=@~^$%!*&();<>|'\"\\?", byte);
}

/* Words of safe bytes with single spaces, that no rule reads otherwise. */
static bool
is_plain(struct esc_arena *arena, struct esc_str text)
{
    struct esc_scalar scalar = {.tag = ESC_STR("")};
    struct esc_node node = {0};
    struct esc_str problem;

    if (text.len == 0 || text.data[text.len - 1] == ' '
        || esc_str_starts(text, ESC_STR("...")))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == ' ' && i > 0 && text.data[i - 1] != ' ')
            continue;
        if (!is_safe_byte(text.data[i], i == 0))
            return false;
    }
    scalar.text = esc_arena_dup(arena, text.data, text.len);
    return scalar.text.data != NULL
           && esc_scalar_type(arena, &scalar, &node, &problem)
           && node.kind == ESC_NODE_STRING;
}

static void
write_single(struct esc_build *build, struct esc_str text)
{
    esc_build_byte(build, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\'')
            esc_build_byte(build, '\'');
        esc_build_byte(build, text.data[i]);
    }
    esc_build_byte(build, '\'');
}

static void
write_escape(struct esc_build *build, uint32_t code)
{
    char text[16];

    if (code == '\n')
        esc_build_text(build, "\\n");
    else if (code == '\t')
        esc_build_text(build, "\\t");
    else if (code == '"')
        esc_build_text(build, "\\\"");
    else if (code == '\\')
        esc_build_text(build, "\\\\");
    else if (is_special(code)) {
        snprintf(text, sizeof(text), code < 0x100 ? "\\x%02x" : "\\u%04x",
                 (unsigned)code);
        esc_build_text(build, text);
    } else
        esc_build_rune(build, code);
}

static void
write_double(struct esc_build *build, struct esc_str text)
{
    esc_build_byte(build, '"');
    while (text.len > 0) {
        uint32_t code;
        size_t len;

        esc_utf8_decode(text, &code, &len);
        write_escape(build, code);
        text = esc_str_after(text, len);
    }
    esc_build_byte(build, '"');
}

/* Lines that a literal block says without an indentation indicator. */
static bool
suits_block(struct esc_str text)
{
    char first = text.data[0];
    size_t len = text.len;

    if (first == ' ' || first == '\t' || first == '\n')
        return false;
    return len < 2 || text.data[len - 1] != '\n' || text.data[len - 2] != '\n';
}

static void
write_block(struct esc_build *build, struct esc_str text,
            const struct esc_scalar_place *place)
{
    bool ends = text.data[text.len - 1] == '\n';
    size_t len = ends ? text.len - 1 : text.len;
    bool is_start = true;

    esc_build_text(build, ends ? "|\n" : "|-\n");
    for (size_t i = 0; i < len; i++) {
        if (is_start && text.data[i] != '\n') {
            for (size_t n = 0; n < place->indent; n++)
                esc_build_byte(build, ' ');
        }
        esc_build_byte(build, text.data[i]);
        is_start = text.data[i] == '\n';
    }
    if (ends && place->is_at_end)
        esc_build_byte(build, '\n');
}

bool
esc_scalar_write(struct esc_build *build, struct esc_str text,
                 const struct esc_scalar_place *place)
{
    struct traits traits = traits_of(text);
    bool is_one_line =
        !traits.has_newline && !traits.has_tab && !traits.has_special;

    if (!traits.is_utf8)
        return false;
    if (is_one_line && is_plain(build->arena, text))
        esc_build_add(build, text);
    else if (is_one_line)
        write_single(build, text);
    else if (traits.has_newline && !traits.has_special && !place->is_flow
             && place->may_be_block && suits_block(text))
        write_block(build, text, place);
    else
        write_double(build, text);
    return true;
}
