/* SPDX-License-Identifier: Apache-2.0 */
/* Private to the JSON reader: its state, its errors and its strings. */
#ifndef ESC_TEXT_JSON_STRING_H
#define ESC_TEXT_JSON_STRING_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/str.h"

struct esc_json_reader {
    struct esc_arena *arena;
    struct esc_str text;
    size_t at;
    struct esc_str problem;
};

/*
 * Says that the byte at AT is not valid WHERE, or that the text ends there.
 * Returns false.
 */
bool esc_json_fail(struct esc_json_reader *reader, const char *where);

/* AT is at the opening quote; afterwards behind the closing one. */
bool esc_json_read_string(struct esc_json_reader *reader,
                          struct esc_str *text_out);

#endif
