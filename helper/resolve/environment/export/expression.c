/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions with ranges, schemas, and what each name in them led to.
 */
#include "export.h"

static void
write_term_range(struct esc_exporter *exporter, const struct esc_term *term)
{
    struct esc_term_range range = esc_term_range(term, exporter->environment);

    esc_write_range(&exporter->w, range.environment, &range.range);
}

void
esc_export_node(struct esc_exporter *exporter, const struct esc_term *term,
                const struct esc_node *node)
{
    esc_write_range(&exporter->w,
                    node == NULL ? exporter->environment : term->scope->name,
                    node == NULL ? NULL : &node->range);
}

static void
write_accessor(struct esc_exporter *exporter, const struct esc_term *term,
               const struct esc_accessor *accessor, bool *first)
{
    struct esc_writer *w = &exporter->w;

    if (accessor->is_index) {
        char text[24];

        snprintf(text, sizeof(text), "%lld", (long long)accessor->index);
        esc_write_member(w, first, "index");
        esc_write_chars(w, text);
    } else {
        esc_write_member(w, first, "key");
        esc_write_string(w, accessor->key);
    }
    esc_write_member(w, first, "range");
    esc_write_range(
        w, accessor->has_range ? term->scope->name : exporter->environment,
        accessor->has_range ? &accessor->range : NULL);
}

static void
write_access(struct esc_exporter *exporter, const struct esc_term *term,
             const struct esc_access *access,
             const struct esc_term *const *resolved)
{
    struct esc_writer *w = &exporter->w;
    bool first = true;

    esc_write_char(w, '[');
    for (uint32_t i = 0; i < access->count; i++) {
        bool first_member = true;

        esc_write_next(w, &first);
        esc_write_char(w, '{');
        write_accessor(exporter, term, &access->accessors[i], &first_member);
        esc_write_member(w, &first_member, "value");
        if (resolved[i] == NULL)
            esc_write_range(w, ESC_STR(""), NULL);
        else
            write_term_range(exporter, resolved[i]);
        esc_write_char(w, '}');
    }
    esc_write_char(w, ']');
}

static void
write_interpolation(struct esc_exporter *exporter, const struct esc_term *term)
{
    const struct esc_term *const *resolved = term->u.resolved;
    struct esc_writer *w = &exporter->w;
    bool first = true;

    esc_write_char(w, '[');
    for (uint32_t i = 0; i < term->ast->count; i++) {
        const struct esc_part *part = &term->ast->u.parts[i];
        bool first_member = true;

        esc_write_next(w, &first);
        esc_write_char(w, '{');
        if (part->text.len > 0) {
            esc_write_member(w, &first_member, "text");
            esc_write_string(w, part->text);
        }
        if (part->access != NULL) {
            esc_write_member(w, &first_member, "value");
            write_access(exporter, term, part->access, resolved);
            resolved += part->access->count;
        }
        esc_write_char(w, '}');
    }
    esc_write_char(w, ']');
}

static void
write_items(struct esc_exporter *exporter, const struct esc_term *term)
{
    bool first = true;

    esc_write_char(&exporter->w, '[');
    for (uint32_t i = 0; i < term->count && esc_writer_ok(&exporter->w); i++) {
        esc_write_next(&exporter->w, &first);
        esc_export_term(exporter, term->u.items[i]);
    }
    esc_write_char(&exporter->w, ']');
}

void
esc_export_entries(struct esc_exporter *exporter,
                   const struct esc_term *object)
{
    bool first = true;

    esc_write_char(&exporter->w, '{');
    for (uint32_t i = 0; i < object->count && esc_writer_ok(&exporter->w);
         i++) {
        esc_write_key(&exporter->w, &first, object->u.entries[i].key);
        esc_export_term(exporter, object->u.entries[i].term);
    }
    esc_write_char(&exporter->w, '}');
}

/*
 * Of equal keys the last one's range.  Keys are few or the object is large:
 * the sorted entries tell which are doubled.
 */
static void
write_key_ranges(struct esc_exporter *exporter, const struct esc_term *term)
{
    const struct esc_expr *expr = term->ast;
    const struct esc_node **nodes = esc_arena_array(
        exporter->w.build.arena, term->count, sizeof(struct esc_node *));
    bool first = true;

    if (nodes == NULL) {
        exporter->w.build.is_broken = true;
        return;
    }
    for (uint32_t i = 0; i < expr->count; i++) {
        size_t low = 0, high = term->count;

        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int order = esc_str_compare(expr->u.entries[i].key,
                                        term->u.entries[middle].key);

            if (order == 0)
                nodes[middle] = expr->u.entries[i].key_node;
            low = order > 0 ? middle + 1 : low;
            high = order > 0 ? high : middle;
        }
    }
    esc_write_char(&exporter->w, '{');
    for (uint32_t i = 0; i < term->count; i++) {
        esc_write_key(&exporter->w, &first, term->u.entries[i].key);
        esc_export_node(exporter, term, nodes[i]);
    }
    esc_write_char(&exporter->w, '}');
}

