/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as what Pulumi's service answers to a read, and as its reasons: a
 * tree that is taken can be kept, what is refused says why, and no word of it
 * reaches a terminal raw.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "helper/resolve/service.h"
#include "helper/resolve/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_words(const struct esc_error *err)
{
    assert(err->code != ESC_OK && err->text[0] != '\0');
    for (const char *c = err->text; *c != '\0'; c++)
        assert((unsigned char)*c >= ' ' && *c != 0x7f);
    for (const char *c = err->where; *c != '\0'; c++)
        assert((unsigned char)*c >= ' ' && *c != 0x7f);
}

static void
check_tree(struct esc_arena *arena, const struct service_values *values)
{
    struct esc_error err = {0};
    const struct esc_value *tree =
        service_tree(arena, values->properties, &err);
    ESC_OWN(esc_secret) bytes = NULL;

    if (tree == NULL) {
        check_words(&err);
        return;
    }
    bytes = esc_secret_new((size_t)1024 * 1024);
    if (bytes != NULL && tree_encode(tree, true, bytes))
        assert(
            tree_decode(arena,
                        (struct esc_str){(const char *)esc_secret_bytes(bytes),
                                         esc_secret_len(bytes)},
                        &err)
            != NULL);
}

static void
check_values(struct esc_str body)
{
    struct esc_arena *arena = esc_arena_new((size_t)64 * 1024 * 1024);
    struct service_values values;
    struct esc_error err = {0};

    if (arena == NULL)
        return;
    if (service_values(arena, body, 3600, &values, &err)) {
        assert(values.life <= 12 * 3600);
        assert(values.count == 0 || values.variables != NULL);
        check_tree(arena, &values);
    } else {
        check_words(&err);
    }
    esc_arena_free(arena);
}

static void
check_refusal(const char *body, size_t len)
{
    static const long statuses[] = {400, 401, 403, 404, 409, 418, 429, 500};
    static const struct esc_message_open open = {.environment =
                                                     "acme/aws/dev"};
    struct world world = {.open = &open};
    struct service service = {
        .world = &world, .host = "host", .full_name = "acme/aws/dev"};

    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        struct esc_http_reply reply = {.status = statuses[i],
                                       .body = body,
                                       .body_len = len,
                                       .retry_after = -1};
        struct esc_error err = {0};

        assert(service_judge(&service, SERVICE_OPEN, &reply, &err)
                   != SERVICE_GATED
               || statuses[i] == 403);
        check_words(&err);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *body = malloc(size + 1);

    if (body == NULL)
        return 0;
    memcpy(body, data, size);
    body[size] = '\0'; /* as a reply's */
    check_values((struct esc_str){body, size});
    check_refusal(body, size);
    free(body);
    return 0;
}
