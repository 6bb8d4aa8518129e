/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spending and its end.  The depth of evaluation may exceed that of the
 * source: a chain of references nests as deep as it is long.
 */
#include "pool.h"

#include <stdarg.h>

#define DEPTH_FACTOR ((size_t)10)
#define STEPS_MAX ((uint64_t)100 * 1000 * 1000)

void
esc_pool_init(struct esc_pool *pool, struct esc_arena *arena,
              const struct esc_limits *limits)
{
    *pool = (struct esc_pool){
        .arena = arena,
        .limits = limits,
        .depth_limit = limits->depth * DEPTH_FACTOR,
        .step_limit = STEPS_MAX,
    };
}

void
esc_pool_stop(struct esc_pool *pool, enum esc_pool_end end)
{
    pool->end = end;
    longjmp(*pool->escape, 1);
}

void *
esc_pool_need(struct esc_pool *pool, const void *pointer)
{
    union {
        const void *in;
        void *out;
    } both = {.in = pointer};

    if (pointer == NULL)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return both.out;
}

void *
esc_pool_take(struct esc_pool *pool, size_t size)
{
    void *result = esc_arena_alloc(pool->arena, size);

    if (result == NULL)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return result;
}

void *
esc_pool_array(struct esc_pool *pool, size_t count, size_t size)
{
    void *result = esc_arena_array(pool->arena, count, size);

    if (result == NULL)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return result;
}

struct esc_str
esc_pool_dup(struct esc_pool *pool, const void *bytes, size_t len)
{
    struct esc_str copy = esc_arena_dup(pool->arena, bytes, len);

    if (copy.data == NULL)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return copy;
}

struct esc_str
esc_pool_printf(struct esc_pool *pool, const char *format, ...)
{
    struct esc_str text;
    va_list args;

    va_start(args, format);
    text = esc_arena_vprintf(pool->arena, format, args);
    va_end(args);
    if (text.data == NULL)
        esc_pool_stop(pool, ESC_POOL_MEMORY);
    return text;
}
