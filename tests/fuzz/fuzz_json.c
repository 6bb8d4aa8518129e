/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as JSON, as base64, as a text to quote: a value or a reason; what
 * is quoted as JSON reads back.
 */
#include <assert.h>
#include <stdint.h>

#include "helper/resolve/environment/text/base64.h"
#include "helper/resolve/environment/text/build.h"
#include "helper/resolve/environment/text/envelope.h"
#include "esc/json.h"
#include "helper/resolve/environment/text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_quoted(struct esc_arena *arena, struct esc_str text)
{
    struct esc_build build, again;
    const struct esc_json *json;
    struct esc_str problem, quoted;

    esc_build_init(&build, arena, SIZE_MAX);
    esc_build_json(&build, text);
    quoted = esc_build_take(&build);
    json = esc_json_parse(arena, quoted, 10, &problem);
    assert(json != NULL && json->kind == ESC_JSON_STRING);
    esc_build_init(&again, arena, SIZE_MAX);
    esc_build_json(&again, json->u.text);
    /* Bad bytes are U+FFFD by then, which is written as it is. */
    assert(esc_build_take(&again).len <= quoted.len);
    assert(esc_quote(arena, text).len >= text.len + 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esc_arena *arena = esc_arena_new((size_t)64 * 1024 * 1024);
    struct esc_str text = {(const char *)data, size};
    struct esc_str problem, bytes;
    size_t bad = 0;

    if (arena == NULL)
        return 0;
    if (esc_json_parse(arena, text, 50, &problem) == NULL)
        assert(problem.len > 0);
    if (esc_base64_decode(arena, text, &bytes, &bad))
        assert(bytes.len <= size);
    else
        assert(bad <= size);
    if (!esc_envelope_decode(arena, text, &bytes, &problem))
        assert(problem.len > 0);
    esc_unicode_width(text);
    if (size < 4096)
        check_quoted(arena, text);
    esc_arena_free(arena);
    return 0;
}
