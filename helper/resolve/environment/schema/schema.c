/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building schemas and asking them about their parts.
 */
#include "schema.h"

#define TYPE(name)                                                            \
    {                                                                         \
        .type = (name)                                                        \
    }

const struct esc_schema esc_schema_always = {.kind = ESC_SCHEMA_ALWAYS};
const struct esc_schema esc_schema_never = {.kind = ESC_SCHEMA_NEVER};
const struct esc_schema esc_schema_string = TYPE(ESC_TYPE_STRING);
const struct esc_schema esc_schema_null = TYPE(ESC_TYPE_NULL);
const struct esc_schema esc_schema_strings = {.type = ESC_TYPE_ARRAY,
                                              .items = &esc_schema_string};
const struct esc_schema esc_schema_array = {.type = ESC_TYPE_ARRAY,
                                            .items = &esc_schema_always};
const struct esc_schema esc_schema_arrays = {.type = ESC_TYPE_ARRAY,
                                             .items = &esc_schema_array};
const struct esc_schema esc_schema_object = {.type = ESC_TYPE_OBJECT,
                                             .additional = &esc_schema_always};

static const struct esc_schema *const join_args[] = {&esc_schema_string,
                                                     &esc_schema_strings};
static const struct esc_schema *const split_args[] = {&esc_schema_string,
                                                      &esc_schema_string};

const struct esc_schema esc_schema_join_args = {
    .type = ESC_TYPE_ARRAY,
    .prefix = join_args,
    .prefix_count = 2,
    .items = &esc_schema_never,
};
const struct esc_schema esc_schema_split_args = {
    .type = ESC_TYPE_ARRAY,
    .prefix = split_args,
    .prefix_count = 2,
    .items = &esc_schema_never,
};

const char *
esc_schema_type_name(uint8_t type)
{
    static const char *const names[] = {"",       "null",  "boolean", "number",
                                        "string", "array", "object"};

    return names[type];
}

const struct esc_schema *
esc_schema_constant(struct esc_pool *pool, const struct esc_value *constant)
{
    static const uint8_t types[] = {
        [ESC_VALUE_NULL] = ESC_TYPE_NULL,
        [ESC_VALUE_BOOL] = ESC_TYPE_BOOLEAN,
        [ESC_VALUE_NUMBER] = ESC_TYPE_NUMBER,
        [ESC_VALUE_STRING] = ESC_TYPE_STRING,
    };
    struct esc_schema *schema;

    if (constant->kind == ESC_VALUE_NULL)
        return &esc_schema_null;
    schema = esc_pool_take(pool, sizeof(*schema));
    schema->type = types[constant->kind];
    schema->constant = constant;
    return schema;
}

const struct esc_schema *
esc_schema_record(struct esc_pool *pool,
                  const struct esc_schema_property *properties, size_t count)
{
    struct esc_schema *schema = esc_pool_take(pool, sizeof(*schema));

    schema->type = ESC_TYPE_OBJECT;
    schema->is_record = true;
    schema->properties = properties;
    schema->property_count = (uint32_t)count;
    return schema;
}

const struct esc_schema *
esc_schema_tuple(struct esc_pool *pool, const struct esc_schema *const *prefix,
                 size_t count)
{
    struct esc_schema *schema = esc_pool_take(pool, sizeof(*schema));

    schema->type = ESC_TYPE_ARRAY;
    schema->prefix = prefix;
    schema->prefix_count = (uint32_t)count;
    schema->items = &esc_schema_never;
    return schema;
}

const struct esc_schema *
esc_schema_one_of(struct esc_pool *pool, const struct esc_schema *const *of,
                  size_t count)
{
    struct esc_schema *schema = esc_pool_take(pool, sizeof(*schema));

    schema->more = esc_pool_take(pool, sizeof(*schema->more));
    schema->more->one_of = (struct esc_schema_list){of, count};
    return schema;
}

