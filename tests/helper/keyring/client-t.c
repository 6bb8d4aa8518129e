/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user's process believes and tells apart: generations of parts,
 * ends of a log-in, another log-in's gate.  Real keyrings, as root only.
 */
#include "key.h"
#include "client.h"
#include "login.h"
#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tap.h>
#include <unistd.h>

struct answer {
    struct esc_error err;
    struct esc_ticket ticket;
};

static int
get_dev(void *arg)
{
    struct answer *answer = arg;
    ESC_OWN(esc_cred_set) set = esc_keyring_get("dev", &answer->err);

    return set == NULL;
}

static int
get_ticket(void *arg)
{
    struct answer *answer = arg;

    return !esc_keyring_get_ticket(&answer->ticket, &answer->err);
}

static int
adopt(void *arg)
{
    struct answer *answer = arg;

    if (!esc_keyring_adopt())
        return 1;
    return get_ticket(answer) != 0 ? 2 : 0;
}

/* Root's key NAME with the payload of PART, straight into the session. */
static bool
plant_part(const char *name, const struct part *part,
           const struct esc_secret *whole)
{
    ESC_OWN(esc_secret) payload = part_encode(part, whole);
    int32_t key;

    if (payload == NULL)
        return false;
    key = add_key("user", name, esc_secret_bytes(payload),
                  esc_secret_len(payload), KEY_SPEC_SESSION_KEYRING);
    return key >= 0 && keyctl_setperm(key, ESC_PERM_ENV) == 0;
}

static struct esc_secret *
encoded_set(void)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(esc_secret) value = esc_secret_new(40000);
    struct esc_secret *bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    char name[] = "A";
    struct esc_cred cred = {.name = name, .value = value};

    for (int i = 0; i < 40000; i++)
        if (!esc_secret_add(value, "x", 1))
            return NULL;
    if (!esc_cred_set_add(set, &cred, NULL)
        || !esc_cred_set_encode(set, bytes, NULL))
        return NULL;
    return bytes;
}

static void
test_generations(struct answer *answer)
{
    ESC_OWN(esc_secret) whole = encoded_set();
    struct part part = {
        .generation = 1, .count = 2, .total = (uint32_t)esc_secret_len(whole)};
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    ok(plant_part(ESC_KEY_ENV "dev", &part, whole), "a head");
    is_int(login_as(login.uid, get_dev, answer), 1, "without its part");
    is_int(answer->err.code, ESC_E_NOT_FOUND, "is nothing");
    part.index = 1;
    part.generation = 2;
    ok(plant_part(ESC_KEY_ENV "dev#1", &part, whole), "another's part");
    is_int(login_as(login.uid, get_dev, answer), 1, "two generations");
    is_int(answer->err.code, ESC_E_NOT_FOUND, "are not mixed");
    login_close(&login);
    ok(login_open(&login, login_uid()), "a log-in");
    part.generation = 1;
    ok(plant_part(ESC_KEY_ENV "dev#1", &part, whole), "the right part");
    part.index = 0;
    ok(plant_part(ESC_KEY_ENV "dev", &part, whole), "and its head");
    is_int(login_as(login.uid, get_dev, answer), 0, "are read: %s",
           answer->err.text);
    login_close(&login);
}

static void
test_ticket(struct answer *answer)
{
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    is_int(login_as(login.uid, get_ticket, answer), 0, "its ticket: %s",
           answer->err.text);
    ok(memcmp(&answer->ticket, &login.fields, sizeof(login.fields)) == 0,
       "says what root wrote");
    is_int(login_as(login.uid + 1, get_ticket, answer), 1,
           "another user has none");
    is_int(answer->err.code, ESC_E_NO_SESSION, "no session: %s",
           answer->err.text);
    (void)keyctl_set_timeout(login.ticket, 1);
    sleep(2);
    is_int(login_as(login.uid, get_ticket, answer), 1, "past its end");
    is_int(answer->err.code, ESC_E_SESSION_ENDED, "it has ended: %s",
           answer->err.text);
    login_close(&login);
    ok(login_open(&login, login_uid()), "a log-in");
    (void)keyctl_revoke(login.ring);
    is_int(login_as(login.uid, get_ticket, answer), 1, "a revoked session");
    is_int(answer->err.code, ESC_E_SESSION_ENDED, "it has ended: %s",
           answer->err.text);
    login_close(&login);
}

