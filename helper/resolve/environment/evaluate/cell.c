/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells: keys, properties, merging.
 */
#include "cell.h"

struct esc_cell *
esc_cell_new(struct esc_pool *pool, const struct esc_term *def,
             const struct esc_schema *schema)
{
    struct esc_cell *cell = esc_pool_take(pool, sizeof(*cell));

    cell->def = def;
    cell->schema = schema;
    return cell;
}

struct esc_cell *
esc_cell_unknown(struct esc_pool *pool, const struct esc_term *def,
                 const struct esc_schema *schema)
{
    struct esc_cell *cell = esc_cell_new(pool, def, schema);

    cell->is_unknown = true;
    return cell;
}

void
esc_cell_set_repr(struct esc_cell *cell, const struct esc_cell *from)
{
    cell->kind = from->kind;
    cell->count = from->count;
    cell->u = from->u;
}

void
esc_cell_set_string(struct esc_cell *cell, struct esc_str text)
{
    cell->kind = ESC_VALUE_STRING;
    cell->u.text = text;
}

/* Both lists are sorted; of equal keys OWN's stays. */
static uint32_t
unite(const struct esc_cell *own, const struct esc_cell_entry *base,
      size_t base_count, struct esc_cell_entry *merged)
{
    uint32_t count = 0;
    size_t i = 0, j = 0;

    while (i < own->count || j < base_count) {
        int order;

        if (i == own->count)
            order = 1;
        else if (j == base_count)
            order = -1;
        else
            order = esc_str_compare(own->u.entries[i].key, base[j].key);
        merged[count++] = order <= 0 ? own->u.entries[i] : base[j];
        if (order <= 0)
            i++;
        if (order >= 0)
            j++;
    }
    return count;
}

static void
compute_keys(struct esc_pool *pool, struct esc_cell *cell)
{
    const struct esc_cell_entry *base = NULL;
    struct esc_cell_entry *merged;
    size_t base_count;

    esc_pool_enter(pool);
    base_count = esc_cell_keys(pool, cell->base, &base);
    esc_pool_leave(pool);
    cell->merged = cell->u.entries;
    cell->merged_count = cell->count;
    if (base_count > 0) {
        merged =
            esc_pool_array(pool, cell->count + base_count, sizeof(*merged));
        cell->merged_count = unite(cell, base, base_count, merged);
        cell->merged = merged;
    }
    cell->has_merged = true;
}

size_t
esc_cell_keys(struct esc_pool *pool, struct esc_cell *cell,
              const struct esc_cell_entry **entries_out)
{
    if (cell == NULL || cell->kind != ESC_VALUE_OBJECT)
        return 0;
    if (!cell->has_merged)
        compute_keys(pool, cell);
    *entries_out = cell->merged;
    return cell->merged_count;
}

struct esc_cell *
esc_cell_own(const struct esc_cell *cell, struct esc_str key)
{
    size_t low = 0, high = cell->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = esc_str_compare(key, cell->u.entries[middle].key);

        if (order == 0)
            return cell->u.entries[middle].cell;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* A property that nobody knows yet. */
static struct esc_cell *
make_access(struct esc_pool *pool, struct esc_cell *receiver,
            struct esc_str key, const struct esc_scope *scope,
            const struct esc_node *node)
{
    struct esc_term *def = esc_pool_take(pool, sizeof(*def));
    struct esc_cell *cell;

    def->kind = ESC_TERM_ACCESS;
    def->state = ESC_TERM_DONE;
    def->node = node;
    def->scope = scope;
    def->schema = esc_schema_property(pool, receiver->schema, key);
    def->u.access.receiver = receiver;
    def->u.access.key = key;
    esc_pool_enter(pool);
    def->base = esc_cell_property(pool, receiver->base, key, scope, node);
    esc_pool_leave(pool);
    cell = esc_cell_unknown(pool, def, def->schema);
    cell->base = def->base;
    return cell;
}

struct esc_cell *
esc_cell_property(struct esc_pool *pool, struct esc_cell *cell,
                  struct esc_str key, const struct esc_scope *scope,
                  const struct esc_node *node)
{
    for (; cell != NULL; cell = cell->base) {
        struct esc_cell *own;

        if (cell->kind != ESC_VALUE_OBJECT)
            return cell->is_unknown ? make_access(pool, cell, key, scope, node)
                                    : NULL;
        own = esc_cell_own(cell, key);
        if (own != NULL)
            return own;
        esc_pool_step(pool);
    }
    return NULL;
}

bool
esc_cell_is_object(const struct esc_cell *cell)
{
    if (cell == NULL)
        return false;
    if (cell->is_unknown)
        return cell->schema->kind == ESC_SCHEMA_ALWAYS
               || cell->schema->type == ESC_TYPE_OBJECT;
    return cell->kind == ESC_VALUE_OBJECT;
}

/* The same value, or two accesses to the same property of the same one. */
static bool
is_same(const struct esc_cell *a, const struct esc_cell *b)
{
    while (a != b) {
        if (!a->is_unknown || !b->is_unknown || a->def->kind != ESC_TERM_ACCESS
            || b->def->kind != ESC_TERM_ACCESS
            || !esc_str_equal(a->def->u.access.key, b->def->u.access.key))
            return false;
        a = a->def->u.access.receiver;
        b = b->def->u.access.receiver;
    }
    return true;
}

void
esc_cell_merge(struct esc_pool *pool, struct esc_cell *cell,
               struct esc_cell *base)
{
    if (base == NULL || is_same(cell, base))
        return;
    esc_pool_enter(pool);
    if (cell->base != NULL)
        esc_cell_merge(pool, cell->base, base);
    else
        cell->base = base;
    if (cell->kind == ESC_VALUE_OBJECT) {
        for (uint32_t i = 0; i < cell->count; i++) {
            struct esc_cell_entry *entry = &cell->u.entries[i];
            const struct esc_term *def = entry->cell->def;

            esc_cell_merge(pool, entry->cell,
                           esc_cell_property(pool, cell->base, entry->key,
                                             def->scope, def->node));
        }
    }
    cell->schema = esc_schema_merge(pool, cell->base->schema, cell->schema);
    esc_pool_leave(pool);
}
