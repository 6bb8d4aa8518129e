/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encrypting and decrypting the secrets of a definition in place.  What is
 * outside the changed scalars, comments and layout, stays byte for byte.
 *
 * Encrypting makes of every object whose only key is fn::secret with a string
 *     fn::secret: text
 * the form with an envelope
 *     fn::secret: {ciphertext: base64}
 * (written as a block where the definition is); decrypting is the inverse,
 * only below "values".  What has another shape is left alone.
 */
#ifndef ESC_CRYPT_H
#define ESC_CRYPT_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "esc/limits.h"
#include "esc/str.h"

/*
 * Turns IN into OUT, in ARENA.  False: PROBLEM_OUT says why, without secrets.
 */
typedef bool esc_crypt_function(void *context, struct esc_arena *arena,
                                struct esc_str in, struct esc_str *out,
                                struct esc_str *problem_out);

struct esc_crypt {
    struct esc_diagnostics *diags; /* errors go here, with their place */
    const struct esc_limits *limits;
    struct esc_str name;         /* of the environment, for diagnostics */
    struct esc_str source;       /* the definition, UTF-8 */
    esc_crypt_function *convert; /* the cipher; never sees envelopes */
    void *context;
    size_t changed; /* result: how many secrets were rewritten */
};

/*
 * The rewritten definition, in the arena of the diagnostics; {NULL, 0} when
 * it failed, with an error among the diagnostics.  A definition that does not
 * load as YAML is not rewritten, nor is one whose result would not read back
 * as the same.
 */
struct esc_str esc_crypt_encrypt(struct esc_crypt *crypt);
struct esc_str esc_crypt_decrypt(struct esc_crypt *crypt);

/*
 * An error among the diagnostics for every secret that stands in the source as
 * plain text: what a definition that the whole host may read must not have.
 * CHANGED counts them; CONVERT is not used.  A source that does not load has
 * none.  False, with an error among the diagnostics: memory ran out before all
 * were found.
 */
bool esc_crypt_find_plain(struct esc_crypt *crypt);

#endif
