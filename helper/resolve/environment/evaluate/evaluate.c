/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms to cells: each at most once.
 */
#include "../text/path.h"
#include "validate.h"

/* "a.b[0]" as the words of cyclic references have it. */
static void
add_path(struct esc_pool *pool, const struct esc_term *term,
         struct esc_build *build)
{
    const struct esc_term *parent = term->parent;

    if (parent == NULL)
        return;
    esc_pool_enter(pool);
    if (parent->kind == ESC_TERM_ROOT) {
        esc_build_add(build, parent->u.entries[term->index].key);
    } else {
        add_path(pool, parent, build);
        if (esc_term_expr(parent) == ESC_EXPR_ARRAY)
            esc_path_add_index(build, term->index);
        else
            esc_path_add_key(build, parent->u.entries[term->index].key);
    }
    esc_pool_leave(pool);
}

static struct esc_cell *
report_cycle(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_pool *pool = scope->pool;
    struct esc_build build;
    struct esc_str text;

    esc_build_init(&build, pool->arena, pool->limits->output);
    esc_build_text(&build, "cyclic reference to ");
    if (term->kind == ESC_TERM_ROOT) {
        esc_build_byte(&build, '<');
        esc_build_add(&build, scope->name);
        esc_build_byte(&build, '>');
    } else {
        add_path(pool, term, &build);
    }
    text = esc_build_take(&build);
    esc_pool_need(pool, text.data);
    esc_report_term(scope->run, term, ESC_SEVERITY_ERROR, text);
    return esc_cell_unknown(pool, term, &esc_schema_always);
}

static struct esc_cell *
evaluate_array(struct esc_scope *scope, struct esc_term *term,
               const struct esc_schema *accept)
{
    struct esc_pool *pool = scope->pool;
    struct esc_cell *cell = esc_cell_new(pool, term, NULL);
    const struct esc_schema **schemas =
        esc_pool_array(pool, term->count, sizeof(struct esc_schema *));

    cell->kind = ESC_VALUE_ARRAY;
    cell->count = term->count;
    cell->u.items =
        esc_pool_array(pool, term->count, sizeof(struct esc_cell *));
    for (uint32_t i = 0; i < term->count; i++) {
        struct esc_cell *item = esc_evaluate(scope, term->u.items[i],
                                             esc_schema_item(pool, accept, i));

        cell->u.items[i] = item;
        schemas[i] = item->schema;
    }
    cell->schema = esc_schema_tuple(pool, schemas, term->count);
    return cell;
}

/* In key order, which is what makes the reports of cycles predictable. */
static struct esc_cell *
evaluate_object(struct esc_scope *scope, struct esc_term *term,
                const struct esc_schema *accept)
{
    struct esc_pool *pool = scope->pool;
    struct esc_cell *cell = esc_cell_new(pool, term, NULL);
    struct esc_schema_property *properties =
        esc_pool_array(pool, term->count, sizeof(*properties));

    cell->kind = ESC_VALUE_OBJECT;
    cell->count = term->count;
    cell->u.entries =
        esc_pool_array(pool, term->count, sizeof(*cell->u.entries));
    for (uint32_t i = 0; i < term->count; i++) {
        struct esc_str key = term->u.entries[i].key;
        struct esc_cell *part =
            esc_evaluate(scope, term->u.entries[i].term,
                         esc_schema_property(pool, accept, key));

        cell->u.entries[i] = (struct esc_cell_entry){key, part};
        properties[i] = (struct esc_schema_property){key, part->schema};
    }
    cell->schema = esc_schema_record(pool, properties, term->count);
    return cell;
}

static struct esc_cell *
evaluate_interpolation(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_pool *pool = scope->pool;
    struct esc_cell *cell = esc_cell_new(pool, term, term->schema);
    const struct esc_term **resolved = term->u.resolved;
    struct esc_build build;

    esc_build_init(&build, pool->arena, pool->limits->output);
    for (uint32_t i = 0; i < term->ast->count; i++) {
        const struct esc_part *part = &term->ast->u.parts[i];
        struct esc_form form;

        esc_build_add(&build, part->text);
        if (part->access == NULL)
            continue;
        form = esc_cell_form(pool, esc_evaluate_access(scope, term,
                                                       part->access, resolved,
                                                       &esc_schema_always));
        resolved += part->access->count;
        cell->is_unknown |= form.is_unknown;
        cell->is_secret |= form.is_secret;
        if (!form.is_unknown)
            esc_build_add(&build, form.text);
    }
    esc_cell_set_string(cell, cell->is_unknown ? ESC_STR("[unknown]")
                                               : esc_build_take(&build));
    esc_pool_need(pool, cell->u.text.data);
    return cell;
}

