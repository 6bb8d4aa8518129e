/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person's own sign-in as a key of this login: who can see it, whose turn it
 * is to refresh it, what the handler reads.  Real keyrings, as root only.
 */
#include "key.h"
#include "login.h"
#include "request.h"
#include <keyutils.h>
#include <string.h>
#include <tap.h>
#include <unistd.h>

enum { TTL = 100, AMPLE = 600, OK = 0, NO = 1 };

static const char text[] = "an identity";

struct seen {
    char bytes[64];
    struct esc_error err;
    uint32_t perm;
    unsigned int seconds; /* that a turn lasts */
    int32_t turn;
};

static int
put(void *arg)
{
    struct seen *seen = arg;
    ESC_OWN(esc_secret) bytes = esc_secret_new(sizeof(text));

    return bytes != NULL && esc_secret_add(bytes, text, sizeof(text))
                   && esc_keyring_put_identity(bytes, TTL, &seen->err)
               ? OK
               : NO;
}

static int
keep(struct seen *seen, struct esc_secret *bytes_given)
{
    ESC_OWN(esc_secret) bytes = bytes_given;

    if (bytes == NULL || esc_secret_len(bytes) > sizeof(seen->bytes))
        return NO;
    memcpy(seen->bytes, esc_secret_bytes(bytes), esc_secret_len(bytes));
    return OK;
}

static int
get(void *arg)
{
    struct seen *seen = arg;
    struct key_info info;
    int32_t key = (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                                         ESC_KEY_IDENTITY, 0);

    seen->perm = key >= 0 && key_describe(key, &info) ? info.perm : 0;
    return keep(seen, esc_keyring_get_identity(&seen->err));
}

static int
drop(void *arg)
{
    struct seen *seen = arg;

    return esc_keyring_drop_identity(&seen->err) ? OK : NO;
}

static int
claim(void *arg)
{
    struct seen *seen = arg;

    return esc_keyring_claim_identity(seen->seconds, &seen->turn) ? OK : NO;
}

static int
end_claim(void *arg)
{
    struct seen *seen = arg;

    esc_keyring_end_claim(seen->turn);
    return OK;
}

static void
test_key(struct seen *seen)
{
    struct esc_request request = {.uid = login_uid()};
    struct login login;

    ok(login_open(&login, login_uid()), "a log-in");
    is_int(login_as(login.uid, get, seen), NO, "nobody");
    is_int(seen->err.code, ESC_E_NOT_FOUND, "is signed in");
    ok(esc_request_get_identity(&request, &seen->err) == NULL
           && seen->err.code == ESC_E_NOT_PERMITTED
           && strcmp(seen->err.hint, "esc-session login") == 0,
       "and the handler says what helps: %s", seen->err.text);
    is_int(login_as(login.uid, put, seen), OK, "one is kept: %s",
           seen->err.text);
    is_int(login_as(login.uid, get, seen), OK, "and found");
    is_str(seen->bytes, text, "as it was");
    is_int(seen->perm, ESC_PERM_IDENTITY, "with the rights of its login");
    is_int(login_as(login.uid + 1, get, seen), NO, "another user finds none");
    is_int(keep(seen, esc_request_get_identity(&request, &seen->err)), OK,
           "the handler reads it for its requester");
    is_str(seen->bytes, text, "as it is");
    request.uid++;
    ok(esc_request_get_identity(&request, &seen->err) == NULL,
       "and for nobody else");
    is_int(login_as(login.uid, put, seen), OK, "a second");
    is_int(login_as(login.uid, drop, seen), OK, "takes the first one's place");
    is_int(login_as(login.uid, get, seen), NO, "so that none is left");
    is_int(login_as(login.uid, drop, seen), NO, "to forget");
    login_close(&login);
}

static void
test_turn(struct seen *seen)
{
    struct login login;

    struct seen other = {.seconds = AMPLE};

    ok(login_open(&login, login_uid()), "a log-in");
    seen->seconds = AMPLE;
    is_int(login_as(login.uid, claim, seen), OK, "one has the turn");
    is_int(login_as(login.uid, claim, &other), NO, "another has not");
    is_int(login_as(login.uid, end_claim, seen), OK, "it ends");
    seen->seconds = 1;
    is_int(login_as(login.uid, claim, seen), OK, "the next one");
    sleep(seen->seconds + 1);
    seen->seconds = AMPLE;
    is_int(login_as(login.uid, claim, seen), OK,
           "one whose owner died is taken over");
    is_int(login_as(login.uid, claim, &other), NO, "by one");
    login_close(&login);
}

int
main(void)
{
    struct seen *seen = login_shared(sizeof(*seen));

    if (!login_possible())
        return tap_done();
    test_key(seen);
    test_turn(seen);
    return tap_done();
}
