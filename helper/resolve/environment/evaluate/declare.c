/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From expressions to terms: what overrides what, and what is known about a
 * value before it is evaluated.  The depth is that of the source.
 */
#include <stdlib.h>

#include "evaluator.h"

struct esc_term *
esc_term_nothing(struct esc_scope *scope)
{
    struct esc_term *term = esc_pool_take(scope->pool, sizeof(*term));

    term->scope = scope;
    term->schema = &esc_schema_always;
    return term;
}

static struct esc_term *
declare_child(struct esc_scope *scope, struct esc_term *parent, size_t index,
              const struct esc_expr *expr, struct esc_cell *base)
{
    struct esc_term *child = esc_declare(scope, expr, base);

    child->parent = parent;
    child->index = (uint32_t)index;
    return child;
}

static void
declare_items(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_expr *expr = term->ast;

    term->u.items =
        esc_pool_array(scope->pool, expr->count, sizeof(struct esc_term *));
    term->count = expr->count;
    for (uint32_t i = 0; i < expr->count; i++)
        term->u.items[i] =
            declare_child(scope, term, i, expr->u.items[i], NULL);
}

/* An entry of the source with its place in the sorted list of entries. */
struct ranked {
    const struct esc_entry *entry;
    uint32_t order; /* in the source */
};

static int
compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    int order = esc_str_compare(a->entry->key, b->entry->key);

    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

#define DUPLICATE UINT32_MAX

/*
 * PLACES[i]: where the entry i of the source stands in key order, DUPLICATE
 * when an earlier one has its key.  How many different keys there are.
 */
static uint32_t
rank(struct esc_pool *pool, const struct esc_entry *entries, size_t count,
     uint32_t *places)
{
    struct ranked *ranked = esc_pool_array(pool, count, sizeof(*ranked));
    uint32_t kept = 0;

    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){&entries[i], (uint32_t)i};
    if (count > 1)
        qsort(ranked, count, sizeof(*ranked), compare_ranked);
    for (size_t i = 0; i < count; i++) {
        bool same =
            i > 0
            && esc_str_equal(ranked[i - 1].entry->key, ranked[i].entry->key);

        places[ranked[i].order] = same ? DUPLICATE : kept;
        if (!same)
            kept++;
    }
    return kept;
}

static void
report_duplicate(struct esc_scope *scope, const struct esc_entry *entry)
{
    esc_report(scope, entry->key_node, ESC_SEVERITY_ERROR,
               esc_say(scope->pool, "duplicate key ",
                       esc_quoted(scope->pool, entry->key), ""));
}

void
esc_declare_entries(struct esc_scope *scope, struct esc_term *object,
                    const struct esc_entry *entries, size_t count)
{
    uint32_t *places = esc_pool_array(scope->pool, count, sizeof(*places));

    object->count = rank(scope->pool, entries, count, places);
    object->u.entries =
        esc_pool_array(scope->pool, object->count, sizeof(*object->u.entries));
    for (size_t i = 0; i < count; i++) {
        const struct esc_entry *entry = &entries[i];
        struct esc_term_entry *kept;

        if (places[i] == DUPLICATE) {
            report_duplicate(scope, entry);
            continue;
        }
        kept = &object->u.entries[places[i]];
        kept->key = entry->key;
        kept->term = declare_child(scope, object, places[i], entry->value,
                                   esc_cell_property(scope->pool, object->base,
                                                     entry->key, scope,
                                                     entry->key_node));
    }
}

static struct esc_term *
declare_argument(struct esc_scope *scope, const struct esc_expr *expr)
{
    return expr == NULL ? NULL : esc_declare(scope, expr, NULL);
}

