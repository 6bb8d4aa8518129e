/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing JSON: what values, schemas and the export share.  Text grows in an
 * arena and, if there is a sink, moves on to it in pieces.
 */
#ifndef ESC_VALUE_WRITE_H
#define ESC_VALUE_WRITE_H

#include <stdbool.h>

#include "../text/build.h"
#include "esc/buf.h"
#include "esc/range.h"
#include "esc/str.h"
#include "esc/value.h"

struct esc_writer {
    struct esc_build build;
    struct esc_buf *sink; /* NULL: everything stays in BUILD */
};

/* At most LIMIT bytes at a time in ARENA; SINK has its own limit. */
void esc_writer_begin(struct esc_writer *w, struct esc_arena *arena,
                      size_t limit, struct esc_buf *sink);

/* Move what is left to the sink.  False if anything has failed. */
bool esc_writer_end(struct esc_writer *w);

static inline bool
esc_writer_ok(const struct esc_writer *w)
{
    return !w->build.is_broken && (w->sink == NULL || !w->sink->failed);
}

/* Bytes as they are. */
void esc_write_char(struct esc_writer *w, char c);
void esc_write_chars(struct esc_writer *w, const char *text);
void esc_write_text(struct esc_writer *w, struct esc_str text);

/* TEXT as a JSON string. */
void esc_write_string(struct esc_writer *w, struct esc_str text);

/* VALUE as JSON or as its string form. */
void esc_write_value(struct esc_writer *w, const struct esc_value *value,
                     enum esc_value_style style);

/* A comma unless *FIRST, which becomes false; then the "name": */
void esc_write_member(struct esc_writer *w, bool *first, const char *name);
void esc_write_key(struct esc_writer *w, bool *first, struct esc_str key);

/* A comma unless *FIRST, which becomes false. */
void esc_write_next(struct esc_writer *w, bool *first);

/* ENVIRONMENT may be empty; RANGE may be NULL: all zero. */
void esc_write_range(struct esc_writer *w, struct esc_str environment,
                     const struct esc_range *range);

#endif
