/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arena: a list of chunks, the newest first.  Chunks come from calloc, so
 * a fresh one is zero without touching it.  Chunk sizes double up to
 * CHUNK_MAX: a login's small definition costs one, a large one few.
 */
#include "esc/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_MIN ((size_t)16 * 1024)
#define CHUNK_MAX ((size_t)1024 * 1024)
#define CHUNK_TEST ((size_t)256)
#define ALIGN _Alignof(max_align_t)

struct chunk {
    struct chunk *next;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

struct esc_arena {
    struct chunk *chunk; /* the current one */
    size_t limit, total;
    size_t next_size;
    size_t fail_in; /* the chunk that fails, counted down; 0: none */
    bool is_test;
    enum esc_arena_state state;
};

struct esc_arena *
esc_arena_new(size_t limit)
{
    struct esc_arena *arena = calloc(1, sizeof(*arena));

    if (arena == NULL)
        return NULL;
    arena->limit = limit;
    arena->next_size = CHUNK_MIN;
    return arena;
}

void
esc_arena_free(struct esc_arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->chunk != NULL) {
        struct chunk *chunk = arena->chunk;

        arena->chunk = chunk->next;
        explicit_bzero(chunk->bytes, chunk->used);
        free(chunk);
    }
    free(arena);
}

static void *
fail(struct esc_arena *arena, enum esc_arena_state state)
{
    if (arena->state == ESC_ARENA_OK)
        arena->state = state;
    return NULL;
}

static size_t
chunk_size(const struct esc_arena *arena, size_t size)
{
    size_t whole = arena->is_test ? CHUNK_TEST : arena->next_size;

    /* Large objects get a chunk of their own size. */
    return size > whole / 4 ? (size > whole ? size : whole) : whole;
}

static bool
add_chunk(struct esc_arena *arena, size_t size)
{
    size_t want = chunk_size(arena, size);
    size_t room = arena->limit - arena->total;
    struct chunk *chunk;

    if (want + sizeof(*chunk) > room)
        want = size;
    if (size > SIZE_MAX / 2 || want + sizeof(*chunk) > room)
        return fail(arena, ESC_ARENA_LIMIT) != NULL;
    if (arena->fail_in != 0 && --arena->fail_in == 0)
        return fail(arena, ESC_ARENA_MEMORY) != NULL;
    chunk = calloc(1, sizeof(*chunk) + want);
    if (chunk == NULL)
        return fail(arena, ESC_ARENA_MEMORY) != NULL;
    chunk->size = want;
    chunk->next = arena->chunk;
    arena->chunk = chunk;
    arena->total += want + sizeof(*chunk);
    if (arena->next_size < CHUNK_MAX)
        arena->next_size *= 2;
    return true;
}

static size_t
round_up(size_t size)
{
    return size == 0 ? ALIGN : (size + ALIGN - 1) & ~(ALIGN - 1);
}

void *
esc_arena_alloc(struct esc_arena *arena, size_t size)
{
    struct chunk *chunk;
    size_t need;
    void *result;

    if (arena->state != ESC_ARENA_OK)
        return NULL;
    if (size > SIZE_MAX / 2)
        return fail(arena, ESC_ARENA_LIMIT);
    need = round_up(size);
    chunk = arena->chunk;
    if (chunk == NULL || chunk->size - chunk->used < need) {
        if (!add_chunk(arena, need))
            return NULL;
        chunk = arena->chunk;
    }
    result = chunk->bytes + chunk->used;
    chunk->used += need;
    return result;
}

void *
esc_arena_array(struct esc_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return fail(arena, ESC_ARENA_LIMIT);
    return esc_arena_alloc(arena, bytes);
}

void *
esc_arena_grow(struct esc_arena *arena, void *ptr, size_t old_size,
               size_t new_size)
{
    struct chunk *chunk = arena->chunk;
    size_t have, need;
    void *copy;

    if (arena->state != ESC_ARENA_OK)
        return NULL;
    if (ptr == NULL)
        return esc_arena_alloc(arena, new_size);
    if (new_size > SIZE_MAX / 2)
        return fail(arena, ESC_ARENA_LIMIT);
    have = round_up(old_size);
    need = round_up(new_size);
    if (need <= have)
        return ptr;
    if (chunk != NULL && chunk->used >= have
        && chunk->bytes + chunk->used - have == (char *)ptr
        && chunk->size - chunk->used >= need - have) {
        chunk->used += need - have;
        return ptr;
    }
    copy = esc_arena_alloc(arena, new_size);
    if (copy != NULL)
        memcpy(copy, ptr, old_size);
    return copy;
}

struct esc_str
esc_arena_dup(struct esc_arena *arena, const void *bytes, size_t len)
{
    char *copy = len < SIZE_MAX ? esc_arena_alloc(arena, len + 1) : NULL;

    if (copy == NULL)
        return (struct esc_str){NULL, 0};
    if (len > 0)
        memcpy(copy, bytes, len);
    return (struct esc_str){copy, len};
}

struct esc_str
esc_arena_vprintf(struct esc_arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = len < 0 ? NULL : esc_arena_alloc(arena, (size_t)len + 1);
    if (text == NULL)
        return (struct esc_str){NULL, 0};
    vsnprintf(text, (size_t)len + 1, format, args);
    return (struct esc_str){text, (size_t)len};
}

struct esc_str
esc_arena_printf(struct esc_arena *arena, const char *format, ...)
{
    struct esc_str text;
    va_list args;

    va_start(args, format);
    text = esc_arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

enum esc_arena_state
esc_arena_state(const struct esc_arena *arena)
{
    return arena->state;
}

size_t
esc_arena_used(const struct esc_arena *arena)
{
    return arena->total;
}

void
esc_arena_fail(struct esc_arena *arena)
{
    fail(arena, ESC_ARENA_LIMIT);
}

void
esc_arena_fail_memory(struct esc_arena *arena)
{
    fail(arena, ESC_ARENA_MEMORY);
}

void
esc_arena_fail_chunk(struct esc_arena *arena, size_t nth)
{
    arena->is_test = nth != 0;
    arena->fail_in = nth;
}
