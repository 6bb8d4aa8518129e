/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The envelope around an encrypted fn::secret: base64 of "escx", the version
 * 1 and the ciphertext, then the CRC-32 (IEEE) of all that; numbers are 32
 * bits, big-endian.
 */
#ifndef ESC_TEXT_ENVELOPE_H
#define ESC_TEXT_ENVELOPE_H

#include <stdbool.h>

#include "esc/arena.h"
#include "esc/str.h"

/* {NULL, 0} when the arena fails. */
struct esc_str esc_envelope_encode(struct esc_arena *arena,
                                   struct esc_str ciphertext);

/*
 * The ciphertext in the envelope TEXT.  False with PROBLEM_OUT, in the
 * original's words, when it is not valid; the ciphertext has at least four
 * bytes.  True with {NULL, 0} when the arena fails.
 */
bool esc_envelope_decode(struct esc_arena *arena, struct esc_str text,
                         struct esc_str *ciphertext_out,
                         struct esc_str *problem_out);

#endif
