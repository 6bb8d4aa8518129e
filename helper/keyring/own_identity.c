/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The person's own sign-in: the user's key, in the gate of this login so that
 * it ends with it, else in the session keyring.
 */
#include "client.h"
#include "key.h"
#include <errno.h>
#include <keyutils.h>
#include <unistd.h>

/* One of another user was put there for us to use: there is none. */
static int32_t
find(void)
{
    int32_t key = (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                                         ESC_KEY_IDENTITY, 0);
    struct key_info info;

    return key >= 0 && key_describe(key, &info) && info.uid == geteuid() ? key
                                                                         : -1;
}

struct esc_secret *
esc_keyring_get_identity(struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_KEY_PAYLOAD_MAX);
    int32_t key = find();
    size_t room = 0;
    uint8_t *at = bytes == NULL ? NULL : esc_secret_tail(bytes, &room);
    long len = key < 0 || at == NULL ? -1 : keyctl_read(key, (char *)at, room);

    if (len > 0 && (size_t)len <= room) {
        esc_secret_grow(bytes, (size_t)len);
        return esc_secret_take(&bytes);
    }
    esc_fail(err, ESC_E_NOT_FOUND, NULL, "nobody is signed in here");
    return NULL;
}

/* This login's gate; outside of one the session keyring if it is ours, else
 * -1. */
static int32_t
home(void)
{
    struct esc_ticket ticket;

    return esc_keyring_get_ticket(&ticket, NULL) ? ticket.gate
                                                 : client_own_ring();
}

bool
esc_keyring_put_identity(const struct esc_secret *bytes, unsigned int ttl,
                         struct esc_error *err)
{
    int32_t ring = home(), key;

    if (ring < 0)
        return esc_fail(err, ESC_E_KEYRING, NULL,
                        "cannot keep the sign-in: no session keyring of one's"
                        " own");
    /* Never one that lives for ever: a new key, limited, then linked. */
    key = (int32_t)add_key("user", ESC_KEY_IDENTITY, esc_secret_bytes(bytes),
                           esc_secret_len(bytes), KEY_SPEC_PROCESS_KEYRING);
    if (key < 0)
        return esc_fail_errno(err, ESC_E_KEYRING, errno, NULL,
                              "cannot keep the sign-in");
    /* Without LINK it could not be linked; with it nobody else gains. */
    if (keyctl_set_timeout(key, ttl) != 0
        || keyctl_setperm(key, ESC_PERM_IDENTITY | KEY_POS_LINK) != 0
        || keyctl_link(key, ring) != 0
        || keyctl_setperm(key, ESC_PERM_IDENTITY) != 0) {
        esc_fail_errno(err, ESC_E_KEYRING, errno, NULL,
                       "cannot keep the sign-in");
        (void)keyctl_revoke(key);
        return false;
    }
    (void)keyctl_unlink(key, KEY_SPEC_PROCESS_KEYRING);
    return true;
}

bool
esc_keyring_drop_identity(struct esc_error *err)
{
    bool found = false;
    int32_t key;

    while ((key = find()) >= 0) {
        if (keyctl_revoke(key) != 0)
            return esc_fail_errno(err, ESC_E_KEYRING, errno, NULL,
                                  "cannot remove the sign-in");
        /* Left there it would look like a login that is over. */
        (void)keyctl_unlink(key, KEY_SPEC_SESSION_KEYRING);
        found = true;
    }
    return found
           || esc_fail(err, ESC_E_NOT_FOUND, NULL, "nobody is signed in here");
}

/* Whoever moves a key of this name into the ring first has the turn. */
bool
esc_keyring_claim_identity(unsigned int seconds, int32_t *turn_out)
{
    int32_t ring = home();
    int32_t key = (int32_t)add_key("user", ESC_KEY_IDENTITY_TURN, "turn", 4,
                                   KEY_SPEC_PROCESS_KEYRING);
    bool mine;

    *turn_out = key;
    if (ring < 0 || key < 0 || keyctl_set_timeout(key, seconds) != 0)
        return false;
    mine = keyctl_move(key, KEY_SPEC_PROCESS_KEYRING, ring, KEYCTL_MOVE_EXCL)
           == 0;
    /* One whose owner died is past its time, but still in its place. */
    if (!mine && errno == EEXIST
        && keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                         ESC_KEY_IDENTITY_TURN, 0)
               < 0)
        mine = keyctl_link(key, ring) == 0;
    if (!mine)
        (void)keyctl_unlink(key, KEY_SPEC_PROCESS_KEYRING);
    return mine;
}

void
esc_keyring_end_claim(int32_t turn)
{
    (void)keyctl_unlink(turn, home());
}
