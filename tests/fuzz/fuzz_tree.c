/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a tree of values, which the client hands back unread: what is
 * taken has one form only, and every format can be made of it.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "helper/resolve/render.h"
#include "helper/resolve/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct esc_str
text_of(const struct esc_secret *bytes)
{
    return (struct esc_str){(const char *)esc_secret_bytes(bytes),
                            esc_secret_len(bytes)};
}

/* Written, read and written again it is the same. */
static void
check_form(struct esc_arena *arena, const struct esc_value *value, size_t room)
{
    ESC_OWN(esc_secret) once = esc_secret_new(room);
    ESC_OWN(esc_secret) twice = esc_secret_new(room);
    struct esc_error err = {0};
    const struct esc_value *again;

    if (once == NULL || twice == NULL)
        return;
    assert(tree_encode(value, true, once));
    again = tree_decode(arena, text_of(once), &err);
    assert(again != NULL && tree_encode(again, true, twice));
    assert(esc_secret_equal(once, twice));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"json", "yaml", "string",
                                          "detailed"};
    struct esc_arena *arena = esc_arena_new((size_t)64 * 1024 * 1024);
    struct esc_error err = {0};
    const struct esc_value *value;

    if (arena == NULL)
        return 0;
    value =
        tree_decode(arena, (struct esc_str){(const char *)data, size}, &err);
    if (value == NULL)
        assert(err.code == ESC_E_INPUT);
    else
        check_form(arena, value, size + 1);
    for (size_t i = 0; value != NULL && i < 4; i++) {
        ESC_BUF_OWN out = ESC_BUF_LIMIT(1024 * 1024);

        assert(render(value, formats[i], &out, &err));
    }
    esc_arena_free(arena);
    return 0;
}
