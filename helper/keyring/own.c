/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a user without a login of pam_esc opened, kept for the next command.
 * There is no boundary here: the key is the user's, and so is whoever can
 * reach it.  But a process under su(1) or sudo(8) has the session keyring of
 * the one who started it, who would possess what is put there, and could have
 * put there what is found: the keyring and the key must be this user's.
 *
 * One key: "ESCO" u8 version=1 u64 source (big endian), the set's bytes.
 */
#include "client.h"
#include "key.h"
#include <errno.h>
#include <keyutils.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint8_t magic[] = {'E', 'S', 'C', 'O', 1};
enum { HEAD = sizeof(magic) + 8, KEYS_MAX = 256 };

int32_t
client_own_ring(void)
{
    struct key_info info;
    int32_t ring = keyctl_get_keyring_ID(KEY_SPEC_SESSION_KEYRING, 0);

    if (ring < 0 || !key_describe(ring, &info) || info.uid != geteuid())
        return -1;
    return ring;
}

static bool
is_own(const struct key_info *info)
{
    return strcmp(info->type, "user") == 0 && info->uid == geteuid()
           && info->perm == ESC_PERM_OWN
           && strncmp(info->description, ESC_KEY_OWN, strlen(ESC_KEY_OWN))
                  == 0;
}

static void
put_head(uint64_t source, uint8_t head[HEAD])
{
    memcpy(head, magic, sizeof(magic));
    for (int i = 0; i < 8; i++)
        head[sizeof(magic) + (size_t)i] = (uint8_t)(source >> (56 - 8 * i));
}

static struct esc_secret *
read_key(int32_t key)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_KEY_PAYLOAD_MAX);
    size_t room = 0;
    uint8_t *at = bytes == NULL ? NULL : esc_secret_tail(bytes, &room);
    long len = at == NULL ? -1 : keyctl_read(key, (char *)at, room);

    if (len < HEAD || (size_t)len > room)
        return NULL;
    esc_secret_grow(bytes, (size_t)len);
    return esc_secret_take(&bytes);
}

struct esc_cred_set *
esc_keyring_get_own(const char *name, uint64_t source, struct esc_error *err)
{
    char description[KEY_DESCRIPTION_MAX];
    int32_t ring = client_own_ring(), key = -1;
    ESC_OWN(esc_secret) bytes = NULL;
    struct key_info info;
    uint8_t head[HEAD];

    key_name(description, sizeof(description), ESC_KEY_OWN, name, 0);
    put_head(source, head);
    if (ring >= 0)
        key = (int32_t)keyctl_search(ring, "user", description, 0);
    if (key >= 0 && key_describe(key, &info) && is_own(&info))
        bytes = read_key(key);
    if (bytes != NULL && memcmp(esc_secret_bytes(bytes), head, HEAD) == 0)
        return esc_cred_set_decode(esc_secret_bytes(bytes) + HEAD,
                                   esc_secret_len(bytes) - HEAD, err);
    esc_fail(err, ESC_E_NOT_FOUND, name, "nothing is kept of '%s'", name);
    return NULL;
}

/* Limited before it can be found, and never linkable once it is. */
static bool
store(int32_t ring, const char *description, const struct esc_secret *payload,
      unsigned int ttl)
{
    int32_t key = add_key("user", description, esc_secret_bytes(payload),
                          esc_secret_len(payload), KEY_SPEC_PROCESS_KEYRING);
    bool stored;
    int cause;

    if (key < 0)
        return false;
    stored = keyctl_set_timeout(key, ttl) == 0 && keyctl_link(key, ring) == 0
             && keyctl_setperm(key, ESC_PERM_OWN) == 0;
    cause = errno;
    if (!stored)
        (void)keyctl_revoke(key);
    (void)keyctl_unlink(key, KEY_SPEC_PROCESS_KEYRING);
    errno = cause;
    return stored;
}

bool
esc_keyring_put_own(const struct esc_keyring_own *own,
                    const struct esc_secret *bytes, struct esc_error *err)
{
    char description[KEY_DESCRIPTION_MAX];
    size_t len = esc_secret_len(bytes) + HEAD;
    ESC_OWN(esc_secret) payload = NULL;
    int32_t ring = client_own_ring();
    uint8_t head[HEAD];

    if (ring < 0)
        return esc_fail(err, ESC_E_KEYRING, own->name,
                        "cannot keep '%s': no session keyring of one's own",
                        own->name);
    if (len > ESC_KEY_PAYLOAD_MAX)
        return esc_fail(err, ESC_E_KEYRING, own->name,
                        "cannot keep '%s': %zu bytes are too much for a key",
                        own->name, len);
    payload = esc_secret_new(len);
    put_head(own->source, head);
    if (payload == NULL || !esc_secret_add(payload, head, HEAD)
        || !esc_secret_add(payload, esc_secret_bytes(bytes), len - HEAD))
        return esc_fail(err, ESC_E_SYSTEM, own->name, "no memory");
    key_name(description, sizeof(description), ESC_KEY_OWN, own->name, 0);
    return store(ring, description, payload, own->ttl)
           || esc_fail_errno(err, ESC_E_KEYRING, errno, own->name,
                             "cannot keep '%s'", own->name);
}

/* The serials in RING, at most KEYS_MAX. */
static size_t
read_ring(int32_t ring, int32_t keys[KEYS_MAX])
{
    long len =
        ring < 0 ? -1
                 : keyctl_read(ring, (char *)keys, KEYS_MAX * sizeof(keys[0]));
    size_t count = len < 0 ? 0 : (size_t)len / sizeof(keys[0]);

    return count < KEYS_MAX ? count : KEYS_MAX;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

size_t
esc_keyring_list_own(char (*names_out)[ESC_CRED_TEXT_MAX], size_t max)
{
    int32_t keys[KEYS_MAX];
    size_t in_ring = read_ring(client_own_ring(), keys), count = 0;
    struct key_info info;

    for (size_t i = 0; i < in_ring && count < max; i++) {
        const char *name = info.description + strlen(ESC_KEY_OWN);

        if (!key_describe(keys[i], &info) || !is_own(&info)
            || strlen(name) >= ESC_CRED_TEXT_MAX)
            continue;
        memcpy(names_out[count++], name, strlen(name) + 1);
    }
    qsort(names_out, count, sizeof(names_out[0]), compare);
    return count;
}

size_t
esc_keyring_drop_own(const char *name)
{
    int32_t keys[KEYS_MAX], ring = client_own_ring();
    size_t in_ring = read_ring(ring, keys), dropped = 0;
    struct key_info info;

    for (size_t i = 0; i < in_ring; i++) {
        if (!key_describe(keys[i], &info) || !is_own(&info)
            || (name != NULL
                && strcmp(info.description + strlen(ESC_KEY_OWN), name) != 0))
            continue;
        (void)keyctl_revoke(keys[i]);
        dropped += keyctl_unlink(keys[i], ring) == 0;
    }
    return dropped;
}
