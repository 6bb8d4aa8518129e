/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a check of definitions found, in the order of files and lines.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "definitions.h"
#include "esc/buf.h"
#include "esc/message.h"

struct finding {
    size_t file;  /* of the definitions */
    size_t order; /* of emission */
    struct esc_message_diagnostic what;
};

struct findings {
    struct finding *items;
    size_t count, errors;
};

#define FINDINGS_OWN __attribute__((cleanup(findings_release))) struct findings
void findings_release(struct findings *findings);

bool findings_add(struct findings *findings,
                  const struct definitions *definitions,
                  const struct esc_message_diagnostic *what) ESC_MUST_CHECK;

/* By file, line and column; what was said twice once. */
void findings_sort(struct findings *findings);

/*
 * FILE:LINE:COLUMN: error: TEXT, one a line, and a sum; UNDERLINED with the
 * nearest key of the source below each.
 */
void findings_text(const struct findings *findings,
                   const struct definitions *definitions, bool underlined,
                   struct esc_buf *out);

/* One array; the members are esc-session(1)'s. */
void findings_json(const struct findings *findings,
                   const struct definitions *definitions, struct esc_buf *out);

#endif
