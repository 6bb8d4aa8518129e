/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One environment, top to bottom: its context, its imports, its entries.
 */
#include "evaluator.h"

static const struct esc_value *
make_name(struct esc_pool *pool, struct esc_str name)
{
    struct esc_property *property = esc_pool_take(pool, sizeof(*property));
    struct esc_value *text = esc_pool_take(pool, sizeof(*text));
    struct esc_value *object = esc_pool_take(pool, sizeof(*object));

    text->kind = ESC_VALUE_STRING;
    text->u.text = name;
    *property = (struct esc_property){ESC_STR("name"), text};
    object->kind = ESC_VALUE_OBJECT;
    object->count = 1;
    object->u.properties = property;
    return object;
}

/* What the host says, and which environment this is. */
static void
evaluate_context(struct esc_scope *scope)
{
    const struct esc_value *host = scope->run->request->context;
    struct esc_pool *pool = scope->pool;
    size_t count = host == NULL ? 0 : host->count;
    struct esc_property *properties =
        esc_pool_array(pool, count + 2, sizeof(*properties));
    const struct esc_value *context;

    if (count > 0)
        memcpy(properties, host->u.properties, count * sizeof(*properties));
    properties[count] = (struct esc_property){ESC_STR("currentEnvironment"),
                                              make_name(pool, scope->name)};
    properties[count + 1] = (struct esc_property){
        ESC_STR("rootEnvironment"), make_name(pool, scope->root_name)};
    context = esc_value_object(pool->arena, properties, count + 2);
    esc_pool_need(pool, context);
    scope->context = esc_cell_import(pool, context, esc_term_nothing(scope));
}

static bool
is_reserved(struct esc_str key)
{
    return esc_str_equal(key, ESC_STR("imports"))
           || esc_str_equal(key, ESC_STR("context"))
           || esc_str_equal(key, ESC_STR("environments"));
}

/* The entries that count, in order; reserved keys are reported. */
static size_t
pick_entries(struct esc_scope *scope, struct esc_entry *entries)
{
    const struct esc_declaration *declaration = scope->declaration;
    size_t count = 0;

    for (size_t i = 0; i < declaration->value_count; i++) {
        const struct esc_entry *entry = &declaration->values[i];

        if (!is_reserved(entry->key)) {
            entries[count++] = *entry;
            continue;
        }
        esc_report(scope, entry->key_node, ESC_SEVERITY_ERROR,
                   esc_say(scope->pool, "",
                           esc_quoted(scope->pool, entry->key),
                           " is a reserved key"));
    }
    return count;
}

struct esc_cell *
esc_scope_evaluate(struct esc_scope *scope)
{
    struct esc_entry *entries;
    size_t count;

    evaluate_context(scope);
    esc_evaluate_imports(scope);
    entries = esc_pool_array(scope->pool, scope->declaration->value_count,
                             sizeof(*entries));
    count = pick_entries(scope, entries);
    scope->root = esc_term_nothing(scope);
    scope->root->kind = ESC_TERM_ROOT;
    scope->root->base = scope->base;
    esc_declare_entries(scope, scope->root, entries, count);
    return esc_evaluate(scope, scope->root, &esc_schema_always);
}
