/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells: JSON merge patch, evaluated lazily.  See term.h for the model.
 */
#ifndef ESC_EVALUATE_CELL_H
#define ESC_EVALUATE_CELL_H

#include "term.h"

struct esc_cell *esc_cell_new(struct esc_pool *pool,
                              const struct esc_term *def,
                              const struct esc_schema *schema);
struct esc_cell *esc_cell_unknown(struct esc_pool *pool,
                                  const struct esc_term *def,
                                  const struct esc_schema *schema);

/* KIND, count and payload of FROM; nothing else. */
void esc_cell_set_repr(struct esc_cell *cell, const struct esc_cell *from);
void esc_cell_set_string(struct esc_cell *cell, struct esc_str text);

/*
 * The entries of an object and of what it overrides, sorted; none (0) of
 * anything else.  Computed at the first call and then kept, whatever happens
 * to the base: that is the language's behaviour.  CELL may be NULL.
 */
size_t esc_cell_keys(struct esc_pool *pool, struct esc_cell *cell,
                     const struct esc_cell_entry **entries_out);

/* Of an object's own entries; NULL when there is none. */
struct esc_cell *esc_cell_own(const struct esc_cell *cell, struct esc_str key);

/*
 * KEY of an object or of what it overrides; of an unknown a new unknown that
 * stands at NODE of SCOPE.  NULL when there is none, or CELL is NULL.
 */
struct esc_cell *esc_cell_property(struct esc_pool *pool,
                                   struct esc_cell *cell, struct esc_str key,
                                   const struct esc_scope *scope,
                                   const struct esc_node *node);

/* Is, or may turn out to be, an object.  NULL: no. */
bool esc_cell_is_object(const struct esc_cell *cell);

/* Put BASE (may be NULL) under CELL. */
void esc_cell_merge(struct esc_pool *pool, struct esc_cell *cell,
                    struct esc_cell *base);

/* A copy of everything that can be reached from CELL. */
struct esc_cell *esc_cell_copy(struct esc_pool *pool, struct esc_cell *cell);

bool esc_cell_has_unknowns(struct esc_pool *pool, struct esc_cell *cell);
bool esc_cell_has_secrets(struct esc_pool *pool, struct esc_cell *cell);

/* As has_unknowns, but unknown rotate-only inputs count only if IS_ROTATING.
 */
bool esc_cell_has_observable(struct esc_pool *pool, struct esc_cell *cell,
                             bool is_rotating);

/* CELL is made from OTHER: unknown if that has unknowns, secret likewise. */
void esc_cell_combine(struct esc_pool *pool, struct esc_cell *cell,
                      struct esc_cell *other);

/* The string form, of own entries only, with what it is tainted by. */
struct esc_form {
    struct esc_str text;
    bool is_unknown;
    bool is_secret;
};
struct esc_form esc_cell_form(struct esc_pool *pool,
                              const struct esc_cell *cell);

/*
 * The finished value; ENVIRONMENT names the file of what has no place.  Made
 * once: a second call gives the same one.
 */
const struct esc_value *esc_cell_export(struct esc_pool *pool,
                                        struct esc_cell *cell,
                                        struct esc_str environment);

/* A value from outside as a cell, all of it defined by DEF. */
struct esc_cell *esc_cell_import(struct esc_pool *pool,
                                 const struct esc_value *value,
                                 const struct esc_term *def);

/* The range that a term exports: in ENVIRONMENT where it has no place. */
struct esc_term_range {
    struct esc_str environment;
    struct esc_range range;
};
struct esc_term_range esc_term_range(const struct esc_term *term,
                                     struct esc_str environment);

#endif
