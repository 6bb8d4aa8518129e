/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a string of a definition: it is a literal, a symbol or an
 * interpolation, and accessors that have ranges have them within the text.
 */
#include <assert.h>
#include <stdint.h>

#include "helper/resolve/environment/expression/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct esc_access *access, size_t size)
{
    assert(access->count > 0);
    for (uint32_t i = 0; i < access->count; i++) {
        const struct esc_accessor *accessor = &access->accessors[i];

        if (!accessor->has_range)
            continue;
        assert(accessor->range.begin.byte <= accessor->range.end.byte);
        assert(accessor->range.end.byte <= size);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esc_arena *arena = esc_arena_new((size_t)32 * 1024 * 1024);
    struct esc_diagnostics diags;
    struct esc_node node = {
        .kind = ESC_NODE_STRING,
        .u.text = {(const char *)data, size},
        .is_plain = size % 2 == 0,
    };
    struct esc_parser parser = {.arena = arena, .diags = &diags};
    const struct esc_expr *expr;

    if (arena == NULL)
        return 0;
    esc_diagnostics_init(&diags, arena, 100);
    parser.missing = esc_parser_new(&parser, ESC_EXPR_MISSING, NULL);
    expr = esc_parser_expr(&parser, &node);
    if (expr->kind == ESC_EXPR_SYMBOL)
        check(expr->u.access, size);
    for (uint32_t i = 0; i < expr->count; i++) {
        if (expr->u.parts[i].access != NULL)
            check(expr->u.parts[i].access, size);
    }
    assert(expr->kind == ESC_EXPR_STRING || expr->kind == ESC_EXPR_SYMBOL
           || expr->kind == ESC_EXPR_INTERPOLATE
           || !esc_diagnostics_settle(&diags));
    esc_arena_free(arena);
    return 0;
}
