/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of the language: diagnostics, syntax trees and declarations
 * as short texts that a table's row can hold.
 */
#ifndef SHOW_H
#define SHOW_H

#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "helper/resolve/environment/expression/expression.h"
#include "helper/resolve/environment/syntax/node.h"

/*
 * A line for each: "error 2:4:12-2:9:17 values.a: summary"; "-" stands for
 * the range of one without a subject.
 */
const char *show_diags(const struct esc_diagnostics *diags);

/* "2:4:12-2:9:17", line:column:byte. */
const char *show_range(struct esc_arena *arena, struct esc_range range);

/* {"a": [1, "x", null]}; "none" for NULL. */
const char *show_node(struct esc_arena *arena, const struct esc_node *node);

/*
 * Literals as JSON; ${a[0]} a symbol, `text ${a}` an interpolation;
 * open(provider, inputs) a call; ? the missing expression.
 */
const char *show_expr(struct esc_arena *arena, const struct esc_expr *expr);

#endif
