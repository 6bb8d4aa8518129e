/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is unknown or secret in a cell, and what that makes of its users.
 * Looking at an object fixes its keys: the order and the early ends of these
 * walks are the language's behaviour (see esc_cell_keys).
 */
#include "cell.h"

enum wanted { WANT_UNKNOWN, WANT_SECRET, WANT_OBSERVABLE };

/* Does CELL itself answer?  1 yes, 0 no, and nothing below counts; -1 no. */
static int
look(const struct esc_cell *cell, enum wanted wanted)
{
    if (wanted == WANT_SECRET)
        return cell->is_secret ? 1 : -1;
    if (!cell->is_unknown)
        return -1;
    return wanted == WANT_UNKNOWN || !cell->is_rotate_only;
}

static bool
has(struct esc_pool *pool, struct esc_cell *cell, enum wanted wanted)
{
    const struct esc_cell_entry *entries = NULL;
    bool found = false;
    size_t count;
    int own;

    if (cell == NULL)
        return false;
    own = look(cell, wanted);
    if (own >= 0)
        return own > 0;
    esc_pool_enter(pool);
    if (cell->kind == ESC_VALUE_ARRAY) {
        for (uint32_t i = 0; i < cell->count && !found; i++)
            found = has(pool, cell->u.items[i], wanted);
    } else if (cell->kind == ESC_VALUE_OBJECT) {
        count = esc_cell_keys(pool, cell, &entries);
        for (size_t i = 0; i < count && !found; i++)
            found = has(pool, entries[i].cell, wanted);
    }
    esc_pool_leave(pool);
    return found;
}

bool
esc_cell_has_unknowns(struct esc_pool *pool, struct esc_cell *cell)
{
    return has(pool, cell, WANT_UNKNOWN);
}

bool
esc_cell_has_secrets(struct esc_pool *pool, struct esc_cell *cell)
{
    return has(pool, cell, WANT_SECRET);
}

bool
esc_cell_has_observable(struct esc_pool *pool, struct esc_cell *cell,
                        bool is_rotating)
{
    return has(pool, cell, is_rotating ? WANT_UNKNOWN : WANT_OBSERVABLE);
}

void
esc_cell_combine(struct esc_pool *pool, struct esc_cell *cell,
                 struct esc_cell *other)
{
    cell->is_unknown = esc_cell_has_unknowns(pool, cell)
                       || esc_cell_has_unknowns(pool, other);
    cell->is_secret =
        esc_cell_has_secrets(pool, cell) || esc_cell_has_secrets(pool, other);
}
