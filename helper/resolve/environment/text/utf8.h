/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as Go's unicode/utf8 reads it: strict, one bad byte at a time. */
#ifndef ESC_TEXT_UTF8_H
#define ESC_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/str.h"

#define ESC_UTF8_BAD UINT32_C(0xfffd)

/*
 * The code point at the start of TEXT, which is not empty, and in LEN_OUT how
 * many bytes it takes.  A byte that does not begin a valid sequence (overlong
 * forms, surrogates and what exceeds U+10FFFF are not valid) gives false,
 * ESC_UTF8_BAD and the length 1.
 */
bool esc_utf8_decode(struct esc_str text, uint32_t *code_out, size_t *len_out);

/* Writes CODE to BYTES (4) and returns the length; bad codes as U+FFFD. */
size_t esc_utf8_encode(uint32_t code, char *bytes);

/* What is left of TEXT after its first LEN bytes. */
static inline struct esc_str
esc_str_after(struct esc_str text, size_t len)
{
    return (struct esc_str){text.data + len, text.len - len};
}

#endif
