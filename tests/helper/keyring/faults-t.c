/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storing with every call failing once, and a doorbell without the kernel's
 * upcall: the calls that need its authority are stood in for, all others are
 * real.  As root only.
 */
#include "key.h"
#include "request.h"
#include "login.h"
#include <errno.h>
#include <keyutils.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <tap.h>
#include <unistd.h>

#define GROUP 1899999
#define NOW 1500

static struct {
    const char *call;
    int at, calls, with;
    bool authority;
    const char *callout;
    unsigned rejected_with, rejected_for;
    int instantiated;
} fault;

static bool
fails(const char *call)
{
    if (fault.call == NULL || strcmp(call, fault.call) != 0
        || ++fault.calls != fault.at)
        return false;
    errno = fault.with;
    return true;
}

#define WRAP(type, name, parameters, arguments)                               \
    type __real_##name parameters;                                            \
    type __wrap_##name parameters;                                            \
    type __wrap_##name parameters                                             \
    {                                                                         \
        return fails(#name) ? -1 : __real_##name arguments;                   \
    }

WRAP(key_serial_t, add_key,
     (const char *type, const char *description, const void *payload,
      size_t len, key_serial_t ring),
     (type, description, payload, len, ring))
WRAP(long, keyctl_set_timeout, (key_serial_t key, unsigned seconds),
     (key, seconds))
WRAP(long, keyctl_chown, (key_serial_t key, uid_t uid, gid_t gid),
     (key, uid, gid))
WRAP(long, keyctl_setperm, (key_serial_t key, key_perm_t perm), (key, perm))
WRAP(long, keyctl_link, (key_serial_t key, key_serial_t ring), (key, ring))
WRAP(ssize_t, getrandom, (void *bytes, size_t len, unsigned flags),
     (bytes, len, flags))

void *__real_mmap(void *at, size_t len, int prot, int flags, int fd,
                  off_t offset);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd,
                  off_t offset);
void *
__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
    return fails("mmap") ? MAP_FAILED
                         : __real_mmap(at, len, prot, flags, fd, offset);
}

long __wrap_keyctl_assume_authority(key_serial_t key);
long
__wrap_keyctl_assume_authority(key_serial_t key)
{
    (void)key;
    errno = ENOKEY;
    return fault.authority ? 1 : -1;
}

long __real_keyctl_read(key_serial_t key, char *out, size_t size);
long __wrap_keyctl_read(key_serial_t key, char *out, size_t size);
long
__wrap_keyctl_read(key_serial_t key, char *out, size_t size)
{
    if (key != KEY_SPEC_REQKEY_AUTH_KEY)
        return __real_keyctl_read(key, out, size);
    if (fault.callout == NULL)
        return -1;
    memcpy(out, fault.callout,
           strlen(fault.callout) < size ? strlen(fault.callout) : size);
    return (long)strlen(fault.callout);
}

long __wrap_keyctl_instantiate(key_serial_t key, const void *payload,
                               size_t len, key_serial_t ring);
long
__wrap_keyctl_instantiate(key_serial_t key, const void *payload, size_t len,
                          key_serial_t ring)
{
    (void)payload;
    (void)len;
    (void)ring;
    fault.instantiated = key;
    return 0;
}

long __wrap_keyctl_reject(key_serial_t key, unsigned timeout, unsigned error,
                          key_serial_t ring);
long
__wrap_keyctl_reject(key_serial_t key, unsigned timeout, unsigned error,
                     key_serial_t ring)
{
    (void)key;
    (void)ring;
    if (fails("keyctl_reject"))
        return -1;
    fault.rejected_for = timeout;
    fault.rejected_with = error;
    return 0;
}

static long
count_keys(int32_t ring)
{
    int32_t keys[64];
    long len = keyctl_read(ring, (char *)keys, sizeof(keys));

    return len < 0 ? 0 : len / (long)sizeof(keys[0]);
}

/* Store 70000 bytes (three parts) with call number AT failing. */
static bool
store_failing(const struct login *login, const char *call, int at,
              struct esc_error *err)
{
    struct esc_request request = {.uid = login->uid, .ticket = login->fields};
    struct esc_keyring_put put = {.name = "dev", .group = GROUP, .ttl = 60};
    ESC_OWN(esc_secret) bytes = esc_secret_new(70000);
    bool stored;

    for (int i = 0; i < 70000; i++)
        if (!esc_secret_add(bytes, "x", 1))
            return false;
    fault.call = call;
    fault.at = at;
    fault.calls = 0;
    fault.with = at % 2 == 0 ? EDQUOT : ENOMEM;
    stored = esc_request_store(&request, &put, bytes, NULL, err);
    fault.call = NULL;
    return stored;
}

