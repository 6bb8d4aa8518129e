/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copying what a reference refers to.  Sharing inside the graph is kept, so
 * every cell remembers its copy; a run number tells this copy from older
 * ones, which costs no table and no clearing.
 */
#include "cell.h"

static struct esc_cell *copy(struct esc_pool *pool, struct esc_cell *cell,
                             size_t run);

static void
copy_parts(struct esc_pool *pool, struct esc_cell *to,
           const struct esc_cell *from, size_t run)
{
    if (from->kind == ESC_VALUE_ARRAY) {
        to->u.items =
            esc_pool_array(pool, from->count, sizeof(struct esc_cell *));
        for (uint32_t i = 0; i < from->count; i++)
            to->u.items[i] = copy(pool, from->u.items[i], run);
    } else if (from->kind == ESC_VALUE_OBJECT) {
        to->u.entries =
            esc_pool_array(pool, from->count, sizeof(struct esc_cell_entry));
        for (uint32_t i = 0; i < from->count; i++) {
            to->u.entries[i].key = from->u.entries[i].key;
            to->u.entries[i].cell = copy(pool, from->u.entries[i].cell, run);
        }
    }
}

static struct esc_cell *
copy(struct esc_pool *pool, struct esc_cell *cell, size_t run)
{
    struct esc_cell *result;

    if (cell == NULL)
        return NULL;
    if (cell->copy_run == run)
        return cell->copy;
    esc_pool_enter(pool);
    result = esc_cell_new(pool, cell->def, cell->schema);
    cell->copy = result;
    cell->copy_run = run;
    esc_cell_set_repr(result, cell);
    copy_parts(pool, result, cell, run);
    result->base = copy(pool, cell->base, run);
    result->is_unknown = cell->is_unknown;
    result->is_secret = cell->is_secret;
    result->is_final = cell->is_final;
    esc_pool_leave(pool);
    return result;
}

struct esc_cell *
esc_cell_copy(struct esc_pool *pool, struct esc_cell *cell)
{
    return copy(pool, cell, ++pool->copy_runs);
}
