/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From syntax nodes to expressions.  Recursion is bounded by the depth that
 * the syntax allows.
 */
#include "parser.h"

#include "../text/build.h"

#define PREFIX "fn::"

void
esc_parser_report(struct esc_parser *parser, enum esc_severity severity,
                  const struct esc_node *node, struct esc_str summary)
{
    struct esc_place place;

    if (parser->diags->is_cut)
        return; /* paths are not free */
    place = esc_node_place(parser->arena, parser->name, node);
    esc_diagnostics_add(parser->diags, severity, &place, summary);
}

void
esc_parser_error(struct esc_parser *parser, const struct esc_node *node,
                 const char *summary)
{
    esc_parser_report(parser, ESC_SEVERITY_ERROR, node, esc_str_from(summary));
}

struct esc_expr *
esc_parser_new(struct esc_parser *parser, enum esc_expr_kind kind,
               const struct esc_node *node)
{
    struct esc_expr *expr = esc_arena_alloc(parser->arena, sizeof(*expr));

    if (expr == NULL)
        return NULL;
    expr->kind = kind;
    expr->node = node;
    return expr;
}

static const struct esc_expr *
parse_scalar(struct esc_parser *parser, const struct esc_node *node)
{
    struct esc_expr *expr = esc_parser_new(parser, ESC_EXPR_NULL, node);

    if (expr == NULL)
        return parser->missing;
    if (node->kind == ESC_NODE_BOOL) {
        expr->kind = ESC_EXPR_BOOL;
        expr->u.boolean = node->u.boolean;
    }
    if (node->kind == ESC_NODE_NUMBER) {
        expr->kind = ESC_EXPR_NUMBER;
        expr->u.text = node->u.text;
    }
    return expr;
}

static const struct esc_expr *
parse_array(struct esc_parser *parser, const struct esc_node *node)
{
    struct esc_expr *expr = esc_parser_new(parser, ESC_EXPR_ARRAY, node);
    const struct esc_expr **items =
        esc_arena_array(parser->arena, node->u.list.count, sizeof(*items));
    const struct esc_node *child = esc_node_first(node);
    uint32_t count = 0;

    if (expr == NULL || items == NULL)
        return parser->missing;
    for (; child != NULL; child = child->next)
        items[count++] = esc_parser_expr(parser, child);
    expr->count = count;
    expr->u.items = items;
    return expr;
}

static struct esc_str
illegal_call(struct esc_parser *parser, struct esc_str key)
{
    struct esc_build text;

    esc_build_init(&text, parser->arena, SIZE_MAX);
    esc_build_text(&text, "illegal call to builtin function: ");
    esc_build_quote(&text, key);
    esc_build_text(&text,
                   " must be the only key within its containing object");
    return esc_build_take(&text);
}

static bool
has_reserved_prefix(struct esc_str key)
{
    return key.len >= 4 && (key.data[0] | 0x20) == 'f'
           && (key.data[1] | 0x20) == 'n' && key.data[2] == ':'
           && key.data[3] == ':';
}

/* What an object that is no call says about keys that look like calls. */
static void
check_keys(struct esc_parser *parser, const struct esc_node *node)
{
    const struct esc_node *key = esc_node_first(node);

    if (node->u.list.count == 1) {
        struct esc_place place;

        if (!has_reserved_prefix(key->u.text) || parser->diags->is_cut)
            return;
        place = esc_node_place(parser->arena, parser->name, node);
        place.range = key->range;
        esc_diagnostics_add(parser->diags, ESC_SEVERITY_ERROR, &place,
                            ESC_STR("'fn::' is a reserved prefix"));
        return;
    }
    for (; key != NULL; key = esc_node_after(key)) {
        if (esc_str_starts(key->u.text, ESC_STR(PREFIX)))
            esc_parser_report(parser, ESC_SEVERITY_ERROR, node,
                              illegal_call(parser, key->u.text));
    }
}

static const struct esc_expr *
parse_object(struct esc_parser *parser, const struct esc_node *node)
{
    struct esc_expr *expr = esc_parser_new(parser, ESC_EXPR_OBJECT, node);
    struct esc_entry *entries =
        esc_arena_array(parser->arena, node->u.list.count, sizeof(*entries));
    const struct esc_node *key = esc_node_first(node);
    uint32_t count = 0;

    if (expr == NULL || entries == NULL)
        return parser->missing;
    for (; key != NULL; key = esc_node_after(key)) {
        const struct esc_expr *name = esc_parser_string(parser, key);
        const struct esc_expr *value =
            esc_parser_expr(parser, esc_node_value(key));

        if (name->kind != ESC_EXPR_STRING) {
            esc_parser_error(parser, key, "object keys must be strings");
            continue;
        }
        entries[count++] = (struct esc_entry){
            .key = name->u.text, .key_node = key, .value = value};
    }
    expr->count = count;
    expr->u.entries = entries;
    return expr;
}

const struct esc_expr *
esc_parser_expr(struct esc_parser *parser, const struct esc_node *node)
{
    const struct esc_expr *call;

    switch ((enum esc_node_kind)node->kind) {
    case ESC_NODE_STRING:
        return esc_parser_string(parser, node);
    case ESC_NODE_ARRAY:
        return parse_array(parser, node);
    case ESC_NODE_OBJECT:
        call = node->u.list.count == 1 ? esc_parser_call(parser, node) : NULL;
        if (call != NULL)
            return call;
        check_keys(parser, node);
        return parse_object(parser, node);
    case ESC_NODE_NULL:
    case ESC_NODE_BOOL:
    case ESC_NODE_NUMBER:
    default:
        return parse_scalar(parser, node);
    }
}
