/* SPDX-License-Identifier: Apache-2.0 */
/* Document paths: a.b["c d"][0]. */
#ifndef ESC_TEXT_PATH_H
#define ESC_TEXT_PATH_H

#include <stddef.h>

#include "build.h"
#include "esc/arena.h"
#include "esc/str.h"

/*
 * Append KEY to the path that BUILD holds: nothing for an empty key, a name
 * ([A-Za-z_][A-Za-z0-9_]*) with a dot unless it comes first, any other as
 * ["key"] with a backslash before each double quote.
 */
void esc_path_add_key(struct esc_build *path, struct esc_str key);
void esc_path_add_index(struct esc_build *path, size_t index);

struct esc_str esc_path_join(struct esc_arena *arena, struct esc_str root,
                             struct esc_str key);
struct esc_str esc_path_join_index(struct esc_arena *arena,
                                   struct esc_str root, size_t index);

#endif
