/* SPDX-License-Identifier: Apache-2.0 */
/* Standard base64 with padding, as Go's encoding/base64 reads it. */
#ifndef ESC_TEXT_BASE64_H
#define ESC_TEXT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/str.h"

/* {NULL, 0} when the arena fails. */
struct esc_str esc_base64_encode(struct esc_arena *arena,
                                 struct esc_str bytes);

/*
 * Decode TEXT; CR and LF are ignored anywhere.  False when it is not valid:
 * BAD_OUT is the offset that Go reports ("illegal base64 data at input byte
 * n").  True with {NULL, 0} when the arena fails.
 */
bool esc_base64_decode(struct esc_arena *arena, struct esc_str text,
                       struct esc_str *bytes_out, size_t *bad_out);

#endif
