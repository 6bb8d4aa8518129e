/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the export: expressions as the original shows them.
 */
#ifndef ESC_EXPORT_H
#define ESC_EXPORT_H

#include "../evaluate/environment.h"
#include "../value/write.h"

struct esc_exporter {
    struct esc_writer w;
    struct esc_str environment; /* of what has no place of its own */
    size_t depth;               /* of recursion that is left */
};

/* TERM with everything below and under it.  ROOT's entries are an object. */
void esc_export_term(struct esc_exporter *exporter,
                     const struct esc_term *term);
void esc_export_entries(struct esc_exporter *exporter,
                        const struct esc_term *object);

/* call.c: the members of a builtin call. */
void esc_export_call(struct esc_exporter *exporter,
                     const struct esc_term *term, bool *first);

void esc_export_node(struct esc_exporter *exporter,
                     const struct esc_term *term, const struct esc_node *node);

#endif