static void
test_store(void)
{
    static const char *const calls[] = {
        "add_key",     "keyctl_set_timeout", "keyctl_chown", "keyctl_setperm",
        "keyctl_link", "getrandom",          "mmap",
    };
    struct esc_error err = {.code = ESC_OK};
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        for (int at = 1; !store_failing(&login, calls[i], at, &err); at++) {
            ok(err.code == ESC_E_KEYRING || err.code == ESC_E_SYSTEM,
               "%s %d: %s", calls[i], at, err.text);
            ok(count_keys(KEY_SPEC_PROCESS_KEYRING) == 0,
               "nothing is left with the handler");
            if (i == 0 && at == 1 && fs_become(login.uid, login.gid, &err)) {
                is_int(count_keys(login.gate), 1, "nor in the gate");
                fs_restore();
            }
        }
    login_close(&login);
}

static void
test_store_error(void)
{
    struct esc_error failure, err = {.code = ESC_OK};
    struct esc_keyring_put put = {.name = "dev", .group = GROUP, .ttl = 60};
    struct esc_request request;
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX + 1);
    struct esc_stored stored;
    struct login login;
    size_t room;

    ok(login_open(&login, login_uid()), "a log-in");
    request = (struct esc_request){.uid = login.uid, .ticket = login.fields};
    esc_fail(&failure, ESC_E_NETWORK, "sts", "cannot connect");
    fault.call = "add_key";
    fault.at = 1;
    fault.calls = 0;
    fault.with = EDQUOT;
    ok(!esc_request_store_error(&request, &put, &failure, &stored),
       "no room for a failure");
    is_int(stored.count, 0, "no key is made");
    fault.call = "keyctl_link";
    fault.calls = 0;
    ok(!esc_request_store_error(&request, &put, &failure, &stored),
       "no room in the gate for a failure");
    is_int(count_keys(KEY_SPEC_PROCESS_KEYRING), 0,
           "nothing of it is left with the handler");
    fault.call = NULL;
    (void)esc_secret_tail(bytes, &room);
    esc_secret_grow(bytes, room);
    ok(!esc_request_store(&request, &put, bytes, NULL, &err),
       "more than the limit: %s", err.text);
    is_int(err.code, ESC_E_INPUT, "input");
    login_close(&login);
}

struct bell {
    char description[4096];
    const char *type;
    int32_t key;
};

/* The user's key as request_key(2) makes it. */
static int
make_bell(void *arg)
{
    struct bell *bell = arg;

    bell->key = add_key(bell->type, bell->description, "x",
                        strcmp(bell->type, "keyring") == 0 ? 0 : 1,
                        KEY_SPEC_SESSION_KEYRING);
    return bell->key < 0;
}

static void
ring(struct bell *bell, const struct login *login, const char *callout,
     enum esc_code want)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request = {.key = 0};
    bool opened;

    if (login_as(login->uid, make_bell, bell) != 0) {
        ok(false, "a doorbell: %.80s", bell->description);
        return;
    }
    fault.callout = callout;
    opened = esc_request_open(bell->key, login->uid, NOW, &request, &err);
    ok(opened == (want == ESC_OK), "%.60s, '%s': %s", bell->description,
       callout == NULL ? "none" : callout, opened ? "served" : err.text);
    is_int(err.code, want, "%s", esc_code_name(want));
    if (opened)
        is_str(request.name, bell->description + strlen(ESC_KEY_OPEN),
               "its name");
}

static void
test_doorbell(struct bell *bell)
{
    static const struct {
        const char *type, *description, *callout;
        enum esc_code want;
    } rows[] = {
        {"user", "esc:open:acme/aws/dev", "", ESC_OK},
        {"user", "esc:open:default", "u", ESC_OK},
        {"user", "esc:open:acme/aws/dev@3", "r", ESC_OK},
        {"user", "esc:open:dev", "b", ESC_OK},
        {"user", "esc:open:dev", "a", ESC_OK},
        {"user", "esc:open:dev", "x", ESC_E_INPUT},
        {"user", "esc:open:dev", "bb", ESC_E_INPUT},
        {"user", "esc:open:dev", "uuuuuuuuuuuuuuuu", ESC_E_INPUT},
        {"user", "esc:open:dev", NULL, ESC_E_INPUT},
        {"user", "esc:open:", "", ESC_E_INPUT},
        {"user", "esc:open:../../etc/passwd", "", ESC_E_INPUT},
        {"user", "esc:open:-e", "", ESC_E_INPUT},
        {"user", "esc:open:a;b", "", ESC_E_INPUT},
        {"user", "esc:open:a\x1b[31m", "", ESC_E_INPUT},
        {"user", "esc:env:dev", "", ESC_E_INPUT},
        {"user", "other", "", ESC_E_INPUT},
        {"keyring", "esc:open:dev", "", ESC_E_INPUT},
    };
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    fault.authority = true;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bell->type = rows[i].type;
        snprintf(bell->description, sizeof(bell->description), "%s",
                 rows[i].description);
        ring(bell, &login, rows[i].callout, rows[i].want);
    }
    bell->type = "user";
    memset(bell->description, 'a', sizeof(bell->description) - 1);
    memcpy(bell->description, ESC_KEY_OPEN, strlen(ESC_KEY_OPEN));
    ring(bell, &login, "", ESC_E_INPUT);
    bell->description[KEY_DESCRIPTION_MAX + 5] = '\0';
    ring(bell, &login, "", ESC_E_INPUT);
    /* The longest name. */
    memset(bell->description + strlen(ESC_KEY_OPEN), 'a', 330);
    bell->description[strlen(ESC_KEY_OPEN) + 100] = '/';
    bell->description[strlen(ESC_KEY_OPEN) + 201] = '/';
    bell->description[strlen(ESC_KEY_OPEN) + 302] = '@';
    bell->description[strlen(ESC_KEY_OPEN) + 330] = '\0';
    ring(bell, &login, "", ESC_OK);
    login_close(&login);
}

