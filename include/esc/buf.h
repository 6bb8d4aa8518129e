/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing text that fails once: append freely, check at the end.  Every
 * buffer is born with a limit.  Always NUL-terminated.  Not for secrets
 * (growing leaves copies): those are struct esc_secret.
 */
#ifndef ESC_BUF_H
#define ESC_BUF_H

#include "esc/error.h"
#include <stdint.h>

struct esc_buf {
    char *data; /* NULL while empty; use esc_buf_text */
    size_t len;
    size_t limit; /* most bytes, without the NUL */
    size_t capacity;
    bool failed; /* sticky: over the limit, or no memory */
};

#define ESC_BUF_LIMIT(max) ((struct esc_buf){.limit = (max)})
#define ESC_BUF_OWN __attribute__((cleanup(esc_buf_release))) struct esc_buf

/* Free the content and be empty again, limit kept, failure forgotten. */
void esc_buf_release(struct esc_buf *buf);

void esc_buf_add(struct esc_buf *buf, const void *bytes, size_t len);
void esc_buf_add_str(struct esc_buf *buf, const char *text);
void esc_buf_add_char(struct esc_buf *buf, char c);
void esc_buf_printf(struct esc_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* TEXT as a JSON string with quotes; invalid UTF-8 becomes U+FFFD. */
void esc_buf_add_json(struct esc_buf *buf, const char *text);

/* "&NAME=VALUE" (no '&' first), VALUE percent-encoded by RFC 3986. */
void esc_buf_add_form(struct esc_buf *buf, const char *name,
                      const char *value);

/* The one check: false fills ERR with ESC_E_INPUT. */
bool esc_buf_ok(const struct esc_buf *buf,
                struct esc_error *err) ESC_MUST_CHECK;

/* Borrowed, never NULL. */
const char *esc_buf_text(const struct esc_buf *buf);

#endif
