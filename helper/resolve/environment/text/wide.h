/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers as schemas compare them: a mantissa of 64 bits and an exponent
 * without limits that matter, rounded to nearest even, as the original's
 * math/big.Float has them.  In integers, so that every machine gives the same
 * answers: long double has 64 bits on one, 53 or 113 on another.
 */
#ifndef ESC_TEXT_WIDE_H
#define ESC_TEXT_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "esc/str.h"

/* MANTISSA * 2^EXPONENT; the mantissa's highest bit is set, or it is 0. */
struct esc_wide {
    uint64_t mantissa;
    int64_t exponent;
    bool is_negative;
};

/* TEXT is a number as JSON writes it. */
struct esc_wide esc_wide_read(struct esc_str text);

/* Less than, equal to or greater than 0. */
int esc_wide_compare(const struct esc_wide *a, const struct esc_wide *b);

/* Whether A / B, rounded, is an integer; never for a B of 0. */
bool esc_wide_is_multiple(const struct esc_wide *a, const struct esc_wide *b);

#endif
