/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value tree as bytes: what a set carries for `open` where policy shows all
 * of an environment.  Only this program reads them again; root and the client
 * keep and pass them on unread.
 */
#ifndef TREE_H
#define TREE_H

#include "esc/secret.h"
#include "esc/value.h"

#define TREE_DEPTH_MAX 512

/* VALUE, with where each part was defined if TRACES (VALUE itself was
 * nowhere), appended to OUT; false when it does not fit. */
bool tree_encode(const struct esc_value *value, bool traces,
                 struct esc_secret *out) ESC_MUST_CHECK;

/* All of BYTES, in ARENA, its texts borrowed from BYTES.  ESC_E_INPUT. */
const struct esc_value *tree_decode(struct esc_arena *arena,
                                    struct esc_str bytes,
                                    struct esc_error *err);

#endif
