/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between cells and values: what leaves the evaluator and what comes in.
 */
#include "cell.h"
#include "evaluator.h"

struct esc_term_range
esc_term_range(const struct esc_term *term, struct esc_str environment)
{
    struct esc_term_range result = {.environment = environment};

    if (term->node != NULL) {
        result.range = term->node->range;
        result.environment = term->scope->name;
    }
    return result;
}

static void
export_trace(struct esc_pool *pool, struct esc_cell *cell,
             struct esc_str environment, struct esc_value *value)
{
    struct esc_trace *trace = esc_pool_take(pool, sizeof(*trace));
    struct esc_term_range range = esc_term_range(cell->def, environment);

    trace->environment = range.environment;
    trace->range = range.range;
    if (cell->base != NULL)
        trace->base = esc_cell_export(pool, cell->base, ESC_STR("<import>"));
    value->trace = trace;
}

static void
export_items(struct esc_pool *pool, struct esc_cell *cell,
             struct esc_str environment, struct esc_value *value)
{
    const struct esc_value **items =
        esc_pool_array(pool, cell->count, sizeof(struct esc_value *));

    for (uint32_t i = 0; i < cell->count; i++)
        items[i] = esc_cell_export(pool, cell->u.items[i], environment);
    value->u.items = items;
    value->count = cell->count;
}

static void
export_properties(struct esc_pool *pool, struct esc_cell *cell,
                  struct esc_str environment, struct esc_value *value)
{
    const struct esc_cell_entry *entries = NULL;
    size_t count = esc_cell_keys(pool, cell, &entries);
    struct esc_property *properties =
        esc_pool_array(pool, count, sizeof(*properties));

    for (size_t i = 0; i < count; i++) {
        properties[i].key = entries[i].key;
        properties[i].value =
            esc_cell_export(pool, entries[i].cell, environment);
    }
    value->u.properties = properties;
    value->count = (uint32_t)count;
}

const struct esc_value *
esc_cell_export(struct esc_pool *pool, struct esc_cell *cell,
                struct esc_str environment)
{
    struct esc_value *value;

    if (cell->exported != NULL)
        return cell->exported;
    esc_pool_enter(pool);
    value = esc_pool_take(pool, sizeof(*value));
    value->kind = (enum esc_value_kind)cell->kind;
    value->is_secret = cell->is_secret;
    value->is_unknown = cell->is_unknown;
    switch (value->kind) {
    case ESC_VALUE_BOOL:
        value->u.boolean = cell->u.boolean;
        break;
    case ESC_VALUE_NUMBER:
    case ESC_VALUE_STRING:
        value->u.text = cell->u.text;
        break;
    case ESC_VALUE_ARRAY:
        export_items(pool, cell, environment, value);
        break;
    case ESC_VALUE_OBJECT:
        export_properties(pool, cell, environment, value);
        break;
    case ESC_VALUE_NULL:
    default:
        break;
    }
    export_trace(pool, cell, environment, value);
    cell->exported = value;
    esc_pool_leave(pool);
    return value;
}

static struct esc_cell *import(struct esc_pool *pool,
                               const struct esc_value *value,
                               const struct esc_term *def, bool is_secret);

static void
import_items(struct esc_pool *pool, const struct esc_value *value,
             struct esc_cell *cell)
{
    const struct esc_schema **schemas =
        esc_pool_array(pool, value->count, sizeof(struct esc_schema *));

    cell->u.items =
        esc_pool_array(pool, value->count, sizeof(struct esc_cell *));
    cell->count = value->count;
    for (uint32_t i = 0; i < value->count; i++) {
        cell->u.items[i] =
            import(pool, value->u.items[i], cell->def, cell->is_secret);
        schemas[i] = cell->u.items[i]->schema;
    }
    cell->schema = esc_schema_tuple(pool, schemas, value->count);
}

static void
import_properties(struct esc_pool *pool, const struct esc_value *value,
                  struct esc_cell *cell)
{
    struct esc_schema_property *properties =
        esc_pool_array(pool, value->count, sizeof(*properties));

    cell->u.entries =
        esc_pool_array(pool, value->count, sizeof(struct esc_cell_entry));
    cell->count = value->count;
    for (uint32_t i = 0; i < value->count; i++) {
        struct esc_cell *part = import(pool, value->u.properties[i].value,
                                       cell->def, cell->is_secret);

        cell->u.entries[i].key = value->u.properties[i].key;
        cell->u.entries[i].cell = part;
        properties[i].key = value->u.properties[i].key;
        properties[i].schema = part->schema;
    }
    cell->schema = esc_schema_record(pool, properties, value->count);
}

/* What is in a secret is secret. */
static struct esc_cell *
import(struct esc_pool *pool, const struct esc_value *value,
       const struct esc_term *def, bool is_secret)
{
    struct esc_cell *cell;

    esc_pool_enter(pool);
    cell = esc_cell_new(pool, def, NULL);
    cell->kind = (uint8_t)value->kind;
    cell->is_secret = is_secret || value->is_secret;
    cell->is_unknown = value->is_unknown;
    switch (value->kind) {
    case ESC_VALUE_ARRAY:
        import_items(pool, value, cell);
        break;
    case ESC_VALUE_OBJECT:
        import_properties(pool, value, cell);
        break;
    case ESC_VALUE_BOOL:
        cell->u.boolean = value->u.boolean;
        cell->schema = esc_schema_constant(pool, value);
        break;
    case ESC_VALUE_NUMBER:
    case ESC_VALUE_STRING:
        cell->u.text = value->u.text;
        cell->schema = esc_schema_constant(pool, value);
        break;
    case ESC_VALUE_NULL:
    default:
        cell->schema = esc_schema_constant(pool, value);
        break;
    }
    esc_pool_leave(pool);
    return cell;
}

struct esc_cell *
esc_cell_import(struct esc_pool *pool, const struct esc_value *value,
                const struct esc_term *def)
{
    return import(pool, value, def, def->is_secret);
}