static int
plant_ticket(void *arg)
{
    (void)arg;
    return add_key("user", ESC_KEY_TICKET, "x", 1, KEY_SPEC_SESSION_KEYRING)
           < 0;
}

static void
test_planted(struct answer *answer)
{
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    is_int(login_as(login.uid, plant_ticket, NULL), 0, "a planted ticket");
    is_int(login_as(login.uid, get_ticket, answer), 1, "is not shown");
    is_int(answer->err.code, ESC_E_NO_SESSION, "no session");
    login_close(&login);
}

/* Ring; how many doorbells the session keyring has then, or 100 and more when
 * somebody answered. */
static int
ring_unanswered(void *arg)
{
    int32_t keys[64];
    struct key_info info;
    int found = 0, errnum = esc_keyring_ring(arg, ESC_RING_USE);
    long len;

    if (errnum != ENOKEY)
        return 100 + (errnum == 0 ? 0 : 1);
    len = keyctl_read(KEY_SPEC_SESSION_KEYRING, (char *)keys, sizeof(keys));
    for (size_t i = 0; len > 0 && i < (size_t)len / sizeof(keys[0]); i++)
        found +=
            key_describe(keys[i], &info)
            && strncmp(info.description, ESC_KEY_OPEN, strlen(ESC_KEY_OPEN))
                   == 0;
    return found;
}

/* The kernel's key for a minute would keep the next ring from a handler. */
static void
test_unanswered(void)
{
    char name[] = "nobody/answers/this";
    struct login login;
    int found;

    ok(login_open(&login, login_uid()), "a log-in");
    found = login_as(login.uid, ring_unanswered, name);
    /* A test bed on this machine answers for all: then this shows nothing. */
    ok(found == 0 || found >= 100,
       "a ring that nobody answers leaves no doorbell");
    login_close(&login);
}

static int
hold(void *arg)
{
    struct login *login = arg;
    char name[64];

    /* A gate that other log-ins of this uid may join: scope=user. */
    if (!login_open(login, login->uid))
        return 1;
    snprintf(name, sizeof(name), ESC_KEY_GATE "%u", login->uid);
    login->gate = add_key("keyring", name, NULL, 0, KEY_SPEC_SESSION_KEYRING);
    if (login->gate < 0
        || keyctl_chown(login->gate, login->uid, login->uid) != 0)
        return 1;
    login->fields.gate = login->gate;
    return 0;
}

static void
test_adopt(struct answer *answer)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    struct login login = {.uid = login_uid() + 200000}, other;
    int32_t key;

    ok(hold(&login) == 0, "a log-in");
    key = add_key("user", ESC_KEY_TICKET, bytes,
                  esc_ticket_encode(&login.fields, bytes, sizeof(bytes)),
                  login.gate);
    ok(key >= 0 && keyctl_setperm(key, ESC_PERM_TICKET) == 0
           && keyctl_setperm(login.gate, ESC_PERM_GATE) == 0,
       "with scope=user");
    /* A second session; the first one's ring must stay alive meanwhile. */
    ok(keyctl_link(login.ring, KEY_SPEC_PROCESS_KEYRING) == 0, "kept alive");
    (void)keyctl_join_session_keyring(NULL);
    is_int(login_as(login.uid, get_ticket, answer), 1, "another session");
    is_int(login_as(login.uid, adopt, answer), 0, "may join its gate");
    is_int(answer->ticket.gate, login.gate, "and has its ticket");
    is_int(login_as(login.uid + 1, adopt, answer), 1, "another uid may not");
    (void)keyctl_unlink(login.ring, KEY_SPEC_PROCESS_KEYRING);
    ok(login_open(&other, login.uid + 2), "a log-in with a secret gate");
    ok(keyctl_link(other.ring, KEY_SPEC_PROCESS_KEYRING) == 0, "kept alive");
    (void)keyctl_join_session_keyring(NULL);
    is_int(login_as(other.uid, adopt, answer), 1, "cannot be joined");
    (void)keyctl_unlink(other.ring, KEY_SPEC_PROCESS_KEYRING);
}

