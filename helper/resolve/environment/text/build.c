/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growing text: doubles its size, in place while it is the arena's last.
 */
#include "build.h"

#include <string.h>

#include "utf8.h"

#define SIZE_FIRST ((size_t)48)

void
esc_build_init(struct esc_build *build, struct esc_arena *arena, size_t limit)
{
    *build = (struct esc_build){.arena = arena, .limit = limit};
}

/* Room for MORE bytes and a NUL. */
static bool
reserve(struct esc_build *build, size_t more)
{
    size_t need, size;
    char *data;

    if (build->is_broken)
        return false;
    if (more > build->limit || build->len > build->limit - more) {
        build->is_broken = true;
        esc_arena_fail(build->arena);
        return false;
    }
    if (more < build->size - build->len)
        return true;
    need = build->len + more + 1;
    size = build->size == 0 ? SIZE_FIRST : build->size * 2;
    if (size < need)
        size = need;
    data = esc_arena_grow(build->arena, build->data, build->size, size);
    if (data == NULL) {
        build->is_broken = true;
        return false;
    }
    build->data = data;
    build->size = size;
    return true;
}

void
esc_build_add(struct esc_build *build, struct esc_str text)
{
    if (text.len == 0 || !reserve(build, text.len))
        return;
    memcpy(build->data + build->len, text.data, text.len);
    build->len += text.len;
}

void
esc_build_text(struct esc_build *build, const char *text)
{
    esc_build_add(build, esc_str_from(text));
}

void
esc_build_byte(struct esc_build *build, char byte)
{
    if (reserve(build, 1))
        build->data[build->len++] = byte;
}

void
esc_build_rune(struct esc_build *build, uint32_t code)
{
    char bytes[4];
    size_t len = esc_utf8_encode(code, bytes);

    esc_build_add(build, (struct esc_str){bytes, len});
}

struct esc_str
esc_build_take(struct esc_build *build)
{
    struct esc_str text = ESC_STR("");

    if (build->data == NULL && !build->is_broken)
        return text;
    if (!reserve(build, 0))
        return text;
    build->data[build->len] = '\0';
    return (struct esc_str){build->data, build->len};
}
