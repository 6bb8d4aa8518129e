/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole set to bytes and back.  Root does neither: it judges and passes on
 * field by field (codec.c).
 */
#include "esc/cred_codec.h"
#include "set.h"
#include <string.h>

bool
esc_cred_set_encode(const struct esc_cred_set *set,
                    struct esc_secret *bytes_out, struct esc_error *err)
{
    size_t room;
    uint8_t *start = esc_secret_tail(bytes_out, &room);
    struct esc_wire_out out = {start, start + room, false};

    esc_cred_write_head(&out, set, set->count, set->tree != NULL);
    for (size_t i = 0; i < set->count; i++) {
        const struct esc_cred *item = &set->items[i];

        esc_cred_write_item(&out, &(struct esc_cred_item){
                                      .name = item->name,
                                      .value = esc_secret_bytes(item->value),
                                      .len = esc_secret_len(item->value),
                                      .secret = item->secret,
                                      .file = item->file,
                                      .allowed = item->allowed,
                                  });
    }
    if (set->tree != NULL)
        esc_cred_write_tree(&out, esc_secret_bytes(set->tree),
                            esc_secret_len(set->tree));
    if (out.failed)
        return esc_fail(err, ESC_E_INPUT, set->origin.environment,
                        "cannot keep environment: its variables are too big");
    esc_secret_grow(bytes_out, (size_t)(out.at - start));
    return true;
}

static bool
no_memory(struct esc_error *err)
{
    return esc_fail(err, ESC_E_SYSTEM, NULL,
                    "cannot read credential set: no memory");
}

static bool
take_item(struct esc_cred_reader *reader, struct esc_cred_set *set,
          struct esc_error *err)
{
    ESC_OWN(esc_secret) value = NULL;
    struct esc_cred_item item;

    if (!esc_cred_read_item(reader, &item, err))
        return false;
    value = esc_secret_carve(set->room, item.len == 0 ? 1 : item.len);
    if (value == NULL || !esc_secret_add(value, item.value, item.len))
        return no_memory(err);
    if (!set_push(set,
                  &(struct esc_cred){
                      .name = reader->name,
                      .value = value,
                      .secret = item.secret,
                      .file = item.file,
                      .allowed = item.allowed,
                  },
                  err))
        return false;
    (void)esc_secret_take(&value);
    return true;
}

struct esc_cred_set *
esc_cred_set_decode(const void *bytes, size_t len, struct esc_error *err)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    struct esc_cred_reader reader;
    const uint8_t *tree;
    size_t tree_len;

    if (set == NULL) {
        no_memory(err);
        return NULL;
    }
    if (!esc_cred_read_head(&reader, bytes, len, set, err))
        return NULL;
    set->room = esc_secret_new(len + (reader.count + 1) * ESC_SECRET_CARVED);
    if (set->room == NULL) {
        no_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < reader.count; i++)
        if (!take_item(&reader, set, err))
            return NULL;
    if (!esc_cred_read_tree(&reader, &tree, &tree_len, err))
        return NULL;
    if (tree != NULL) {
        set->tree = esc_secret_new(tree_len == 0 ? 1 : tree_len);
        if (set->tree == NULL || !esc_secret_add(set->tree, tree, tree_len)) {
            no_memory(err);
            return NULL;
        }
    }
    return esc_cred_set_take(&set);
}