static void
write_object(struct esc_exporter *exporter, const struct esc_term *term,
             bool *first)
{
    if (term->count == 0)
        return;
    if (term->ast != NULL) {
        esc_write_member(&exporter->w, first, "keyRanges");
        write_key_ranges(exporter, term);
    }
    esc_write_member(&exporter->w, first, "object");
    esc_export_entries(exporter, term);
}

static void
write_literal(struct esc_exporter *exporter, const struct esc_term *term,
              bool *first)
{
    const struct esc_expr *expr = term->ast;

    esc_write_member(&exporter->w, first, "literal");
    if (expr->kind == ESC_EXPR_BOOL)
        esc_write_chars(&exporter->w, expr->u.boolean ? "true" : "false");
    else if (expr->kind == ESC_EXPR_NUMBER)
        esc_write_text(&exporter->w, expr->u.text);
    else
        esc_write_string(&exporter->w, expr->u.text);
}

static void
write_kind(struct esc_exporter *exporter, const struct esc_term *term,
           bool *first)
{
    struct esc_writer *w = &exporter->w;

    switch (esc_term_expr(term)) {
    case ESC_EXPR_BOOL:
    case ESC_EXPR_NUMBER:
    case ESC_EXPR_STRING:
        write_literal(exporter, term, first);
        break;
    case ESC_EXPR_INTERPOLATE:
        esc_write_member(w, first, "interpolate");
        write_interpolation(exporter, term);
        break;
    case ESC_EXPR_SYMBOL:
        esc_write_member(w, first, "symbol");
        write_access(exporter, term, term->ast->u.access, term->u.resolved);
        break;
    case ESC_EXPR_ARRAY:
        if (term->count == 0)
            break;
        esc_write_member(w, first, "list");
        write_items(exporter, term);
        break;
    case ESC_EXPR_OBJECT:
        write_object(exporter, term, first);
        break;
    case ESC_EXPR_CALL:
        esc_export_call(exporter, term, first);
        break;
    case ESC_EXPR_MISSING:
    case ESC_EXPR_NULL:
    default:
        break;
    }
}

static void
write_head(struct esc_exporter *exporter, const struct esc_term *term,
           bool *first)
{
    struct esc_writer *w = &exporter->w;

    esc_write_member(w, first, "range");
    write_term_range(exporter, term);
    if (term->schema != NULL) {
        esc_write_member(w, first, "schema");
        esc_schema_write(term->schema, w);
    }
    if (term->base != NULL) {
        esc_write_member(w, first, "base");
        esc_export_term(exporter, term->base->def);
    }
}

static void
write_late_accessors(struct esc_exporter *exporter,
                     const struct esc_term *term, bool *first)
{
    const struct esc_term *outer = term->u.access.receiver->def;
    bool first_member = true;

    if (exporter->depth == 0) {
        exporter->w.build.is_broken = true;
        return;
    }
    exporter->depth--;
    if (outer->kind == ESC_TERM_ACCESS)
        write_late_accessors(exporter, outer, first);
    exporter->depth++;
    esc_write_next(&exporter->w, first);
    esc_write_char(&exporter->w, '{');
    esc_write_member(&exporter->w, &first_member, "key");
    esc_write_string(&exporter->w, term->u.access.key);
    esc_write_member(&exporter->w, &first_member, "range");
    esc_write_range(&exporter->w, exporter->environment, NULL);
    esc_write_char(&exporter->w, '}');
}

/*
 * A property of an unknown: the innermost receiver's expression, and the
 * names that were asked of it.
 */
static void
write_late_access(struct esc_exporter *exporter, const struct esc_term *term,
                  bool *first)
{
    const struct esc_term *inner = term;
    struct esc_writer *w = &exporter->w;
    bool first_member = true, first_accessor = true;

    while (inner->u.access.receiver->def->kind == ESC_TERM_ACCESS)
        inner = inner->u.access.receiver->def;
    write_head(exporter, inner, first);
    esc_write_member(w, first, "access");
    esc_write_char(w, '{');
    esc_write_member(w, &first_member, "receiver");
    write_term_range(exporter, inner->u.access.receiver->def);
    esc_write_member(w, &first_member, "accessors");
    esc_write_char(w, '[');
    write_late_accessors(exporter, term, &first_accessor);
    esc_write_chars(w, "]}");
}

void
esc_export_term(struct esc_exporter *exporter, const struct esc_term *term)
{
    bool first = true;

    if (exporter->depth == 0) {
        exporter->w.build.is_broken = true;
        return;
    }
    exporter->depth--;
    esc_write_char(&exporter->w, '{');
    if (term->kind == ESC_TERM_ACCESS) {
        write_late_access(exporter, term, &first);
    } else {
        write_head(exporter, term, &first);
        write_kind(exporter, term, &first);
    }
    esc_write_char(&exporter->w, '}');
    exporter->depth++;
}
