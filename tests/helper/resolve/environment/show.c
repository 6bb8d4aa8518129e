/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the language's trees for tests. */
#include "show.h"

#include <stdio.h>

#include "helper/resolve/environment/text/build.h"

#define SHOW_MAX ((size_t)1 << 24)

static void
add_number(struct esc_build *build, long long number)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", number);
    esc_build_text(build, text);
}

static void
add_pos(struct esc_build *build, struct esc_pos pos)
{
    add_number(build, pos.line);
    esc_build_byte(build, ':');
    add_number(build, pos.column);
    esc_build_byte(build, ':');
    add_number(build, pos.byte);
}

static void
add_range(struct esc_build *build, struct esc_range range)
{
    add_pos(build, range.begin);
    esc_build_byte(build, '-');
    add_pos(build, range.end);
}

const char *
show_range(struct esc_arena *arena, struct esc_range range)
{
    struct esc_build build;

    esc_build_init(&build, arena, SHOW_MAX);
    add_range(&build, range);
    return esc_build_take(&build).data;
}

const char *
show_diags(const struct esc_diagnostics *diags)
{
    const struct esc_diagnostic *diag = diags->first;
    struct esc_build build;

    esc_build_init(&build, diags->arena, SHOW_MAX);
    for (; diag != NULL; diag = diag->next) {
        if (build.len > 0)
            esc_build_byte(&build, '\n');
        esc_build_text(&build, diag->severity == ESC_SEVERITY_WARNING
                                   ? "warning "
                                   : "error ");
        if (diag->place.has_range)
            add_range(&build, diag->place.range);
        else
            esc_build_byte(&build, '-');
        esc_build_byte(&build, ' ');
        esc_build_add(&build, diag->place.path);
        esc_build_text(&build, ": ");
        esc_build_add(&build, diag->summary);
    }
    return esc_build_take(&build).data;
}

static void
add_node(struct esc_build *build, const struct esc_node *node)
{
    const struct esc_node *child;

    switch ((enum esc_node_kind)node->kind) {
    case ESC_NODE_NULL:
        esc_build_text(build, "null");
        break;
    case ESC_NODE_BOOL:
        esc_build_text(build, node->u.boolean ? "true" : "false");
        break;
    case ESC_NODE_NUMBER:
        esc_build_add(build, node->u.text);
        break;
    case ESC_NODE_STRING:
        esc_build_quote(build, node->u.text);
        break;
    case ESC_NODE_ARRAY:
    case ESC_NODE_OBJECT:
    default:
        esc_build_byte(build, node->kind == ESC_NODE_ARRAY ? '[' : '{');
        for (child = esc_node_first(node); child != NULL;
             child = child->next) {
            if (child->role == ESC_ROLE_VALUE)
                esc_build_text(build, ": ");
            else if (child != esc_node_first(node))
                esc_build_text(build, ", ");
            add_node(build, child);
        }
        esc_build_byte(build, node->kind == ESC_NODE_ARRAY ? ']' : '}');
        break;
    }
}

const char *
show_node(struct esc_arena *arena, const struct esc_node *node)
{
    struct esc_build build;

    if (node == NULL)
        return "none";
    esc_build_init(&build, arena, SHOW_MAX);
    add_node(&build, node);
    return esc_build_take(&build).data;
}

static void add_expr(struct esc_build *build, const struct esc_expr *expr);

static void
add_access(struct esc_build *build, const struct esc_access *access)
{
    esc_build_text(build, "${");
    for (uint32_t i = 0; i < access->count; i++) {
        const struct esc_accessor *accessor = &access->accessors[i];

        esc_build_byte(build, '[');
        if (accessor->is_index)
            add_number(build, accessor->index);
        else
            esc_build_quote(build, accessor->key);
        esc_build_byte(build, ']');
    }
    esc_build_byte(build, '}');
}

static void
add_parts(struct esc_build *build, const struct esc_expr *expr)
{
    esc_build_byte(build, '`');
    for (uint32_t i = 0; i < expr->count; i++) {
        esc_build_add(build, expr->u.parts[i].text);
        if (expr->u.parts[i].access != NULL)
            add_access(build, expr->u.parts[i].access);
    }
    esc_build_byte(build, '`');
}

static void
add_list(struct esc_build *build, const struct esc_expr *expr)
{
    bool is_array = expr->kind == ESC_EXPR_ARRAY;

    esc_build_byte(build, is_array ? '[' : '{');
    for (uint32_t i = 0; i < expr->count; i++) {
        if (i > 0)
            esc_build_text(build, ", ");
        if (!is_array) {
            esc_build_quote(build, expr->u.entries[i].key);
            esc_build_text(build, ": ");
        }
        add_expr(build,
                 is_array ? expr->u.items[i] : expr->u.entries[i].value);
    }
    esc_build_byte(build, is_array ? ']' : '}');
}

static void
add_call(struct esc_build *build, const struct esc_call *call)
{
    static const char *const names[] = {
        "open",     "rotate",     "secret", "join",     "split",
        "concat",   "validate",   "toJSON", "fromJSON", "toString",
        "toBase64", "fromBase64", "final",
    };
    const struct esc_expr *args[] = {call->provider_expr, call->first,
                                     call->inputs, call->state};
    bool is_first = true;

    esc_build_text(build, names[call->builtin]);
    if (call->is_ciphertext)
        esc_build_text(build, "-ciphertext");
    if (call->has_provider) {
        esc_build_text(build, "::");
        esc_build_add(build, call->provider);
    }
    esc_build_byte(build, '(');
    for (size_t i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
        if (args[i] == NULL)
            continue;
        if (!is_first)
            esc_build_text(build, ", ");
        is_first = false;
        add_expr(build, args[i]);
    }
    esc_build_byte(build, ')');
}

static void
add_expr(struct esc_build *build, const struct esc_expr *expr)
{
    switch (expr->kind) {
    case ESC_EXPR_NULL:
        esc_build_text(build, "null");
        break;
    case ESC_EXPR_BOOL:
        esc_build_text(build, expr->u.boolean ? "true" : "false");
        break;
    case ESC_EXPR_NUMBER:
        esc_build_add(build, expr->u.text);
        break;
    case ESC_EXPR_STRING:
        esc_build_quote(build, expr->u.text);
        break;
    case ESC_EXPR_INTERPOLATE:
        add_parts(build, expr);
        break;
    case ESC_EXPR_SYMBOL:
        add_access(build, expr->u.access);
        break;
    case ESC_EXPR_ARRAY:
    case ESC_EXPR_OBJECT:
        add_list(build, expr);
        break;
    case ESC_EXPR_CALL:
        add_call(build, expr->u.call);
        break;
    case ESC_EXPR_MISSING:
    default:
        esc_build_byte(build, '?');
        break;
    }
}

const char *
show_expr(struct esc_arena *arena, const struct esc_expr *expr)
{
    struct esc_build build;

    esc_build_init(&build, arena, SHOW_MAX);
    add_expr(&build, expr);
    return esc_build_take(&build).data;
}
