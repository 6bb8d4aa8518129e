/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A schema against a schema: may a value that is not known yet turn out to
 * be wrong?  Only types, parts and required names are looked at.
 */
#include "validate.h"

/* One step: everything of SCHEMA must be fine with ACCEPT. */
struct step {
    struct esc_validator *validator;
    const struct esc_schema *schema, *accept;
    const struct esc_blame *blame;
};

/* Some member of LIST must do: of the schema, or of what is accepted. */
static bool
some_member(const struct step *step, const struct esc_schema_list *list,
            bool of_schema)
{
    struct esc_validator all;
    bool matched = list->count == 0;

    esc_validator_init(&all, step->validator->pool);
    for (size_t i = 0; i < list->count; i++)
        matched |= esc_validate_schema(
            &all, of_schema ? list->schemas[i] : step->schema,
            of_schema ? step->accept : list->schemas[i], step->blame);
    if (matched)
        return true;
    esc_validator_append(step->validator, &all);
    return esc_validator_fail(step->validator, step->blame,
                              ESC_STR("at least one subschema must match"));
}

static bool
unions(const struct step *step)
{
    static const struct esc_schema_more nothing;
    const struct esc_schema_more *schema = step->schema->more,
                                 *accept = step->accept->more;
    bool good = true;

    if (schema == NULL)
        schema = &nothing;
    if (accept == NULL)
        accept = &nothing;
    if (accept->ref != NULL)
        good &= esc_validate_schema(step->validator, step->schema, accept->ref,
                                    step->blame);
    if (schema->ref != NULL)
        good &= esc_validate_schema(step->validator, schema->ref, step->accept,
                                    step->blame);
    good &= some_member(step, &schema->any_of, true);
    good &= some_member(step, &schema->one_of, true);
    if (step->schema->type != ESC_TYPE_ANY)
        good &= esc_validate_type(step->validator, step->schema->type,
                                  step->accept, step->blame);
    good &= some_member(step, &accept->any_of, false);
    good &= some_member(step, &accept->one_of, false);
    return good;
}

static bool
arrays(const struct step *step)
{
    const struct esc_schema *schema = step->schema, *accept = step->accept;
    uint32_t count = schema->prefix_count > accept->prefix_count
                         ? schema->prefix_count
                         : accept->prefix_count;
    bool good = true;

    for (uint32_t i = 0; i < count; i++) {
        struct esc_blame blame =
            esc_blame_item(step->validator, step->blame, i);

        good &= esc_validate_schema(
            step->validator,
            i < schema->prefix_count ? schema->prefix[i] : schema->items,
            i < accept->prefix_count ? accept->prefix[i] : accept->items,
            &blame);
    }
    if (schema->items != NULL && schema->items->kind != ESC_SCHEMA_NEVER)
        good &= esc_validate_schema(step->validator, schema->items,
                                    accept->items, step->blame);
    return good;
}

static bool
is_required(const struct esc_schema *schema, struct esc_str key)
{
    if (schema->is_record)
        return esc_schema_find(schema, key) != NULL;
    for (size_t i = 0;
         schema->more != NULL && i < schema->more->required.count; i++)
        if (esc_str_equal(schema->more->required.items[i], key))
            return true;
    return false;
}

static bool
demand(const struct step *step, struct esc_str key)
{
    struct esc_blame blame;

    esc_pool_step(step->validator->pool);
    if (is_required(step->schema, key))
        return true;
    blame = esc_blame_property(step->validator, step->blame, key);
    return esc_validator_fail(step->validator, &blame,
                              ESC_STR("missing required property"));
}

static bool
required(const struct step *step)
{
    const struct esc_schema *accept = step->accept;
    const struct esc_schema_more *more = accept->more;
    bool good = true;

    for (uint32_t i = 0; accept->is_record && i < accept->property_count; i++)
        good &= demand(step, accept->properties[i].key);
    for (size_t i = 0; more != NULL && i < more->required.count; i++)
        good &= demand(step, more->required.items[i]);
    for (size_t i = 0; more != NULL && i < more->dependency_count; i++) {
        const struct esc_dependency *dependency = &more->dependencies[i];

        if (!is_required(step->schema, dependency->key))
            continue;
        for (size_t j = 0; j < dependency->required.count; j++)
            good &= demand(step, dependency->required.items[j]);
    }
    return good;
}

static bool
objects(const struct step *step)
{
    const struct esc_schema *schema = step->schema, *accept = step->accept;
    bool good = true;

    for (uint32_t i = 0; i < schema->property_count; i++) {
        struct esc_str key = schema->properties[i].key;
        struct esc_blame blame =
            esc_blame_property(step->validator, step->blame, key);
        const struct esc_schema *part = esc_schema_find(accept, key);

        good &= esc_validate_schema(
            step->validator, schema->properties[i].schema,
            part != NULL ? part : accept->additional, &blame);
    }
    if (schema->additional == NULL)
        good &= required(step);
    else if (schema->additional->kind != ESC_SCHEMA_NEVER)
        good &= esc_validate_schema(step->validator, schema->additional,
                                    accept->additional, step->blame);
    return good;
}

bool
esc_validate_schema(struct esc_validator *validator,
                    const struct esc_schema *schema,
                    const struct esc_schema *accept,
                    const struct esc_blame *blame)
{
    struct step step = {validator, schema, accept, blame};
    bool good;

    if (esc_schema_is_any(accept))
        return true;
    if (accept->kind == ESC_SCHEMA_NEVER)
        return false;
    if (esc_schema_is_any(schema))
        return true;
    if (schema->kind == ESC_SCHEMA_NEVER)
        return false;
    esc_pool_enter(validator->pool);
    good = unions(&step);
    if (schema->type == ESC_TYPE_ARRAY)
        good &= arrays(&step);
    else if (schema->type == ESC_TYPE_OBJECT)
        good &= objects(&step);
    esc_pool_leave(validator->pool);
    return good;
}
