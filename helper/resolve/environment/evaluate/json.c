/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON text as a value.
 */
#include "esc/json.h"

#include "evaluator.h"

static const struct esc_value *
convert(struct esc_pool *pool, const struct esc_json *json, bool is_secret);

static void
convert_items(struct esc_pool *pool, const struct esc_json *json,
              struct esc_value *value)
{
    const struct esc_value **items =
        esc_pool_array(pool, json->count, sizeof(struct esc_value *));

    for (size_t i = 0; i < json->count; i++)
        items[i] = convert(pool, &json->u.items[i], value->is_secret);
    value->u.items = items;
    value->count = (uint32_t)json->count;
}

static void
convert_members(struct esc_pool *pool, const struct esc_json *json,
                struct esc_value *value)
{
    struct esc_property *properties =
        esc_pool_array(pool, json->count, sizeof(*properties));

    for (size_t i = 0; i < json->count; i++) {
        properties[i].key = json->u.members[i].key;
        properties[i].value =
            convert(pool, &json->u.members[i].value, value->is_secret);
    }
    value->u.properties = properties;
    value->count = (uint32_t)json->count;
}

static const struct esc_value *
convert(struct esc_pool *pool, const struct esc_json *json, bool is_secret)
{
    static const enum esc_value_kind kinds[] = {
        [ESC_JSON_NULL] = ESC_VALUE_NULL,
        [ESC_JSON_BOOL] = ESC_VALUE_BOOL,
        [ESC_JSON_NUMBER] = ESC_VALUE_NUMBER,
        [ESC_JSON_STRING] = ESC_VALUE_STRING,
        [ESC_JSON_ARRAY] = ESC_VALUE_ARRAY,
        [ESC_JSON_OBJECT] = ESC_VALUE_OBJECT};
    struct esc_value *value = esc_pool_take(pool, sizeof(*value));

    esc_pool_enter(pool);
    value->kind = kinds[json->kind];
    value->is_secret = is_secret;
    if (json->kind == ESC_JSON_BOOL)
        value->u.boolean = json->u.boolean;
    else if (json->kind == ESC_JSON_ARRAY)
        convert_items(pool, json, value);
    else if (json->kind == ESC_JSON_OBJECT)
        convert_members(pool, json, value);
    else
        value->u.text = json->u.text;
    esc_pool_leave(pool);
    return value;
}

const struct esc_value *
esc_value_from_json(struct esc_pool *pool, struct esc_str text, bool is_secret,
                    struct esc_str *problem_out)
{
    const struct esc_json *json =
        esc_json_parse(pool->arena, text, pool->depth_limit, problem_out);

    if (json == NULL && esc_arena_state(pool->arena) != ESC_ARENA_OK)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return json == NULL ? NULL : convert(pool, json, is_secret);
}
