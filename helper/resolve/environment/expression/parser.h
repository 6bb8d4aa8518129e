/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the parser of declarations: what its files share.  Nothing here
 * fails: when the arena is exhausted the results are NULL or empty, and the
 * diagnostics say so in the end.
 */
#ifndef ESC_EXPRESSION_PARSER_H
#define ESC_EXPRESSION_PARSER_H

#include "../syntax/node.h"
#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "esc/str.h"
#include "expression.h"

struct esc_parser {
    struct esc_arena *arena;
    struct esc_diagnostics *diags;
    struct esc_str name; /* the environment's */
    const struct esc_expr *missing;
};

/* An error, or a warning, about NODE. */
void esc_parser_error(struct esc_parser *parser, const struct esc_node *node,
                      const char *summary);
void esc_parser_report(struct esc_parser *parser, enum esc_severity severity,
                       const struct esc_node *node, struct esc_str summary);

/* An expression of KIND for NODE; NULL when the arena fails. */
struct esc_expr *esc_parser_new(struct esc_parser *parser,
                                enum esc_expr_kind kind,
                                const struct esc_node *node);

/* Never NULL: what cannot be made is the missing expression. */
const struct esc_expr *esc_parser_expr(struct esc_parser *parser,
                                       const struct esc_node *node);

/* A string: literal, symbol or interpolation. */
const struct esc_expr *esc_parser_string(struct esc_parser *parser,
                                         const struct esc_node *node);

/*
 * The call that the single-entry OBJECT makes; NULL when its key does not
 * name a builtin.
 */
const struct esc_expr *esc_parser_call(struct esc_parser *parser,
                                       const struct esc_node *object);

#endif
