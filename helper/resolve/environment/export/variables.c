/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a login gets of an environment: "environmentVariables" and "files".
 * Scalars only; what is not a scalar is not for a shell.
 */
#include "../evaluate/environment.h"

static struct esc_str
form(const struct esc_value *value)
{
    if (value->is_unknown)
        return ESC_STR("[unknown]");
    switch (value->kind) {
    case ESC_VALUE_BOOL:
        return value->u.boolean ? ESC_STR("true") : ESC_STR("false");
    case ESC_VALUE_NUMBER:
    case ESC_VALUE_STRING:
        return value->u.text;
    case ESC_VALUE_NULL:
    case ESC_VALUE_ARRAY:
    case ESC_VALUE_OBJECT:
    default:
        return ESC_STR("");
    }
}

static const struct esc_value *
find_object(const struct esc_environment *environment, const char *key)
{
    const struct esc_value *found = esc_value_get(environment->value, key);

    return found == NULL || found->kind != ESC_VALUE_OBJECT
                   || found->is_unknown
               ? NULL
               : found;
}

static size_t
add_variables(const struct esc_value *object, bool is_file,
              struct esc_environment_variable *variables)
{
    size_t count = 0;

    for (uint32_t i = 0; object != NULL && i < object->count; i++) {
        const struct esc_property *property = &object->u.properties[i];
        const struct esc_value *value = property->value;

        if (value->kind == ESC_VALUE_ARRAY || value->kind == ESC_VALUE_OBJECT)
            continue;
        variables[count++] = (struct esc_environment_variable){
            .name = property->key,
            .text = form(value),
            .is_secret = value->is_secret || object->is_secret,
            .is_unknown = value->is_unknown,
            .is_file = is_file,
            .trace = value->trace,
        };
    }
    return count;
}

const struct esc_environment_variable *
esc_environment_variables(struct esc_environment *environment,
                          size_t *count_out)
{
    const struct esc_value *variables =
        find_object(environment, "environmentVariables");
    const struct esc_value *files = find_object(environment, "files");
    size_t most = (variables == NULL ? 0 : (size_t)variables->count)
                  + (files == NULL ? 0 : (size_t)files->count);
    struct esc_environment_variable *list;

    *count_out = environment->variable_count;
    if (environment->variables != NULL || most == 0)
        return environment->variables;
    list = esc_arena_array(environment->arena, most, sizeof(*list));
    if (list == NULL)
        return NULL;
    environment->variable_count = add_variables(variables, false, list);
    environment->variable_count +=
        add_variables(files, true, list + environment->variable_count);
    environment->variables = list;
    *count_out = environment->variable_count;
    return list;
}
