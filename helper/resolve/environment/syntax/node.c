/* SPDX-License-Identifier: Apache-2.0 */
/* Walking the syntax tree: paths from parent links, entries by key. */
#include "node.h"

#include "../text/build.h"
#include "../text/path.h"

/* The text that names NODE in its parent; a key that is no string has none. */
static struct esc_str
key_text(const struct esc_node *node)
{
    const struct esc_node *key = node->role == ESC_ROLE_KEY ? node : node - 1;

    return key->kind == ESC_NODE_STRING ? key->u.text : ESC_STR("");
}

static size_t
depth_of(const struct esc_node *node)
{
    size_t depth = 0;

    for (; node != NULL; node = node->parent)
        depth++;
    return depth;
}

static void
add_segment(struct esc_build *path, const struct esc_node *node)
{
    switch ((enum esc_node_role)node->role) {
    case ESC_ROLE_ELEMENT:
        esc_path_add_index(path, node->index);
        break;
    case ESC_ROLE_KEY:
    case ESC_ROLE_VALUE:
        esc_path_add_key(path, key_text(node));
        break;
    case ESC_ROLE_ROOT:
    default:
        break;
    }
}

struct esc_str
esc_node_path(struct esc_arena *arena, const struct esc_node *node)
{
    size_t depth = depth_of(node);
    const struct esc_node **chain =
        esc_arena_array(arena, depth, sizeof(*chain));
    struct esc_build path;

    if (chain == NULL)
        return (struct esc_str){NULL, 0};
    for (size_t i = depth; i > 0; i--, node = node->parent)
        chain[i - 1] = node;
    esc_build_init(&path, arena, SIZE_MAX);
    for (size_t i = 0; i < depth; i++)
        add_segment(&path, chain[i]);
    return esc_build_take(&path);
}

struct esc_place
esc_node_place(struct esc_arena *arena, struct esc_str filename,
               const struct esc_node *node)
{
    return (struct esc_place){.filename = filename,
                              .path = esc_node_path(arena, node),
                              .range = node->range,
                              .has_range = true};
}

const struct esc_node *
esc_node_get(const struct esc_node *object, const char *key)
{
    struct esc_str wanted = esc_str_from(key);
    const struct esc_node *entry = esc_node_first(object);

    for (; entry != NULL; entry = esc_node_after(entry)) {
        if (esc_str_equal(entry->u.text, wanted))
            return esc_node_value(entry);
    }
    return NULL;
}