static const struct esc_schema *
call_schema(enum esc_builtin builtin)
{
    switch (builtin) {
    case ESC_BUILTIN_SECRET:
    case ESC_BUILTIN_JOIN:
    case ESC_BUILTIN_TO_JSON:
    case ESC_BUILTIN_TO_STRING:
    case ESC_BUILTIN_TO_BASE64:
    case ESC_BUILTIN_FROM_BASE64:
        return &esc_schema_string;
    case ESC_BUILTIN_SPLIT:
        return &esc_schema_strings;
    case ESC_BUILTIN_CONCAT:
        return &esc_schema_array;
    case ESC_BUILTIN_OPEN:
    case ESC_BUILTIN_ROTATE:
    case ESC_BUILTIN_VALIDATE:
    case ESC_BUILTIN_FROM_JSON:
    case ESC_BUILTIN_FINAL:
    default:
        return &esc_schema_always;
    }
}

static void
declare_call(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_call *call = term->ast->u.call;
    struct esc_term_call *arguments =
        esc_pool_take(scope->pool, sizeof(*arguments));

    arguments->provider = declare_argument(scope, call->provider_expr);
    arguments->first = declare_argument(scope, call->first);
    arguments->inputs = declare_argument(scope, call->inputs);
    arguments->state = declare_argument(scope, call->state);
    arguments->input_schema = &esc_schema_always;
    arguments->state_schema = &esc_schema_always;
    if (call->builtin == ESC_BUILTIN_SECRET && arguments->inputs != NULL)
        arguments->inputs->is_secret = true;
    term->u.call = arguments;
    term->schema = call_schema(call->builtin);
}

static void
declare_accesses(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_expr *expr = term->ast;
    size_t count = 0;

    if (expr->kind == ESC_EXPR_SYMBOL) {
        count = expr->u.access->count;
    } else {
        term->schema = &esc_schema_string;
        for (uint32_t i = 0; i < expr->count; i++)
            if (expr->u.parts[i].access != NULL)
                count += expr->u.parts[i].access->count;
    }
    term->u.resolved =
        esc_pool_array(scope->pool, count, sizeof(struct esc_term *));
}

static void
declare_literal(struct esc_scope *scope, struct esc_term *term)
{
    const struct esc_expr *expr = term->ast;
    struct esc_value *constant;

    if (expr->kind == ESC_EXPR_NULL) {
        term->schema = &esc_schema_null;
        return;
    }
    constant = esc_pool_take(scope->pool, sizeof(*constant));
    if (expr->kind == ESC_EXPR_BOOL) {
        constant->kind = ESC_VALUE_BOOL;
        constant->u.boolean = expr->u.boolean;
    } else {
        constant->kind = expr->kind == ESC_EXPR_NUMBER ? ESC_VALUE_NUMBER
                                                       : ESC_VALUE_STRING;
        constant->u.text = expr->u.text;
    }
    term->schema = esc_schema_constant(scope->pool, constant);
}

static void
declare_parts(struct esc_scope *scope, struct esc_term *term)
{
    switch (term->ast->kind) {
    case ESC_EXPR_NULL:
    case ESC_EXPR_BOOL:
    case ESC_EXPR_NUMBER:
    case ESC_EXPR_STRING:
        declare_literal(scope, term);
        break;
    case ESC_EXPR_INTERPOLATE:
    case ESC_EXPR_SYMBOL:
        declare_accesses(scope, term);
        break;
    case ESC_EXPR_ARRAY:
        term->schema = &esc_schema_array;
        declare_items(scope, term);
        break;
    case ESC_EXPR_OBJECT:
        term->schema = &esc_schema_object;
        esc_declare_entries(scope, term, term->ast->u.entries,
                            term->ast->count);
        break;
    case ESC_EXPR_CALL:
        declare_call(scope, term);
        break;
    case ESC_EXPR_MISSING:
    default:
        break;
    }
}

struct esc_term *
esc_declare(struct esc_scope *scope, const struct esc_expr *expr,
            struct esc_cell *base)
{
    struct esc_term *term = esc_term_nothing(scope);

    term->ast = expr;
    term->node = expr->node;
    term->base = base;
    esc_pool_enter(scope->pool);
    declare_parts(scope, term);
    esc_pool_leave(scope->pool);
    return term;
}
