/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of a definition: what may be shown of its source, since a value may
 * be a secret.  Nothing inside the value of an fn::secret is a key here.
 */
#ifndef ESC_KEYS_H
#define ESC_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "esc/arena.h"
#include "esc/str.h"

struct esc_key {
    struct esc_str text; /* as written, quotes included; of the source */
    uint32_t line;       /* from 1 */
    uint32_t column;     /* from 1, in characters */
};

struct esc_keys;

/*
 * The keys of the first document of SOURCE, which is borrowed, in ARENA.  NULL
 * when it is no UTF-8 YAML of at most DEPTH nested collections: then nobody
 * can tell what is a key.
 */
const struct esc_keys *esc_keys_read(struct esc_arena *arena,
                                     struct esc_str source, size_t depth);

/*
 * The key that is at LINE and COLUMN, or else the innermost one whose value
 * is.  NULL when there is none; KEYS may be NULL.
 */
const struct esc_key *esc_keys_find(const struct esc_keys *keys, uint32_t line,
                                    uint32_t column);

#endif
