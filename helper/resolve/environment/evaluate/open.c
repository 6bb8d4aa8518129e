/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fn::open: schemas, inputs, and the call to the world.
 */
#include "open.h"

struct esc_cell *
esc_call_unknown(struct esc_call_state *call)
{
    call->cell->is_unknown = true;
    return call->cell;
}

bool
esc_call_begin(struct esc_call_state *call, struct esc_scope *scope,
               struct esc_term *term)
{
    *call = (struct esc_call_state){.scope = scope, .term = term};
    call->cell = esc_cell_new(scope->pool, term, term->schema);
    return term->ast->u.call->has_provider;
}

/* What the provider says about itself, for the export as well. */
void
esc_call_learn(struct esc_call_state *call,
               const struct esc_provider_state *provider)
{
    struct esc_term *term = call->term;

    if (provider == NULL)
        return;
    if (provider->inputs != NULL)
        term->u.call->input_schema = provider->inputs;
    if (provider->state != NULL)
        term->u.call->state_schema = provider->state;
    if (provider->outputs != NULL)
        term->schema = provider->outputs;
    call->cell->schema = term->schema;
}

/* A provider is given members, not an object: what is secret is each of them.
 */
static const struct esc_value *
share_secret(struct esc_arena *arena, const struct esc_value *object)
{
    struct esc_property *members =
        esc_arena_array(arena, object->count, sizeof(*members));

    for (uint32_t i = 0; members != NULL && i < object->count; i++) {
        members[i] = object->u.properties[i];
        members[i].value = esc_value_secret(arena, members[i].value);
    }
    return members == NULL ? NULL
                           : esc_value_object(arena, members, object->count);
}

/* An object to hand out; NULL after reporting that it is none. */
const struct esc_value *
esc_call_object(struct esc_call_state *call, struct esc_cell *cell)
{
    const struct esc_value *value =
        esc_cell_export(call->scope->pool, cell, ESC_STR(""));

    if (value->kind == ESC_VALUE_OBJECT && value->is_secret)
        value = esc_pool_need(call->scope->pool,
                              share_secret(call->scope->pool->arena, value));
    if (value->kind == ESC_VALUE_OBJECT)
        return value;
    esc_report_term(call->scope->run, call->term, ESC_SEVERITY_ERROR,
                    ESC_STR("provider inputs must be an object"));
    return NULL;
}

void
esc_call_identify(struct esc_call_state *call)
{
    struct esc_pool *pool = call->scope->pool;

    call->path = esc_node_path(pool->arena, call->term->node);
    esc_pool_need(pool, call->path.data);
    call->open.environment = call->scope->name;
    call->open.provider = call->term->ast->u.call->provider;
    call->open.id =
        esc_join(pool, call->scope->name, ESC_STR(":"), call->path);
}

/* The outputs; NULL when they are not there, now or ever. */
const struct esc_value *
esc_call_ask(struct esc_call_state *call, esc_open_function *function,
             const char *before)
{
    struct esc_scope *scope = call->scope;
    struct esc_open_result result = {.message = ESC_STR("not supported")};
    enum esc_open_status status = ESC_OPEN_FAILED;

    if (function != NULL)
        status = function(scope->run->deps->context, &call->open,
                          scope->pool->arena, &result);
    switch (status) {
    case ESC_OPEN_READY:
        return esc_pool_need(scope->pool, result.outputs);
    case ESC_OPEN_PENDING:
        scope->run->pending++;
        return NULL;
    case ESC_OPEN_FAILED:
    default:
        call->message = result.message;
        esc_report_term(scope->run, call->term, ESC_SEVERITY_ERROR,
                        esc_say(scope->pool, before, result.message, ""));
        return NULL;
    }
}

struct esc_cell *
esc_builtin_open(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_provider_state *provider;
    const struct esc_value *outputs;
    struct esc_cell *inputs;
    struct esc_call_state call;

    if (!esc_call_begin(&call, scope, term))
        return esc_call_unknown(&call);
    provider = esc_find_provider(scope, term, false);
    esc_call_learn(&call, provider);
    if (!esc_evaluate_typed(scope, term->u.call->inputs,
                            term->u.call->input_schema, &inputs)
        || esc_cell_has_unknowns(scope->pool, inputs)
        || scope->run->is_checking || provider == NULL)
        return esc_call_unknown(&call);
    call.open.inputs = esc_call_object(&call, inputs);
    if (call.open.inputs == NULL)
        return esc_call_unknown(&call);
    esc_call_identify(&call);
    outputs = esc_call_ask(&call, scope->run->deps->open, "");
    if (outputs == NULL)
        return esc_call_unknown(&call);
    return esc_cell_import(scope->pool, outputs, term);
}
