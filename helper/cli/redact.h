/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Masking secrets in a stream of bytes.  Every byte that belongs to any
 * occurrence of a secret is masked; occurrences that overlap become one
 * REDACT_MARK.  What could still be the beginning of a secret is held back
 * until the next bytes tell: at most the longest secret's length.
 */
#ifndef REDACT_H
#define REDACT_H

#include "esc/buf.h"
#include "esc/own.h"
#include <stddef.h>

#define REDACT_MARK "[secret]"
#define REDACT_MIN 3 /* shorter secrets would mask ordinary text */
/* Bytes held back that redact_idle gives out: so that a prompt is never
 * waited for, and a secret that comes in pieces shows no more than these. */
#define REDACT_IDLE_MAX 3

/* What is looked for, shared by streams. */
struct redactor;
ESC_OWN_DECLARE(redactor);

/* For secrets of BYTES_MAX bytes together.  NULL: no memory. */
struct redactor *redactor_new(size_t bytes_max) ESC_MUST_CHECK;

/* Look also for the LEN bytes at SECRET, without line ends behind it; one
 * shorter than REDACT_MIN then is ignored.  Not after redactor_ready. */
void redactor_add(struct redactor *redactor, const void *secret, size_t len);

/* All are added.  False: no memory. */
bool redactor_ready(struct redactor *redactor) ESC_MUST_CHECK;

/* One stream; REDACTOR is borrowed and ready.  NULL: no memory. */
struct redact;
ESC_OWN_DECLARE(redact);
struct redact *redact_new(const struct redactor *redactor) ESC_MUST_CHECK;

/* The next LEN bytes; what is certain is appended to OUT. */
void redact_feed(struct redact *redact, const void *bytes, size_t len,
                 struct esc_buf *out);
/* Whether redact_idle or redact_end would give anything. */
bool redact_holds(const struct redact *redact);
/* Nothing came for a while: give out marks, and bytes when they are few. */
void redact_idle(struct redact *redact, struct esc_buf *out);
/* The stream has ended: give out all. */
void redact_end(struct redact *redact, struct esc_buf *out);

#endif
