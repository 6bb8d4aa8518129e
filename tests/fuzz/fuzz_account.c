/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the Pulumi CLI's two files, a NUL between them: an identity
 * that decodes, with a service and a token, or a failure in words.
 */
#include "esc/identity.h"
#include "helper/resolve/account.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* FRAME as it is received: without its length. */
static struct esc_secret *
received(const struct esc_secret *frame)
{
    struct esc_secret *cut = esc_secret_new(esc_secret_len(frame));

    assert(cut != NULL
           && esc_secret_add(cut, esc_secret_bytes(frame) + 4,
                             esc_secret_len(frame) - 4));
    return cut;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size == 0 ? NULL : memchr(data, '\0', size);
    size_t len = end == NULL ? size : (size_t)(end - data);
    struct esc_message_account want = {
        .credentials = data,
        .credentials_len = len,
        .choice = end == NULL ? NULL : end + 1,
        .choice_len = end == NULL ? 0 : size - len - 1,
    };
    ESC_OWN(esc_secret) frame = esc_secret_new(3 * ESC_MESSAGE_ACCOUNT_MAX);
    ESC_OWN(esc_secret) cut = NULL;
    ESC_OWN(esc_secret) answer = NULL;
    ESC_IDENTITY_OWN identity = {0};
    struct esc_error err = {0};

    if (frame == NULL || !esc_message_put_account(frame, &want))
        return 0; /* larger than any frame */
    cut = received(frame);
    answer = account_request(cut, 1800000000, &err);
    if (answer == NULL)
        assert(err.code != ESC_OK && err.text[0] != '\0');
    else
        assert(esc_identity_decode(esc_secret_bytes(answer),
                                   esc_secret_len(answer), &identity, &err)
               && identity.issuer[0] != '\0' && identity.token != NULL);
    return 0;
}
