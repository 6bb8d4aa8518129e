/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value against a schema: every rule is tried and every failure reported.
 */
#include "validate.h"

#include "../value/write.h"

static bool validate(struct esc_validator *validator, struct esc_cell *cell,
                     const struct esc_schema *accept,
                     const struct esc_blame *blame);

static bool
any_of(struct esc_validator *validator, struct esc_cell *cell,
       const struct esc_schema_list *list, const struct esc_blame *blame)
{
    struct esc_validator all;
    bool matched = list->count == 0;

    esc_validator_init(&all, validator->pool);
    for (size_t i = 0; i < list->count; i++)
        matched |= validate(&all, cell, list->schemas[i], blame);
    if (matched)
        return true;
    esc_validator_append(validator, &all);
    return esc_validator_fail(validator, blame,
                              ESC_STR("at least one subschema must match"));
}

static bool
one_of(struct esc_validator *validator, struct esc_cell *cell,
       const struct esc_schema_list *list, const struct esc_blame *blame)
{
    struct esc_validator all;
    bool matched = list->count == 0;

    esc_validator_init(&all, validator->pool);
    for (size_t i = 0; i < list->count; i++) {
        if (!validate(&all, cell, list->schemas[i], blame))
            continue;
        if (matched)
            return esc_validator_fail(
                validator, blame, ESC_STR("exactly one subschema may match"));
        matched = true;
    }
    if (matched)
        return true;
    esc_validator_append(validator, &all);
    return esc_validator_fail(validator, blame,
                              ESC_STR("exactly one subschema must match"));
}

/* Of an object only its own entries count, as in the original. */
static bool
equals(struct esc_pool *pool, const struct esc_cell *cell,
       const struct esc_value *constant)
{
    bool same = true;

    if (cell->kind != (uint8_t)constant->kind)
        return false;
    esc_pool_step(pool);
    switch (constant->kind) {
    case ESC_VALUE_BOOL:
        return cell->u.boolean == constant->u.boolean;
    case ESC_VALUE_NUMBER:
    case ESC_VALUE_STRING:
        return esc_str_equal(cell->u.text, constant->u.text);
    case ESC_VALUE_ARRAY:
        same = cell->count == constant->count;
        for (uint32_t i = 0; i < constant->count && same; i++)
            same = equals(pool, cell->u.items[i], constant->u.items[i]);
        return same;
    case ESC_VALUE_OBJECT:
        same = cell->count == constant->count;
        for (uint32_t i = 0; i < constant->count && same; i++)
            same = esc_str_equal(cell->u.entries[i].key,
                                 constant->u.properties[i].key)
                   && equals(pool, cell->u.entries[i].cell,
                             constant->u.properties[i].value);
        return same;
    case ESC_VALUE_NULL:
    default:
        return true;
    }
}

static bool
fail_expected(struct esc_validator *validator, const struct esc_blame *blame,
              const char *before, const struct esc_value *expected)
{
    struct esc_pool *pool = validator->pool;
    struct esc_writer w;
    struct esc_str text;

    esc_writer_begin(&w, pool->arena, pool->limits->output, NULL);
    esc_write_value(&w, expected, ESC_STYLE_REVEALED);
    text = esc_build_take(&w.build);
    esc_pool_need(pool, text.data);
    return esc_validator_fail(validator, blame,
                              esc_say(pool, before, text, ""));
}

static bool
one_of_values(struct esc_validator *validator, struct esc_cell *cell,
              const struct esc_value *values, const struct esc_blame *blame)
{
    if (values == NULL)
        return true;
    for (uint32_t i = 0; i < values->count; i++)
        if (equals(validator->pool, cell, values->u.items[i]))
            return true;
    if (values->count == 1)
        return fail_expected(validator, blame, "expected ",
                             values->u.items[0]);
    return fail_expected(validator, blame, "expected one of ", values);
}

static bool
type_and_limits(struct esc_validator *validator, struct esc_cell *cell,
                const struct esc_schema *accept, const struct esc_blame *blame)
{
    static const uint8_t types[] = {ESC_TYPE_NULL,   ESC_TYPE_BOOLEAN,
                                    ESC_TYPE_NUMBER, ESC_TYPE_STRING,
                                    ESC_TYPE_ARRAY,  ESC_TYPE_OBJECT};

    return esc_validate_type(validator, types[cell->kind], accept, blame)
           && esc_validate_limits(validator, cell, accept, blame);
}

static bool
validate_known(struct esc_validator *validator, struct esc_cell *cell,
               const struct esc_schema *accept, const struct esc_blame *blame)
{
    const struct esc_schema_more *more = accept->more;
    bool good = true;

    if (more != NULL) {
        if (more->ref != NULL)
            good &= validate(validator, cell, more->ref, blame);
        good &= any_of(validator, cell, &more->any_of, blame);
        good &= one_of(validator, cell, &more->one_of, blame);
    }
    if (accept->constant != NULL
        && !equals(validator->pool, cell, accept->constant))
        good = fail_expected(validator, blame, "expected ", accept->constant);
    if (more != NULL)
        good &= one_of_values(validator, cell, more->enumeration, blame);
    good &= type_and_limits(validator, cell, accept, blame);
    return good;
}

static bool
validate(struct esc_validator *validator, struct esc_cell *cell,
         const struct esc_schema *accept, const struct esc_blame *blame)
{
    bool good;

    if (esc_schema_is_any(accept))
        return true;
    if (accept->kind == ESC_SCHEMA_NEVER)
        return false;
    esc_pool_enter(validator->pool);
    good = cell->is_unknown
               ? esc_validate_schema(validator, cell->schema, accept, blame)
               : validate_known(validator, cell, accept, blame);
    esc_pool_leave(validator->pool);
    return good;
}

bool
esc_validate(struct esc_validator *validator, struct esc_cell *cell,
             const struct esc_schema *accept)
{
    struct esc_blame blame = {.term = cell->def, .path = ESC_STR("")};

    return validate(validator, cell, accept, &blame);
}
