/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the YAML parser's lines and columns to positions with byte offsets.
 * The rules are the original's, quirks included: lines end at \n only, the
 * last line always has byte 0, columns count code points but are matched
 * against terminal cells, and ends follow from decoded text.
 */
#ifndef ESC_SYNTAX_POSITION_H
#define ESC_SYNTAX_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "../text/unicode.h"
#include "esc/arena.h"
#include "esc/range.h"
#include "esc/str.h"

struct esc_line;

struct esc_positions {
    struct esc_str source;
    const struct esc_line *lines;
    size_t count;
    /* How far the last start was: the next is mostly further on its line. */
    struct esc_walk {
        uint32_t line, column; /* asked for */
        size_t byte, cell;     /* reached */
        struct esc_clusters clusters;
    } walk;
};

/* False when the arena fails.  SOURCE must outlive POSITIONS. */
bool esc_positions_init(struct esc_positions *positions,
                        struct esc_arena *arena, struct esc_str source);

/* Where a node starts; lines and columns from 1.  Cheap in document order. */
struct esc_pos esc_positions_start(struct esc_positions *positions,
                                   uint32_t line, uint32_t column);

/* Where a scalar ends that started last. */
enum esc_scalar_end {
    ESC_END_TEXT,    /* after as many columns as the text has bytes */
    ESC_END_LITERAL, /* untagged literal style: after its lines */
};
struct esc_pos esc_positions_end(const struct esc_positions *positions,
                                 struct esc_pos start, struct esc_str text,
                                 enum esc_scalar_end how);

#endif
