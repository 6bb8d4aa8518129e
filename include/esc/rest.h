/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands behind a definition: the language takes the first document of a
 * source, whatever follows.
 */
#ifndef ESC_REST_H
#define ESC_REST_H

#include "esc/range.h"
#include "esc/str.h"

/*
 * Where SOURCE goes on after its first document, YAML or not; line 0: nowhere,
 * or the first document has no end, or more than DEPTH nested collections.
 * Bytes are not set.
 */
struct esc_pos esc_rest_find(struct esc_str source, size_t depth);

#endif
