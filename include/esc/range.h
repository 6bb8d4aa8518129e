/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions in a definition's source, shared by syntax, expressions,
 * diagnostics and the export.
 */
#ifndef ESC_RANGE_H
#define ESC_RANGE_H

#include <stdint.h>

/* Lines and columns count from 1, bytes from 0; all zero: no position. */
struct esc_pos {
    uint32_t line;
    uint32_t column;
    uint32_t byte;
};

struct esc_range {
    struct esc_pos begin;
    struct esc_pos end;
};

#endif
