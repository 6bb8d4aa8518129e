/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the evaluator: the run, the environments in it, and what its
 * files call of each other.
 *
 * One run evaluates the requested environment and everything it imports; each
 * of them is a scope.  All of it lives in the run's arena.
 */
#ifndef ESC_EVALUATE_EVALUATOR_H
#define ESC_EVALUATE_EVALUATOR_H

#include "cell.h"
#include "esc/diagnostic.h"
#include "esc/environment.h"
#include "loaded.h"

/* An environment that some import or reference of this run has named. */
struct esc_import_state {
    struct esc_import_state *next;
    struct esc_str name;
    struct esc_cell *value; /* NULL while evaluating */
};

/* A provider or rotator of this run with its compiled schemas. */
struct esc_provider_state {
    struct esc_provider_state *next;
    struct esc_str name;
    bool is_rotator;
    const struct esc_schema *inputs, *state, *outputs; /* NULL: unusable */
    struct esc_str input_problem, state_problem, output_problem;
};

struct esc_rotation_state {
    struct esc_rotation_state *next;
    struct esc_environment_rotation rotation;
};

/* A text of this run that is secret. */
struct esc_secret_text {
    const struct esc_secret_text *next;
    struct esc_str text;
};

struct esc_run {
    struct esc_pool pool;
    const struct esc_environment_request *request;
    const struct esc_environment_deps *deps;
    struct esc_library *library; /* loaded declarations */
    struct esc_diagnostics *diagnostics;
    bool is_checking;
    bool is_rotating; /* the root environment */
    bool shows_secrets;
    size_t pending;
    uint64_t suggestions_left; /* work for spelling help */
    struct esc_import_state *imports;
    struct esc_provider_state *providers;
    struct esc_rotation_state *rotations; /* the last one first */
    size_t rotation_count;
    const struct esc_secret_text *secrets;
    const struct esc_schema *schema_schema; /* built when first needed */
};

/* One environment of the run. */
struct esc_scope {
    struct esc_run *run;
    struct esc_pool *pool; /* the run's */
    struct esc_str name;
    struct esc_str root_name; /* what ${context.rootEnvironment} says */
    bool is_root;
    const struct esc_declaration *declaration;
    struct esc_cell *context;
    struct esc_cell *imports;
    struct esc_cell *base; /* what the environment overrides */
    struct esc_term *root;
};

/* scope.c: the environment's value. */
struct esc_cell *esc_scope_evaluate(struct esc_scope *scope);

/* imports.c.  NULL after reporting why at NODE. */
struct esc_cell *esc_import(struct esc_scope *scope, struct esc_str name,
                            const struct esc_node *node);
void esc_evaluate_imports(struct esc_scope *scope);

/* declare.c */
struct esc_term *esc_declare(struct esc_scope *scope,
                             const struct esc_expr *expr,
                             struct esc_cell *base);
void esc_declare_entries(struct esc_scope *scope, struct esc_term *object,
                         const struct esc_entry *entries, size_t count);
struct esc_term *esc_term_nothing(struct esc_scope *scope);

/* evaluate.c: the value of TERM; ACCEPT is what its user wants. */
struct esc_cell *esc_evaluate(struct esc_scope *scope, struct esc_term *term,
                              const struct esc_schema *accept);

/* As esc_evaluate, and report where the value does not match ACCEPT. */
bool esc_evaluate_typed(struct esc_scope *scope, struct esc_term *term,
                        const struct esc_schema *accept,
                        struct esc_cell **cell_out);

/* access.c: a copy of what ACCESS leads to, defined by TERM. */
struct esc_cell *esc_evaluate_access(struct esc_scope *scope,
                                     struct esc_term *term,
                                     const struct esc_access *access,
                                     const struct esc_term **resolved,
                                     const struct esc_schema *accept);

/* builtin.c and the files of the builtins */
struct esc_cell *esc_evaluate_call(struct esc_scope *scope,
                                   struct esc_term *term);
typedef struct esc_cell *esc_builtin_function(struct esc_scope *scope,
                                              struct esc_term *term);
esc_builtin_function esc_builtin_open, esc_builtin_rotate, esc_builtin_secret,
    esc_builtin_join, esc_builtin_split, esc_builtin_concat,
    esc_builtin_validate, esc_builtin_to_json, esc_builtin_from_json,
    esc_builtin_to_string, esc_builtin_to_base64, esc_builtin_from_base64,
    esc_builtin_final;

/* mask.c: remember what of CELL no diagnostic may show. */
void esc_note_secrets(struct esc_run *run, const struct esc_cell *cell);

/* provider.c: NULL after reporting that there is none. */
const struct esc_provider_state *esc_find_provider(struct esc_scope *scope,
                                                   const struct esc_term *term,
                                                   bool is_rotator);

/* json.c */
const struct esc_value *esc_value_from_json(struct esc_pool *pool,
                                            struct esc_str text,
                                            bool is_secret,
                                            struct esc_str *problem_out);

/* report.c: an error or warning at a place. */
void esc_report(struct esc_scope *scope, const struct esc_node *node,
                enum esc_severity severity, struct esc_str summary);
void esc_report_term(struct esc_run *run, const struct esc_term *term,
                     enum esc_severity severity, struct esc_str summary);
void esc_report_accessor(struct esc_scope *scope, const struct esc_term *term,
                         const struct esc_accessor *accessor,
                         struct esc_str summary);
struct esc_str esc_quoted(struct esc_pool *pool, struct esc_str text);

/* "text" after a fixed beginning, and after that a fixed end. */
struct esc_str esc_say(struct esc_pool *pool, const char *before,
                       struct esc_str text, const char *after);
struct esc_str esc_join(struct esc_pool *pool, struct esc_str a,
                        struct esc_str b, struct esc_str c);

#endif
