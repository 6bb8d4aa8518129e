/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that must not be printed, dumped or left behind.  Opaque, so that no
 * format string can show one; of fixed capacity, never moved (a realloc leaves
 * copies); in pages of its own, locked where the limits allow, left out of
 * core dumps, wiped in free.
 */
#ifndef ESC_SECRET_H
#define ESC_SECRET_H

#include "esc/error.h"
#include <stdint.h>

struct esc_secret;
ESC_OWN_DECLARE(esc_secret);

/* An empty secret that can hold CAPACITY bytes (at least 1); NULL: no memory.
 */
struct esc_secret *esc_secret_new(size_t capacity) ESC_MUST_CHECK;

/*
 * A secret of CAPACITY bytes inside the rest of ROOM, for many small ones at
 * the price of one mapping; NULL when it does not fit.  ROOM must outlive it
 * and is not appended to otherwise; freeing the carved one only wipes it.
 */
#define ESC_SECRET_CARVED 48 /* most that one costs beside its capacity */
struct esc_secret *esc_secret_carve(struct esc_secret *room,
                                    size_t capacity) ESC_MUST_CHECK;

/* Append LEN bytes; false, and nothing appended, when they do not fit. */
bool esc_secret_add(struct esc_secret *secret, const void *bytes,
                    size_t len) ESC_MUST_CHECK;

/* Forget the content (wiped); capacity stays. */
void esc_secret_clear(struct esc_secret *secret);

/* Borrowed; never NULL; a NUL stands behind the last byte. */
const uint8_t *esc_secret_bytes(const struct esc_secret *secret);
size_t esc_secret_len(const struct esc_secret *secret);

/*
 * Where up to *ROOM_OUT further bytes may be written by a read(2) or a cipher;
 * esc_secret_grow then says how many were.
 */
uint8_t *esc_secret_tail(struct esc_secret *secret, size_t *room_out);
void esc_secret_grow(struct esc_secret *secret, size_t len);

/* Constant time for equal lengths. */
bool esc_secret_equal(const struct esc_secret *a, const struct esc_secret *b);

/*
 * Make this process unreadable to others: not dumpable, core size 0.  Called
 * first in every main that will hold a secret.
 */
void esc_secret_process(void);

#endif
