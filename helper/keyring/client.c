/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's side: finding and reading.  A process of the user may plant keys
 * of any name in its session keyring, so nothing found is trusted before the
 * kernel says that root owns it with exactly our permissions.  Looking never
 * creates: request_key(2) without callout information is a pure search.
 */
#include "client.h"
#include "key.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>
#include <unistd.h>

/* What one look at the keyrings came to. */
enum look {
    LOOK_FOUND,
    LOOK_NONE,  /* not there, or not root's */
    LOOK_MOVED, /* replaced between finding and reading: look once more */
};

/* A login whose quota was full got no ticket, and the module said so to nobody
 * when the session had no terminal. */
static bool
none_here(struct esc_error *err)
{
    struct client_quota quota;

    if (client_quota("/proc/key-users", geteuid(), &quota)
        && client_quota_is_full(&quota)) {
        esc_fail(err, ESC_E_KEYRING, NULL,
                 "this login has no ticket, and your key quota is full: %u of"
                 " %u keys, %u of %u bytes",
                 quota.keys, quota.max_keys, quota.bytes, quota.max_bytes);
        return esc_fail_hint(err,
                             "'keyctl show' lists keys, 'keyctl clear @u' and"
                             " logging out elsewhere free them; then log in"
                             " again; administrators can raise"
                             " kernel.keys.maxkeys and maxbytes");
    }
    esc_fail(err, ESC_E_NO_SESSION, NULL,
             "this is not a login opened by pam_esc");
    return esc_fail_hint(err,
                         "log in again by SSH; after su or sudo, in cron jobs,"
                         " services and new session keyrings there are no"
                         " credentials");
}

bool
client_no_ticket(int errnum, struct esc_error *err)
{
    switch (errnum) {
    case EKEYREVOKED:
        esc_fail(err, ESC_E_SESSION_ENDED, NULL,
                 "this process has outlived its login");
        return esc_fail_hint(err, "log in again; a tmux or editor server that"
                                  " stayed behind must be started anew");
    case EKEYEXPIRED:
        esc_fail(err, ESC_E_SESSION_ENDED, NULL,
                 "this login has reached its longest duration");
        return esc_fail_hint(err, "log in again");
    case ENOKEY:
        return none_here(err);
    case EACCES:
        esc_fail(err, ESC_E_NO_SESSION, NULL,
                 "this session belongs to another user");
        return esc_fail_hint(err, "log in as the user whose credentials are"
                                  " wanted");
    default:
        return esc_fail_errno(err, ESC_E_KEYRING, errnum, NULL,
                              "cannot use the kernel's keyrings here");
    }
}

/*
 * The gate is revoked at logout, and the ticket in it is then not found.  The
 * session keyring, when it lives on, still lists the gate for a while.
 */
static bool
has_revoked_entry(void)
{
    int32_t keys[64];
    long len =
        keyctl_read(KEY_SPEC_SESSION_KEYRING, (char *)keys, sizeof(keys));
    struct key_info info;

    for (size_t i = 0; len > 0 && i < (size_t)len / sizeof(keys[0])
                       && i < sizeof(keys) / sizeof(keys[0]);
         i++)
        if (!key_describe(keys[i], &info) && errno == EKEYREVOKED)
            return true;
    return false;
}

/* Looking sets errno too, by whatever else has ended in the keyring. */
static int
why_none(void)
{
    struct key_info info;

    if (has_revoked_entry())
        return EKEYREVOKED;
    /* Root's is a daemon's, as cron's: nobody's log-in. */
    return key_describe(KEY_SPEC_SESSION_KEYRING, &info)
                   && info.uid != geteuid() && info.uid != 0
               ? EACCES
               : ENOKEY;
}

int32_t
client_find_ticket(void)
{
    int32_t ticket = (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                                            ESC_KEY_TICKET, 0);
    struct key_info info;

    if (ticket < 0) {
        if (errno == ENOKEY)
            errno = why_none();
        return -1;
    }
    /* We may not look at root's ticket; one that we may, we made ourselves,
     * or we are root. */
    if (key_describe(ticket, &info)
        && (info.uid != 0 || info.perm != ESC_PERM_TICKET)) {
        errno = ENOKEY;
        return -1;
    }
    return ticket;
}

bool
esc_keyring_get_ticket(struct esc_ticket *ticket_out, struct esc_error *err)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    int32_t ticket = client_find_ticket();
    long len;

    if (ticket < 0)
        return client_no_ticket(errno, err);
    len = keyctl_read(ticket, (char *)bytes, sizeof(bytes));
    if (len < 0)
        return client_no_ticket(errno, err);
    if ((size_t)len > sizeof(bytes))
        return esc_fail(err, ESC_E_INPUT, ESC_KEY_TICKET, "malformed ticket");
    return esc_ticket_decode(bytes, (size_t)len, ticket_out, err);
}

