/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one evaluation may still spend.  The evaluator makes a great many
 * small objects that only refer to each other and all die together, so the
 * first thing that cannot be had ends the whole evaluation: by a jump to the
 * one place that started it, which turns the reason into a diagnostic.
 * Nothing between there and here owns anything outside the arena
 * (docs/decisions/0011).
 */
#ifndef ESC_POOL_H
#define ESC_POOL_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/arena.h"
#include "esc/limits.h"
#include "esc/str.h"

enum esc_pool_end {
    ESC_POOL_RUNNING,
    ESC_POOL_MEMORY, /* the arena's state says which kind */
    ESC_POOL_DEPTH,
    ESC_POOL_STEPS
};

struct esc_pool {
    struct esc_arena *arena;
    const struct esc_limits *limits;
    jmp_buf *escape;
    size_t depth;
    size_t depth_limit;
    uint64_t steps;
    uint64_t step_limit;
    size_t copy_runs; /* see evaluate/copy.c */
    enum esc_pool_end end;
};

/* POOL over ARENA; the caller sets ESCAPE before the first use. */
void esc_pool_init(struct esc_pool *pool, struct esc_arena *arena,
                   const struct esc_limits *limits);

_Noreturn void esc_pool_stop(struct esc_pool *pool, enum esc_pool_end end);

/* None of these returns NULL. */
void *esc_pool_take(struct esc_pool *pool, size_t size);
void *esc_pool_array(struct esc_pool *pool, size_t count, size_t size);
struct esc_str esc_pool_dup(struct esc_pool *pool, const void *bytes,
                            size_t len);
struct esc_str esc_pool_printf(struct esc_pool *pool, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* POINTER, which some arena function gave, unless it is NULL. */
void *esc_pool_need(struct esc_pool *pool, const void *pointer);

/* Every recursion goes through these. */
static inline void
esc_pool_step(struct esc_pool *pool)
{
    if (++pool->steps > pool->step_limit)
        esc_pool_stop(pool, ESC_POOL_STEPS);
}

static inline void
esc_pool_enter(struct esc_pool *pool)
{
    esc_pool_step(pool);
    if (++pool->depth > pool->depth_limit)
        esc_pool_stop(pool, ESC_POOL_DEPTH);
}

static inline void
esc_pool_leave(struct esc_pool *pool)
{
    pool->depth--;
}

#endif
