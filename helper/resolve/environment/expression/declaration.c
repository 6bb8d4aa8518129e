/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The top level of a definition: description, imports and values.  Unknown
 * keys are only warned about, and known ones are known in any case.
 */
#include "declaration.h"

#include <stdlib.h>

#include "../syntax/node.h"
#include "../syntax/read.h"
#include "../text/build.h"
#include "../text/suggest.h"
#include "parser.h"

/* One top-level key: reads NODE's value into the declaration. */
typedef void field_function(struct esc_parser *parser,
                            struct esc_declaration *declaration,
                            const struct esc_node *value);

static bool
equal_fold(struct esc_str a, const char *b)
{
    size_t i = 0;

    for (; i < a.len && b[i] != '\0'; i++) {
        char byte = a.data[i];

        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte + ('a' - 'A'));
        if (byte != b[i])
            return false;
    }
    return i == a.len && b[i] == '\0';
}

static void
read_description(struct esc_parser *parser,
                 struct esc_declaration *declaration,
                 const struct esc_node *value)
{
    const struct esc_expr *expr = esc_parser_expr(parser, value);

    declaration->description = ESC_STR("");
    if (expr->kind == ESC_EXPR_STRING)
        declaration->description = expr->u.text;
    else
        esc_parser_error(parser, value, "description must be a string");
}

/* The options of one import; true when it is to be merged. */
static bool
read_options(struct esc_parser *parser, const struct esc_node *options)
{
    const struct esc_node *key;
    bool merge = true;

    if (options->kind != ESC_NODE_OBJECT) {
        esc_parser_error(parser, options, "import must be an object");
        return true;
    }
    key = esc_node_first(options);
    for (; key != NULL; key = esc_node_after(key)) {
        const struct esc_expr *value;

        if (!equal_fold(key->u.text, "merge"))
            continue;
        value = esc_parser_expr(parser, esc_node_value(key));
        merge = value->kind == ESC_EXPR_BOOL && value->u.boolean;
        if (value->kind != ESC_EXPR_BOOL)
            esc_parser_error(parser, esc_node_value(key),
                             "merge must be a boolean value");
    }
    return merge;
}

/* False when ELEMENT does not name an environment. */
static bool
read_import(struct esc_parser *parser, const struct esc_node *element,
            struct esc_import *import_out)
{
    const struct esc_node *key;

    if (element->kind == ESC_NODE_STRING) {
        *import_out = (struct esc_import){
            .name = element->u.text, .node = element, .merge = true};
        return true;
    }
    if (element->kind != ESC_NODE_OBJECT) {
        esc_parser_error(parser, element,
                         "import must be a string or an object");
        return false;
    }
    if (element->u.list.count != 1) {
        esc_parser_error(parser, element, "import must have a single key");
        return false;
    }
    key = esc_node_first(element);
    *import_out = (struct esc_import){
        .name = key->u.text,
        .node = key,
        .merge = read_options(parser, esc_node_value(key)),
    };
    return true;
}

static void
read_imports(struct esc_parser *parser, struct esc_declaration *declaration,
             const struct esc_node *value)
{
    const struct esc_node *element;
    struct esc_import *imports;

    declaration->imports = NULL;
    declaration->import_count = declaration->import_elements = 0;
    if (value->kind != ESC_NODE_ARRAY) {
        esc_parser_error(parser, value, "imports must be a list");
        return;
    }
    declaration->import_elements = value->u.list.count;
    imports =
        esc_arena_array(parser->arena, value->u.list.count, sizeof(*imports));
    if (imports == NULL)
        return;
    declaration->imports = imports;
    for (element = esc_node_first(value); element != NULL;
         element = element->next) {
        if (read_import(parser, element, &imports[declaration->import_count]))
            declaration->import_count++;
    }
}

static void
check_top_key(struct esc_parser *parser, const struct esc_node *key)
{
    struct esc_build text;

    if (!esc_str_starts(key->u.text, ESC_STR("fn::")))
        return;
    esc_build_init(&text, parser->arena, SIZE_MAX);
    esc_build_text(&text, "builtin function call ");
    esc_build_quote(&text, key->u.text);
    esc_build_text(&text, " not allowed at the top level");
    esc_parser_report(parser, ESC_SEVERITY_ERROR, key, esc_build_take(&text));
}

