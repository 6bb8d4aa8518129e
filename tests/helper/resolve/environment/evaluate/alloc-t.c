/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that runs out, at every place in turn: loading, evaluating and
 * exporting a definition that uses all of the language.  Nothing leaks (see
 * under a leak checker), nothing crashes, and every failure is told.
 */
#include "tap.h"
#include "world.h"

#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)
#define STEP_AFTER 200 /* every place before, every 11th after */

/* Which arena of the program, counted from 1, fails at which chunk. */
static size_t arena_count, failing_arena, failing_chunk;

struct esc_arena *__real_esc_arena_new(size_t limit);
struct esc_arena *__wrap_esc_arena_new(size_t limit);

struct esc_arena *
__wrap_esc_arena_new(size_t limit)
{
    struct esc_arena *arena;

    arena_count++;
    if (arena_count == failing_arena && failing_chunk == 0)
        return NULL;
    arena = __real_esc_arena_new(limit);
    if (arena != NULL && arena_count == failing_arena)
        esc_arena_fail_chunk(arena, failing_chunk);
    return arena;
}

/* True if all went well. */
static bool
attempt(size_t arena, size_t chunk, struct esc_buf *out, bool *told)
{
    struct world world = {.case_world = {"", "alloc"}};
    struct esc_environment_request request =
        world_request(&world, world_rich());
    struct esc_environment_deps deps = world_deps(&world);
    ESC_OWN(esc_environment) environment = NULL;
    struct esc_error err = {0};
    size_t count = 0;

    arena_count = 0;
    failing_arena = arena;
    failing_chunk = chunk;
    if (!esc_environment_new(&request, &deps, &environment, &err)
        || !esc_environment_evaluate(environment, ESC_PHASE_ROTATE, &err)) {
        *told = err.code == ESC_E_SYSTEM;
        return false;
    }
    esc_environment_variables(environment, &count);
    *told = true;
    return esc_environment_write_export(environment, out) && count == 1;
}

/* How many places of ARENA were made to fail. */
static size_t
exhaust(size_t arena, const char *want)
{
    size_t chunk = 0;

    for (;;) {
        ESC_BUF_OWN out = ESC_BUF_LIMIT(OUTPUT_MAX);
        bool told = false;
        bool good = attempt(arena, chunk, &out, &told);

        if (!told) {
            ok(false, "arena %zu, chunk %zu: failed without a word", arena,
               chunk);
            return chunk;
        }
        if (good) {
            is_str(esc_buf_text(&out), want,
                   "arena %zu: with all its memory the result is whole",
                   arena);
            return chunk;
        }
        chunk += chunk < STEP_AFTER ? 1 : 11;
    }
}

int
main(void)
{
    static const char *const names[] = {"load", "evaluation", "export"};
    ESC_BUF_OWN want = ESC_BUF_LIMIT(OUTPUT_MAX);
    bool told;

    ok(attempt(0, 0, &want, &told), "without failures there is an export");
    for (size_t i = 0; i < 3; i++) {
        size_t places = exhaust(i + 1, esc_buf_text(&want));

        ok(places > 2, "%s: %zu places", names[i], places);
    }
    return tap_done();
}
