/* SPDX-License-Identifier: Apache-2.0 */
/* Private to crypt/: where the secrets of a definition's text are. */
#ifndef ESC_CRYPT_SECRETS_H
#define ESC_CRYPT_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/str.h"

/* Bytes of the source, START up to END. */
struct esc_span {
    size_t start, end;
};

struct esc_secret_site {
    const struct esc_secret_site *next; /* further on in the source */
    struct esc_str text;                /* decoded: plaintext or envelope */
    struct esc_span key;                /* fn::secret, with its properties */
    struct esc_span value;              /* the scalar, or {ciphertext: ...} */
    size_t column;                      /* of the key, from 0 */
    bool is_ciphertext;
    bool is_flow;         /* the object stands in a flow collection */
    bool is_block_scalar; /* literal or folded */
    bool is_below_values;
};

struct esc_secret_sites {
    const struct esc_secret_site *first;
    struct esc_secret_site *last;
    size_t count;
};

/*
 * Find the secrets of the first document of SOURCE, which is known to be
 * valid.  False when it is not, or the arena fails, as it does when libyaml
 * finds no memory.
 */
bool esc_secret_sites_find(struct esc_arena *arena, struct esc_str source,
                           size_t depth, struct esc_secret_sites *sites_out);

#endif
