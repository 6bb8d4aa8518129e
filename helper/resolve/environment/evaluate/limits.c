/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a schema of the right type still demands of a value.  Numbers are
 * compared with the 64 bits of mantissa that the original's floats have.
 */
#include "../schema/pattern.h"
#include "../text/build.h"
#include "validate.h"

static const struct esc_schema_more nothing_more;

static const struct esc_schema_more *
more_of(const struct esc_schema *schema)
{
    return schema->more == NULL ? &nothing_more : schema->more;
}

static bool
breaks(enum esc_schema_number rule, const struct esc_wide *number,
       const struct esc_wide *limit)
{
    switch (rule) {
    case ESC_NUMBER_MULTIPLE_OF:
        return !esc_wide_is_multiple(number, limit);
    case ESC_NUMBER_MINIMUM:
        return esc_wide_compare(number, limit) < 0;
    case ESC_NUMBER_EXCLUSIVE_MINIMUM:
        return esc_wide_compare(number, limit) <= 0;
    case ESC_NUMBER_MAXIMUM:
        return esc_wide_compare(number, limit) > 0;
    case ESC_NUMBER_EXCLUSIVE_MAXIMUM:
        return esc_wide_compare(number, limit) >= 0;
    case ESC_NUMBERS:
    default:
        return false;
    }
}

static bool
validate_number(struct esc_validator *validator, struct esc_cell *cell,
                const struct esc_schema *accept, const struct esc_blame *blame)
{
    /* The missing space is the original's. */
    static const char *const texts[ESC_NUMBERS] = {
        "expected a multiple of ",
        "expected a number greater than or equal to ",
        "expected a number greater than ",
        "expected a number less than or equal to",
        "expected a number less than "};
    const struct esc_schema_more *more = more_of(accept);
    struct esc_wide number = {0};
    bool good = true;

    if (accept->more != NULL) /* which few have */
        number = esc_wide_read(cell->u.text);
    for (size_t i = 0; i < ESC_NUMBERS; i++)
        if (more->numbers[i].len > 0
            && breaks((enum esc_schema_number)i, &number, &more->number[i]))
            good = esc_validator_fail(
                validator, blame,
                esc_say(validator->pool, texts[i], more->numbers[i], ""));
    return good;
}

/* SIZE against the minimum RULE and the maximum RULE + 1. */
static bool
validate_size(struct esc_validator *validator, size_t size,
              const struct esc_schema_more *more, enum esc_schema_size rule,
              const struct esc_blame *blame)
{
    static const char *const texts[ESC_SIZES][2] = {
        {"expected a string of at least length ", ""},
        {"expected a string of at most length ", ""},
        {"expected an array with at least ", " items"},
        {"expected an array with at most ", " items"},
        {"expected an object with at least ", " properties"},
        {"expected an object with at most ", " properties"}};
    bool good = true;

    for (size_t i = rule; i <= (size_t)rule + 1; i++) {
        bool is_minimum = i == (size_t)rule;

        if (more->sizes[i].len == 0
            || (is_minimum ? size >= more->size[i] : size <= more->size[i]))
            continue;
        good = esc_validator_fail(validator, blame,
                                  esc_say(validator->pool, texts[i][0],
                                          more->sizes[i], texts[i][1]));
    }
    return good;
}

static bool
validate_string(struct esc_validator *validator, struct esc_cell *cell,
                const struct esc_schema *accept, const struct esc_blame *blame)
{
    const struct esc_schema_more *more = more_of(accept);
    struct esc_pool *pool = validator->pool;
    bool good = validate_size(validator, cell->u.text.len, more,
                              ESC_SIZE_MIN_LENGTH, blame);

    if (more->pattern != NULL
        && !esc_pattern_match(pool, more->pattern, cell->u.text))
        good = esc_validator_fail(
            validator, blame,
            esc_say(pool, "string must match the pattern ",
                    esc_quoted(pool, more->texts[ESC_TEXT_PATTERN]), ""));
    return good;
}

static bool
validate_array(struct esc_validator *validator, struct esc_cell *cell,
               const struct esc_schema *accept, const struct esc_blame *blame)
{
    bool good = validate_size(validator, cell->count, more_of(accept),
                              ESC_SIZE_MIN_ITEMS, blame);

    for (uint32_t i = 0; i < cell->count; i++)
        good &= esc_validate(validator, cell->u.items[i],
                             i < accept->prefix_count ? accept->prefix[i]
                                                      : accept->items);
    return good;
}

/* Names that an object should have and has not, joined by ", ". */
struct missing {
    struct esc_build build;
    const struct esc_cell_entry *entries;
    size_t count;
};

static bool
has_key(const struct missing *missing, struct esc_str key)
{
    for (size_t low = 0, high = missing->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = esc_str_compare(key, missing->entries[middle].key);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static void
demand(struct missing *missing, struct esc_str key)
{
    if (has_key(missing, key))
        return;
    if (missing->build.len > 0)
        esc_build_text(&missing->build, ", ");
    esc_build_add(&missing->build, key);
}

static bool
validate_required(struct esc_validator *validator, struct missing *missing,
                  const struct esc_schema *accept,
                  const struct esc_blame *blame)
{
    const struct esc_schema_more *more = more_of(accept);
    struct esc_pool *pool = validator->pool;

    esc_build_init(&missing->build, pool->arena, pool->limits->output);
    for (size_t i = 0; accept->is_record && i < accept->property_count; i++)
        demand(missing, accept->properties[i].key);
    for (size_t i = 0; i < more->required.count; i++)
        demand(missing, more->required.items[i]);
    for (size_t i = 0; i < more->dependency_count; i++) {
        const struct esc_dependency *dependency = &more->dependencies[i];

        if (!has_key(missing, dependency->key))
            continue;
        for (size_t j = 0; j < dependency->required.count; j++)
            demand(missing, dependency->required.items[j]);
    }
    if (missing->build.len == 0 && !missing->build.is_broken)
        return true;
    return esc_validator_fail(validator, blame,
                              esc_say(pool, "missing required properties: ",
                                      esc_build_take(&missing->build), ""));
}

static bool
validate_object(struct esc_validator *validator, struct esc_cell *cell,
                const struct esc_schema *accept, const struct esc_blame *blame)
{
    struct missing missing = {.entries = NULL};
    bool good;

    missing.count = esc_cell_keys(validator->pool, cell, &missing.entries);
    good = validate_size(validator, missing.count, more_of(accept),
                         ESC_SIZE_MIN_PROPERTIES, blame);
    for (size_t i = 0; i < missing.count; i++) {
        const struct esc_schema *part =
            esc_schema_find(accept, missing.entries[i].key);

        good &= esc_validate(validator, missing.entries[i].cell,
                             part != NULL ? part : accept->additional);
    }
    good &= validate_required(validator, &missing, accept, blame);
    return good;
}

bool
esc_validate_limits(struct esc_validator *validator, struct esc_cell *cell,
                    const struct esc_schema *accept,
                    const struct esc_blame *blame)
{
    switch ((enum esc_value_kind)cell->kind) {
    case ESC_VALUE_NUMBER:
        return validate_number(validator, cell, accept, blame);
    case ESC_VALUE_STRING:
        return validate_string(validator, cell, accept, blame);
    case ESC_VALUE_ARRAY:
        return validate_array(validator, cell, accept, blame);
    case ESC_VALUE_OBJECT:
        return validate_object(validator, cell, accept, blame);
    case ESC_VALUE_NULL:
    case ESC_VALUE_BOOL:
    default:
        return true;
    }
}
