/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Root stores, the user reads: on the kernel's real keyrings, as root only.
 * Each test has a log-in of its own.
 */
#include "key.h"
#include "request.h"
#include "login.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>
#include <tap.h>
#include <unistd.h>

#define GROUP 1899999

/* What a child says about one look. */
struct answer {
    char name[ESC_CRED_TEXT_MAX];
    struct esc_error err;
    size_t value_len;
    char names[8][ESC_CRED_TEXT_MAX];
    size_t count;
    int32_t key, gate;
};

static int
get(void *arg)
{
    struct answer *answer = arg;
    ESC_OWN(esc_cred_set) set = esc_keyring_get(answer->name, &answer->err);

    if (set == NULL)
        return 1;
    answer->value_len = 0;
    for (size_t i = 0; i < set->count; i++)
        answer->value_len += esc_secret_len(set->items[i].value);
    return 0;
}

static int
get_error(void *arg)
{
    struct answer *answer = arg;

    return !esc_keyring_get_error(answer->name, &answer->err);
}

static int
list(void *arg)
{
    struct answer *answer = arg;

    answer->count = esc_keyring_list(answer->names, 8);
    return 0;
}

static int
give_back(void *arg)
{
    struct answer *answer = arg;

    return !esc_keyring_close(answer->name[0] == '\0' ? NULL : answer->name,
                              &answer->err);
}

static struct esc_request
request_for(const struct login *login)
{
    return (struct esc_request){
        .uid = login->uid, .ticket = login->fields, .name = "acme/aws/dev"};
}

/* An encoded set of two variables, LEN bytes of value in all. */
static struct esc_secret *
set_of(size_t len)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    struct esc_secret *bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    char name[] = "A";

    for (size_t left = len; set != NULL && bytes != NULL && left > 0;
         name[0]++) {
        size_t n = left < 100000 ? left : 100000;
        ESC_OWN(esc_secret) value = esc_secret_new(n);
        struct esc_cred cred = {.name = name, .value = value};

        for (size_t i = 0; i < n; i++)
            if (!esc_secret_add(value, "x", 1))
                return NULL;
        if (!esc_cred_set_add(set, &cred, NULL))
            return NULL;
        left -= n;
    }
    if (bytes == NULL || !esc_cred_set_encode(set, bytes, NULL))
        return NULL;
    return bytes;
}

static struct esc_stored stored; /* what the last store made */

static bool
store(const struct login *login, const char *name, size_t len,
      struct esc_error *err)
{
    struct esc_request request = request_for(login);
    struct esc_keyring_put put = {.name = name, .group = GROUP, .ttl = 60};
    ESC_OWN(esc_secret) bytes = set_of(len);

    return bytes != NULL
           && esc_request_store(&request, &put, bytes, &stored, err);
}

/* Number of the process keyring's entries: the handler keeps none. */
static long
process_keys(void)
{
    int32_t keys[64];
    long len =
        keyctl_read(KEY_SPEC_PROCESS_KEYRING, (char *)keys, sizeof(keys));

    return len < 0 ? 0 : len / (long)sizeof(keys[0]);
}

static bool
is_counted(const struct esc_request *request, unsigned int part)
{
    return esc_request_stored(request, stored.keys[part].key);
}

static int
drop_head(void *arg)
{
    const struct login *login = arg;

    return keyctl_unlink(stored.keys[0].key, login->gate) != 0;
}

/* Parts are charged without their head, and an end is not yet one. */
static void
test_charged(void)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_keyring_put put = {.name = "short", .group = GROUP, .ttl = 1};
    ESC_OWN(esc_secret) bytes = set_of(100);
    struct esc_request request, other;
    struct login login;
    uint64_t charged = 0;

    ok(login_open(&login, login_uid()), "a log-in");
    other = request = request_for(&login);
    snprintf(other.name, sizeof(other.name), "acme/aws/other");
    ok(store(&login, request.name, 250000, &err), "a set of many keys");
    is_int(stored.count, 8, "all are told");
    for (unsigned int i = 0; i < stored.count; i++) {
        charged += stored.keys[i].bytes;
        ok(is_counted(&other, i), "part %u counts", i);
        ok(!is_counted(&request, i), "but not for its renewal");
    }
    ok(charged > 250000 && charged < 252000, "%llu bytes in all",
       (unsigned long long)charged);
    is_int(login_as(login.uid, drop_head, &login), 0, "the head is dropped");
    for (int i = 0; i < 3000 && is_counted(&other, 0); i++)
        usleep(10000);
    ok(!is_counted(&other, 0), "and is gone");
    ok(is_counted(&other, 1) && is_counted(&other, 7),
       "the parts still count");
    ok(bytes != NULL
           && esc_request_store(&request, &put, bytes, &stored, &err),
       "a short one");
    for (int i = 0; i < 3000 && keyctl_read(stored.keys[0].key, NULL, 0) >= 0;
         i++)
        usleep(10000);
    ok(keyctl_read(stored.keys[0].key, NULL, 0) < 0 && errno == EKEYEXPIRED,
       "it has ended");
    ok(is_counted(&other, 0), "and counts until the kernel sweeps");
    login_close(&login);
}

