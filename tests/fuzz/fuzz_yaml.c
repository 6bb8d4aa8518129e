/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a definition: the load phase gives a declaration or says why
 * not, and what it accepts can be encrypted and decrypted.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "esc/crypt.h"
#include "esc/rest.h"
#include "helper/resolve/environment/expression/declaration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Four bytes before the text when encrypting, and off again: an envelope holds
 * no less, and what is decrypted is text again.
 */
static bool
convert(void *context, struct esc_arena *arena, struct esc_str in,
        struct esc_str *out, struct esc_str *problem_out)
{
    bool encrypts = *(const bool *)context;
    char *bytes;

    *problem_out = ESC_STR("");
    if (!encrypts) {
        *out = (struct esc_str){in.data + 4, in.len - 4};
        return true;
    }
    bytes = esc_arena_alloc(arena, in.len + 4);
    if (bytes == NULL)
        return false;
    if (in.len > 0)
        memcpy(bytes + 4, in.data, in.len);
    *out = (struct esc_str){bytes, in.len + 4};
    return true;
}

static void
rewrite(struct esc_diagnostics *diags, struct esc_str source,
        const struct esc_limits *limits)
{
    bool encrypts = true;
    struct esc_crypt crypt = {
        .diags = diags,
        .limits = limits,
        .name = ESC_STR("fuzz"),
        .source = source,
        .convert = convert,
        .context = &encrypts,
    };

    crypt.source = esc_crypt_encrypt(&crypt);
    if (crypt.source.data == NULL) {
        assert(diags->errors > 0);
        /* A bug of the rewriting, or an encoding that is not UTF-8. */
        assert(strstr(diags->last->summary.data, "read back") == NULL);
        return;
    }
    encrypts = false;
    if (esc_crypt_decrypt(&crypt).data == NULL) {
        assert(diags->errors > 0);
        assert(strstr(diags->last->summary.data, "read back") == NULL);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new((size_t)32 * 1024 * 1024);
    struct esc_str source = {(const char *)data, size};
    const struct esc_declaration *declaration;
    struct esc_diagnostics diags;

    if (arena == NULL)
        return 0;
    limits.depth = 50;
    esc_diagnostics_init(&diags, arena, 100);
    declaration =
        esc_declaration_load(&diags, ESC_STR("fuzz"), source, &limits);
    assert(declaration != NULL || diags.errors > 0);
    (void)esc_rest_find(source, limits.depth);
    if (declaration != NULL) {
        esc_diagnostics_init(&diags, arena, 100);
        rewrite(&diags, source, &limits);
    }
    esc_arena_free(arena);
    return 0;
}
