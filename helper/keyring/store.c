/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The provisioner's side: root's new keys into the user's gate.  Each is born
 * in the handler's own process keyring (charged to root), gets its end, group
 * and permissions there, and only then a link in the gate, where it takes the
 * place of an older one of that name.  The link is made with the user's uid
 * (the gate lets its owner write) and the gate group (the key lets that group
 * link).  The user has neither together.
 *
 * Order of links: the parts from the last to the first, then the head.  Only
 * a link that replaces nothing can fail for want of quota, and those come
 * first, so a failure leaves the older generation whole.
 */
#include "key.h"
#include "request.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

_Static_assert(PARTS_MAX <= ESC_STORED_MAX, "the largest set fits");

static bool
no_room(int errnum, const char *name, struct esc_error *err)
{
    if (errnum == EKEYREVOKED || errnum == EACCES || errnum == ENOKEY)
        return esc_fail(err, ESC_E_SESSION_ENDED, name,
                        "cannot store for '%s': the login is over", name);
    if (errnum != EDQUOT)
        return esc_fail_errno(err, ESC_E_KEYRING, errnum, name,
                              "cannot store for '%s'", name);
    esc_fail(err, ESC_E_KEYRING, name,
             "cannot store for '%s': the kernel's quota of keys is used up",
             name);
    return esc_fail_hint(err, "see /proc/key-users and the sysctls"
                              " kernel.keys.maxkeys and maxbytes");
}

/* A key as only root can have made it, in the process keyring and BATCH;
 * false, errno. */
static bool
make_key(const char *description, const void *bytes, size_t len,
         const struct esc_keyring_put *put, struct esc_stored *batch)
{
    int32_t key =
        add_key("user", description, bytes, len, KEY_SPEC_PROCESS_KEYRING);

    if (key < 0)
        return false;
    batch->keys[batch->count++] = (struct esc_stored_key){
        key, (uint32_t)(strlen(description) + 1 + len)};
    return keyctl_set_timeout(key, put->ttl) == 0
           && keyctl_chown(key, (uid_t)-1, put->group) == 0
           && keyctl_setperm(key, ESC_PERM_ENV) == 0;
}

/* Let go of our links; what is in no gate then is gone. */
static void
release(const struct esc_stored *batch)
{
    for (unsigned int i = 0; i < batch->count; i++)
        (void)keyctl_unlink(batch->keys[i].key, KEY_SPEC_PROCESS_KEYRING);
}

static bool
link_all(const struct esc_request *request, const struct esc_keyring_put *put,
         const struct esc_stored *batch, struct esc_error *err)
{
    int32_t gate = request->ticket.gate;
    unsigned int left = batch->count;
    int cause = 0;

    if (!fs_become(request->uid, put->group, err))
        return false;
    while (left > 0 && cause == 0)
        if (keyctl_link(batch->keys[left - 1].key, gate) == 0)
            left--;
        else
            cause = errno;
    /* Only what was linked: the kernel unlinks by description, so it would
     * take the older generation's keys for ours. */
    for (unsigned int i = left; i < batch->count && cause != 0; i++)
        (void)keyctl_unlink(batch->keys[i].key, gate);
    fs_restore();
    return cause == 0 || no_room(cause, put->name, err);
}

/* The gate's key DESCRIPTION, or -1; with REMOVE, which it was there. */
static int32_t
find_key(const struct esc_request *request, const char *description,
         bool remove)
{
    int32_t gate = request->ticket.gate;
    long key;

    if (!fs_become(request->uid, getegid(), NULL))
        return -1;
    key = keyctl_search(gate, "user", description, 0);
    if (key >= 0 && remove && keyctl_unlink((int32_t)key, gate) != 0)
        key = -1;
    fs_restore();
    return (int32_t)key;
}

/* What an older generation had and this one has not, and the old failure. */
static void
remove_rest(const struct esc_request *request, const char *name,
            unsigned int count)
{
    char description[KEY_DESCRIPTION_MAX];

    for (unsigned int i = count; i < PARTS_MAX; i++) {
        key_name(description, sizeof(description), ESC_KEY_ENV, name, i);
        if (find_key(request, description, true) < 0)
            break;
    }
    key_name(description, sizeof(description), ESC_KEY_ERROR, name, 0);
    (void)find_key(request, description, true);
}

/* All of BYTES as keys in the process keyring, in BATCH as far as made. */
static bool
make_parts(const struct esc_request *request,
           const struct esc_keyring_put *put, const struct esc_secret *bytes,
           struct esc_stored *batch, struct esc_error *err)
{
    char description[KEY_DESCRIPTION_MAX];
    struct part part = {.total = (uint32_t)esc_secret_len(bytes),
                        .uid = request->uid};

    if (getrandom(&part.generation, sizeof(part.generation), 0)
        != (ssize_t)sizeof(part.generation))
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, put->name,
                              "cannot store for '%s'", put->name);
    part.count = (uint8_t)part_count(part.total);
    for (; part.index < part.count; part.index++) {
        ESC_OWN(esc_secret) payload = part_encode(&part, bytes);

        if (payload == NULL)
            return esc_fail(err, ESC_E_SYSTEM, put->name,
                            "cannot store for '%s': no memory", put->name);
        key_name(description, sizeof(description), ESC_KEY_ENV, put->name,
                 part.index);
        if (!make_key(description, esc_secret_bytes(payload),
                      esc_secret_len(payload), put, batch))
            return no_room(errno, put->name, err);
    }
    return true;
}

bool
esc_request_store(const struct esc_request *request,
                  const struct esc_keyring_put *put,
                  const struct esc_secret *bytes,
                  struct esc_stored *stored_out, struct esc_error *err)
{
    struct esc_stored batch = {.count = 0};
    bool stored;

    if (esc_secret_len(bytes) > ESC_CRED_BYTES_MAX)
        return esc_fail(err, ESC_E_INPUT, put->name,
                        "cannot store for '%s': %zu bytes, at most %d fit",
                        put->name, esc_secret_len(bytes), ESC_CRED_BYTES_MAX);
    stored = make_parts(request, put, bytes, &batch, err)
             && link_all(request, put, &batch, err);
    release(&batch);
    if (!stored)
        return false;
    remove_rest(request, put->name, batch.count);
    if (stored_out != NULL)
        *stored_out = batch;
    return true;
}

bool
esc_request_stored(const struct esc_request *request, int32_t key)
{
    char own[KEY_DESCRIPTION_MAX];
    struct key_info info;
    size_t len;

    if (!key_describe(key, &info))
        return errno == EKEYEXPIRED;
    key_name(own, sizeof(own), ESC_KEY_ENV, request->name, 0);
    len = strlen(own);
    if (strncmp(info.description, own, len) == 0
        && (info.description[len] == '\0' || info.description[len] == '#')
        && find_key(request, info.description, false) == key)
        return false;
    return key_is_roots(&info);
}

bool
esc_request_store_error(const struct esc_request *request,
                        const struct esc_keyring_put *put,
                        const struct esc_error *failure,
                        struct esc_stored *stored_out)
{
    char description[KEY_DESCRIPTION_MAX];
    uint8_t bytes[FAILURE_BYTES_MAX];
    bool stored;

    stored_out->count = 0;
    key_name(description, sizeof(description), ESC_KEY_ERROR, put->name, 0);
    stored = make_key(description, bytes, failure_encode(failure, bytes), put,
                      stored_out)
             && link_all(request, put, stored_out, NULL);
    release(stored_out);
    return stored;
}