static void
test_answers(struct bell *bell)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request;
    struct login login;
    uid_t uid = login_uid();

    ok(login_open(&login, uid), "a log-in");
    bell->type = "user";
    snprintf(bell->description, sizeof(bell->description), "esc:open:dev");
    is_int(login_as(uid, make_bell, bell), 0, "a doorbell");
    fault.callout = "";
    ok(!esc_request_open(bell->key, uid + 1, NOW, &request, &err),
       "argv names another uid than the kernel: %s", err.text);
    is_int(err.code, ESC_E_INPUT, "refused");
    ok(!esc_request_open(login.gate, uid, NOW, &request, &err),
       "a key that is no doorbell: %s", err.text);
    ok(esc_request_answer(bell->key, &err), "answered: %s", err.text);
    is_int(fault.instantiated, bell->key, "with a receipt");
    ok(esc_request_reject(bell->key, 3, ESC_E_NOT_PERMITTED), "or rejected");
    is_int(fault.rejected_for, 3, "for so long");
    is_int(fault.rejected_with, EACCES, "with the code's errno");
    fault.call = "keyctl_reject";
    fault.at = 1;
    fault.calls = 0;
    ok(!esc_request_reject(bell->key, 3, ESC_E_BUG), "unless the kernel does"
                                                     " not take it");
    fault.call = NULL;
    fault.authority = false;
    ok(!esc_request_assume(bell->key, &err), "not without authority");
    login_close(&login);
}

/* A ticket whose gate, or whose bytes, are not as pam_esc makes them. */
static void
test_gates(struct bell *bell)
{
    static uint8_t bytes[3000];
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request;
    struct login login;
    int32_t keys[3];
    size_t len;

    ok(login_open(&login, login_uid()), "a log-in");
    snprintf(bell->description, sizeof(bell->description), "esc:open:dev");
    ok(login_as(login.uid, make_bell, bell) == 0, "a doorbell");
    keys[0] = add_key("user", "esc:gate:x", "x", 1, login.ring);
    keys[1] = add_key("keyring", "esc:gate:y", NULL, 0, login.ring);
    keys[2] = add_key("keyring", "other", NULL, 0, login.ring);
    for (int i = 0; i < 3; i++) {
        ok(keyctl_chown(keys[i], i == 1 ? login.uid + 1 : login.uid, 0) == 0
               && keyctl_setperm(keys[i], ESC_PERM_GATE) == 0,
           "a key in the gate's place");
        login.fields.gate = keys[i];
        len = esc_ticket_encode(&login.fields, bytes, sizeof(bytes));
        fault.callout = "";
        ok(keyctl_update(login.ticket, bytes, len) == 0
               && !esc_request_open(bell->key, login.uid, NOW, &request, &err)
               && err.code == ESC_E_NO_SESSION,
           "is refused: %s", err.text);
    }
    ok(keyctl_update(login.ticket, bytes, sizeof(bytes)) == 0
           && !esc_request_open(bell->key, login.uid, NOW, &request, &err)
           && err.code == ESC_E_NO_SESSION,
       "a ticket longer than any: %s", err.text);
    login_close(&login);
}

/* Nothing of a set of the most parts outlives a small one. */
static void
test_parts(void)
{
    struct esc_keyring_put put = {.name = "dev", .group = GROUP, .ttl = 60};
    ESC_OWN(esc_secret) large = esc_secret_new(ESC_CRED_BYTES_MAX);
    ESC_OWN(esc_secret) small = esc_secret_new(1);
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request;
    struct login login;
    size_t room;

    ok(login_open(&login, login_uid()), "a log-in");
    request = (struct esc_request){.uid = login.uid, .ticket = login.fields};
    (void)esc_secret_tail(large, &room);
    esc_secret_grow(large, room);
    esc_secret_grow(small, 1);
    ok(esc_request_store(&request, &put, large, NULL, &err)
           && esc_request_store(&request, &put, small, NULL, &err),
       "the largest set, then a small one: %s", err.text);
    if (fs_become(login.uid, login.gid, &err)) {
        is_int(count_keys(login.gate), 2, "whose one part is all there is");
        fs_restore();
    }
    login_close(&login);
}

int
main(void)
{
    struct bell *bell = login_shared(sizeof(*bell));

    if (!login_possible())
        return tap_done();
    test_store();
    test_store_error();
    test_doorbell(bell);
    test_answers(bell);
    fault.authority = true;
    test_gates(bell);
    test_parts();
    return tap_done();
}
