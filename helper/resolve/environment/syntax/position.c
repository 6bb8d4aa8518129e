/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of lines, and walking a line that is not ASCII by clusters.  The
 * walk is remembered, so that many nodes on one long line cost one walk.
 */
#include "position.h"

#include <string.h>

struct esc_line {
    uint32_t offset;
    uint32_t is_ascii;
};

static uint32_t
is_ascii(const char *bytes, size_t len)
{
    unsigned char all = 0;

    for (size_t i = 0; i < len; i++)
        all |= (unsigned char)bytes[i];
    return all < 0x80;
}

static size_t
count_lines(struct esc_str source)
{
    size_t count = 1;

    for (size_t i = 0; i < source.len; i++)
        count += source.data[i] == '\n';
    return count;
}

/* Where the line that starts at OFFSET ends, without its \n. */
static size_t
line_end(struct esc_str source, size_t offset)
{
    const char *end = NULL;

    if (offset < source.len)
        end = memchr(source.data + offset, '\n', source.len - offset);
    return end == NULL ? source.len : (size_t)(end - source.data);
}

bool
esc_positions_init(struct esc_positions *positions, struct esc_arena *arena,
                   struct esc_str source)
{
    size_t count = count_lines(source), offset = 0;
    struct esc_line *lines = esc_arena_array(arena, count, sizeof(*lines));

    *positions = (struct esc_positions){.source = source};
    if (lines == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t end = line_end(source, offset);

        lines[i].offset = (uint32_t)offset;
        lines[i].is_ascii = is_ascii(source.data + offset, end - offset);
        offset = end + 1;
    }
    positions->lines = lines;
    positions->count = count;
    return true;
}

/* Go on until COLUMN is reached or the line ends. */
static void
walk_to(struct esc_walk *walk, uint32_t column)
{
    size_t bytes, cells;

    walk->column = column;
    while (walk->cell < column
           && esc_clusters_next(&walk->clusters, &bytes, &cells)) {
        walk->byte += bytes;
        walk->cell += cells;
    }
}

/* The walk for (LINE, COLUMN), which is not ASCII: the kept one or anew. */
static struct esc_walk
walk_from(const struct esc_positions *positions, uint32_t line,
          uint32_t column)
{
    size_t start = positions->lines[line - 1].offset;
    size_t end;

    if (positions->walk.line == line && positions->walk.column <= column)
        return positions->walk;
    end = line_end(positions->source, start);
    return (struct esc_walk){
        .line = line,
        .byte = start,
        .cell = 1,
        .clusters.rest = {positions->source.data + start, end - start},
    };
}

static struct esc_pos
position(const struct esc_positions *positions, uint32_t line, uint32_t column,
         struct esc_walk *walk_out)
{
    struct esc_pos pos = {.line = line, .column = column};

    if (line >= positions->count)
        return pos;
    if (positions->lines[line - 1].is_ascii) {
        pos.byte = positions->lines[line - 1].offset + column - 1;
        return pos;
    }
    *walk_out = walk_from(positions, line, column);
    walk_to(walk_out, column);
    pos.byte = (uint32_t)walk_out->byte;
    return pos;
}

struct esc_pos
esc_positions_start(struct esc_positions *positions, uint32_t line,
                    uint32_t column)
{
    return position(positions, line, column, &positions->walk);
}

struct esc_pos
esc_positions_end(const struct esc_positions *positions, struct esc_pos start,
                  struct esc_str text, enum esc_scalar_end how)
{
    struct esc_walk walk;
    uint32_t line = start.line;
    size_t rest = text.len;

    for (size_t i = 0; how == ESC_END_LITERAL && i < text.len; i++) {
        if (text.data[i] != '\n')
            continue;
        line++;
        rest = text.len - i - 1;
    }
    return position(positions, line, start.column + (uint32_t)rest, &walk);
}
