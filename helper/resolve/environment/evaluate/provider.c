/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Providers and rotators of a run: their schemas, read and compiled once.
 */
#include "evaluator.h"

static const struct esc_schema *
read_schema(struct esc_pool *pool, struct esc_str text,
            struct esc_str *problem)
{
    const struct esc_value *value =
        esc_value_from_json(pool, text, false, problem);
    const struct esc_schema *schema =
        value == NULL ? NULL : esc_schema_parse(pool, value, problem);

    if (schema == NULL || !esc_schema_compile(pool, schema, problem))
        return NULL;
    return schema;
}

/* A rotator may also be opened without a state. */
static const struct esc_schema *
or_null(struct esc_pool *pool, const struct esc_schema *schema)
{
    const struct esc_schema **either =
        esc_pool_array(pool, 2, sizeof(struct esc_schema *));

    either[0] = schema;
    either[1] = &esc_schema_null;
    return esc_schema_one_of(pool, either, 2);
}

static struct esc_provider_state *
add_state(struct esc_run *run, struct esc_str name, bool is_rotator,
          const struct esc_provider_schemas *schemas)
{
    struct esc_pool *pool = &run->pool;
    struct esc_provider_state *state = esc_pool_take(pool, sizeof(*state));

    state->name = name;
    state->is_rotator = is_rotator;
    state->inputs = read_schema(pool, schemas->inputs, &state->input_problem);
    state->outputs =
        read_schema(pool, schemas->outputs, &state->output_problem);
    if (is_rotator) {
        state->state =
            read_schema(pool, schemas->state, &state->state_problem);
        if (state->state != NULL)
            state->state = or_null(pool, state->state);
    }
    state->next = run->providers;
    run->providers = state;
    return state;
}

static bool
ask(struct esc_run *run, struct esc_str name, bool is_rotator,
    struct esc_provider_schemas *schemas_out, struct esc_str *message_out)
{
    const struct esc_environment_deps *deps = run->deps;
    bool (*find)(void *, struct esc_str, struct esc_arena *,
                 struct esc_provider_schemas *, struct esc_str *) =
        is_rotator ? deps->find_rotator : deps->find_provider;

    if (find != NULL)
        return find(deps->context, name, run->pool.arena, schemas_out,
                    message_out);
    *message_out = esc_say(
        &run->pool, is_rotator ? "unknown rotator " : "unknown provider ",
        esc_quoted(&run->pool, name), "");
    return false;
}

static void
complain(struct esc_scope *scope, const struct esc_term *term,
         const char *before, struct esc_str problem)
{
    if (problem.len > 0)
        esc_report_term(scope->run, term, ESC_SEVERITY_ERROR,
                        esc_say(scope->pool, before, problem, ")"));
}

const struct esc_provider_state *
esc_find_provider(struct esc_scope *scope, const struct esc_term *term,
                  bool is_rotator)
{
    struct esc_str name = term->ast->u.call->provider, message = ESC_STR("");
    struct esc_provider_state *state = scope->run->providers;
    struct esc_provider_schemas schemas = {0};

    while (state != NULL
           && (state->is_rotator != is_rotator
               || !esc_str_equal(state->name, name)))
        state = state->next;
    if (state == NULL) {
        if (!ask(scope->run, name, is_rotator, &schemas, &message)) {
            esc_report_term(scope->run, term, ESC_SEVERITY_ERROR, message);
            return NULL;
        }
        state = add_state(scope->run, name, is_rotator, &schemas);
    }
    complain(scope, term, "internal error: invalid input schema (",
             state->input_problem);
    complain(scope, term, "internal error: invalid state schema (",
             state->state_problem);
    complain(scope, term, "internal error: invalid schema (",
             state->output_problem);
    return state;
}
