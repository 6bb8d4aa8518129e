/* SPDX-License-Identifier: Apache-2.0 */
/* Which name did the writer mean? */
#include "names.h"

#include "../text/suggest.h"

static struct esc_str
name_at(const struct esc_names *names, uint32_t i)
{
    return names->term != NULL ? names->term->u.entries[i].key
                               : names->cell->u.entries[i].key;
}

static bool
may_suggest(struct esc_run *run, struct esc_str key,
            const struct esc_names *names)
{
    uint64_t work = names->count;

    if (key.len > ESC_SUGGEST_MAX || work > run->suggestions_left)
        return false;
    for (uint32_t i = 0; i < names->count; i++) {
        size_t len = name_at(names, i).len;

        if (len <= ESC_SUGGEST_MAX)
            work += len * (key.len + 1);
    }
    if (work > run->suggestions_left)
        return false;
    run->suggestions_left -= work;
    return true;
}

bool
esc_names_suggest(const struct esc_names *names, struct esc_run *run,
                  struct esc_str key, struct esc_str *best_out)
{
    struct esc_str *candidates;
    size_t best;

    if (!may_suggest(run, key, names))
        return false;
    candidates = esc_pool_array(&run->pool, names->count, sizeof(*candidates));
    for (uint32_t i = 0; i < names->count; i++)
        candidates[i] = name_at(names, i);
    if (!esc_suggest(key, candidates, names->count, &best))
        return false;
    *best_out = candidates[best];
    return true;
}
