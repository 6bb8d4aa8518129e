/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builtin calls: a table of what the argument looks like, and how it shows.
 */
#include "export.h"

enum shape {
    SHAPE_ARGUMENT, /* the one argument */
    SHAPE_LIST,     /* [first, inputs] */
    SHAPE_SECRET,
    SHAPE_PROVIDER, /* open, rotate */
    SHAPE_VALIDATE
};

static const struct row {
    enum shape shape;
    const struct esc_schema *schema;
} rows[] = {
    [ESC_BUILTIN_OPEN] = {SHAPE_PROVIDER, NULL},
    [ESC_BUILTIN_ROTATE] = {SHAPE_PROVIDER, NULL},
    [ESC_BUILTIN_SECRET] = {SHAPE_SECRET, &esc_schema_always},
    [ESC_BUILTIN_JOIN] = {SHAPE_LIST, &esc_schema_join_args},
    [ESC_BUILTIN_SPLIT] = {SHAPE_LIST, &esc_schema_split_args},
    [ESC_BUILTIN_CONCAT] = {SHAPE_ARGUMENT, &esc_schema_arrays},
    [ESC_BUILTIN_VALIDATE] = {SHAPE_VALIDATE, NULL},
    [ESC_BUILTIN_TO_JSON] = {SHAPE_ARGUMENT, &esc_schema_always},
    [ESC_BUILTIN_FROM_JSON] = {SHAPE_ARGUMENT, &esc_schema_always},
    [ESC_BUILTIN_TO_STRING] = {SHAPE_ARGUMENT, &esc_schema_always},
    [ESC_BUILTIN_TO_BASE64] = {SHAPE_ARGUMENT, &esc_schema_string},
    [ESC_BUILTIN_FROM_BASE64] = {SHAPE_ARGUMENT, &esc_schema_string},
    [ESC_BUILTIN_FINAL] = {SHAPE_ARGUMENT, &esc_schema_always},
};

/* A named part of an argument that is an object. */
struct part {
    const char *name;
    const struct esc_term *term; /* NULL: not there */
    const struct esc_schema *schema;
};

static void
write_parts(struct esc_exporter *exporter, const struct part *parts,
            size_t count)
{
    bool first = true;

    esc_write_char(&exporter->w, '{');
    for (size_t i = 0; i < count; i++) {
        if (parts[i].term == NULL)
            continue;
        esc_write_member(&exporter->w, &first, parts[i].name);
        esc_export_term(exporter, parts[i].term);
    }
    esc_write_char(&exporter->w, '}');
}

/* A record of the parts' schemas, sorted as PARTS are. */
static void
write_record(struct esc_exporter *exporter, const struct part *parts,
             size_t count)
{
    struct esc_schema_property properties[3];
    struct esc_schema record = {
        .type = ESC_TYPE_OBJECT, .is_record = true, .properties = properties};

    for (size_t i = 0; i < count && i < 3; i++) {
        if (parts[i].term == NULL)
            continue;
        properties[record.property_count].key = esc_str_from(parts[i].name);
        properties[record.property_count++].schema = parts[i].schema;
    }
    esc_schema_write(&record, &exporter->w);
}

/* {range, object: PARTS} without a schema; NODE may be NULL: zero. */
static void
write_object(struct esc_exporter *exporter, const struct esc_term *term,
             const struct esc_node *node, const struct part *parts,
             size_t count)
{
    bool first = true;

    esc_write_char(&exporter->w, '{');
    esc_write_member(&exporter->w, &first, "range");
    if (node == NULL)
        esc_write_range(&exporter->w, ESC_STR(""), NULL);
    else
        esc_export_node(exporter, term, node);
    esc_write_member(&exporter->w, &first, "object");
    write_parts(exporter, parts, count);
    esc_write_char(&exporter->w, '}');
}

static void
write_provider(struct esc_exporter *exporter, const struct esc_term *term,
               bool *first)
{
    const struct esc_call *call = term->ast->u.call;
    const struct esc_term_call *arguments = term->u.call;
    const struct part parts[] = {
        {"inputs", arguments->inputs, arguments->input_schema},
        {"provider", call->is_long_form ? arguments->provider : NULL,
         &esc_schema_string},
        {"state",
         call->builtin == ESC_BUILTIN_ROTATE ? arguments->state : NULL,
         arguments->state_schema},
    };

    esc_write_member(&exporter->w, first, "argSchema");
    if (call->builtin == ESC_BUILTIN_OPEN && !call->is_long_form) {
        esc_schema_write(arguments->input_schema, &exporter->w);
        esc_write_member(&exporter->w, first, "arg");
        esc_export_term(exporter, arguments->inputs);
        return;
    }
    write_record(exporter, parts, 3);
    esc_write_member(&exporter->w, first, "arg");
    write_object(exporter, term, NULL, parts, 3);
}

static void
write_validate(struct esc_exporter *exporter, const struct esc_term *term,
               bool *first)
{
    const struct esc_term_call *arguments = term->u.call;
    const struct esc_schema *schema_schema = term->scope->run->schema_schema;
    const struct part parts[] = {
        {"schema", arguments->first,
         schema_schema == NULL ? &esc_schema_always : schema_schema},
        {"value", arguments->inputs, &esc_schema_always},
    };

    esc_write_member(&exporter->w, first, "argSchema");
    write_record(exporter, parts, 2);
    esc_write_member(&exporter->w, first, "arg");
    write_object(exporter, term, term->ast->u.call->argument_node, parts, 2);
}

static void
write_list(struct esc_exporter *exporter, const struct esc_term *term)
{
    struct esc_writer *w = &exporter->w;
    bool first = true;

    esc_write_char(w, '{');
    esc_write_member(w, &first, "range");
    esc_export_node(exporter, term, term->ast->u.call->argument_node);
    esc_write_member(w, &first, "list");
    esc_write_char(w, '[');
    esc_export_term(exporter, term->u.call->first);
    esc_write_char(w, ',');
    esc_export_term(exporter, term->u.call->inputs);
    esc_write_chars(w, "]}");
}

static void
write_argument(struct esc_exporter *exporter, const struct esc_term *term,
               const struct row *row, bool *first)
{
    const struct esc_call *call = term->ast->u.call;
    const struct part ciphertext = {"ciphertext", term->u.call->inputs,
                                    &esc_schema_string};

    esc_write_member(&exporter->w, first, "argSchema");
    esc_schema_write(row->schema, &exporter->w);
    esc_write_member(&exporter->w, first, "arg");
    if (row->shape == SHAPE_LIST)
        write_list(exporter, term);
    else if (row->shape == SHAPE_SECRET && call->is_ciphertext)
        write_object(exporter, term, call->argument_node, &ciphertext, 1);
    else
        esc_export_term(exporter, term->u.call->inputs);
}

void
esc_export_call(struct esc_exporter *exporter, const struct esc_term *term,
                bool *first)
{
    const struct esc_call *call = term->ast->u.call;
    const struct row *row = &rows[call->builtin];
    struct esc_writer *w = &exporter->w;
    bool first_member = true;

    esc_write_member(w, first, "builtin");
    esc_write_char(w, '{');
    esc_write_member(w, &first_member, "name");
    esc_write_string(w, call->name);
    esc_write_member(w, &first_member, "nameRange");
    esc_export_node(exporter, term, call->name_node);
    if (row->shape == SHAPE_PROVIDER)
        write_provider(exporter, term, &first_member);
    else if (row->shape == SHAPE_VALIDATE)
        write_validate(exporter, term, &first_member);
    else
        write_argument(exporter, term, row, &first_member);
    esc_write_char(w, '}');
}
