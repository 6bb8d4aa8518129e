/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From JSON to a schema.  Which member goes where is a table.  Names match
 * without regard to case and unknown members are ignored, as the original's
 * decoder does; what has the wrong kind is refused with its words.
 */
#include <stddef.h>
#include <strings.h>

#include "schema.h"

/* One schema under construction. */
struct parser {
    struct esc_pool *pool;
    struct esc_schema *schema;
    struct esc_schema_more more;
    bool has_more;
    struct esc_str *problem;
};

typedef bool parse_member(struct parser *parser, const struct esc_value *value,
                          size_t argument);

static bool
refuse(struct parser *parser, const struct esc_value *value, const char *field,
       const char *wanted)
{
    static const char *const kinds[] = {"null",   "bool",  "number",
                                        "string", "array", "object"};

    *parser->problem = esc_pool_printf(
        parser->pool,
        "json: cannot unmarshal %s into Go struct field rawSchema.%s of type "
        "%s",
        kinds[value->kind], field, wanted);
    return false;
}

static const struct esc_schema *parse_schema(struct esc_pool *pool,
                                             const struct esc_value *value,
                                             bool is_rotate_only,
                                             struct esc_str *problem);

static const struct esc_schema *
parse_part(struct parser *parser, const struct esc_value *value,
           bool is_rotate_only)
{
    return parse_schema(parser->pool, value,
                        is_rotate_only || parser->schema->is_rotate_only,
                        parser->problem);
}

static bool
parse_single(struct parser *parser, const struct esc_value *value,
             size_t offset)
{
    const struct esc_schema *part = parse_part(parser, value, false);

    if (part == NULL)
        return false;
    if (offset == offsetof(struct esc_schema, items))
        parser->schema->items = part;
    else
        parser->schema->additional = part;
    return true;
}

static const struct esc_schema **
parse_list(struct parser *parser, const struct esc_value *value,
           const char *field)
{
    const struct esc_schema **schemas;

    if (value->kind != ESC_VALUE_ARRAY) {
        refuse(parser, value, field, "[]*schema.Schema");
        return NULL;
    }
    schemas = esc_pool_array(parser->pool, value->count,
                             sizeof(struct esc_schema *));
    for (uint32_t i = 0; i < value->count; i++) {
        schemas[i] = parse_part(parser, value->u.items[i], false);
        if (schemas[i] == NULL)
            return NULL;
    }
    return schemas;
}

static bool
parse_union(struct parser *parser, const struct esc_value *value, size_t any)
{
    const struct esc_schema **schemas =
        parse_list(parser, value, any ? "anyOf" : "oneOf");
    struct esc_schema_list list = {schemas, value->count};

    if (schemas == NULL)
        return false;
    parser->has_more = true;
    *(any ? &parser->more.any_of : &parser->more.one_of) = list;
    return true;
}

static bool
parse_prefix(struct parser *parser, const struct esc_value *value,
             size_t argument)
{
    (void)argument;
    parser->schema->prefix = parse_list(parser, value, "prefixItems");
    parser->schema->prefix_count = value->count;
    return parser->schema->prefix != NULL;
}

static bool
is_listed(struct esc_str_list list, struct esc_str text)
{
    for (size_t i = 0; i < list.count; i++)
        if (esc_str_equal(list.items[i], text))
            return true;
    return false;
}

static bool
parse_map(struct parser *parser, const struct esc_value *value, size_t defs)
{
    const char *field = defs ? "$defs" : "properties";
    struct esc_schema_property *map;

    if (value->kind != ESC_VALUE_OBJECT)
        return refuse(parser, value, field, "map[string]*schema.Schema");
    map = esc_pool_array(parser->pool, value->count, sizeof(*map));
    for (uint32_t i = 0; i < value->count; i++) {
        const struct esc_property *property = &value->u.properties[i];

        map[i].key = property->key;
        map[i].schema = parse_part(
            parser, property->value,
            !defs && is_listed(parser->more.rotate_only, property->key));
        if (map[i].schema == NULL)
            return false;
    }
    if (defs) {
        parser->has_more = true;
        parser->more.defs = map;
        parser->more.def_count = value->count;
    } else {
        parser->schema->properties = map;
        parser->schema->property_count = value->count;
    }
    return true;
}

static bool
parse_strings(struct parser *parser, const struct esc_value *value,
              const char *field, struct esc_str_list *list_out)
{
    struct esc_str *items;

    if (value->kind != ESC_VALUE_ARRAY)
        return refuse(parser, value, field, "[]string");
    items = esc_pool_array(parser->pool, value->count, sizeof(*items));
    for (uint32_t i = 0; i < value->count; i++) {
        if (value->u.items[i]->kind != ESC_VALUE_STRING)
            return refuse(parser, value->u.items[i], field, "string");
        items[i] = value->u.items[i]->u.text;
    }
    *list_out = (struct esc_str_list){items, value->count};
    parser->has_more = true;
    return true;
}

