/* SPDX-License-Identifier: Apache-2.0 */
/* The load phase: from the bytes of a definition to its declaration. */
#ifndef ESC_EXPRESSION_DECLARATION_H
#define ESC_EXPRESSION_DECLARATION_H

#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "esc/limits.h"
#include "esc/str.h"
#include "expression.h"

/*
 * Load SOURCE, the definition of the environment NAME (both must outlive the
 * declaration), into the arena of DIAGS.  NULL when there is no declaration;
 * an error in DIAGS says why then.  A declaration may have errors too.
 */
const struct esc_declaration *
esc_declaration_load(struct esc_diagnostics *diags, struct esc_str name,
                     struct esc_str source, const struct esc_limits *limits);

#endif
