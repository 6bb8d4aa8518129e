/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The binary form of a credential set, field by field: for the provisioner,
 * which judges each and keeps none, and for what makes a set of it.
 */
#ifndef ESC_CRED_CODEC_H
#define ESC_CRED_CODEC_H

#include "esc/cred_set.h"
#include "esc/wire.h"

/* One variable; name and value are borrowed. */
struct esc_cred_item {
    const char *name;
    const uint8_t *value;
    size_t len;
    bool secret, file, allowed;
};

/* ESC_E_INPUT names the variable and what is wrong with it: its name, a NUL in
 * what is no file, too long a value. */
bool esc_cred_item_check(const struct esc_cred_item *item,
                         struct esc_error *err) ESC_MUST_CHECK;

struct esc_cred_reader {
    struct esc_wire_in in;
    size_t count; /* of variables */
    bool has_tree;
    char name[256]; /* of the last one */
};

/* Read what stands before the variables: HEAD_OUT gets times and origin.
 * ESC_E_INPUT, as for the next two. */
bool esc_cred_read_head(struct esc_cred_reader *reader, const void *bytes,
                        size_t len, struct esc_cred_set *head_out,
                        struct esc_error *err) ESC_MUST_CHECK;
/* The next of READER->count variables; checked, and in order of their names,
 * none twice.  Its name is good until the next. */
bool esc_cred_read_item(struct esc_cred_reader *reader,
                        struct esc_cred_item *item_out,
                        struct esc_error *err) ESC_MUST_CHECK;
/* After the last one: the tree, NULL when there is none, and no byte more. */
bool esc_cred_read_tree(struct esc_cred_reader *reader,
                        const uint8_t **tree_out, size_t *len_out,
                        struct esc_error *err) ESC_MUST_CHECK;

/* And to write: COUNT items must follow, then a tree if there HAS_TREE. */
void esc_cred_write_head(struct esc_wire_out *out,
                         const struct esc_cred_set *head, size_t count,
                         bool has_tree);
void esc_cred_write_item(struct esc_wire_out *out,
                         const struct esc_cred_item *item);
void esc_cred_write_tree(struct esc_wire_out *out, const uint8_t *tree,
                         size_t len);

#endif
