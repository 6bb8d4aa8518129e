/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the RE2 reader: its state, and what its two files share.
 */
#ifndef ESC_SCHEMA_RE2_READ_H
#define ESC_SCHEMA_RE2_READ_H

#include "../text/build.h"
#include "re2.h"

struct re2_reader {
    struct esc_pool *pool;
    struct esc_str text;
    size_t at;
    struct esc_build out;
    struct esc_str problem;
};

/* Says what is wrong with the text from START up to END; returns false. */
bool re2_fail(struct re2_reader *reader, const char *what, size_t start,
              size_t end);

/* The byte AHEAD of here, or -1. */
int re2_peek(const struct re2_reader *reader, size_t ahead);

/* The code point here; AT moves behind it. */
bool re2_read_rune(struct re2_reader *reader, uint32_t *code_out);

/* AT is at a backslash: a single character, escaped. */
bool re2_read_escape(struct re2_reader *reader, uint32_t *code_out);

/* AT is at a backslash: \d, \s, \w, \p{...} or their opposites.  False and
 * nothing read if it is none; *OK_OUT false if it is a bad one. */
bool re2_read_set(struct re2_reader *reader, bool in_class, bool *ok_out);

/* AT is at '[': a whole class. */
bool re2_read_class(struct re2_reader *reader);

/* CODE, meaning only itself. */
void re2_add_literal(struct re2_reader *reader, uint32_t code);

#endif
