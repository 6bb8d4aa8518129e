/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a parsed schema needs before it can judge values: references followed,
 * numbers computed, patterns compiled.  Definitions nobody refers to are not
 * looked at.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "../text/build.h"
#include "pattern.h"
#include "schema.h"

struct compiler {
    struct esc_pool *pool;
    const struct esc_schema *root;
    struct esc_str *problem;
};

static bool compile(const struct compiler *compiler,
                    const struct esc_schema *schema);

static bool
refuse(const struct compiler *compiler, struct esc_str problem)
{
    *compiler->problem = problem;
    return false;
}

/* NAME with %xx decoded; a NULL text when there is a bad one. */
static struct esc_str
unescape(struct esc_pool *pool, struct esc_str name)
{
    struct esc_str copy = esc_pool_dup(pool, name.data, name.len);
    char *out = esc_pool_array(pool, name.len + 1, 1);
    size_t len = 0;

    for (size_t i = 0; i < copy.len; i++) {
        char hex[3] = {0};

        out[len] = copy.data[i];
        if (copy.data[i] == '%') {
            if (i + 2 >= copy.len || !isxdigit((unsigned char)copy.data[i + 1])
                || !isxdigit((unsigned char)copy.data[i + 2]))
                return (struct esc_str){NULL, i};
            memcpy(hex, copy.data + i + 1, 2);
            out[len] = (char)strtoul(hex, NULL, 16);
            i += 2;
        }
        len++;
    }
    return (struct esc_str){out, len};
}

static const struct esc_schema *
find_def(const struct compiler *compiler, struct esc_str name)
{
    const struct esc_schema_more *more = compiler->root->more;

    for (size_t i = 0; more != NULL && i < more->def_count; i++)
        if (esc_str_equal(more->defs[i].key, name))
            return more->defs[i].schema;
    return NULL;
}

static bool
resolve(const struct compiler *compiler, struct esc_schema_more *more)
{
    static const struct esc_str start = ESC_STR_INIT("#/$defs/");
    struct esc_str ref = more->texts[ESC_TEXT_REF], name;

    if (ref.len == 0)
        return true;
    name = (struct esc_str){ref.data + start.len, ref.len - start.len};
    if (!esc_str_starts(ref, start)
        || (name.len > 0 && memchr(name.data, '/', name.len) != NULL))
        return refuse(compiler, ESC_STR("only fragment references of the form "
                                        "#/$defs/ref are supported"));
    name = unescape(compiler->pool, name);
    if (name.data == NULL) {
        size_t at = start.len + name.len;
        size_t left = ref.len - at < 3 ? ref.len - at : 3;
        struct esc_str bad = {ref.data + at, left};

        bad = esc_quote(compiler->pool->arena, bad);
        esc_pool_need(compiler->pool, bad.data);
        return refuse(compiler,
                      esc_pool_printf(compiler->pool, "invalid URL escape %s",
                                      bad.data));
    }
    more->ref = find_def(compiler, name);
    if (more->ref == NULL)
        return refuse(compiler,
                      esc_pool_printf(compiler->pool, "unknown subschema %.*s",
                                      (int)ref.len, ref.data));
    return compile(compiler, more->ref);
}

static bool
compile_list(const struct compiler *compiler,
             const struct esc_schema *const *schemas, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!compile(compiler, schemas[i]))
            return false;
    return true;
}

static void
compile_numbers(struct esc_schema_more *more)
{
    for (size_t i = 0; i < ESC_NUMBERS; i++) {
        struct esc_str text = more->numbers[i];

        if (text.len > 0)
            more->number[i] = esc_wide_read(text);
    }
}

/* TEXT as a number in *SIZE, which is 0 before; else why it is none. */
static const char *
read_size(struct esc_str text, uint64_t *size)
{
    const char *why = NULL;

    for (size_t i = 0; i < text.len; i++) {
        int digit = text.data[i] - '0';

        if (digit < 0 || digit > 9)
            return "invalid syntax";
        if (why == NULL
            && (__builtin_mul_overflow(*size, 10, size)
                || __builtin_add_overflow(*size, (uint64_t)digit, size)))
            why = "value out of range";
    }
    return why;
}

static bool
compile_sizes(const struct compiler *compiler, struct esc_schema_more *more)
{
    for (size_t i = 0; i < ESC_SIZES; i++) {
        struct esc_str text = more->sizes[i];
        const char *why = read_size(text, &more->size[i]);

        if (why != NULL)
            return refuse(
                compiler,
                esc_pool_printf(compiler->pool,
                                "strconv.ParseUint: parsing \"%.*s\": %s",
                                (int)text.len, text.data, why));
    }
    return true;
}

static bool
compile_pattern(const struct compiler *compiler, struct esc_schema_more *more)
{
    if (more->texts[ESC_TEXT_PATTERN].len == 0)
        return true;
    more->pattern = esc_pattern_compile(
        compiler->pool, more->texts[ESC_TEXT_PATTERN], compiler->problem);
    return more->pattern != NULL;
}

static bool
compile_parts(const struct compiler *compiler, const struct esc_schema *schema)
{
    if (!compile_list(compiler, schema->prefix, schema->prefix_count)
        || !compile(compiler, schema->items)
        || !compile(compiler, schema->additional))
        return false;
    for (size_t i = 0; i < schema->property_count; i++)
        if (!compile(compiler, schema->properties[i].schema))
            return false;
    return true;
}

static bool
compile_object(const struct compiler *compiler,
               const struct esc_schema *schema)
{
    struct esc_schema_more *more = schema->more;

    if (more == NULL)
        return compile_parts(compiler, schema);
    if (more->is_compiled)
        return true;
    more->is_compiled = true;
    if (!resolve(compiler, more)
        || !compile_list(compiler, more->any_of.schemas, more->any_of.count)
        || !compile_list(compiler, more->one_of.schemas, more->one_of.count)
        || !compile_parts(compiler, schema))
        return false;
    compile_numbers(more);
    return compile_sizes(compiler, more) && compile_pattern(compiler, more);
}

static bool
compile(const struct compiler *compiler, const struct esc_schema *schema)
{
    bool is_good;

    if (schema == NULL || schema->kind != ESC_SCHEMA_OBJECT)
        return true;
    esc_pool_enter(compiler->pool);
    is_good = compile_object(compiler, schema);
    esc_pool_leave(compiler->pool);
    return is_good;
}

bool
esc_schema_compile(struct esc_pool *pool, const struct esc_schema *schema,
                   struct esc_str *problem_out)
{
    struct compiler compiler = {pool, schema, problem_out};

    return compile(&compiler, schema);
}
