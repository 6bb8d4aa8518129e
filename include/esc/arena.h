/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory for one pure computation: the language evaluator makes thousands of
 * small objects that all die together, from input that may be hostile.  An
 * arena hands them out of chunks, never frees one alone, has a limit in bytes
 * and fails once: after the first failure every allocation returns NULL, so a
 * caller may go on and look at the end.
 *
 * Freeing wipes what was handed out: definitions hold plaintext secrets.
 */
#ifndef ESC_ARENA_H
#define ESC_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "esc/str.h"

struct esc_arena;

enum esc_arena_state {
    ESC_ARENA_OK,
    ESC_ARENA_LIMIT,  /* the limit does not allow it */
    ESC_ARENA_MEMORY, /* the system has no memory */
};

/* LIMIT bounds the sum of chunks, in bytes.  NULL without memory. */
struct esc_arena *esc_arena_new(size_t limit);
void esc_arena_free(struct esc_arena *arena);

/*
 * SIZE zeroed bytes, aligned for every object, valid until esc_arena_free.
 * NULL once the arena has failed; SIZE 0 gives a unique non-NULL pointer.
 */
void *esc_arena_alloc(struct esc_arena *arena, size_t size);

/* COUNT elements of SIZE bytes; an overflowing product fails like a limit. */
void *esc_arena_array(struct esc_arena *arena, size_t count, size_t size);

/*
 * Make the OLD_SIZE bytes at PTR (NULL with 0) at least NEW_SIZE long: in
 * place when they were the last to be handed out, else by copying.  The new
 * bytes are zero.  NULL when it fails; PTR then stays valid.
 */
void *esc_arena_grow(struct esc_arena *arena, void *ptr, size_t old_size,
                     size_t new_size);

/* A copy with a NUL after it that its length does not count.  {NULL, 0} when
 * it fails. */
struct esc_str esc_arena_dup(struct esc_arena *arena, const void *bytes,
                             size_t len);
struct esc_str esc_arena_printf(struct esc_arena *arena, const char *format,
                                ...) __attribute__((format(printf, 2, 3)));

struct esc_str esc_arena_vprintf(struct esc_arena *arena, const char *format,
                                 va_list args)
    __attribute__((format(printf, 2, 0)));

/* What the first failure was; ESC_ARENA_OK while there was none. */
enum esc_arena_state esc_arena_state(const struct esc_arena *arena);

/* Bytes taken from the system for chunks. */
size_t esc_arena_used(const struct esc_arena *arena);

/*
 * Stop as if a limit were reached, for callers that count something else
 * than bytes (depth, steps) and cannot go on.
 */
void esc_arena_fail(struct esc_arena *arena);

/* The same when something beside the arena could not get memory. */
void esc_arena_fail_memory(struct esc_arena *arena);

/*
 * For tests: the NTH chunk (from 1, counted from now) fails as if the system
 * had no memory; 0 means none.  Chunks shrink to 256 bytes, so that nearly
 * every allocation can be made to fail.
 */
void esc_arena_fail_chunk(struct esc_arena *arena, size_t nth);

#endif