static bool
parse_required(struct parser *parser, const struct esc_value *value,
               size_t argument)
{
    (void)argument;
    return parse_strings(parser, value, "required", &parser->more.required);
}

static bool
parse_rotate_only(struct parser *parser, const struct esc_value *value,
                  size_t argument)
{
    (void)argument;
    return parse_strings(parser, value, "rotateOnly",
                         &parser->more.rotate_only);
}

static bool
parse_dependencies(struct parser *parser, const struct esc_value *value,
                   size_t argument)
{
    struct esc_dependency *dependencies;

    (void)argument;
    if (value->kind != ESC_VALUE_OBJECT)
        return refuse(parser, value, "dependentRequired",
                      "map[string][]string");
    dependencies =
        esc_pool_array(parser->pool, value->count, sizeof(*dependencies));
    for (uint32_t i = 0; i < value->count; i++) {
        dependencies[i].key = value->u.properties[i].key;
        if (!parse_strings(parser, value->u.properties[i].value,
                           "dependentRequired", &dependencies[i].required))
            return false;
    }
    parser->has_more = true;
    parser->more.dependencies = dependencies;
    parser->more.dependency_count = value->count;
    return true;
}

static bool
parse_type(struct parser *parser, const struct esc_value *value,
           size_t argument)
{
    (void)argument;
    if (value->kind != ESC_VALUE_STRING)
        return refuse(parser, value, "type", "string");
    for (unsigned int type = ESC_TYPE_ANY; type <= ESC_TYPE_OBJECT; type++)
        if (esc_str_equal(value->u.text,
                          esc_str_from(esc_schema_type_name((uint8_t)type)))) {
            parser->schema->type = (uint8_t)type;
            return true;
        }
    *parser->problem = esc_pool_printf(parser->pool, "unknown type");
    return false;
}

static bool
parse_number(struct parser *parser, const struct esc_value *value,
             size_t index)
{
    if (value->kind != ESC_VALUE_NUMBER)
        return refuse(parser, value, "number", "json.Number");
    parser->more.numbers[index] = value->u.text;
    parser->has_more = true;
    return true;
}

static bool
parse_size(struct parser *parser, const struct esc_value *value, size_t index)
{
    if (value->kind != ESC_VALUE_NUMBER)
        return refuse(parser, value, "size", "json.Number");
    parser->more.sizes[index] = value->u.text;
    parser->has_more = true;
    return true;
}

static bool
parse_text(struct parser *parser, const struct esc_value *value, size_t index)
{
    static const char *const names[ESC_TEXTS] = {"$ref", "pattern", "title",
                                                 "description"};

    if (value->kind != ESC_VALUE_STRING)
        return refuse(parser, value, names[index], "string");
    parser->more.texts[index] = value->u.text;
    parser->has_more = true;
    return true;
}

enum flag { FLAG_UNIQUE, FLAG_DEPRECATED, FLAG_SECRET };

static bool
parse_flag(struct parser *parser, const struct esc_value *value, size_t flag)
{
    static const char *const names[] = {"uniqueItems", "deprecated", "secret"};
    bool *const flags[] = {&parser->more.is_unique,
                           &parser->more.is_deprecated,
                           &parser->more.is_secret};

    if (value->kind != ESC_VALUE_BOOL)
        return refuse(parser, value, names[flag], "bool");
    *flags[flag] = value->u.boolean;
    parser->has_more = true;
    return true;
}

enum values { VALUES_ENUM, VALUES_EXAMPLES, VALUES_DEFAULT, VALUES_CONST };

static bool
parse_value(struct parser *parser, const struct esc_value *value, size_t which)
{
    if (which == VALUES_CONST) {
        parser->schema->constant = value;
        return true;
    }
    parser->has_more = true;
    if (which == VALUES_DEFAULT) {
        parser->more.fallback = value;
        return true;
    }
    if (value->kind != ESC_VALUE_ARRAY)
        return refuse(parser, value,
                      which == VALUES_ENUM ? "enum" : "examples",
                      "[]interface {}");
    if (value->count > 0 && which == VALUES_ENUM)
        parser->more.enumeration = value;
    else if (value->count > 0)
        parser->more.examples = value;
    return true;
}

