/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as the language's fn::fromJSON reads it, and opened environments: the
 * first value of a text, what follows is ignored; number text is kept as it
 * is; error texts are those of Go's encoding/json.
 */
#ifndef ESC_JSON_H
#define ESC_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/str.h"

enum esc_json_kind {
    ESC_JSON_NULL,
    ESC_JSON_BOOL,
    ESC_JSON_NUMBER, /* text, verbatim */
    ESC_JSON_STRING, /* text; bad UTF-8 and lone surrogates are U+FFFD */
    ESC_JSON_ARRAY,
    ESC_JSON_OBJECT,
};

struct esc_json {
    enum esc_json_kind kind;
    size_t count; /* of items or members */
    union {
        bool boolean;
        struct esc_str text;
        const struct esc_json *items;
        const struct esc_json_member *members; /* sorted by key, each key
                                                  once: the last one wins */
    } u;
};

struct esc_json_member {
    struct esc_str key;
    struct esc_json value;
    size_t order; /* as written, from 0 */
};

/*
 * Read the first value of TEXT, at most DEPTH collections deep.  NULL when it
 * fails: PROBLEM_OUT then says why, e.g. "invalid character 'x' after array
 * element" (or is empty when the arena failed).
 */
const struct esc_json *esc_json_parse(struct esc_arena *arena,
                                      struct esc_str text, size_t depth,
                                      struct esc_str *problem_out);

/* The value under KEY in an object, or NULL. */
const struct esc_json *esc_json_get(const struct esc_json *object,
                                    const char *key);

#endif
