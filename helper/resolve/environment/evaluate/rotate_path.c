/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which calls to rotate: paths as people write them, read and printed again
 * the way the original does it, to be compared with document paths.
 */
#include "../text/build.h"
#include "open.h"

/* The path as rotation compares it: only odd characters are quoted. */
static bool
is_bare(struct esc_str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return key.len > 0;
}

/* The step at the start of PATH: its key in *KEY_OUT; how long it is. */
static size_t
take_step(struct esc_build *scratch, struct esc_str path, bool *is_index)
{
    size_t at = 0;

    *is_index = false;
    scratch->len = 0;
    if (path.data[0] == '.')
        at = 1;
    if (path.data[at < path.len ? at : 0] != '[' || at == path.len) {
        size_t start = at;

        while (at < path.len && path.data[at] != '.' && path.data[at] != '[')
            at++;
        esc_build_add(scratch,
                      (struct esc_str){path.data + start, at - start});
        return at;
    }
    at++;
    if (at == path.len || path.data[at] != '"') {
        size_t start = at;

        *is_index = true;
        while (at < path.len && path.data[at] != ']')
            at++;
        esc_build_add(scratch,
                      (struct esc_str){path.data + start, at - start});
        return at < path.len ? at + 1 : at;
    }
    for (at++; at < path.len && path.data[at] != '"'; at++) {
        if (path.data[at] == '\\' && at + 1 < path.len
            && path.data[at + 1] == '"')
            at++;
        esc_build_byte(scratch, path.data[at]);
    }
    return at + 2 < path.len ? at + 2 : path.len;
}

static void
print_step(struct esc_build *build, struct esc_str step, bool is_index,
           bool is_first)
{
    if (is_index) {
        esc_build_byte(build, '[');
        esc_build_add(build, step);
        esc_build_byte(build, ']');
    } else if (is_bare(step)) {
        if (!is_first)
            esc_build_byte(build, '.');
        esc_build_add(build, step);
    } else {
        esc_build_text(build, "[\"");
        for (size_t i = 0; i < step.len; i++) {
            if (step.data[i] == '"')
                esc_build_byte(build, '\\');
            esc_build_byte(build, step.data[i]);
        }
        esc_build_text(build, "\"]");
    }
}

/* "values." and the path that was asked for, as it would be printed. */
struct esc_str
esc_rotate_path(struct esc_pool *pool, struct esc_str path)
{
    struct esc_build build, scratch;
    struct esc_str result;
    bool is_index, is_first = true;

    esc_build_init(&build, pool->arena, pool->limits->output);
    esc_build_init(&scratch, pool->arena, pool->limits->output);
    esc_build_text(&build, "values.");
    while (path.len > 0) {
        size_t len = take_step(&scratch, path, &is_index);

        print_step(&build, (struct esc_str){scratch.data, scratch.len},
                   is_index, is_first);
        is_first = false;
        path.data += len;
        path.len -= len;
    }
    result = esc_build_take(&build);
    esc_pool_need(pool, result.data);
    return result;
}
