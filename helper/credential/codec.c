/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The credential set as bytes.  Layout, all numbers big endian:
 *
 *   "ESCS" u8 version=1 or 2  i64 obtained  i64 expires  i64 renew_after
 *   9 texts of origin, each u16 length + bytes, in the order of the table
 *   u16 count, then per variable: u8 flags (1 secret, 2 file, 4 allowed),
 *   u16 length + name, u32 length + value
 *   version 2: u32 length + tree
 *
 * The reader takes nothing but this, to the last byte.
 */
#include "esc/cred_codec.h"
#include "esc/text.h"
#include <string.h>

#define VERSION 1
#define VERSION_TREE 2
#define FLAG_SECRET 1U
#define FLAG_FILE 2U
#define FLAG_ALLOWED 4U
#define FIELD(field) ESC_WIRE_FIELD(struct esc_cred_origin, field)
static const struct esc_wire_field texts[] = {
    FIELD(environment), FIELD(revision),     FIELD(backend),
    FIELD(role),        FIELD(session_name), FIELD(access_key_id),
    FIELD(account_id),  FIELD(request_id),   FIELD(identity),
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

bool
esc_cred_item_check(const struct esc_cred_item *item, struct esc_error *err)
{
    const char *name = item->name;

    if (!esc_text_is_name(name))
        return esc_fail(err, ESC_E_INPUT, name,
                        "refuse variable '%s': not a valid name", name);
    if (item->len > ESC_CRED_VALUE_MAX)
        return esc_fail(err, ESC_E_INPUT, name,
                        "refuse variable '%s': %zu bytes, at most %d fit into"
                        " an environment",
                        name, item->len, ESC_CRED_VALUE_MAX);
    if (!item->file && memchr(item->value, '\0', item->len) != NULL)
        return esc_fail(err, ESC_E_INPUT, name,
                        "refuse variable '%s': its value holds a NUL byte",
                        name);
    return true;
}

void
esc_cred_write_head(struct esc_wire_out *out, const struct esc_cred_set *head,
                    size_t count, bool has_tree)
{
    esc_wire_put_bytes(out, "ESCS", 4);
    esc_wire_put(out, has_tree ? VERSION_TREE : VERSION, 1);
    esc_wire_put(out, (uint64_t)head->obtained, 8);
    esc_wire_put(out, (uint64_t)head->expires, 8);
    esc_wire_put(out, (uint64_t)head->renew_after, 8);
    esc_wire_put_texts(out, &head->origin, texts, TEXTS);
    esc_wire_put(out, count, 2);
}

void
esc_cred_write_item(struct esc_wire_out *out, const struct esc_cred_item *item)
{
    esc_wire_put(out,
                 (item->secret ? FLAG_SECRET : 0)
                     | (item->file ? FLAG_FILE : 0)
                     | (item->allowed ? FLAG_ALLOWED : 0),
                 1);
    esc_wire_put_text(out, item->name);
    esc_cred_write_tree(out, item->value, item->len);
}

void
esc_cred_write_tree(struct esc_wire_out *out, const uint8_t *tree, size_t len)
{
    esc_wire_put(out, len, 4);
    esc_wire_put_bytes(out, tree, len);
}

static bool
malformed(struct esc_error *err)
{
    return esc_fail(err, ESC_E_INPUT, NULL, "malformed credential set");
}

bool
esc_cred_read_head(struct esc_cred_reader *reader, const void *bytes,
                   size_t len, struct esc_cred_set *head_out,
                   struct esc_error *err)
{
    struct esc_wire_in *in = &reader->in;
    const uint8_t *magic;
    uint64_t version;

    *reader = (struct esc_cred_reader){
        .in = {.at = bytes, .end = (const uint8_t *)bytes + len}};
    magic = esc_wire_get_bytes(in, 4);
    version = esc_wire_get(in, 1);
    head_out->obtained = (int64_t)esc_wire_get(in, 8);
    head_out->expires = (int64_t)esc_wire_get(in, 8);
    head_out->renew_after = (int64_t)esc_wire_get(in, 8);
    esc_wire_get_texts(in, &head_out->origin, texts, TEXTS);
    reader->count = (size_t)esc_wire_get(in, 2);
    reader->has_tree = version == VERSION_TREE;
    if (in->failed || magic == NULL || memcmp(magic, "ESCS", 4) != 0
        || (version != VERSION && version != VERSION_TREE)
        || head_out->obtained < 0 || head_out->expires < 0
        || head_out->renew_after < 0)
        return malformed(err);
    return reader->count <= ESC_CRED_VARIABLES_MAX
           || esc_fail(err, ESC_E_INPUT, NULL,
                       "malformed credential set: more than %d variables",
                       ESC_CRED_VARIABLES_MAX);
}

bool
esc_cred_read_item(struct esc_cred_reader *reader,
                   struct esc_cred_item *item_out, struct esc_error *err)
{
    struct esc_wire_in *in = &reader->in;
    uint64_t flags = esc_wire_get(in, 1);
    char name[sizeof(reader->name)];

    esc_wire_get_text(in, name, sizeof(name));
    item_out->name = reader->name;
    item_out->len = (size_t)esc_wire_get(in, 4);
    item_out->value = esc_wire_get_bytes(in, item_out->len);
    item_out->secret = (flags & FLAG_SECRET) != 0;
    item_out->file = (flags & FLAG_FILE) != 0;
    item_out->allowed = (flags & FLAG_ALLOWED) != 0;
    if (in->failed || flags > (FLAG_SECRET | FLAG_FILE | FLAG_ALLOWED))
        return malformed(err);
    /* The first one's name stands behind none; an empty one is no name. */
    if (reader->name[0] != '\0' && strcmp(name, reader->name) <= 0)
        return esc_fail(err, ESC_E_INPUT, name,
                        "refuse variable '%s': twice, or out of order", name);
    memcpy(reader->name, name, sizeof(name));
    return esc_cred_item_check(item_out, err);
}

bool
esc_cred_read_tree(struct esc_cred_reader *reader, const uint8_t **tree_out,
                   size_t *len_out, struct esc_error *err)
{
    struct esc_wire_in *in = &reader->in;

    *tree_out = NULL;
    *len_out = 0;
    if (reader->has_tree) {
        *len_out = (size_t)esc_wire_get(in, 4);
        *tree_out = esc_wire_get_bytes(in, *len_out);
    }
    if (in->failed)
        return malformed(err);
    return in->at == in->end
           || esc_fail(err, ESC_E_INPUT, NULL,
                       "malformed credential set: bytes are left over");
}