static int
forget(void *arg)
{
    (void)arg;
    if (add_key("user", ESC_KEY_OPEN "dev", "opened", 6,
                KEY_SPEC_SESSION_KEYRING)
            < 0
        || esc_keyring_ring("dev", ESC_RING_RENEW) != 0)
        return 1;
    esc_keyring_forget("dev");
    return keyctl_search(KEY_SPEC_SESSION_KEYRING, "user", ESC_KEY_OPEN "dev",
                         0)
           >= 0;
}

/* An answer that has SECONDS to live; 0 when it answers a ring. */
static int
answered(unsigned int seconds)
{
    int32_t key = add_key("user", ESC_KEY_OPEN "dev", "opened", 6,
                          KEY_SPEC_SESSION_KEYRING);

    if (key < 0 || keyctl_set_timeout(key, seconds) != 0)
        return 2;
    return esc_keyring_ring("dev", ESC_RING_USE) != 0;
}

static int
answered_soon(void *arg)
{
    (void)arg;
    return answered(5);
}

static int
answered_late(void *arg)
{
    (void)arg;
    return answered(3600);
}

static void
test_forget(void)
{
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    is_int(login_as(login.uid, answered_soon, NULL), 0,
           "a receipt of seconds answers a ring");
    is_int(login_as(login.uid, answered_late, NULL), 1,
           "one of an hour, whose clock was set back, does not");
    login_close(&login);

    ok(login_open(&login, login_uid()), "a log-in");
    is_int(login_as(login.uid, forget, NULL), 0,
           "a receipt answers a ring, and can be forgotten");
    login_close(&login);
}

static const struct {
    const char *name;
    uint32_t uid;
    bool known, full;
} quotas[] = {
    {"root's", 0, true, false},
    {"with room for a login", 7101, true, false},
    {"with one key left", 7102, true, true},
    {"with few bytes left", 7103, true, true},
    {"over it, when it was lowered", 7104, true, true},
    {"of nobody who is there", 710, false, false},
};

static void
test_quota(void)
{
    char path[] = "/tmp/client-t.XXXXXX";
    int fd = mkstemp(path);

    ok(fd >= 0
           && dprintf(fd, "    0:    96 95/95 90/1000000 2280/25000000\n"
                          " 7101:     3 3/3 198/200 1000/20000\n"
                          " 7102:     3 3/3 199/200 1000/20000\n"
                          " 7103:     3 3/3 1/200 19990/20000\n"
                          " 7104:     3 3/3 300/200 1000/20000\n")
                  > 0
           && close(fd) == 0,
       "a table of quotas");
    for (size_t i = 0; i < sizeof(quotas) / sizeof(quotas[0]); i++) {
        struct client_quota quota = {0};
        bool known = client_quota(path, quotas[i].uid, &quota);

        ok(known == quotas[i].known
               && (!known || client_quota_is_full(&quota) == quotas[i].full),
           "a quota %s", quotas[i].name);
    }
    unlink(path);
    ok(!client_quota(path, 0, &(struct client_quota){0}), "no table");
}

int
main(void)
{
    struct answer *answer = login_shared(sizeof(*answer));

    test_quota();
    if (!login_possible())
        return tap_done();
    test_generations(answer);
    test_ticket(answer);
    test_planted(answer);
    test_adopt(answer);
    test_forget();
    test_unanswered();
    return tap_done();
}
