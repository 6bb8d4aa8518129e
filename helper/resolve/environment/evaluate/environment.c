/* SPDX-License-Identifier: Apache-2.0 */
/*
 * include/esc/environment.h: loading, running a phase, looking at results.
 *
 * The definition and everything it imports live in one arena as long as the
 * environment; each evaluation has an arena of its own.
 */
#include "esc/environment.h"

#include <stdlib.h>

#include "environment.h"

static bool
check_context(const struct esc_value *context, struct esc_error *err)
{
    static const char *const reserved[] = {"currentEnvironment",
                                           "rootEnvironment"};

    for (size_t i = 0; context != NULL && i < 2; i++)
        if (esc_value_get(context, reserved[i]) != NULL)
            return esc_fail(err, ESC_E_INPUT, NULL,
                            "reserved context key: \"%s\"", reserved[i]);
    return true;
}

bool
esc_environment_new(const struct esc_environment_request *request,
                    const struct esc_environment_deps *deps,
                    struct esc_environment **environment_out,
                    struct esc_error *err)
{
    ESC_OWN(esc_environment) environment = calloc(1, sizeof(*environment));

    *environment_out = NULL;
    if (!check_context(request->context, err))
        return false;
    if (environment == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL,
                        "cannot load the environment: out of memory");
    environment->request = *request;
    environment->deps = *deps;
    environment->limits =
        request->limits == NULL ? ESC_LIMITS_DEFAULT : *request->limits;
    environment->library.arena = esc_arena_new(environment->limits.memory);
    environment->library.deps = &environment->deps;
    environment->library.limits = &environment->limits;
    if (environment->library.arena != NULL)
        environment->root = esc_library_add(
            &environment->library, request->name, request->definition);
    if (environment->root == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL,
                        "cannot load the environment: out of memory");
    *environment_out = esc_environment_take(&environment);
    return true;
}

void
esc_environment_free(struct esc_environment *environment)
{
    if (environment == NULL)
        return;
    esc_arena_free(environment->arena);
    esc_arena_free(environment->library.arena);
    free(environment);
}

static bool
is_empty(const struct esc_declaration *declaration)
{
    return declaration == NULL
           || (declaration->value_count == 0
               && declaration->import_elements == 0);
}

static void
run(struct esc_environment *environment)
{
    struct esc_run *current = environment->run;
    struct esc_scope *scope = esc_pool_take(&current->pool, sizeof(*scope));
    struct esc_import_state *self =
        esc_pool_take(&current->pool, sizeof(*self));

    scope->run = current;
    scope->pool = &current->pool;
    scope->name = environment->request.name;
    scope->root_name = scope->name;
    scope->is_root = true;
    scope->declaration = environment->root->declaration;
    self->name = scope->name;
    current->imports = self;
    environment->scope = scope;
    environment->cell = esc_scope_evaluate(scope);
    environment->context =
        esc_cell_export(&current->pool, scope->context, scope->name);
    /* Merged once more than the value's own: records all through. */
    environment->schema = environment->cell->schema;
    if (environment->cell->base != NULL)
        environment->schema =
            esc_schema_merge(&current->pool, environment->cell->base->schema,
                             environment->schema);
    environment->value =
        esc_cell_export(&current->pool, environment->cell, scope->name);
}

/* Why an evaluation ended early, said once, after all else it had to say. */
static void
report_end(struct esc_environment *environment)
{
    struct esc_run *current = environment->run;
    struct esc_place place = {.filename = environment->request.name,
                              .path = ESC_STR("")};
    struct esc_str summary;

    switch (current->pool.end) {
    case ESC_POOL_DEPTH:
        summary = ESC_STR("environment is too deeply nested");
        break;
    case ESC_POOL_STEPS:
        summary = ESC_STR("environment takes too long to evaluate");
        break;
    case ESC_POOL_RUNNING:
    case ESC_POOL_MEMORY:
    default:
        esc_arena_fail(environment->arena);
        esc_diagnostics_settle(&environment->diagnostics);
        return;
    }
    esc_diagnostics_add(&environment->diagnostics, ESC_SEVERITY_ERROR, &place,
                        summary);
    esc_diagnostics_settle(&environment->diagnostics);
}

/* Nothing here lives in a register across the jump but the parameter. */
static bool
run_guarded(struct esc_environment *environment,
            void (*function)(struct esc_environment *))
{
    jmp_buf escape;

    environment->run->pool.escape = &escape;
    if (setjmp(escape) != 0) {
        report_end(environment);
        return false;
    }
    function(environment);
    return true;
}

static bool
begin(struct esc_environment *environment, enum esc_phase phase)
{
    struct esc_run *current;

    esc_arena_free(environment->arena);
    environment->run = NULL;
    environment->scope = NULL;
    environment->cell = NULL;
    environment->value = environment->context = NULL;
    environment->variables = NULL;
    environment->variable_count = 0;
    environment->arena = esc_arena_new(environment->limits.memory);
    if (environment->arena == NULL)
        return false;
    esc_diagnostics_init(&environment->diagnostics, environment->arena,
                         environment->limits.diagnostics);
    current = esc_arena_alloc(environment->arena, sizeof(*current));
    if (current == NULL)
        return false;
    esc_pool_init(&current->pool, environment->arena, &environment->limits);
    current->request = &environment->request;
    current->deps = &environment->deps;
    current->library = &environment->library;
    current->diagnostics = &environment->diagnostics;
    current->is_checking = phase == ESC_PHASE_CHECK;
    current->is_rotating = phase == ESC_PHASE_ROTATE;
    current->shows_secrets = environment->request.show_secrets;
    current->suggestions_left = SUGGESTIONS_MAX;
    environment->run = current;
    return true;
}

bool
esc_environment_evaluate(struct esc_environment *environment,
                         enum esc_phase phase, struct esc_error *err)
{
    if (!begin(environment, phase)) {
        environment->run = NULL;
        return esc_fail(err, ESC_E_SYSTEM, NULL,
                        "cannot evaluate the environment: out of memory");
    }
    if (!is_empty(environment->root->declaration)
        && !run_guarded(environment, run)) {
        environment->value = NULL;
        environment->run->pending = 0;
    }
    if (esc_arena_state(environment->arena) == ESC_ARENA_MEMORY
        || esc_arena_state(environment->library.arena) == ESC_ARENA_MEMORY)
        return esc_fail(err, ESC_E_SYSTEM, NULL,
                        "cannot evaluate the environment: out of memory");
    return true;
}

size_t
esc_environment_pending(const struct esc_environment *environment)
{
    return environment->run == NULL ? 0 : environment->run->pending;
}

const struct esc_diagnostics *
esc_environment_load_diagnostics(const struct esc_environment *environment)
{
    return &environment->root->diagnostics;
}

const struct esc_diagnostics *
esc_environment_diagnostics(const struct esc_environment *environment)
{
    return &environment->diagnostics;
}

const struct esc_value *
esc_environment_value(struct esc_environment *environment)
{
    return environment->value;
}

const struct esc_environment_rotation *
esc_environment_rotations(struct esc_environment *environment,
                          size_t *count_out)
{
    struct esc_environment_rotation *rotations;
    size_t count;

    *count_out = 0;
    if (environment->value == NULL)
        return NULL;
    count = environment->run->rotation_count;
    rotations = esc_arena_array(environment->arena, count, sizeof(*rotations));
    if (count == 0 || rotations == NULL)
        return NULL;
    *count_out = count;
    for (struct esc_rotation_state *state = environment->run->rotations;
         state != NULL; state = state->next)
        rotations[--count] = state->rotation;
    return rotations;
}
