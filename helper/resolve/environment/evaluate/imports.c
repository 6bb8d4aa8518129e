/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Imports: every environment of a run is evaluated at most once, whoever
 * names it, and what the importing one overrides is a copy.
 */
#include <stdlib.h>

#include "evaluator.h"

static struct esc_import_state *
find_state(const struct esc_run *run, struct esc_str name)
{
    struct esc_import_state *state = run->imports;

    while (state != NULL && !esc_str_equal(state->name, name))
        state = state->next;
    return state;
}

static struct esc_import_state *
add_state(struct esc_run *run, struct esc_str name)
{
    struct esc_import_state *state = esc_pool_take(&run->pool, sizeof(*state));

    state->name = name;
    state->next = run->imports;
    run->imports = state;
    return state;
}

static bool
is_anonymous(struct esc_str name)
{
    return name.len == 0 || esc_str_equal(name, ESC_STR("<yaml>"));
}

static struct esc_cell *
evaluate_import(struct esc_scope *scope, const struct esc_loaded *loaded)
{
    struct esc_scope *inner = esc_pool_take(scope->pool, sizeof(*inner));

    inner->run = scope->run;
    inner->pool = scope->pool;
    inner->name = loaded->name;
    inner->root_name =
        is_anonymous(scope->root_name) ? inner->name : scope->root_name;
    inner->declaration = loaded->declaration;
    return esc_scope_evaluate(inner);
}

/* What reading the import has to say is said where it is first imported. */
static void
repeat_diagnostics(struct esc_run *run, const struct esc_loaded *loaded)
{
    for (const struct esc_diagnostic *item = loaded->diagnostics.first;
         item != NULL; item = item->next)
        esc_diagnostics_add(run->diagnostics, item->severity, &item->place,
                            item->summary);
}

struct esc_cell *
esc_import(struct esc_scope *scope, struct esc_str name,
           const struct esc_node *node)
{
    struct esc_run *run = scope->run;
    struct esc_import_state *state = find_state(run, name);
    const struct esc_loaded *loaded;
    struct esc_cell *value;

    if (state != NULL && state->value == NULL) {
        esc_report(scope, node, ESC_SEVERITY_ERROR,
                   esc_say(scope->pool, "cyclic import of ", name, ""));
        return NULL;
    }
    if (state != NULL)
        return state->value;
    loaded = esc_library_find(run->library, name);
    if (loaded == NULL)
        esc_pool_stop(scope->pool, ESC_POOL_MEMORY);
    /* cppcheck-suppress nullPointerRedundantCheck ; the stop is final */
    if (!loaded->is_found) {
        esc_report(scope, node, ESC_SEVERITY_ERROR, loaded->message);
        return NULL;
    }
    repeat_diagnostics(run, loaded);
    if (loaded->diagnostics.errors > 0 || loaded->declaration == NULL)
        return NULL;
    esc_pool_enter(scope->pool);
    state = add_state(run, loaded->name);
    value = evaluate_import(scope, loaded);
    state->value = value;
    esc_pool_leave(scope->pool);
    return value;
}

struct import {
    struct esc_str name;
    struct esc_cell *value;
    size_t order;
};

static int
compare_imports(const void *left, const void *right)
{
    const struct import *a = left, *b = right;
    int order = esc_str_compare(a->name, b->name);

    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

/* ${imports}: a record without a place, the last of equal names. */
static struct esc_cell *
make_imports(struct esc_scope *scope, struct import *imports, size_t count)
{
    struct esc_pool *pool = scope->pool;
    struct esc_cell *cell = esc_cell_new(pool, esc_term_nothing(scope), NULL);
    struct esc_schema_property *properties =
        esc_pool_array(pool, count, sizeof(*properties));

    if (count > 1)
        qsort(imports, count, sizeof(*imports), compare_imports);
    cell->kind = ESC_VALUE_OBJECT;
    cell->u.entries = esc_pool_array(pool, count, sizeof(*cell->u.entries));
    for (size_t i = 0; i < count; i++) {
        struct esc_cell_entry entry = {imports[i].name, imports[i].value};

        if (i + 1 < count
            && esc_str_equal(imports[i].name, imports[i + 1].name))
            continue;
        properties[cell->count].key = entry.key;
        properties[cell->count].schema = entry.cell->schema;
        cell->u.entries[cell->count++] = entry;
    }
    cell->schema = esc_schema_record(pool, properties, cell->count);
    return cell;
}

void
esc_evaluate_imports(struct esc_scope *scope)
{
    const struct esc_declaration *declaration = scope->declaration;
    struct import *imports = esc_pool_array(
        scope->pool, declaration->import_count, sizeof(*imports));
    size_t count = 0;

    for (size_t i = 0; i < declaration->import_count; i++) {
        const struct esc_import *import = &declaration->imports[i];
        struct esc_cell *value = esc_import(scope, import->name, import->node);

        if (value == NULL)
            continue;
        imports[count] = (struct import){import->name, value, count};
        count++;
        if (!import->merge)
            continue;
        value = esc_cell_copy(scope->pool, value);
        esc_cell_merge(scope->pool, value, scope->base);
        scope->base = value;
    }
    scope->imports = make_imports(scope, imports, count);
}