/* What root counts for the uid. */
static void
test_counted(void)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request, other;
    struct login login, second;
    int32_t head;

    ok(login_open(&login, login_uid()), "a log-in");
    other = request = request_for(&login);
    snprintf(other.name, sizeof(other.name), "acme/aws/other");
    ok(store(&login, request.name, 500, &err), "store: %s", err.text);
    head = stored.keys[0].key;
    ok(esc_request_stored(&other, head), "root knows that it lives");
    ok(!esc_request_stored(&request, head), "and that a renewal replaces it");
    ok(!esc_request_stored(&other, login.ticket), "other keys are none");
    ok(store(&login, "acme/aws/dev2", 500, &err), "a longer name");
    ok(esc_request_stored(&request, stored.keys[0].key), "is not replaced");
    ok(login_open(&second, login_uid()), "a second log-in");
    request = request_for(&second);
    ok(esc_request_stored(&request, head), "whose renewal replaces nothing");
    login_close(&second);
    login_close(&login);
}

static void
test_round_trip(struct answer *answer)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request;
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    request = request_for(&login);
    snprintf(answer->name, sizeof(answer->name), "acme/aws/dev");
    is_int(login_as(login.uid, get, answer), 1, "nothing there yet");
    is_int(answer->err.code, ESC_E_NOT_FOUND, "not found: ring");
    ok(store(&login, "acme/aws/dev", 500, &err), "store: %s", err.text);
    is_int(process_keys(), 0, "the handler keeps no key");
    is_int(login_as(login.uid, get, answer), 0, "the user reads it: %s",
           answer->err.text);
    is_int((long long)answer->value_len, 500, "all of it");
    is_int(login_as(login.uid + 1, get, answer), 1,
           "another user in the same session does not");
    ok(store(&login, "acme/aws/dev", 700, &err), "store a newer one");
    is_int(login_as(login.uid, get, answer), 0, "the newer one is read");
    is_int((long long)answer->value_len, 700, "in the older one's place");
    ok(store(&login, "default", 10, &err), "store another");
    login_as(login.uid, list, answer);
    is_int((long long)answer->count, 2, "two are listed");
    is_str(answer->names[0], "acme/aws/dev", "sorted");
    is_str(answer->names[1], "default", "sorted");
    is_int(login_as(login.uid, give_back, answer), 0, "one is given back");
    is_int(login_as(login.uid, get, answer), 1, "it is gone");
    answer->name[0] = '\0';
    is_int(login_as(login.uid, give_back, answer), 0, "all are given back");
    for (int i = 0; i < 3000 && is_counted(&request, 0); i++)
        usleep(10000); /* the kernel lets go after a grace period */
    ok(!is_counted(&request, 0), "root knows that it is gone");
    login_as(login.uid, list, answer);
    is_int((long long)answer->count, 0, "none is listed");
    is_int(login_as(login.uid, get, answer), 1, "none is found");
    is_int(answer->err.code, ESC_E_NO_SESSION, "and nothing opens again");
    login_close(&login);
}

static void
test_sizes(struct answer *answer)
{
    static const size_t sizes[] = {250000, 90000, 100, 40000};
    struct esc_error err = {.code = ESC_OK};
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    snprintf(answer->name, sizeof(answer->name), "big");
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        ok(store(&login, "big", sizes[i], &err), "store %zu bytes: %s",
           sizes[i], err.text);
        is_int(login_as(login.uid, get, answer), 0, "and read them: %s",
               answer->err.text);
        is_int((long long)answer->value_len, (long long)sizes[i],
               "all of them");
    }
    login_as(login.uid, list, answer);
    is_int((long long)answer->count, 1, "parts are not listed");
    is_int(login_as(login.uid, give_back, answer), 0, "given back");
    is_int(process_keys(), 0, "the handler keeps no key");
    login_close(&login);
}

static void
test_failure(struct answer *answer)
{
    struct esc_error failure, err = {.code = ESC_OK};
    struct login login;
    struct esc_keyring_put put = {.name = "dev", .group = GROUP, .ttl = 3};
    struct esc_request request;

    ok(login_open(&login, login_uid()), "a log-in");
    request = request_for(&login);
    snprintf(answer->name, sizeof(answer->name), "dev");
    is_int(login_as(login.uid, get_error, answer), 1, "no failure is known");
    esc_fail(&failure, ESC_E_NETWORK, "sts", "cannot connect");
    ok(esc_request_store_error(&request, &put, &failure, &stored),
       "a failure is stored");
    is_int(stored.count, 1, "in one key");
    ok(is_counted(&request, 0), "which counts");
    is_int(login_as(login.uid, get_error, answer), 0, "and read");
    is_int(answer->err.code, ESC_E_NETWORK, "its code");
    is_str(answer->err.text, "cannot connect", "its text");
    ok(store(&login, "dev", 10, &err), "success");
    is_int(login_as(login.uid, get_error, answer), 1, "forgets the failure");
    login_close(&login);
}

