/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Number text: numbers are never kept as doubles, but their text is canonical
 * (decimal integers; floats with the fewest digits that read back the same).
 */
#ifndef ESC_SYNTAX_NUMBER_H
#define ESC_SYNTAX_NUMBER_H

#include <stdbool.h>

#include "esc/arena.h"
#include "esc/str.h"

enum esc_number_kind {
    ESC_NUMBER_NONE,
    ESC_NUMBER_INT,   /* fits 64 bits with a sign */
    ESC_NUMBER_UINT,  /* only without a sign */
    ESC_NUMBER_FLOAT, /* finite */
};

/*
 * What the plain scalar TEXT (NUL after it) is when it starts with a digit or
 * a sign, and its canonical text.
 */
enum esc_number_kind esc_number_read(struct esc_arena *arena,
                                     struct esc_str text,
                                     struct esc_str *number_out);

/* The same for one that starts with a dot: a float or nothing. */
enum esc_number_kind esc_number_read_dot(struct esc_arena *arena,
                                         struct esc_str text,
                                         struct esc_str *number_out);

/* NUMBER, an integer's text, as a float: 10000000 becomes 1e+07. */
struct esc_str esc_number_as_float(struct esc_arena *arena,
                                   struct esc_str number);

#endif
