/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kill switch.  Tickets are root's own keys, so root sees them in
 * /proc/keys and can read them; a ticket names its gate.  Credentials are
 * root's keys, too, and say whom they were made for.
 */
#include "esc/keyring.h"
#include "esc/text.h"
#include "key.h"
#include "esc/cred_codec.h"
#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <unistd.h>

#define KEYS_MAX 65536

struct serials {
    int32_t *at;
    size_t count;
};

/* All keys that root owns and that are called PREFIX... */
static bool
find_keys(const char *prefix, struct serials *out)
{
    FILE *keys = fopen("/proc/keys", "re");
    char line[1024];
    struct key_info info;

    out->count = 0;
    out->at = calloc(KEYS_MAX, sizeof(*out->at));
    if (keys == NULL || out->at == NULL) {
        if (keys != NULL)
            (void)fclose(keys);
        return false;
    }
    while (out->count < KEYS_MAX && fgets(line, sizeof(line), keys) != NULL) {
        int32_t key = (int32_t)strtoul(line, NULL, 16);

        if (strstr(line, prefix) != NULL && key_describe(key, &info)
            && strcmp(info.type, "user") == 0 && info.uid == 0
            && strncmp(info.description, prefix, strlen(prefix)) == 0)
            out->at[out->count++] = key;
    }
    (void)fclose(keys);
    return true;
}

static bool
read_ticket(int32_t key, struct esc_ticket *ticket_out)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    struct key_info info;
    long len;

    if (!key_describe(key, &info) || info.perm != ESC_PERM_TICKET
        || strcmp(info.description, ESC_KEY_TICKET) != 0)
        return false;
    len = keyctl_read(key, (char *)bytes, sizeof(bytes));
    return len > 0 && (size_t)len <= sizeof(bytes)
           && esc_ticket_decode(bytes, (size_t)len, ticket_out, NULL);
}

static bool
is_whose(const struct esc_ticket *ticket, const char *who)
{
    uint64_t uid;

    return who == NULL || strcmp(ticket->login, who) == 0
           || (esc_text_u64(who, UINT32_MAX, &uid) && uid == ticket->uid);
}

/* The logins that are meant, and whose credentials are. */
struct meant {
    struct esc_ticket *tickets; /* as read */
    int32_t *keys;              /* of the tickets */
    size_t count;
    const char *who;
};

static void
meant_release(struct meant *meant)
{
    free(meant->tickets);
    free(meant->keys);
}
#define MEANT_OWN __attribute__((cleanup(meant_release))) struct meant

static bool
find_logins(struct meant *meant)
{
    struct serials found = {0};

    if (find_keys(ESC_KEY_TICKET, &found)) {
        meant->tickets = calloc(found.count + 1, sizeof(*meant->tickets));
        meant->keys = found.at;
    } else {
        free(found.at);
    }
    if (meant->tickets == NULL)
        return false;
    for (size_t i = 0; i < found.count; i++)
        if (read_ticket(found.at[i], &meant->tickets[meant->count])
            && is_whose(&meant->tickets[meant->count], meant->who))
            meant->keys[meant->count++] = found.at[i];
    return true;
}

static bool
is_meant(const struct meant *meant, uint32_t uid)
{
    uint64_t number;

    if (meant->who == NULL
        || (esc_text_u64(meant->who, UINT32_MAX, &number) && number == uid))
        return true;
    for (size_t i = 0; i < meant->count; i++)
        if (meant->tickets[i].uid == uid)
            return true;
    return false;
}

static bool
is_over(int errnum)
{
    return errnum == ENOKEY || errnum == EKEYREVOKED || errnum == EKEYEXPIRED;
}

/* One of root's keys with credentials: false when it is meant and stays. */
static bool
end_key(int32_t key, const struct meant *meant,
        const struct esc_revoke *revoke)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_KEY_PAYLOAD_MAX);
    struct esc_cred_reader reader;
    struct esc_cred_set head;
    struct part part;
    const uint8_t *share;
    uint8_t *at;
    size_t room, len;
    long got;

    if (bytes == NULL)
        return false;
    at = esc_secret_tail(bytes, &room);
    got = keyctl_read(key, (char *)at, room);
    if (got <= 0 || (size_t)got > room)
        return got < 0 && is_over(errno);
    esc_secret_grow(bytes, (size_t)got);
    if (!part_decode(esc_secret_bytes(bytes), (size_t)got, &part, &share, &len)
        || !is_meant(meant, part.uid))
        return true;
    if (keyctl_revoke(key) != 0)
        return is_over(errno);
    /* The head holds where the set came from, however many parts follow. */
    if (part.index == 0
        && esc_cred_read_head(&reader, share, len, &head, NULL))
        revoke->lost(revoke->context, &head.origin);
    return true;
}

/*
 * The keys themselves: a user may take the ticket out of the own gate, and
 * with it what leads from the login to them.
 */
static size_t
end_keys(const struct meant *meant, const struct esc_revoke *revoke)
{
    struct serials keys = {0};
    size_t failed = 0;

    if (!find_keys(ESC_KEY_ENV, &keys))
        failed++;
    for (size_t i = 0; i < keys.count; i++)
        failed += !end_key(keys.at[i], meant, revoke);
    free(keys.at);
    return failed;
}

static bool
end_login(int32_t key, const struct esc_ticket *ticket)
{
    bool done;

    /* The gate lets only its owner write. */
    setfsuid(ticket->uid);
    done = keyctl_revoke(ticket->gate) == 0 || errno == EKEYREVOKED
           || errno == ENOKEY;
    setfsuid(geteuid());
    return keyctl_revoke(key) == 0 && done;
}

bool
esc_keyring_revoke(const struct esc_revoke *revoke, struct esc_error *err)
{
    MEANT_OWN meant = {.who = revoke->who};
    size_t failed;

    if (!find_logins(&meant))
        return esc_fail_errno(err, ESC_E_KEYRING, errno, "/proc/keys",
                              "cannot find the logins");
    /* While the gates stand: with them the keys would vanish untold. */
    failed = end_keys(&meant, revoke);
    for (size_t i = 0; i < meant.count; i++)
        if (end_login(meant.keys[i], &meant.tickets[i]))
            revoke->ended(revoke->context, &meant.tickets[i]);
        else
            failed++;
    return failed == 0
           || esc_fail(err, ESC_E_KEYRING, NULL,
                       "cannot end all logins: %zu keys do not obey", failed);
}
