/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Problems of validation and where they point.
 */
#include "../text/path.h"
#include "validate.h"

void
esc_validator_init(struct esc_validator *validator, struct esc_pool *pool)
{
    *validator = (struct esc_validator){.pool = pool};
    validator->last = &validator->first;
}

bool
esc_validator_fail(struct esc_validator *validator,
                   const struct esc_blame *blame, struct esc_str text)
{
    struct esc_pool *pool = validator->pool;
    struct esc_problem *problem = esc_pool_take(pool, sizeof(*problem));

    problem->at = blame->term;
    problem->text = text;
    if (blame->has_prefix)
        problem->text = esc_join(pool, blame->path, ESC_STR(": "), text);
    *validator->last = problem;
    validator->last = &problem->next;
    return false;
}

void
esc_validator_append(struct esc_validator *validator,
                     const struct esc_validator *inner)
{
    if (inner->first == NULL)
        return;
    *validator->last = inner->first;
    validator->last = inner->last;
}

struct esc_blame
esc_blame_item(struct esc_validator *validator, const struct esc_blame *blame,
               size_t index)
{
    struct esc_blame inner = {.term = blame->term};
    struct esc_str root = blame->path;

    if (esc_term_expr(blame->term) == ESC_EXPR_ARRAY
        && index < blame->term->count) {
        inner.term = blame->term->u.items[index];
        root = ESC_STR("");
    } else {
        inner.has_prefix = true;
    }
    inner.path = esc_path_join_index(validator->pool->arena, root, index);
    esc_pool_need(validator->pool, inner.path.data);
    return inner;
}

struct esc_blame
esc_blame_property(struct esc_validator *validator,
                   const struct esc_blame *blame, struct esc_str key)
{
    struct esc_blame inner = {.term = NULL};
    struct esc_str root = ESC_STR("");

    if (esc_term_expr(blame->term) == ESC_EXPR_OBJECT)
        inner.term = esc_term_find(blame->term, key);
    if (inner.term == NULL) {
        inner.term = blame->term;
        inner.has_prefix = true;
        root = blame->path;
    }
    inner.path = esc_path_join(validator->pool->arena, root, key);
    esc_pool_need(validator->pool, inner.path.data);
    return inner;
}

bool
esc_validate_type(struct esc_validator *validator, uint8_t type,
                  const struct esc_schema *accept,
                  const struct esc_blame *blame)
{
    if (accept->type == ESC_TYPE_ANY || accept->type == type)
        return true;
    return esc_validator_fail(
        validator, blame,
        esc_pool_printf(validator->pool, "expected %s, got %s",
                        esc_schema_type_name(accept->type),
                        esc_schema_type_name(type)));
}
