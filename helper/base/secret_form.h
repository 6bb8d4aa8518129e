/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the files that make secrets: what one looks like.
 */
#ifndef BASE_SECRET_FORM_H
#define BASE_SECRET_FORM_H

#include "esc/secret.h"

struct esc_secret {
    size_t mapped; /* bytes of the mapping, this header included; 0: carved */
    size_t capacity;
    size_t len;
    /* capacity + 1: a NUL always stands behind; aligned for carving */
    _Alignas(size_t) uint8_t bytes[];
};

#endif