static void
read_values(struct esc_parser *parser, struct esc_declaration *declaration,
            const struct esc_node *value)
{
    const struct esc_node *key;
    struct esc_entry *entries;

    declaration->values = NULL;
    declaration->value_count = 0;
    declaration->has_values = true;
    declaration->values_node = value;
    if (value->kind != ESC_NODE_OBJECT) {
        esc_parser_error(parser, value, "values must be an object");
        return;
    }
    entries =
        esc_arena_array(parser->arena, value->u.list.count, sizeof(*entries));
    if (entries == NULL)
        return;
    declaration->values = entries;
    for (key = esc_node_first(value); key != NULL; key = esc_node_after(key)) {
        check_top_key(parser, key);
        entries[declaration->value_count++] = (struct esc_entry){
            .key = key->u.text,
            .key_node = key,
            .value = esc_parser_expr(parser, esc_node_value(key)),
        };
    }
}

static const struct field {
    const char *name;
    field_function *read;
} fields[] = {
    {"description", read_description},
    {"imports", read_imports},
    {"values", read_values},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static const struct field *
find_field(struct esc_str key)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (equal_fold(key, fields[i].name))
            return &fields[i];
    }
    return NULL;
}

/* Known keys, nearest in spelling first. */
static void
warn_unknown(struct esc_parser *parser, const struct esc_node *key)
{
    size_t order[FIELDS] = {0}, distances[FIELDS] = {0};
    struct esc_build text;

    for (size_t i = 0; i < FIELDS; i++) {
        size_t at = i;
        size_t far = esc_distance(key->u.text, esc_str_from(fields[i].name));

        for (; at > 0 && distances[at - 1] > far; at--) {
            distances[at] = distances[at - 1];
            order[at] = order[at - 1];
        }
        distances[at] = far;
        order[at] = i;
    }
    esc_build_init(&text, parser->arena, SIZE_MAX);
    esc_build_text(&text, "Field '");
    esc_build_add(&text, key->u.text);
    esc_build_text(&text, "' does not exist on Object 'environment'. "
                          "Existing fields are: ");
    for (size_t i = 0; i < FIELDS; i++) {
        esc_build_text(&text, i == 0 ? "'" : ", '");
        esc_build_text(&text, fields[order[i]].name);
        esc_build_byte(&text, '\'');
    }
    esc_parser_report(parser, ESC_SEVERITY_WARNING, key,
                      esc_build_take(&text));
}

static int
compare_keys(const void *left, const void *right)
{
    const struct esc_node *const *a = left, *const *b = right;
    int order = esc_str_compare((*a)->u.text, (*b)->u.text);

    if (order != 0)
        return order;
    return ((*a)->index > (*b)->index) - ((*a)->index < (*b)->index);
}

/* Warn about keys that are spelled like an earlier one. */
static void
warn_duplicates(struct esc_parser *parser, const struct esc_node *root)
{
    size_t count = root->u.list.count;
    const struct esc_node **keys =
        esc_arena_array(parser->arena, count, sizeof(*keys));
    const struct esc_node *key = esc_node_first(root);

    if (keys == NULL || count < 2)
        return;
    for (size_t i = 0; i < count; i++, key = esc_node_after(key))
        keys[i] = key;
    qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 1; i < count; i++) {
        struct esc_build text;

        if (!esc_str_equal(keys[i - 1]->u.text, keys[i]->u.text))
            continue;
        esc_build_init(&text, parser->arena, SIZE_MAX);
        esc_build_text(&text, "duplicate key ");
        esc_build_quote(&text, keys[i]->u.text);
        esc_parser_report(parser, ESC_SEVERITY_WARNING, keys[i],
                          esc_build_take(&text));
    }
}

static void
read_fields(struct esc_parser *parser, struct esc_declaration *declaration,
            const struct esc_node *root)
{
    const struct esc_node *key = esc_node_first(root);

    for (; key != NULL; key = esc_node_after(key)) {
        const struct field *field = find_field(key->u.text);

        if (field == NULL)
            warn_unknown(parser, key);
        else
            field->read(parser, declaration, esc_node_value(key));
    }
    warn_duplicates(parser, root);
}

const struct esc_declaration *
esc_declaration_load(struct esc_diagnostics *diags, struct esc_str name,
                     struct esc_str source, const struct esc_limits *limits)
{
    struct esc_parser parser = {
        .arena = diags->arena, .diags = diags, .name = name};
    const struct esc_node *root = esc_syntax_read(diags, name, source, limits);
    struct esc_declaration *declaration;

    if (root == NULL)
        return NULL;
    parser.missing = esc_parser_new(&parser, ESC_EXPR_MISSING, NULL);
    declaration = esc_arena_alloc(parser.arena, sizeof(*declaration));
    if (declaration != NULL && parser.missing != NULL) {
        declaration->environment = name;
        declaration->description = ESC_STR("");
        read_fields(&parser, declaration, root);
    }
    return esc_diagnostics_settle(diags) ? declaration : NULL;
}