const struct esc_schema *
esc_schema_find(const struct esc_schema *schema, struct esc_str key)
{
    size_t low = 0, high = schema->property_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = esc_str_compare(key, schema->properties[middle].key);

        if (order == 0)
            return schema->properties[middle].schema;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* Schemas of a part, found in the members of a union. */
struct found {
    const struct esc_schema **schemas;
    size_t count;
};

/* Which part is asked for: the item INDEX, or if that is SIZE_MAX, KEY. */
struct part {
    struct esc_str key;
    size_t index;
};

static const struct esc_schema *find_part(struct esc_pool *pool,
                                          const struct esc_schema *schema,
                                          const struct part *part);

static const struct esc_schema *
own_part(const struct esc_schema *schema, const struct part *part)
{
    const struct esc_schema *found;

    if (part->index != SIZE_MAX) {
        if (schema->type != ESC_TYPE_ARRAY)
            return NULL;
        return part->index < schema->prefix_count ? schema->prefix[part->index]
                                                  : schema->items;
    }
    if (schema->type != ESC_TYPE_OBJECT)
        return NULL;
    found = esc_schema_find(schema, part->key);
    return found != NULL ? found : schema->additional;
}

static void
collect(struct esc_pool *pool, const struct esc_schema_list *list,
        const struct part *part, struct found *found)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct esc_schema *schema =
            find_part(pool, list->schemas[i], part);

        if (schema->kind != ESC_SCHEMA_NEVER)
            found->schemas[found->count++] = schema;
    }
}

static const struct esc_schema *
find_part(struct esc_pool *pool, const struct esc_schema *schema,
          const struct part *part)
{
    const struct esc_schema_more *more = schema->more;
    const struct esc_schema *own = own_part(schema, part);
    struct found found = {0};

    if (own != NULL && own->kind == ESC_SCHEMA_NEVER)
        own = NULL;
    if (more == NULL || more->any_of.count + more->one_of.count == 0)
        return own == NULL ? &esc_schema_never : own;
    esc_pool_enter(pool);
    found.schemas =
        esc_pool_array(pool, more->any_of.count + more->one_of.count + 1,
                       sizeof(struct esc_schema *));
    collect(pool, &more->any_of, part, &found);
    collect(pool, &more->one_of, part, &found);
    if (own != NULL)
        found.schemas[found.count++] = own;
    esc_pool_leave(pool);
    if (found.count == 0)
        return &esc_schema_never;
    if (found.count == 1)
        return found.schemas[0];
    return esc_schema_one_of(pool, found.schemas, found.count);
}

const struct esc_schema *
esc_schema_property(struct esc_pool *pool, const struct esc_schema *schema,
                    struct esc_str key)
{
    struct part part = {.key = key, .index = SIZE_MAX};

    return find_part(pool, schema, &part);
}

const struct esc_schema *
esc_schema_item(struct esc_pool *pool, const struct esc_schema *schema,
                size_t index)
{
    struct part part = {.index = index};

    return find_part(pool, schema, &part);
}

/* The sorted union of both property lists, merged where both have one. */
static size_t
merge_properties(struct esc_pool *pool, const struct esc_schema *base,
                 const struct esc_schema *top,
                 struct esc_schema_property *merged)
{
    size_t count = 0, i = 0, j = 0;

    while (i < base->property_count || j < top->property_count) {
        int order;

        if (i == base->property_count)
            order = 1;
        else if (j == top->property_count)
            order = -1;
        else
            order = esc_str_compare(base->properties[i].key,
                                    top->properties[j].key);
        if (order < 0) {
            merged[count++] = base->properties[i++];
            continue;
        }
        merged[count] = top->properties[j++];
        if (order == 0)
            merged[count].schema = esc_schema_merge(
                pool, base->properties[i++].schema, merged[count].schema);
        count++;
    }
    return count;
}

const struct esc_schema *
esc_schema_merge(struct esc_pool *pool, const struct esc_schema *base,
                 const struct esc_schema *top)
{
    struct esc_schema_property *properties;
    struct esc_schema *merged;
    size_t count;

    if (base == NULL || top->type != ESC_TYPE_OBJECT
        || base->type != ESC_TYPE_OBJECT)
        return top;
    esc_pool_enter(pool);
    properties = esc_pool_array(
        pool, (size_t)base->property_count + top->property_count,
        sizeof(*properties));
    count = merge_properties(pool, base, top, properties);
    merged = esc_pool_take(pool, sizeof(*merged));
    merged->type = ESC_TYPE_OBJECT;
    merged->is_record = true;
    merged->properties = properties;
    merged->property_count = (uint32_t)count;
    merged->additional = top->additional;
    if (base->additional != NULL)
        merged->additional =
            top->additional == NULL ? base->additional : &esc_schema_always;
    esc_pool_leave(pool);
    return merged;
}
