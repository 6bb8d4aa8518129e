/* SPDX-License-Identifier: Apache-2.0 */
/* Which kind a YAML scalar is: the rules of yaml.v3. */
#ifndef ESC_SYNTAX_SCALAR_H
#define ESC_SYNTAX_SCALAR_H

#include <stdbool.h>

#include "esc/arena.h"
#include "esc/str.h"
#include "node.h"

struct esc_scalar {
    struct esc_str text; /* decoded, in the arena, NUL after it */
    struct esc_str tag;  /* explicit, in short form (!!int); else empty */
    bool is_quoted;      /* any style but plain */
};

/* TAG in short form: tag:yaml.org,2002:int is !!int, none and ! are empty. */
struct esc_str esc_scalar_short_tag(struct esc_arena *arena, const char *tag);

/*
 * Sets NODE's kind and value.  False when an explicit tag disagrees with the
 * text: PROBLEM_OUT says how; the node is then a string.
 */
bool esc_scalar_type(struct esc_arena *arena, const struct esc_scalar *scalar,
                     struct esc_node *node, struct esc_str *problem_out);

#endif
