/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's half of the world: as much of keyrings as the module calls, in
 * place of libkeyutils.  Real ones are tried in real-t.c, as root.
 */
#include "fault.h"
#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <string.h>

#define FIRST 100 /* serial of the first key */

static struct world_key *
key_at(key_serial_t serial)
{
    struct pam_handle *world = world_now();

    if (serial < FIRST || serial >= FIRST + world->key_count) {
        errno = ENOKEY;
        return NULL;
    }
    return &world->keys[serial - FIRST];
}

/* A name without its random part. */
static const char *
short_name(const struct world_key *key)
{
    if (strncmp(key->description, "esc:gate:", 9) == 0
        && strlen(key->description) == 9 + 32)
        return "esc:gate:SECRET";
    return key->description;
}

key_serial_t
add_key(const char *type, const char *description, const void *payload,
        size_t len, key_serial_t ring)
{
    struct pam_handle *world = world_now();
    struct world_key *key = &world->keys[world->key_count];

    if (world_fails("add_key") || world->key_count == WORLD_KEYS_MAX)
        return -1;
    snprintf(key->type, sizeof(key->type), "%s", type);
    snprintf(key->description, sizeof(key->description), "%s", description);
    if (len <= sizeof(key->payload) && len > 0)
        memcpy(key->payload, payload, len);
    key->len = len;
    key->uid = world->fsuid;
    key->linked = true;
    key->ring = ring == KEY_SPEC_SESSION_KEYRING ? -1 : ring - FIRST;
    world_note(world->did, "add %s %s%s", type, short_name(key),
               len > 0 || strcmp(type, "keyring") == 0 ? "" : " empty");
    return FIRST + world->key_count++;
}

long
keyctl_describe(key_serial_t id, char *out, size_t size)
{
    struct pam_handle *world = world_now();

    if (id != KEY_SPEC_SESSION_KEYRING || world->ring == NULL) {
        errno = ENOKEY;
        return -1;
    }
    return snprintf(out, size, "%s", world->ring) + 1;
}

key_serial_t
keyctl_join_session_keyring(const char *name)
{
    struct pam_handle *world = world_now();

    if (world_fails("join") || name != NULL)
        return -1;
    world_note(world->did, "join");
    world->ring = "keyring;0;0;3f030000;_ses";
    return 7;
}

long
keyctl_chown(key_serial_t id, uid_t uid, gid_t gid)
{
    struct world_key *key = id == 7 ? NULL : key_at(id);

    if (world_fails("chown") || (id != 7 && key == NULL))
        return -1;
    world_note(world_now()->did, "chown %s %u %u",
               id == 7 ? "ring" : short_name(key), uid, gid);
    if (key != NULL)
        key->uid = uid;
    return 0;
}

long
keyctl_setperm(key_serial_t id, key_perm_t perm)
{
    struct world_key *key = key_at(id);

    if (world_fails("setperm") || key == NULL)
        return -1;
    world_note(world_now()->did, "setperm %s %08x", short_name(key), perm);
    key->perm = perm;
    return 0;
}

long
keyctl_set_timeout(key_serial_t id, unsigned timeout)
{
    struct world_key *key = key_at(id);

    if (world_fails("timeout") || key == NULL)
        return -1;
    world_note(world_now()->did, "timeout %s %u", short_name(key), timeout);
    key->timeout = timeout;
    return 0;
}

long
keyctl_unlink(key_serial_t id, key_serial_t ring)
{
    struct world_key *key = key_at(id);

    (void)ring;
    if (key == NULL)
        return -1;
    world_note(world_now()->did, "unlink %s", short_name(key));
    key->linked = false;
    return 0;
}

long
keyctl_revoke(key_serial_t id)
{
    struct world_key *key = key_at(id);

    if (key == NULL)
        return -1;
    if (key->uid != world_now()->fsuid) {
        errno = EACCES; /* root with other rights has none on the gate */
        return -1;
    }
    world_note(world_now()->did, "revoke %s", short_name(key));
    key->revoked = true;
    return 0;
}

int
world_live_keys(const struct pam_handle *world)
{
    int live = 0;

    for (int i = 0; i < world->key_count; i++) {
        const struct world_key *key = &world->keys[i];
        const struct world_key *ring =
            key->ring < 0 ? key : &world->keys[key->ring];

        live += key->linked && !key->revoked && ring->linked && !ring->revoked;
    }
    return live;
}
