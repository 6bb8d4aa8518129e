/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the evaluator: does a value match a schema, and if not, where?
 * Problems are collected first, because what one member of a union has to say
 * only counts when no member accepts.
 */
#ifndef ESC_EVALUATE_VALIDATE_H
#define ESC_EVALUATE_VALIDATE_H

#include "evaluator.h"

struct esc_problem {
    struct esc_problem *next;
    const struct esc_term *at;
    struct esc_str text;
};

struct esc_validator {
    struct esc_pool *pool;
    struct esc_problem *first;
    struct esc_problem **last; /* &first while empty */
};

/*
 * Whom to blame.  Inside a literal its own parts; in what no literal defines
 * the whole expression, and the text begins with the path below it.
 */
struct esc_blame {
    const struct esc_term *term;
    struct esc_str path;
    bool has_prefix;
};

void esc_validator_init(struct esc_validator *validator,
                        struct esc_pool *pool);

/* Adds a problem; returns false. */
bool esc_validator_fail(struct esc_validator *validator,
                        const struct esc_blame *blame, struct esc_str text);

/* INNER's problems after those of VALIDATOR. */
void esc_validator_append(struct esc_validator *validator,
                          const struct esc_validator *inner);

struct esc_blame esc_blame_item(struct esc_validator *validator,
                                const struct esc_blame *blame, size_t index);
struct esc_blame esc_blame_property(struct esc_validator *validator,
                                    const struct esc_blame *blame,
                                    struct esc_str key);

/* "expected T, got U" unless ACCEPT takes TYPE. */
bool esc_validate_type(struct esc_validator *validator, uint8_t type,
                       const struct esc_schema *accept,
                       const struct esc_blame *blame);

/* validate.c: a cell; its own definition is to blame. */
bool esc_validate(struct esc_validator *validator, struct esc_cell *cell,
                  const struct esc_schema *accept);

/* limits.c: what a number, string, array, object must keep to. */
bool esc_validate_limits(struct esc_validator *validator,
                         struct esc_cell *cell,
                         const struct esc_schema *accept,
                         const struct esc_blame *blame);

/* accept.c: everything that matches SCHEMA must match ACCEPT. */
bool esc_validate_schema(struct esc_validator *validator,
                         const struct esc_schema *schema,
                         const struct esc_schema *accept,
                         const struct esc_blame *blame);

#endif
