/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the evaluator: spelling help for names that an object has not.
 */
#ifndef ESC_EVALUATE_NAMES_H
#define ESC_EVALUATE_NAMES_H

#include "evaluator.h"

/* The names that an object has, of terms or of cells. */
struct esc_names {
    const struct esc_term *term; /* NULL: see CELL */
    const struct esc_cell *cell;
    uint32_t count;
};

/* The name nearest to KEY.  False when none is near, or RUN has looked often
 * enough: this is quadratic work, and a definition can ask for a lot of it. */
bool esc_names_suggest(const struct esc_names *names, struct esc_run *run,
                       struct esc_str key, struct esc_str *best_out);

#endif
