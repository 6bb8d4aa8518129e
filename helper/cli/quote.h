/* SPDX-License-Identifier: Apache-2.0 */
/* Values of `open` for line by line readers.  Room is the caller's to give. */
#ifndef QUOTE_H
#define QUOTE_H

#include "esc/secret.h"

#define QUOTE_GROWTH 10 /* bytes that one may become, two quotes added */

void quote_text(struct esc_secret *out, const char *text);

/* In double quotes, escaped as Go does: \" \\ \n \x01 \u200b. */
void quote_go(struct esc_secret *out, const void *value, size_t len);

/* For a shell: in double quotes as above where that means the same to one,
 * else in single quotes. */
void quote_posix(struct esc_secret *out, const void *value, size_t len);

#endif
