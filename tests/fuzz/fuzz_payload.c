/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as what a key holds: a part of a credential set, the set itself, a
 * failure, a person's identity.  What is taken can be written and read again.
 */
#include "esc/identity.h"
#include "helper/keyring/key.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct esc_secret *
encode(const struct esc_cred_set *set, size_t size)
{
    struct esc_secret *bytes = esc_secret_new(size == 0 ? 1 : size);
    struct esc_error err = {0};

    assert(bytes != NULL && esc_cred_set_encode(set, bytes, &err));
    assert(esc_secret_len(bytes) == size);
    return bytes;
}

/* Names may come in any order; sorted, they stay. */
static void
check_set(const uint8_t *data, size_t size)
{
    struct esc_error err = {0};
    ESC_OWN(esc_cred_set) set = esc_cred_set_decode(data, size, &err);
    ESC_OWN(esc_cred_set) same = NULL;
    ESC_OWN(esc_secret) sorted = NULL;
    ESC_OWN(esc_secret) again = NULL;

    assert((set != NULL) == (err.code == ESC_OK));
    if (set == NULL)
        return;
    assert(set->count <= ESC_CRED_VARIABLES_MAX);
    sorted = encode(set, size);
    same = esc_cred_set_decode(esc_secret_bytes(sorted), size, &err);
    assert(same != NULL);
    again = encode(same, size);
    assert(memcmp(esc_secret_bytes(again), esc_secret_bytes(sorted), size)
           == 0);
}

static void
check_part(const uint8_t *data, size_t size)
{
    const uint8_t *share;
    struct part part;
    size_t len;

    if (!part_decode(data, size, &part, &share, &len))
        return;
    assert(part.index < part.count && part.count <= PARTS_MAX);
    assert(share + len == data + size && len <= part.total);
    check_set(share, len);
}

static void
check_failure(const uint8_t *data, size_t size)
{
    uint8_t again[FAILURE_BYTES_MAX];
    struct esc_error failure = {0}, same = {0};

    if (!failure_decode(data, size, &failure))
        return;
    assert(failure.code != ESC_OK);
    /* Its texts were made safe to show, so the bytes may differ. */
    assert(failure_decode(again, failure_encode(&failure, again), &same));
    assert(strcmp(same.text, failure.text) == 0 && same.code == failure.code);
}

static void
check_identity(const uint8_t *data, size_t size)
{
    ESC_IDENTITY_OWN identity = {0};
    ESC_OWN(esc_secret) again = NULL;
    struct esc_error err = {0};

    if (!esc_identity_decode(data, size, &identity, &err)) {
        assert(err.code != ESC_OK);
        return;
    }
    again = esc_identity_encode(&identity, &err);
    assert(again != NULL && esc_secret_len(again) == size
           && memcmp(esc_secret_bytes(again), data, size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_part(data, size);
    check_set(data, size);
    check_failure(data, size);
    check_identity(data, size);
    return 0;
}
