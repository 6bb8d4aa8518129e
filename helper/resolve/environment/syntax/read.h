/* SPDX-License-Identifier: Apache-2.0 */
/* From the bytes of a definition to its syntax tree. */
#ifndef ESC_SYNTAX_READ_H
#define ESC_SYNTAX_READ_H

#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "esc/limits.h"
#include "esc/str.h"
#include "node.h"

/*
 * Read the first YAML document of SOURCE, the definition of the environment
 * NAME (both must outlive the tree).  The root object; an empty one for no
 * bytes at all.  NULL when there is no declaration: an error that says why is
 * in DIAGS then.
 */
const struct esc_node *esc_syntax_read(struct esc_diagnostics *diags,
                                       struct esc_str name,
                                       struct esc_str source,
                                       const struct esc_limits *limits);

#endif
