/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declaration of an environment: what the parser makes of syntax nodes
 * and what the evaluator reads.  Plain, immutable data in the arena of the
 * parse; the evaluator keeps its state elsewhere, so one declaration can be
 * evaluated many times.
 *
 * An expression, key, accessor or import points at the syntax node it came
 * from (range, document path, file name).  A node of NULL means "no range":
 * what the parser had to make up, such as a missing argument.
 */
#ifndef ESC_EXPRESSION_H
#define ESC_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/range.h"
#include "esc/str.h"

struct esc_node; /* syntax/node.h */

enum esc_expr_kind {
    ESC_EXPR_MISSING, /* absent or malformed argument: evaluates to unknown */
    ESC_EXPR_NULL,
    ESC_EXPR_BOOL,
    ESC_EXPR_NUMBER,
    ESC_EXPR_STRING,
    ESC_EXPR_INTERPOLATE,
    ESC_EXPR_SYMBOL,
    ESC_EXPR_ARRAY,
    ESC_EXPR_OBJECT,
    ESC_EXPR_CALL
};

enum esc_builtin {
    ESC_BUILTIN_OPEN,
    ESC_BUILTIN_ROTATE,
    ESC_BUILTIN_SECRET,
    ESC_BUILTIN_JOIN,
    ESC_BUILTIN_SPLIT,
    ESC_BUILTIN_CONCAT,
    ESC_BUILTIN_VALIDATE,
    ESC_BUILTIN_TO_JSON,
    ESC_BUILTIN_FROM_JSON,
    ESC_BUILTIN_TO_STRING,
    ESC_BUILTIN_TO_BASE64,
    ESC_BUILTIN_FROM_BASE64,
    ESC_BUILTIN_FINAL
};

struct esc_expr;

/* One step of a property access: ".key", "[\"key\"]" or "[7]". */
struct esc_accessor {
    struct esc_str key; /* meaningful unless is_index */
    int64_t index;
    bool is_index;
    bool has_range; /* false: the scalar was quoted, literal, tagged, ... */
    struct esc_range range;
};

struct esc_access {
    const struct esc_accessor *accessors;
    uint32_t count; /* at least 1 */
};

/* TEXT ("$$" already collapsed), then ACCESS if not NULL. */
struct esc_part {
    struct esc_str text;
    const struct esc_access *access;
};

/* A key of an object or of "values" with what it names. */
struct esc_entry {
    struct esc_str key; /* "$$" already collapsed */
    const struct esc_node *key_node;
    const struct esc_expr *value; /* never NULL */
};

/*
 * A builtin call.  Which arguments are set, by builtin; what is not set is
 * NULL, what was malformed is an ESC_EXPR_MISSING with a NULL node:
 *
 *   open, rotate            provider, inputs, (rotate) state
 *   secret                  inputs: a string literal (plaintext, empty without
 *                           a node if it was malformed) or, is_ciphertext, the
 *                           ciphertext's literal
 *   join, split             first: delimiter; inputs: the list or string
 *   validate                first: the schema; inputs: the value
 *   concat and all others   inputs: the argument
 *
 * A missing ROTATE state is ESC_EXPR_NULL with a NULL node.
 */
struct esc_call {
    enum esc_builtin builtin;
    bool has_provider;       /* open, rotate: PROVIDER is known */
    bool is_long_form;       /* "fn::open: {provider, inputs}"; also rotate */
    bool is_ciphertext;      /* secret */
    struct esc_str name;     /* as written: "fn::open::aws-login" */
    struct esc_str provider; /* open, rotate: "aws-login" */
    const struct esc_node *name_node;     /* the key */
    const struct esc_node *argument_node; /* the key's value */
    const struct esc_expr *provider_expr; /* long form only, else NULL */
    const struct esc_expr *first;
    const struct esc_expr *inputs;
    const struct esc_expr *state;
};

struct esc_expr {
    enum esc_expr_kind kind;
    uint32_t count;              /* of parts, items or entries */
    const struct esc_node *node; /* NULL: no range; a call's is the mapping */
    union {
        bool boolean;
        struct esc_str text; /* STRING, and NUMBER as the canonical text */
        const struct esc_part *parts;        /* INTERPOLATE, count */
        const struct esc_access *access;     /* SYMBOL */
        const struct esc_expr *const *items; /* ARRAY, count */
        const struct esc_entry *entries;     /* OBJECT, count, document order,
                                                duplicates kept */
        const struct esc_call *call;
    } u;
};

/* An element of "imports" that had a usable shape. */
struct esc_import {
    struct esc_str name;         /* verbatim */
    const struct esc_node *node; /* of the name: the string or the key */
    bool merge;                  /* true unless the options say otherwise */
};

/* A whole definition. */
struct esc_declaration {
    struct esc_str environment; /* file name of all positions */
    const struct esc_import *imports;
    size_t import_count;    /* usable imports */
    size_t import_elements; /* elements as written, for "nothing to do" */
    const struct esc_entry *values; /* document order, duplicates kept */
    size_t value_count;
    bool has_values;
    const struct esc_node *values_node;
    struct esc_str description;
};

#endif
