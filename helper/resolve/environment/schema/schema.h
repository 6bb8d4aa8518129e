/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON schemas as the language knows them: what a value may look like, known
 * even when the value is not.  Immutable once built and shared; the common
 * ones are constants.  See schema/parse.c for those that come as JSON.
 *
 * A schema is always (true), never (false) or an object.  Absent items or
 * additional properties mean always, but are not the same thing: NULL.
 */
#ifndef ESC_SCHEMA_H
#define ESC_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../pool.h"
#include "../text/wide.h"
#include "esc/str.h"
#include "esc/value.h"

struct esc_pattern; /* pattern.h */
struct esc_writer;  /* ../value/write.h */

enum esc_schema_kind {
    ESC_SCHEMA_OBJECT,
    ESC_SCHEMA_ALWAYS,
    ESC_SCHEMA_NEVER
};

enum esc_schema_type {
    ESC_TYPE_ANY, /* "" */
    ESC_TYPE_NULL,
    ESC_TYPE_BOOLEAN,
    ESC_TYPE_NUMBER,
    ESC_TYPE_STRING,
    ESC_TYPE_ARRAY,
    ESC_TYPE_OBJECT
};

struct esc_schema;

struct esc_schema_property {
    struct esc_str key;
    const struct esc_schema *schema;
};

struct esc_schema_list {
    const struct esc_schema *const *schemas;
    size_t count;
};

struct esc_str_list {
    const struct esc_str *items;
    size_t count;
};

enum esc_schema_number {
    ESC_NUMBER_MULTIPLE_OF,
    ESC_NUMBER_MINIMUM,
    ESC_NUMBER_EXCLUSIVE_MINIMUM,
    ESC_NUMBER_MAXIMUM,
    ESC_NUMBER_EXCLUSIVE_MAXIMUM,
    ESC_NUMBERS
};

enum esc_schema_size {
    ESC_SIZE_MIN_LENGTH,
    ESC_SIZE_MAX_LENGTH,
    ESC_SIZE_MIN_ITEMS,
    ESC_SIZE_MAX_ITEMS,
    ESC_SIZE_MIN_PROPERTIES,
    ESC_SIZE_MAX_PROPERTIES,
    ESC_SIZES
};

enum esc_schema_text {
    ESC_TEXT_REF,
    ESC_TEXT_PATTERN,
    ESC_TEXT_TITLE,
    ESC_TEXT_DESCRIPTION,
    ESC_TEXTS
};

struct esc_dependency {
    struct esc_str key;
    struct esc_str_list required;
};

/* What few schemas have.  Empty text: absent. */
struct esc_schema_more {
    const struct esc_schema_property *defs; /* sorted */
    size_t def_count;
    const struct esc_schema *ref; /* what ESC_TEXT_REF leads to */
    struct esc_schema_list any_of, one_of;
    const struct esc_value *enumeration, *examples; /* arrays */
    const struct esc_value *fallback;               /* "default" */
    struct esc_str numbers[ESC_NUMBERS];            /* as written */
    struct esc_wide number[ESC_NUMBERS];
    struct esc_str sizes[ESC_SIZES];
    uint64_t size[ESC_SIZES];
    struct esc_str texts[ESC_TEXTS];
    const struct esc_pattern *pattern;
    struct esc_str_list required, rotate_only;
    const struct esc_dependency *dependencies; /* sorted */
    size_t dependency_count;
    bool is_unique, is_deprecated, is_secret;
    bool is_compiled;
};

struct esc_schema {
    uint8_t kind;        /* enum esc_schema_kind */
    uint8_t type;        /* enum esc_schema_type */
    bool is_record;      /* every property is required */
    bool is_rotate_only; /* a rotate-only input */
    uint32_t property_count;
    uint32_t prefix_count;
    const struct esc_schema_property *properties; /* sorted by key */
    const struct esc_schema *const *prefix;       /* "prefixItems" */
    const struct esc_schema *items;
    const struct esc_schema *additional;
    const struct esc_value *constant;
    struct esc_schema_more *more; /* NULL: nothing of it */
};

extern const struct esc_schema esc_schema_always, esc_schema_never;
extern const struct esc_schema esc_schema_string, esc_schema_null;
extern const struct esc_schema esc_schema_strings; /* array of string */
extern const struct esc_schema esc_schema_array;   /* of always */
extern const struct esc_schema esc_schema_arrays;  /* of arrays */
extern const struct esc_schema esc_schema_object;  /* of always */
extern const struct esc_schema esc_schema_join_args;
extern const struct esc_schema esc_schema_split_args;

/* "string", ...; "" for ESC_TYPE_ANY. */
const char *esc_schema_type_name(uint8_t type);

static inline bool
esc_schema_is_any(const struct esc_schema *schema)
{
    return schema == NULL || schema->kind == ESC_SCHEMA_ALWAYS;
}

static inline bool
esc_schema_is_rotate_only(const struct esc_schema *schema)
{
    return schema != NULL && schema->is_rotate_only;
}

/* The type of CONSTANT, which must be a scalar, and only that value. */
const struct esc_schema *esc_schema_constant(struct esc_pool *pool,
                                             const struct esc_value *constant);

/* PROPERTIES (sorted, kept), all of them required. */
const struct esc_schema *
esc_schema_record(struct esc_pool *pool,
                  const struct esc_schema_property *properties, size_t count);

/* PREFIX (kept) and nothing after it. */
const struct esc_schema *
esc_schema_tuple(struct esc_pool *pool, const struct esc_schema *const *prefix,
                 size_t count);

const struct esc_schema *esc_schema_one_of(struct esc_pool *pool,
                                           const struct esc_schema *const *of,
                                           size_t count);

/* Of an object schema itself: NULL when it lists no such property. */
const struct esc_schema *esc_schema_find(const struct esc_schema *schema,
                                         struct esc_str key);

/* What a property or item of a value of SCHEMA looks like; never if none. */
const struct esc_schema *esc_schema_property(struct esc_pool *pool,
                                             const struct esc_schema *schema,
                                             struct esc_str key);
const struct esc_schema *esc_schema_item(struct esc_pool *pool,
                                         const struct esc_schema *schema,
                                         size_t index);

/* TOP merged over BASE, as their values are. */
const struct esc_schema *esc_schema_merge(struct esc_pool *pool,
                                          const struct esc_schema *base,
                                          const struct esc_schema *top);

/*
 * VALUE, which is JSON, as a schema.  NULL with *PROBLEM_OUT set when it is
 * none.  Call esc_schema_compile() before validating with it.
 */
const struct esc_schema *esc_schema_parse(struct esc_pool *pool,
                                          const struct esc_value *value,
                                          struct esc_str *problem_out);

/* Resolve references, numbers and patterns.  False: *PROBLEM_OUT says why. */
bool esc_schema_compile(struct esc_pool *pool, const struct esc_schema *schema,
                        struct esc_str *problem_out);

void esc_schema_write(const struct esc_schema *schema, struct esc_writer *w);

#endif
