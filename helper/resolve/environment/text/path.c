/* SPDX-License-Identifier: Apache-2.0 */
/* Writing document paths. */
#include "path.h"

#include <stdint.h>
#include <stdio.h>

static bool
is_name_byte(char byte, bool is_first)
{
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || byte == '_')
        return true;
    return !is_first && byte >= '0' && byte <= '9';
}

static bool
is_name(struct esc_str key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (!is_name_byte(key.data[i], i == 0))
            return false;
    }
    return key.len > 0;
}

void
esc_path_add_key(struct esc_build *path, struct esc_str key)
{
    if (key.len == 0)
        return;
    if (is_name(key)) {
        if (path->len > 0)
            esc_build_byte(path, '.');
        esc_build_add(path, key);
        return;
    }
    esc_build_text(path, "[\"");
    for (size_t i = 0; i < key.len; i++) {
        if (key.data[i] == '"')
            esc_build_byte(path, '\\');
        esc_build_byte(path, key.data[i]);
    }
    esc_build_text(path, "\"]");
}

void
esc_path_add_index(struct esc_build *path, size_t index)
{
    char text[32];

    snprintf(text, sizeof(text), "[%zu]", index);
    esc_build_text(path, text);
}

struct esc_str
esc_path_join(struct esc_arena *arena, struct esc_str root, struct esc_str key)
{
    struct esc_build path;

    if (key.len == 0)
        return root;
    esc_build_init(&path, arena, SIZE_MAX);
    esc_build_add(&path, root);
    esc_path_add_key(&path, key);
    return esc_build_take(&path);
}

struct esc_str
esc_path_join_index(struct esc_arena *arena, struct esc_str root, size_t index)
{
    struct esc_build path;

    esc_build_init(&path, arena, SIZE_MAX);
    esc_build_add(&path, root);
    esc_path_add_index(&path, index);
    return esc_build_take(&path);
}