static struct esc_cell *
evaluate_literal(struct esc_scope *scope, struct esc_term *term)
{
    struct esc_cell *cell = esc_cell_new(scope->pool, term, term->schema);

    switch (esc_term_expr(term)) {
    case ESC_EXPR_NULL:
        break;
    case ESC_EXPR_BOOL:
        cell->kind = ESC_VALUE_BOOL;
        cell->u.boolean = term->ast->u.boolean;
        break;
    case ESC_EXPR_NUMBER:
        cell->kind = ESC_VALUE_NUMBER;
        cell->u.text = term->ast->u.text;
        break;
    case ESC_EXPR_STRING:
        esc_cell_set_string(cell, term->ast->u.text);
        break;
    case ESC_EXPR_MISSING:
    case ESC_EXPR_INTERPOLATE:
    case ESC_EXPR_SYMBOL:
    case ESC_EXPR_ARRAY:
    case ESC_EXPR_OBJECT:
    case ESC_EXPR_CALL:
    default:
        cell->is_unknown = true;
        break;
    }
    return cell;
}

static struct esc_cell *
evaluate_kind(struct esc_scope *scope, struct esc_term *term,
              const struct esc_schema *accept)
{
    switch (esc_term_expr(term)) {
    case ESC_EXPR_INTERPOLATE:
        return evaluate_interpolation(scope, term);
    case ESC_EXPR_SYMBOL:
        return esc_evaluate_access(scope, term, term->ast->u.access,
                                   term->u.resolved, accept);
    case ESC_EXPR_ARRAY:
        return evaluate_array(scope, term, accept);
    case ESC_EXPR_OBJECT:
        return evaluate_object(scope, term, accept);
    case ESC_EXPR_CALL:
        return esc_evaluate_call(scope, term);
    case ESC_EXPR_MISSING:
    case ESC_EXPR_NULL:
    case ESC_EXPR_BOOL:
    case ESC_EXPR_NUMBER:
    case ESC_EXPR_STRING:
    default:
        return evaluate_literal(scope, term);
    }
}

/* Inputs that only a rotation needs are left alone outside of one. */
static bool
is_skipped(const struct esc_scope *scope, const struct esc_schema *accept)
{
    const struct esc_run *run = scope->run;

    if (!esc_schema_is_rotate_only(accept))
        return false;
    return !scope->is_root || !(run->is_rotating || run->is_checking);
}

static struct esc_cell *
make_skipped(struct esc_scope *scope)
{
    struct esc_cell *cell = esc_cell_unknown(
        scope->pool, esc_term_nothing(scope), &esc_schema_always);

    cell->is_rotate_only = true;
    return cell;
}

static struct esc_cell *
evaluate_once(struct esc_scope *scope, struct esc_term *term,
              const struct esc_schema *accept)
{
    struct esc_cell *cell;

    if (is_skipped(scope, accept))
        return make_skipped(scope);
    if (term->base != NULL && term->base->is_final) {
        esc_report_term(scope->run, term, ESC_SEVERITY_WARNING,
                        ESC_STR("cannot override final value"));
        cell = term->base;
    } else {
        cell = evaluate_kind(scope, term, accept);
        if (esc_schema_is_rotate_only(accept))
            cell->is_rotate_only = true;
        if (term->is_secret)
            cell->is_secret = true;
        if (term->is_secret || esc_term_expr(term) == ESC_EXPR_CALL
            || esc_term_expr(term) == ESC_EXPR_INTERPOLATE)
            esc_note_secrets(scope->run, cell);
        esc_cell_merge(scope->pool, cell, term->base);
    }
    term->schema = cell->schema;
    term->value = cell;
    return cell;
}

struct esc_cell *
esc_evaluate(struct esc_scope *scope, struct esc_term *term,
             const struct esc_schema *accept)
{
    struct esc_cell *cell;

    if (term->state == ESC_TERM_DONE)
        return term->value != NULL ? term->value : make_skipped(scope);
    if (term->state == ESC_TERM_EVALUATING)
        return report_cycle(scope, term);
    esc_pool_enter(scope->pool);
    term->state = ESC_TERM_EVALUATING;
    cell = evaluate_once(scope, term, accept);
    term->state = ESC_TERM_DONE;
    esc_pool_leave(scope->pool);
    return cell;
}

bool
esc_evaluate_typed(struct esc_scope *scope, struct esc_term *term,
                   const struct esc_schema *accept, struct esc_cell **cell_out)
{
    struct esc_validator validator;
    bool good;

    *cell_out = esc_evaluate(scope, term, accept);
    esc_validator_init(&validator, scope->pool);
    good = esc_validate(&validator, *cell_out, accept);
    for (const struct esc_problem *problem = validator.first; problem != NULL;
         problem = problem->next)
        esc_report_term(scope->run, problem->at, ESC_SEVERITY_ERROR,
                        problem->text);
    return good;
}
