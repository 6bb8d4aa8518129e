/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The syntax tree: what the YAML of a definition says, typed, with positions.
 * Nodes live in an arena, have stable addresses, and are small: a document
 * of 1 MiB may have hundreds of thousands.  Paths are not stored; they follow
 * from the parent links.
 *
 * Children form a list: of an array its elements; of an object key, value,
 * key, value, ... in document order, duplicates kept.  A key has the same
 * index and hence the same path as its value.
 */
#ifndef ESC_SYNTAX_NODE_H
#define ESC_SYNTAX_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "esc/str.h"

enum esc_node_kind {
    ESC_NODE_NULL,
    ESC_NODE_BOOL,
    ESC_NODE_NUMBER, /* text: the canonical number text */
    ESC_NODE_STRING, /* text: the decoded text */
    ESC_NODE_ARRAY,
    ESC_NODE_OBJECT,
};

enum esc_node_role {
    ESC_ROLE_ROOT,
    ESC_ROLE_ELEMENT, /* of an array */
    ESC_ROLE_KEY,     /* of an object's entry; directly before its value */
    ESC_ROLE_VALUE,   /* of an object's entry: node[-1] is its key */
};

struct esc_node {
    const struct esc_node *parent; /* NULL: the root */
    const struct esc_node *next;   /* the next child of parent */
    union {
        struct esc_str text; /* number, string */
        struct {
            const struct esc_node *first;
            size_t count; /* elements, or entries (key and value are one) */
        } list;           /* array, object */
        bool boolean;
    } u;
    struct esc_range range;
    uint32_t index; /* which element or entry of the parent */
    uint8_t kind;   /* enum esc_node_kind */
    uint8_t role;   /* enum esc_node_role */
    bool is_plain;  /* untagged plain scalar: ranges inside it are known */
};

/*
 * The document path of NODE, e.g. values.a["fn::join"][1]; "" for the root.
 * Costs its length; made anew at each call.
 */
struct esc_str esc_node_path(struct esc_arena *arena,
                             const struct esc_node *node);

/* The first value under KEY in an object; NULL when there is none. */
const struct esc_node *esc_node_get(const struct esc_node *object,
                                    const char *key);

/* Iterate: for (key = esc_node_first(o); key != NULL; key = after(key)). */
static inline const struct esc_node *
esc_node_first(const struct esc_node *list)
{
    return list->u.list.first;
}

/* The value of an object's KEY, and the key of the entry after it. */
static inline const struct esc_node *
esc_node_value(const struct esc_node *key)
{
    return key->next;
}

static inline const struct esc_node *
esc_node_after(const struct esc_node *key)
{
    return key->next->next;
}

/* What a diagnostic about NODE in the environment FILENAME points at. */
struct esc_place esc_node_place(struct esc_arena *arena,
                                struct esc_str filename,
                                const struct esc_node *node);

#endif