static bool
is_gone(int errnum)
{
    return errnum == ENOKEY || errnum == EKEYREVOKED || errnum == EKEYEXPIRED
           || errnum == EACCES;
}

/* Find and read root's key DESCRIPTION. */
static enum look
read_key(const char *description, struct esc_secret **bytes_out)
{
    int32_t key =
        (int32_t)request_key("user", description, NULL, 0); /* only search */
    ESC_OWN(esc_secret) bytes = NULL;
    struct key_info info;
    uint8_t *at;
    size_t room;
    long len;

    if (key < 0)
        return LOOK_NONE;
    if (!key_describe(key, &info))
        return is_gone(errno) ? LOOK_MOVED : LOOK_NONE;
    if (!key_is_roots(&info))
        return LOOK_NONE;
    len = keyctl_read(key, NULL, 0);
    if (len <= 0 || len > ESC_KEY_PAYLOAD_MAX)
        return LOOK_MOVED;
    bytes = esc_secret_new((size_t)len);
    if (bytes == NULL)
        return LOOK_NONE;
    at = esc_secret_tail(bytes, &room);
    len = keyctl_read(key, (char *)at, room);
    if (len < 0 || (size_t)len > room)
        return LOOK_MOVED;
    esc_secret_grow(bytes, (size_t)len);
    *bytes_out = esc_secret_take(&bytes);
    return LOOK_FOUND;
}

/* Part INDEX of NAME; must be of the same generation as *HEAD but for the
 * head itself, which fills *HEAD.  The usual single part is not copied: WHOLE
 * is then the key's bytes, of which the first *SKIP stand before the share. */
static enum look
read_part(const char *name, unsigned int index, struct part *head,
          struct esc_secret **whole, size_t *skip)
{
    char description[KEY_DESCRIPTION_MAX];
    ESC_OWN(esc_secret) bytes = NULL;
    const uint8_t *share;
    struct part part;
    enum look look;
    size_t len;

    key_name(description, sizeof(description), ESC_KEY_ENV, name, index);
    look = read_key(description, &bytes);
    if (look != LOOK_FOUND)
        return index == 0 ? look : LOOK_MOVED;
    if (!part_decode(esc_secret_bytes(bytes), esc_secret_len(bytes), &part,
                     &share, &len)
        || part.index != index)
        return LOOK_NONE;
    if (index == 0 && part.count == 1) {
        *skip = (size_t)(share - esc_secret_bytes(bytes));
        *whole = esc_secret_take(&bytes);
        return LOOK_FOUND;
    }
    if (index == 0) {
        *head = part;
        *skip = 0;
        *whole = esc_secret_new(part.total == 0 ? 1 : part.total);
    } else if (part.generation != head->generation
               || part.total != head->total) {
        return LOOK_MOVED;
    }
    if (*whole == NULL || !esc_secret_add(*whole, share, len))
        return LOOK_NONE;
    return LOOK_FOUND;
}

static enum look
read_whole(const char *name, struct esc_secret **whole_out, size_t *skip_out)
{
    ESC_OWN(esc_secret) whole = NULL;
    struct part head = {.count = 1};
    enum look look;

    for (unsigned int i = 0; i < head.count; i++) {
        look = read_part(name, i, &head, &whole, skip_out);
        if (look != LOOK_FOUND)
            return look;
    }
    *whole_out = esc_secret_take(&whole);
    return LOOK_FOUND;
}

struct esc_cred_set *
esc_keyring_get(const char *name, struct esc_error *err)
{
    ESC_OWN(esc_secret) whole = NULL;
    struct esc_cred_set *set;
    size_t skip = 0;
    enum look look = read_whole(name, &whole, &skip);

    if (look == LOOK_MOVED)
        look = read_whole(name, &whole, &skip);
    if (look == LOOK_FOUND) {
        set = esc_cred_set_decode(esc_secret_bytes(whole) + skip,
                                  esc_secret_len(whole) - skip, err);
        if (set == NULL)
            esc_fail_while(err, "cannot read the credentials for '%s'", name);
        return set;
    }
    if (client_find_ticket() < 0)
        client_no_ticket(errno, err);
    else
        esc_fail(err, ESC_E_NOT_FOUND, name, "this login has none");
    esc_fail_while(err, "cannot find credentials for '%s'", name);
    return NULL;
}

bool
esc_keyring_get_error(const char *name, struct esc_error *failure_out)
{
    char description[KEY_DESCRIPTION_MAX];
    ESC_OWN(esc_secret) bytes = NULL;

    key_name(description, sizeof(description), ESC_KEY_ERROR, name, 0);
    return read_key(description, &bytes) == LOOK_FOUND
           && failure_decode(esc_secret_bytes(bytes), esc_secret_len(bytes),
                             failure_out);
}
