/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the evaluator: what it knows while it works.
 *
 * A term is an expression of the definition with its state: what it
 * overrides (base), its schema, and its cell once evaluated.  A cell is a
 * value under evaluation: its own entries only, and the cell that it is
 * merged onto.  An object's keys are those of both, so nothing outside cell.c
 * may look at the entries of an object and think that these are all.
 *
 * Cells change (merging adds a base at the end of the chain) and identity
 * matters: a reference copies the whole graph of what it refers to, keeping
 * what was shared shared.
 */
#ifndef ESC_EVALUATE_TERM_H
#define ESC_EVALUATE_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "../expression/expression.h"
#include "../pool.h"
#include "../schema/schema.h"
#include "../syntax/node.h"
#include "esc/value.h"

struct esc_cell;
struct esc_scope; /* evaluator.h */
struct esc_term;

enum esc_term_kind {
    ESC_TERM_EXPR,   /* of the definition: see AST */
    ESC_TERM_ACCESS, /* a property of an unknown, made while merging */
    ESC_TERM_ROOT    /* the environment itself: an object without AST */
};

enum esc_term_state { ESC_TERM_DECLARED, ESC_TERM_EVALUATING, ESC_TERM_DONE };

struct esc_term_entry {
    struct esc_str key;
    struct esc_term *term;
};

/* The arguments of a builtin call; NULL where the builtin has none. */
struct esc_term_call {
    struct esc_term *provider;
    struct esc_term *first;
    struct esc_term *inputs;
    struct esc_term *state;
    const struct esc_schema *input_schema; /* the provider's */
    const struct esc_schema *state_schema;
};

struct esc_term {
    uint8_t kind;
    uint8_t state;
    bool is_secret;
    uint32_t count;                /* of items or entries */
    uint32_t index;                /* in the parent */
    const struct esc_expr *ast;    /* NULL: the root, an access, nothing */
    const struct esc_node *node;   /* NULL: no range */
    const struct esc_scope *scope; /* whose file the node is in */
    const struct esc_term *parent; /* NULL: a path begins here */
    struct esc_cell *base;
    const struct esc_schema *schema;
    struct esc_cell *value;
    union {
        struct esc_term **items;
        struct esc_term_entry *entries; /* sorted by key */
        struct esc_term_call *call;
        /* Where each accessor led, for the export: all of a symbol, or of
         * the parts of an interpolation one after the other. */
        const struct esc_term **resolved;
        struct {
            struct esc_cell *receiver;
            struct esc_str key;
        } access;
    } u;
};

/* What kind of expression; the root is an object. */
static inline enum esc_expr_kind
esc_term_expr(const struct esc_term *term)
{
    if (term->ast != NULL)
        return term->ast->kind;
    return term->kind == ESC_TERM_ROOT ? ESC_EXPR_OBJECT : ESC_EXPR_MISSING;
}

/* The term of KEY in OBJECT, whose entries are sorted; NULL: it has none. */
static inline struct esc_term *
esc_term_find(const struct esc_term *object, struct esc_str key)
{
    for (size_t low = 0, high = object->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = esc_str_compare(key, object->u.entries[middle].key);

        if (order == 0)
            return object->u.entries[middle].term;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

struct esc_cell_entry {
    struct esc_str key;
    struct esc_cell *cell;
};

struct esc_cell {
    uint8_t kind; /* enum esc_value_kind, own entries only */
    bool is_unknown;
    bool is_secret;
    bool is_final;
    bool is_rotate_only;
    bool has_merged;
    uint32_t count;
    uint32_t merged_count;
    const struct esc_term *def;
    struct esc_cell *base;
    const struct esc_schema *schema;
    const struct esc_cell_entry *merged; /* keys(), once computed */
    const struct esc_value *exported;
    struct esc_cell *copy; /* made in the copying run COPY_RUN */
    size_t copy_run;
    union {
        bool boolean;
        struct esc_str text;
        struct esc_cell **items;
        struct esc_cell_entry *entries; /* sorted by key */
    } u;
};

#endif
