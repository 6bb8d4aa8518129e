/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the evaluator and its export: what an environment holds.
 */
#ifndef ESC_EVALUATE_ENVIRONMENT_H
#define ESC_EVALUATE_ENVIRONMENT_H

#include "evaluator.h"

/* Byte comparisons that spelling help may cost in one evaluation. */
#define SUGGESTIONS_MAX ((uint64_t)100 * 1000 * 1000)

struct esc_environment {
    struct esc_environment_request request;
    struct esc_environment_deps deps;
    struct esc_limits limits;
    struct esc_library library; /* and its arena */
    struct esc_loaded *root;    /* the definition, in the library's arena */

    /* Of the last evaluation, all in ARENA. */
    struct esc_arena *arena;
    struct esc_diagnostics diagnostics;
    struct esc_run *run;
    struct esc_scope *scope;
    struct esc_cell *cell;
    const struct esc_value *value;   /* NULL: nothing came of it */
    const struct esc_schema *schema; /* of the value */
    const struct esc_value *context;
    const struct esc_environment_variable *variables;
    size_t variable_count;
};

#endif
