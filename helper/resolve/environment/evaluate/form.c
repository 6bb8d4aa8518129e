/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The string form of a cell, as interpolation and fn::toString see it: only
 * an object's own entries, every nesting quoted once more.
 */
#include "../text/build.h"
#include "cell.h"

struct former {
    struct esc_pool *pool;
    struct esc_build build;
    bool is_unknown;
    bool is_secret;
};

static void add_form(struct former *former, const struct esc_cell *cell);

/* Made at the end of the text, taken off again and quoted. */
static void
add_quoted(struct former *former, const struct esc_cell *cell)
{
    struct esc_build *build = &former->build;
    size_t start = build->len;
    struct esc_str form;

    add_form(former, cell);
    if (build->is_broken)
        esc_pool_stop(former->pool, ESC_POOL_MEMORY);
    form = esc_pool_dup(former->pool, build->data + start, build->len - start);
    build->len = start;
    esc_build_quote(build, form);
}

static void
add_parts(struct former *former, const struct esc_cell *cell)
{
    for (uint32_t i = 0; i < cell->count; i++) {
        if (i > 0)
            esc_build_byte(&former->build, ',');
        if (cell->kind == ESC_VALUE_ARRAY) {
            add_quoted(former, cell->u.items[i]);
            continue;
        }
        esc_build_quote(&former->build, cell->u.entries[i].key);
        esc_build_byte(&former->build, '=');
        add_quoted(former, cell->u.entries[i].cell);
    }
}

static void
add_form(struct former *former, const struct esc_cell *cell)
{
    former->is_secret |= cell->is_secret;
    if (cell->is_unknown) {
        former->is_unknown = true;
        esc_build_text(&former->build, "[unknown]");
        return;
    }
    esc_pool_enter(former->pool);
    switch ((enum esc_value_kind)cell->kind) {
    case ESC_VALUE_BOOL:
        esc_build_text(&former->build, cell->u.boolean ? "true" : "false");
        break;
    case ESC_VALUE_NUMBER:
    case ESC_VALUE_STRING:
        esc_build_add(&former->build, cell->u.text);
        break;
    case ESC_VALUE_ARRAY:
    case ESC_VALUE_OBJECT:
        add_parts(former, cell);
        break;
    case ESC_VALUE_NULL:
    default:
        break;
    }
    esc_pool_leave(former->pool);
}

struct esc_form
esc_cell_form(struct esc_pool *pool, const struct esc_cell *cell)
{
    struct former former = {.pool = pool};
    struct esc_form form;

    if (cell->kind == ESC_VALUE_STRING && !cell->is_unknown)
        return (struct esc_form){cell->u.text, false, cell->is_secret};
    esc_build_init(&former.build, pool->arena, pool->limits->output);
    add_form(&former, cell);
    if (former.build.is_broken)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    form.text = esc_build_take(&former.build);
    esc_pool_need(pool, form.text.data);
    form.is_unknown = former.is_unknown;
    form.is_secret = former.is_secret;
    return form;
}
