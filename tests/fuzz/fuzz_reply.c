/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames as a resolver that was taken over may send them: every reader of the
 * provisioner on the same bytes, and admission of what passes as a result.
 */
#include "esc/message.h"
#include "helper/provision/admit.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_admit(const struct esc_message_content *content)
{
    static const struct list none;
    struct admit_terms terms = {
        .environment = "acme/aws/dev",
        .revision = "0123456789ab",
        .backend = "local",
        .identity = "",
        .session_name = "",
        .login = "",
        .now = 1900000000,
        .ticket_ends = 1900040000,
        .cache_for = 3600,
        .max_payload = ESC_CRED_BYTES_MAX,
        .allow_variables = &none,
    };
    struct esc_str reply = {(const char *)content->bytes, content->len};
    struct esc_error err = {0};
    static struct admitted admitted;
    bool taken = admit(&terms, &reply, &admitted, &err);
    ESC_OWN(esc_secret) bytes = admitted.bytes;
    ESC_OWN(esc_cred_set) set = NULL;

    assert(taken == (err.code == ESC_OK) && taken == (bytes != NULL));
    if (!taken)
        return;
    assert(admitted.ttl > 0 && admitted.ttl <= 40000);
    /* The client takes what root admits. */
    set = esc_cred_set_decode(esc_secret_bytes(bytes), esc_secret_len(bytes),
                              &err);
    assert(set != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ESC_OWN(esc_secret) frame = NULL;
    struct esc_message_content content;
    struct esc_error failure, err;
    char text[512];
    int priority;

    if (size == 0 || size > ESC_FRAME_MAX)
        return 0;
    frame = esc_secret_new(size);
    if (frame == NULL || !esc_secret_add(frame, data, size))
        return 0;
    (void)!esc_message_get_text(frame, text, sizeof(text), &err);
    (void)!esc_message_get_log(frame, &priority, text, sizeof(text), &err);
    if (esc_message_get_failure(frame, &failure, &err))
        assert(failure.code != ESC_OK);
    if (esc_message_get_bytes(frame, &content, &err))
        try_admit(&content);
    return 0;
}