/* What the user does with root's key: everything that should not work. */
static int
misuse(void *arg)
{
    struct answer *answer = arg;
    int32_t key = answer->key, ring = KEY_SPEC_SESSION_KEYRING;

    if (keyctl_update(key, "x", 1) == 0 || keyctl_link(key, ring) == 0
        || keyctl_chown(key, getuid(), (gid_t)-1) == 0
        || keyctl_setperm(key, 0x3f3f0000) == 0
        || keyctl_set_timeout(key, 0) == 0 || keyctl_revoke(key) == 0
        || keyctl_move(key, answer->gate, ring, 0) == 0)
        return 1;
    return 0;
}

static int
plant(void *arg)
{
    struct answer *answer = arg;

    return add_key("user", answer->name, "x", 1, KEY_SPEC_SESSION_KEYRING) < 0;
}

static void
test_hostile_user(struct answer *answer)
{
    struct esc_error err = {.code = ESC_OK};
    struct key_info info;
    struct login login;
    int32_t key;

    ok(login_open(&login, login_uid()), "a log-in");
    ok(store(&login, "dev", 10, &err), "store");
    ok(fs_become(login.uid, login.gid, &err), "as the user");
    key = (int32_t)keyctl_search(login.gate, "user", ESC_KEY_ENV "dev", 0);
    fs_restore();
    ok(key_describe(key, &info) && key_is_roots(&info) && info.gid == GROUP,
       "the key is root's, with the gate's group");
    answer->key = key;
    answer->gate = login.gate;
    is_int(login_as(login.uid, misuse, answer), 0,
           "the user can neither change, copy nor move it");
    snprintf(answer->name, sizeof(answer->name), ESC_KEY_ENV "dev");
    is_int(login_as(login.uid, plant, answer), 0, "the user plants a twin");
    snprintf(answer->name, sizeof(answer->name), "dev");
    is_int(login_as(login.uid, get, answer), 1, "which is not believed");
    is_int(answer->err.code, ESC_E_NOT_FOUND, "not found");
    login_close(&login);
}

static void
test_ended(struct answer *answer)
{
    struct esc_error err = {.code = ESC_OK};
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    ok(store(&login, "dev", 10, &err), "store");
    if (fs_become(login.uid, login.gid, &err))
        ok(keyctl_revoke(login.gate) == 0, "the log-in ends");
    fs_restore();
    snprintf(answer->name, sizeof(answer->name), "dev");
    is_int(login_as(login.uid, get, answer), 1, "nothing is left to read");
    is_int(answer->err.code, ESC_E_SESSION_ENDED, "and that is why: %s",
           answer->err.text);
    ok(!store(&login, "dev", 10, &err), "nothing can be stored");
    is_int(err.code, ESC_E_SESSION_ENDED, "because the log-in is over");
    is_int(process_keys(), 0, "the handler keeps no key");
    login_close(&login);
    is_int(login_as(login.uid, get, answer), 1, "without a session");
    is_int(answer->err.code, ESC_E_NO_SESSION, "there is no ticket: %s",
           answer->err.text);
}

/* Keys of the user's own until not even a link fits. */
static int
fill(void *arg)
{
    static const char bytes[4096];
    char name[32];
    int made = 0;

    (void)arg;
    for (size_t len = sizeof(bytes); len > 0; len /= 2) {
        do
            snprintf(name, sizeof(name), "%d", made++);
        while (made < 1000
               && add_key("user", name, bytes, len, KEY_SPEC_SESSION_KEYRING)
                      >= 0);
    }
    /* The last bytes: a longer payload for a key that is there. */
    for (size_t len = 2; len <= 8; len++)
        (void)add_key("user", "0", bytes, sizeof(bytes) + len,
                      KEY_SPEC_SESSION_KEYRING);
    return errno != EDQUOT;
}

static void
test_quota(struct answer *answer)
{
    struct esc_error err = {.code = ESC_OK};
    struct login login;
    int full;

    ok(login_open(&login, login_uid() + 100000), "a log-in");
    snprintf(answer->name, sizeof(answer->name), "dev");
    ok(store(&login, "dev", 40000, &err), "store two parts");
    full = login_as(login.uid, fill, NULL);
    is_int(full, 0, "the user's quota is full");
    ok(store(&login, "dev", 50000, &err), "renewal needs none: %s", err.text);
    ok(!store(&login, "dev", 200000, &err), "more parts need some");
    is_int(err.code, ESC_E_KEYRING, "and it is told: %s", err.text);
    is_int(login_as(login.uid, get, answer), 0, "the older one still works");
    is_int((long long)answer->value_len, 50000, "whole");
    is_int(process_keys(), 0, "the handler keeps no key");
    login_close(&login);
}

int
main(void)
{
    struct answer *answer = login_shared(sizeof(*answer));

    if (!login_possible())
        return tap_done();
    test_round_trip(answer);
    test_counted();
    test_charged();
    test_sizes(answer);
    test_failure(answer);
    test_hostile_user(answer);
    test_ended(answer);
    test_quota(answer);
    return tap_done();
}