static const struct member {
    const char *name;
    parse_member *parse;
    size_t argument;
} members[] = {
    {"$defs", parse_map, true},
    {"$ref", parse_text, ESC_TEXT_REF},
    {"anyOf", parse_union, true},
    {"oneOf", parse_union, false},
    {"prefixItems", parse_prefix, 0},
    {"items", parse_single, offsetof(struct esc_schema, items)},
    {"additionalProperties", parse_single,
     offsetof(struct esc_schema, additional)},
    {"properties", parse_map, false},
    {"type", parse_type, 0},
    {"const", parse_value, VALUES_CONST},
    {"enum", parse_value, VALUES_ENUM},
    {"multipleOf", parse_number, ESC_NUMBER_MULTIPLE_OF},
    {"maximum", parse_number, ESC_NUMBER_MAXIMUM},
    {"exclusiveMaximum", parse_number, ESC_NUMBER_EXCLUSIVE_MAXIMUM},
    {"minimum", parse_number, ESC_NUMBER_MINIMUM},
    {"exclusiveMinimum", parse_number, ESC_NUMBER_EXCLUSIVE_MINIMUM},
    {"maxLength", parse_size, ESC_SIZE_MAX_LENGTH},
    {"minLength", parse_size, ESC_SIZE_MIN_LENGTH},
    {"pattern", parse_text, ESC_TEXT_PATTERN},
    {"maxItems", parse_size, ESC_SIZE_MAX_ITEMS},
    {"minItems", parse_size, ESC_SIZE_MIN_ITEMS},
    {"uniqueItems", parse_flag, FLAG_UNIQUE},
    {"maxProperties", parse_size, ESC_SIZE_MAX_PROPERTIES},
    {"minProperties", parse_size, ESC_SIZE_MIN_PROPERTIES},
    {"required", parse_required, 0},
    {"dependentRequired", parse_dependencies, 0},
    {"title", parse_text, ESC_TEXT_TITLE},
    {"description", parse_text, ESC_TEXT_DESCRIPTION},
    {"default", parse_value, VALUES_DEFAULT},
    {"deprecated", parse_flag, FLAG_DEPRECATED},
    {"examples", parse_value, VALUES_EXAMPLES},
    {"secret", parse_flag, FLAG_SECRET},
    {"rotateOnly", parse_rotate_only, 0},
};

static const struct member *
find_member(struct esc_str key)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (strlen(members[i].name) == key.len
            && strncasecmp(members[i].name, key.data, key.len) == 0)
            return &members[i];
    return NULL;
}

/* In order: a null says nothing, except where any value may stand. */
static bool
parse_members(struct parser *parser, const struct esc_value *value)
{
    for (uint32_t i = 0; i < value->count; i++) {
        const struct esc_property *property = &value->u.properties[i];
        const struct member *member = find_member(property->key);

        if (member == NULL || property->value->kind == ESC_VALUE_NULL)
            continue;
        if (!member->parse(parser, property->value, member->argument))
            return false;
    }
    return true;
}

static const struct esc_schema *
parse_boolean(struct esc_pool *pool, bool is_always, bool is_rotate_only)
{
    struct esc_schema *schema;

    if (!is_rotate_only)
        return is_always ? &esc_schema_always : &esc_schema_never;
    schema = esc_pool_take(pool, sizeof(*schema));
    schema->kind = is_always ? ESC_SCHEMA_ALWAYS : ESC_SCHEMA_NEVER;
    schema->is_rotate_only = true;
    return schema;
}

/* Its names matter for the properties, wherever they stand. */
static bool
read_rotate_only(struct parser *parser, const struct esc_value *value)
{
    const struct esc_value *names = esc_value_get(value, "rotateOnly");

    return names == NULL || names->kind == ESC_VALUE_NULL
           || parse_rotate_only(parser, names, 0);
}

static const struct esc_schema *
parse_object(struct esc_pool *pool, const struct esc_value *value,
             bool is_rotate_only, struct esc_str *problem)
{
    struct parser parser = {.pool = pool, .problem = problem};

    parser.schema = esc_pool_take(pool, sizeof(*parser.schema));
    parser.schema->is_rotate_only = is_rotate_only;
    if (!read_rotate_only(&parser, value) || !parse_members(&parser, value))
        return NULL;
    if (parser.has_more) {
        parser.schema->more =
            esc_pool_take(pool, sizeof(*parser.schema->more));
        *parser.schema->more = parser.more;
    }
    return parser.schema;
}

static const struct esc_schema *
parse_schema(struct esc_pool *pool, const struct esc_value *value,
             bool is_rotate_only, struct esc_str *problem)
{
    const struct esc_schema *schema;

    if (value->kind == ESC_VALUE_BOOL)
        return parse_boolean(pool, value->u.boolean, is_rotate_only);
    if (value->kind != ESC_VALUE_OBJECT) {
        *problem = esc_pool_printf(pool, "not a schema");
        return NULL;
    }
    esc_pool_enter(pool);
    schema = parse_object(pool, value, is_rotate_only, problem);
    esc_pool_leave(pool);
    return schema;
}

const struct esc_schema *
esc_schema_parse(struct esc_pool *pool, const struct esc_value *value,
                 struct esc_str *problem_out)
{
    return parse_schema(pool, value, false, problem_out);
}
