/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Schemas as JSON.  The type is always there, even if empty; everything else
 * only when it says something, as the original's export has it.
 */
#include "../value/write.h"
#include "schema.h"

static void
write_list(const struct esc_schema *const *schemas, size_t count,
           struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '[');
    for (size_t i = 0; i < count && esc_writer_ok(w); i++) {
        esc_write_next(w, &first);
        esc_schema_write(schemas[i], w);
    }
    esc_write_char(w, ']');
}

static void
write_map(const struct esc_schema_property *properties, size_t count,
          struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '{');
    for (size_t i = 0; i < count && esc_writer_ok(w); i++) {
        esc_write_key(w, &first, properties[i].key);
        esc_schema_write(properties[i].schema, w);
    }
    esc_write_char(w, '}');
}

static void
write_strings(struct esc_str_list list, struct esc_writer *w)
{
    bool first = true;

    esc_write_char(w, '[');
    for (size_t i = 0; i < list.count; i++) {
        esc_write_next(w, &first);
        esc_write_string(w, list.items[i]);
    }
    esc_write_char(w, ']');
}

static void
write_required(const struct esc_schema *schema, struct esc_writer *w,
               bool *first)
{
    bool first_key = true;

    if (!schema->is_record || schema->property_count == 0)
        return;
    esc_write_member(w, first, "required");
    esc_write_char(w, '[');
    for (size_t i = 0; i < schema->property_count; i++) {
        esc_write_next(w, &first_key);
        esc_write_string(w, schema->properties[i].key);
    }
    esc_write_char(w, ']');
}

/* Members that are numbers or texts, by table. */
static void
write_scalars(const struct esc_schema_more *more, struct esc_writer *w,
              bool *first)
{
    static const char *const numbers[ESC_NUMBERS] = {
        "multipleOf", "minimum", "exclusiveMinimum", "maximum",
        "exclusiveMaximum"};
    static const char *const sizes[ESC_SIZES] = {
        "minLength", "maxLength",     "minItems",
        "maxItems",  "minProperties", "maxProperties"};
    static const char *const texts[ESC_TEXTS] = {"$ref", "pattern", "title",
                                                 "description"};

    for (size_t i = 0; i < ESC_NUMBERS; i++)
        if (more->numbers[i].len > 0) {
            esc_write_member(w, first, numbers[i]);
            esc_write_text(w, more->numbers[i]);
        }
    for (size_t i = 0; i < ESC_SIZES; i++)
        if (more->sizes[i].len > 0) {
            esc_write_member(w, first, sizes[i]);
            esc_write_text(w, more->sizes[i]);
        }
    for (size_t i = 0; i < ESC_TEXTS; i++)
        if (more->texts[i].len > 0) {
            esc_write_member(w, first, texts[i]);
            esc_write_string(w, more->texts[i]);
        }
}

static void
write_flags(const struct esc_schema_more *more, struct esc_writer *w,
            bool *first)
{
    const struct {
        const char *name;
        bool is_set;
    } flags[] = {
        {"uniqueItems", more->is_unique},
        {"deprecated", more->is_deprecated},
        {"secret", more->is_secret},
    };

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (flags[i].is_set) {
            esc_write_member(w, first, flags[i].name);
            esc_write_chars(w, "true");
        }
}

static void
write_values(const struct esc_schema_more *more, struct esc_writer *w,
             bool *first)
{
    const struct {
        const char *name;
        const struct esc_value *value;
    } values[] = {
        {"enum", more->enumeration},
        {"examples", more->examples},
        {"default", more->fallback},
    };

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (values[i].value != NULL) {
            esc_write_member(w, first, values[i].name);
            esc_write_value(w, values[i].value, ESC_STYLE_REVEALED);
        }
}

static void
write_dependencies(const struct esc_schema_more *more, struct esc_writer *w,
                   bool *first)
{
    bool first_key = true;

    if (more->dependency_count == 0)
        return;
    esc_write_member(w, first, "dependentRequired");
    esc_write_char(w, '{');
    for (size_t i = 0; i < more->dependency_count; i++) {
        esc_write_key(w, &first_key, more->dependencies[i].key);
        write_strings(more->dependencies[i].required, w);
    }
    esc_write_char(w, '}');
}

static void
write_more(const struct esc_schema_more *more, struct esc_writer *w,
           bool *first)
{
    if (more->def_count > 0) {
        esc_write_member(w, first, "$defs");
        write_map(more->defs, more->def_count, w);
    }
    if (more->any_of.count > 0) {
        esc_write_member(w, first, "anyOf");
        write_list(more->any_of.schemas, more->any_of.count, w);
    }
    if (more->one_of.count > 0) {
        esc_write_member(w, first, "oneOf");
        write_list(more->one_of.schemas, more->one_of.count, w);
    }
    if (more->required.count > 0) {
        esc_write_member(w, first, "required");
        write_strings(more->required, w);
    }
    if (more->rotate_only.count > 0) {
        esc_write_member(w, first, "rotateOnly");
        write_strings(more->rotate_only, w);
    }
    write_scalars(more, w, first);
    write_flags(more, w, first);
    write_values(more, w, first);
    write_dependencies(more, w, first);
}

static void
write_parts(const struct esc_schema *schema, struct esc_writer *w, bool *first)
{
    if (schema->prefix_count > 0) {
        esc_write_member(w, first, "prefixItems");
        write_list(schema->prefix, schema->prefix_count, w);
    }
    if (schema->items != NULL) {
        esc_write_member(w, first, "items");
        esc_schema_write(schema->items, w);
    }
    if (schema->additional != NULL) {
        esc_write_member(w, first, "additionalProperties");
        esc_schema_write(schema->additional, w);
    }
    if (schema->property_count > 0) {
        esc_write_member(w, first, "properties");
        write_map(schema->properties, schema->property_count, w);
    }
}

void
esc_schema_write(const struct esc_schema *schema, struct esc_writer *w)
{
    bool first = true;

    if (schema->kind != ESC_SCHEMA_OBJECT) {
        esc_write_chars(w,
                        schema->kind == ESC_SCHEMA_ALWAYS ? "true" : "false");
        return;
    }
    esc_write_char(w, '{');
    esc_write_member(w, &first, "type");
    esc_write_char(w, '"');
    esc_write_chars(w, esc_schema_type_name(schema->type));
    esc_write_char(w, '"');
    if (schema->constant != NULL) {
        esc_write_member(w, &first, "const");
        esc_write_value(w, schema->constant, ESC_STYLE_REVEALED);
    }
    write_parts(schema, w, &first);
    write_required(schema, w, &first);
    if (schema->more != NULL)
        write_more(schema->more, w, &first);
    esc_write_char(w, '}');
}
