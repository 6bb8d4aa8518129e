/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Composing a set and looking into it.  What is decoded comes in
 * order.
 */
#include "set.h"
#include <stdlib.h>
#include <string.h>

/* Index of NAME, or of where it would stand; *FOUND says which. */
static size_t
place(const struct esc_cred_set *set, const char *name, bool *found)
{
    size_t low = 0, high = set->count;

    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, set->items[middle].name);

        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool
esc_cred_set_put(struct esc_cred_set *set, const struct esc_cred *cred,
                 struct esc_error *err)
{
    struct esc_cred item;
    bool found;
    size_t at = place(set, cred->name, &found);

    if (found)
        return esc_fail(err, ESC_E_INPUT, cred->name,
                        "refuse variable '%s': it is there twice", cred->name);
    if (!set_push(set, cred, err))
        return false;
    item = set->items[set->count - 1];
    memmove(set->items + at + 1, set->items + at,
            (set->count - 1 - at) * sizeof(item));
    set->items[at] = item;
    return true;
}

bool
esc_cred_set_add(struct esc_cred_set *set, const struct esc_cred *cred,
                 struct esc_error *err)
{
    size_t len = esc_secret_len(cred->value);
    ESC_OWN(esc_secret) value = esc_secret_new(len == 0 ? 1 : len);
    struct esc_cred copy = *cred;

    if (value == NULL
        || !esc_secret_add(value, esc_secret_bytes(cred->value), len))
        return esc_fail(err, ESC_E_SYSTEM, cred->name,
                        "cannot keep variable '%s': no memory", cred->name);
    copy.value = value;
    if (!esc_cred_set_put(set, &copy, err))
        return false;
    (void)esc_secret_take(&value);
    return true;
}

const struct esc_cred *
esc_cred_set_find(const struct esc_cred_set *set, const char *name)
{
    bool found;
    size_t at = place(set, name, &found);

    return found ? &set->items[at] : NULL;
}

static bool
has_text(const struct esc_cred_set *set, const char *name)
{
    const struct esc_cred *cred = esc_cred_set_find(set, name);

    return cred != NULL && !cred->file && esc_secret_len(cred->value) > 0;
}

bool
esc_cred_set_has_aws(const struct esc_cred_set *set)
{
    return has_text(set, "AWS_ACCESS_KEY_ID")
           && has_text(set, "AWS_SECRET_ACCESS_KEY");
}
