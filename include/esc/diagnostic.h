/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the language has to say about a definition: errors and warnings with
 * the place they are about.  They are kept in emission order, in an arena.
 * A summary never quotes a value of the definition that may be a secret.
 */
#ifndef ESC_DIAGNOSTIC_H
#define ESC_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

#include "esc/arena.h"
#include "esc/range.h"
#include "esc/str.h"

enum esc_severity {
    ESC_SEVERITY_ERROR = 1,
    ESC_SEVERITY_WARNING = 2,
};

/*
 * Where: the environment's name, the document path, the range if any.  NEAR is
 * for errors of YAML and limits, which have no range in the language: the line
 * and column where the reading ended, for people.
 */
struct esc_place {
    struct esc_str filename;
    struct esc_str path;
    struct esc_range range;
    bool has_range;
    struct esc_pos near;
};

struct esc_diagnostic {
    const struct esc_diagnostic *next;
    enum esc_severity severity;
    struct esc_str summary;
    struct esc_place place;
};

/*
 * Start with esc_diagnostics_init.  RESERVE is what is left to say when there
 * is no memory to say anything else.
 */
struct esc_diagnostics {
    struct esc_arena *arena;
    const struct esc_diagnostic *first;
    struct esc_diagnostic *last;
    size_t count, errors; /* errors: those of severity error */
    size_t limit;         /* 0: none */
    bool is_cut;          /* the last one says that this is not all */
    struct esc_diagnostic reserve;
};

void esc_diagnostics_init(struct esc_diagnostics *list,
                          struct esc_arena *arena, size_t limit);

/*
 * Append.  PLACE is copied (its texts are not) and may be NULL.  Over the
 * list's limit one last error says so and the rest is dropped.  Once the arena
 * has failed the one diagnostic about that is the last.
 */
void esc_diagnostics_add(struct esc_diagnostics *list,
                         enum esc_severity severity,
                         const struct esc_place *place,
                         struct esc_str summary);
void esc_diagnostics_addf(struct esc_diagnostics *list,
                          enum esc_severity severity,
                          const struct esc_place *place, const char *format,
                          ...) __attribute__((format(printf, 4, 5)));

/*
 * If the arena has failed, append the one error that says why (once) and
 * return false.  Every phase ends with it.
 */
bool esc_diagnostics_settle(struct esc_diagnostics *list);

#endif
