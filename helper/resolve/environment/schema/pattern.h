/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions of schemas: "pattern".  The language means RE2; this
 * is PCRE2 held to what RE2 accepts, with bounds on the work of one match
 * (docs/decisions/0010).
 */
#ifndef ESC_SCHEMA_PATTERN_H
#define ESC_SCHEMA_PATTERN_H

#include "../pool.h"
#include "esc/str.h"

struct esc_pattern;

/* NULL with *PROBLEM_OUT set when TEXT is no expression of RE2. */
const struct esc_pattern *esc_pattern_compile(struct esc_pool *pool,
                                              struct esc_str text,
                                              struct esc_str *problem_out);

/* Is NAME a category or script, as in \p{NAME}? */
bool esc_pattern_knows(struct esc_pool *pool, struct esc_str name);

/* Does SUBJECT contain a match?  A match that costs too much: no. */
bool esc_pattern_match(struct esc_pool *pool,
                       const struct esc_pattern *pattern,
                       struct esc_str subject);

#endif
