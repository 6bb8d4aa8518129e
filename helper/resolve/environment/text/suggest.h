/* SPDX-License-Identifier: Apache-2.0 */
/* Spelling help: which known name did the writer mean? */
#ifndef ESC_TEXT_SUGGEST_H
#define ESC_TEXT_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/str.h"

/* Names longer than this, in bytes, are not compared: time is quadratic. */
#define ESC_SUGGEST_MAX 128

/*
 * Levenshtein distance of two names in bytes after folding (underscores
 * dropped, lower case).  SIZE_MAX when one is longer than ESC_SUGGEST_MAX.
 */
size_t esc_distance(struct esc_str a, struct esc_str b);

/*
 * The candidate nearest to NAME among COUNT: the smallest distance strictly
 * below (folded length + 1) / 2, the first of several.  False when there is
 * none.  BEST_OUT is the index.
 */
bool esc_suggest(struct esc_str name, const struct esc_str *candidates,
                 size_t count, size_t *best_out);

#endif
