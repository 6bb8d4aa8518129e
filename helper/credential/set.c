/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The credential set: a sorted array, filled once, read often.
 */
#include "set.h"
#include "esc/cred_codec.h"
#include <stdlib.h>
#include <string.h>

struct esc_cred_set *
esc_cred_set_new(void)
{
    return calloc(1, sizeof(struct esc_cred_set));
}

void
esc_cred_set_free(struct esc_cred_set *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->count; i++) {
        free(set->items[i].name);
        esc_secret_free(set->items[i].value);
    }
    free(set->items);
    esc_secret_free(set->tree);
    esc_secret_free(set->room);
    free(set);
}

/* gcc 12's analyzer loses what is stored behind a reallocarray(). */
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

bool
set_push(struct esc_cred_set *set, const struct esc_cred *cred,
         struct esc_error *err)
{
    struct esc_cred_item item = {.name = cred->name,
                                 .value = esc_secret_bytes(cred->value),
                                 .len = esc_secret_len(cred->value),
                                 .file = cred->file};
    struct esc_cred *items = NULL;
    char *name = NULL;

    if (!esc_cred_item_check(&item, err))
        return false;
    if (set->count == ESC_CRED_VARIABLES_MAX)
        return esc_fail(err, ESC_E_INPUT, cred->name,
                        "refuse variable '%s': more than %d variables",
                        cred->name, ESC_CRED_VARIABLES_MAX);
    name = strdup(cred->name);
    if (name != NULL)
        items = reallocarray(set->items, set->count + 1, sizeof(*items));
    if (items == NULL) {
        free(name);
        return esc_fail(err, ESC_E_SYSTEM, cred->name,
                        "cannot keep variable '%s': no memory", cred->name);
    }
    set->items = items;
    items += set->count++;
    *items = *cred;
    items->name = name;
    return true;
}
