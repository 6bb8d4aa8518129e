/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fn::rotate: opened like fn::open, after a rotation if this run is one.
 */
#include "../text/path.h"
#include "open.h"

static bool
is_selected(const struct esc_call_state *call)
{
    const struct esc_environment_request *request = call->scope->run->request;
    struct esc_pool *pool = call->scope->pool;

    if (!call->scope->run->is_rotating || !call->scope->is_root)
        return false;
    for (size_t i = 0; i < request->rotate_path_count; i++)
        if (esc_str_equal(esc_rotate_path(pool, request->rotate_paths[i]),
                          call->path))
            return true;
    return request->rotate_path_count == 0;
}

static struct esc_environment_rotation *
record(struct esc_call_state *call, enum esc_rotation_status status)
{
    struct esc_run *run = call->scope->run;
    struct esc_rotation_state *state =
        esc_pool_take(&run->pool, sizeof(*state));

    state->rotation.path = call->path;
    state->rotation.status = status;
    state->next = run->rotations;
    run->rotations = state;
    run->rotation_count++;
    return &state->rotation;
}

static void
record_state(struct esc_call_state *call, const struct esc_value *state)
{
    struct esc_environment_rotation *rotation =
        record(call, ESC_ROTATION_SUCCEEDED);
    struct esc_pool *pool = call->scope->pool;
    struct esc_str path =
        esc_path_join(pool->arena, call->path, call->term->ast->u.call->name);

    esc_pool_need(pool, path.data);
    rotation->state_path = esc_say(pool, "", path, ".state");
    rotation->state = state;
}

static void
set_state(struct esc_call_state *call, const struct esc_value *state)
{
    call->open.state = state->kind == ESC_VALUE_OBJECT ? state : NULL;
}

/* Rotate: the new state is what is opened then.  False: it did not work. */
static bool
rotate(struct esc_call_state *call)
{
    struct esc_pool *pool = call->scope->pool;
    const struct esc_value *state =
        esc_call_ask(call, call->scope->run->deps->rotate, "rotate: ");

    if (state == NULL) {
        if (call->message.data != NULL)
            record(call, ESC_ROTATION_FAILED)->message = call->message;
        return false;
    }
    record_state(call, state);
    set_state(call,
              esc_cell_export(pool, esc_cell_import(pool, state, call->term),
                              ESC_STR("")));
    return true;
}

static struct esc_cell *
open_rotator(struct esc_call_state *call)
{
    struct esc_scope *scope = call->scope;
    const struct esc_value *outputs;

    if (is_selected(call) && !rotate(call))
        return esc_call_unknown(call);
    outputs = esc_call_ask(call, scope->run->deps->open_rotator, "");
    if (outputs == NULL)
        return esc_call_unknown(call);
    return esc_cell_import(scope->pool, outputs, call->term);
}

/* False: inputs or state are not there, or not what the rotator takes. */
static bool
evaluate_arguments(struct esc_call_state *call, struct esc_cell **inputs,
                   struct esc_cell **state)
{
    const struct esc_term_call *arguments = call->term->u.call;
    struct esc_scope *scope = call->scope;
    bool is_rotating = scope->run->is_rotating && scope->is_root;
    bool good = esc_evaluate_typed(scope, arguments->inputs,
                                   arguments->input_schema, inputs);

    good &= esc_evaluate_typed(scope, arguments->state,
                               arguments->state_schema, state);
    return good && !esc_cell_has_observable(scope->pool, *inputs, is_rotating)
           && !esc_cell_has_unknowns(scope->pool, *state);
}

struct esc_cell *
esc_builtin_rotate(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_provider_state *rotator;
    struct esc_cell *inputs, *state;
    struct esc_call_state call;

    if (!esc_call_begin(&call, scope, term))
        return esc_call_unknown(&call);
    rotator = esc_find_provider(scope, term, true);
    esc_call_learn(&call, rotator);
    esc_call_identify(&call);
    if (!evaluate_arguments(&call, &inputs, &state) || scope->run->is_checking
        || rotator == NULL) {
        if (is_selected(&call))
            record(&call, ESC_ROTATION_NOT_EVALUATED);
        return esc_call_unknown(&call);
    }
    call.open.inputs = esc_call_object(&call, inputs);
    if (call.open.inputs == NULL)
        return esc_call_unknown(&call);
    set_state(&call, esc_cell_export(scope->pool, state, ESC_STR("")));
    return open_rotator(&call);
}
