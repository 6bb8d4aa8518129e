/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builtins that pass trees on: concat, final, validate.
 */
#include "evaluator.h"

static size_t
count_items(const struct esc_cell *lists)
{
    size_t count = 0;

    for (uint32_t i = 0; i < lists->count; i++)
        count += lists->u.items[i]->count;
    return count;
}

static void
concat(struct esc_pool *pool, struct esc_cell *cell,
       const struct esc_cell *lists)
{
    cell->kind = ESC_VALUE_ARRAY;
    cell->u.items =
        esc_pool_array(pool, count_items(lists), sizeof(struct esc_cell *));
    for (uint32_t i = 0; i < lists->count; i++) {
        const struct esc_cell *list = lists->u.items[i];

        for (uint32_t j = 0; j < list->count; j++)
            cell->u.items[cell->count++] = list->u.items[j];
    }
}

struct esc_cell *
esc_builtin_concat(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = esc_cell_new(scope->pool, term, term->schema);
    struct esc_cell *lists;

    if (!esc_evaluate_typed(scope, term->u.call->inputs, &esc_schema_arrays,
                            &lists)) {
        cell->is_unknown = true;
        return cell;
    }
    esc_cell_combine(scope->pool, cell, lists);
    if (!cell->is_unknown)
        concat(scope->pool, cell, lists);
    return cell;
}

/*
 * ARGUMENT's own content under a new definition.  Combining looks at the keys
 * before anything is merged below, which fixes them.
 */
static struct esc_cell *
pass_on(struct esc_scope *scope, struct esc_term *term,
        struct esc_cell *argument)
{
    struct esc_cell *cell = esc_cell_new(scope->pool, term, argument->schema);

    esc_cell_set_repr(cell, argument);
    esc_cell_combine(scope->pool, cell, argument);
    return cell;
}

struct esc_cell *
esc_builtin_final(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell =
        pass_on(scope, term,
                esc_evaluate(scope, term->u.call->inputs, &esc_schema_always));

    cell->is_final = true;
    return cell;
}

/* The schema of schemas, as the original's validator has it. */
static const char schema_schema[] =
    "{\"$defs\":{\"schema\":{\"anyOf\":[{\"type\":\"boolean\"},"
    "{\"type\":\"object\",\"properties\":{"
    "\"$defs\":{\"type\":\"object\","
    "\"additionalProperties\":{\"$ref\":\"#/$defs/schema\"}},"
    "\"$ref\":{\"type\":\"string\"},"
    "\"anyOf\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/schema\"}},"
    "\"oneOf\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/schema\"}},"
    "\"prefixItems\":{\"type\":\"array\","
    "\"items\":{\"$ref\":\"#/$defs/schema\"}},"
    "\"items\":{\"$ref\":\"#/$defs/schema\"},"
    "\"additionalProperties\":{\"$ref\":\"#/$defs/schema\"},"
    "\"properties\":{\"type\":\"object\","
    "\"additionalProperties\":{\"$ref\":\"#/$defs/schema\"}},"
    "\"type\":{\"type\":\"string\",\"enum\":[\"string\",\"number\","
    "\"boolean\",\"array\",\"object\",\"null\"]},"
    "\"const\":{},\"enum\":{\"type\":\"array\"},"
    "\"multipleOf\":{\"type\":\"number\"},"
    "\"maximum\":{\"type\":\"number\"},"
    "\"exclusiveMaximum\":{\"type\":\"number\"},"
    "\"minimum\":{\"type\":\"number\"},"
    "\"exclusiveMinimum\":{\"type\":\"number\"},"
    "\"maxLength\":{\"type\":\"number\"},"
    "\"minLength\":{\"type\":\"number\"},"
    "\"pattern\":{\"type\":\"string\"},"
    "\"maxItems\":{\"type\":\"number\"},"
    "\"minItems\":{\"type\":\"number\"},"
    "\"uniqueItems\":{\"type\":\"boolean\"},"
    "\"maxProperties\":{\"type\":\"number\"},"
    "\"minProperties\":{\"type\":\"number\"},"
    "\"required\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
    "\"dependentRequired\":{\"type\":\"object\",\"additionalProperties\":"
    "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
    "\"title\":{\"type\":\"string\"},\"description\":{\"type\":\"string\"},"
    "\"default\":{},\"deprecated\":{\"type\":\"boolean\"},"
    "\"examples\":{\"type\":\"array\"}}}]}},"
    "\"$ref\":\"#/$defs/schema\"}";

static const struct esc_schema *
get_schema_schema(struct esc_run *run)
{
    const struct esc_value *value;
    struct esc_str problem;

    if (run->schema_schema != NULL)
        return run->schema_schema;
    value = esc_value_from_json(&run->pool, esc_str_from(schema_schema), false,
                                &problem);
    esc_pool_need(&run->pool, value);
    run->schema_schema = esc_schema_parse(&run->pool, value, &problem);
    esc_pool_need(&run->pool, run->schema_schema);
    esc_schema_compile(&run->pool, run->schema_schema, &problem);
    return run->schema_schema;
}

/* What the argument "schema" says; NULL when it cannot be used. */
static const struct esc_schema *
take_schema(struct esc_scope *scope, struct esc_term *argument)
{
    struct esc_pool *pool = scope->pool;
    const struct esc_schema *schema;
    struct esc_cell *cell;
    struct esc_str problem;

    if (!esc_evaluate_typed(scope, argument, get_schema_schema(scope->run),
                            &cell)
        || esc_cell_has_unknowns(pool, cell))
        return NULL;
    schema = esc_schema_parse(pool, esc_cell_export(pool, cell, ESC_STR("")),
                              &problem);
    if (schema != NULL && esc_schema_compile(pool, schema, &problem))
        return schema;
    esc_report_term(scope->run, argument, ESC_SEVERITY_ERROR,
                    esc_say(pool, "invalid schema: ", problem, ""));
    return NULL;
}

struct esc_cell *
esc_builtin_validate(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_schema *schema = take_schema(scope, term->u.call->first);
    struct esc_cell *cell;

    esc_evaluate_typed(scope, term->u.call->inputs,
                       schema == NULL ? &esc_schema_always : schema, &cell);
    return pass_on(scope, term, cell);
}
