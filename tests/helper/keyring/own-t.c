/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept without a login, on real keyrings and with anybody's rights:
 * found again by the same source only, in a keyring of one's own only, and
 * never a key that somebody else could have put there.
 */
#include "key.h"
#include "esc/keyring.h"
#include "tap.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>
#include <unistd.h>

static struct esc_secret *
encoded(const char *value, size_t pad)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_CRED_BYTES_MAX);
    ESC_OWN(esc_secret) text = esc_secret_new(pad + 64);
    struct esc_error err = {0};
    char name[] = "V";

    (void)!esc_secret_add(text, value, strlen(value));
    for (size_t i = 0; i < pad; i++)
        (void)!esc_secret_add(text, "x", 1);
    if (!esc_cred_set_add(set, &(struct esc_cred){.name = name, .value = text},
                          &err)
        || !esc_cred_set_encode(set, bytes, &err))
        diag("cannot encode: %s", err.text);
    return esc_secret_take(&bytes);
}

static bool
put(const char *name, uint64_t source, const char *value, size_t pad,
    struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = encoded(value, pad);

    return esc_keyring_put_own(&(struct esc_keyring_own){name, source, 60},
                               bytes, err);
}

static bool
has(const char *name, uint64_t source, const char *value)
{
    struct esc_error err = {0};
    ESC_OWN(esc_cred_set) set = esc_keyring_get_own(name, source, &err);
    const struct esc_cred *cred =
        set == NULL ? NULL : esc_cred_set_find(set, "V");

    if (set == NULL && err.code != ESC_E_NOT_FOUND)
        diag("code %d: %s", err.code, err.text);
    return cred != NULL && esc_secret_len(cred->value) == strlen(value)
           && memcmp(esc_secret_bytes(cred->value), value, strlen(value)) == 0;
}

static int32_t
key_of(const char *name)
{
    char description[KEY_DESCRIPTION_MAX];

    key_name(description, sizeof(description), ESC_KEY_OWN, name, 0);
    return (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                                  description, 0);
}

static void
test_kept(void)
{
    char names[4][ESC_CRED_TEXT_MAX];
    struct esc_error err = {0};
    struct key_info info;

    ok(!has("a/b/c", 1, "one"), "nothing at first");
    ok(put("a/b/c", 1, "one", 0, &err), "kept %s", err.text);
    ok(has("a/b/c", 1, "one"), "and found");
    ok(!has("a/b/c", 2, "one"), "by its own source only");
    ok(put("a/b/c", 2, "two", 0, &err) && has("a/b/c", 2, "two"),
       "another takes its place");
    ok(!has("a/b/c", 1, "one"), "which is gone");
    ok(key_describe(key_of("a/b/c"), &info) && info.perm == ESC_PERM_OWN,
       "nobody may link or, but for the possessor, read it");
    is_int(keyctl_link(key_of("a/b/c"), KEY_SPEC_USER_KEYRING), -1,
           "so it is not");
    ok(put("a/a/a", 2, "three", 0, &err), "a second one");
    is_int((long long)esc_keyring_list_own(names, 4), 2, "both are listed");
    is_str(names[0], "a/a/a", "sorted");
    is_int((long long)esc_keyring_list_own(names, 1), 1, "as many as wanted");
    is_int((long long)esc_keyring_drop_own("a/a/a"), 1, "one is dropped");
    ok(!has("a/a/a", 2, "three") && has("a/b/c", 2, "two"), "and only it");
    is_int((long long)esc_keyring_drop_own(NULL), 1, "the rest");
    is_int((long long)esc_keyring_drop_own(NULL), 0, "and no more");
}

static void
test_limits(void)
{
    struct esc_error err = {0};

    ok(!put("a/b/c", 1, "x", 40000, &err), "too large for a key");
    is_int(err.code, ESC_E_KEYRING, "its code");
    ok(strstr(err.text, "too much for a key") != NULL, "its words");
}

/* Keys of our name that we did not make so. */
static void
test_planted(void)
{
    static const char *const payloads[] = {"", "E", "ESCO\1", "ESCO\2aaaaaaaa",
                                           "ESCO\1\0\0\0\0\0\0\0\1garbage"};
    static const size_t lens[] = {0, 1, 5, 13, 20};
    struct esc_error err = {0};

    for (size_t i = 1; i < 5; i++) {
        int32_t key =
            (int32_t)add_key("user", ESC_KEY_OWN "a/b/c", payloads[i], lens[i],
                             KEY_SPEC_SESSION_KEYRING);
        ESC_OWN(esc_cred_set) set = NULL;

        if (key < 0 || keyctl_setperm(key, ESC_PERM_OWN) != 0)
            diag("cannot plant: %s", strerror(errno));
        set = esc_keyring_get_own("a/b/c", 1, &err);
        ok(set == NULL && err.code == (i == 4 ? ESC_E_INPUT : ESC_E_NOT_FOUND),
           "payload %zu: %s", i, err.text);
    }
    ok(put("a/b/c", 1, "one", 0, &err), "it is replaced");
    if (keyctl_setperm(key_of("a/b/c"), 0x3f3f0000) != 0)
        diag("cannot open it up: %s", strerror(errno));
    ok(!has("a/b/c", 1, "one"), "one of other permissions is none of ours");
    is_int((long long)esc_keyring_drop_own(NULL), 0, "nor dropped");
    (void)keyctl_unlink(key_of("a/b/c"), KEY_SPEC_SESSION_KEYRING);
}

/* An expired key beside it says nothing of the login. */
static void
test_cause(void)
{
    struct esc_ticket ticket;
    struct esc_error err = {0};
    int32_t key =
        (int32_t)add_key("user", "x", "x", 1, KEY_SPEC_SESSION_KEYRING);

    (void)keyctl_set_timeout(key, 1);
    for (int i = 0; i < 3000 && keyctl_describe(key, NULL, 0) >= 0; i++)
        usleep(10000);
    ok(!esc_keyring_get_ticket(&ticket, &err), "no login");
    is_int(err.code, ESC_E_NO_SESSION, "and none that is over: %s", err.text);
}

int
main(void)
{
    if (keyctl_join_session_keyring(NULL) < 0) {
        skip("no kernel keyrings here: %s", strerror(errno));
        return tap_done();
    }
    test_kept();
    test_limits();
    test_planted();
    test_cause();
    return tap_done();
}
