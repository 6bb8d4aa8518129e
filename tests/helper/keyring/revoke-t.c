/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kill switch on real keyrings: it ends the logins that it is asked to
 * end, and no others.  As root only.
 */
#include "key.h"
#include "esc/keyring.h"
#include "login.h"
#include <errno.h>
#include <keyutils.h>
#include <poll.h>
#include <string.h>
#include <tap.h>
#include <unistd.h>

struct told {
    size_t ended, lost;
    char role[ESC_CRED_TEXT_MAX];
};

static void
ended(void *context, const struct esc_ticket *ticket)
{
    struct told *told = context;

    (void)ticket;
    told->ended++;
}

static void
lost(void *context, const struct esc_cred_origin *origin)
{
    struct told *told = context;

    told->lost++;
    memcpy(told->role, origin->role, sizeof(told->role));
}

static bool
store(const struct login *login, const char *role, size_t size)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(esc_secret) bytes = esc_secret_new(size + 4096);
    ESC_OWN(esc_secret) value = esc_secret_new(size);
    struct esc_request request = {.uid = login->uid, .ticket = login->fields};
    struct esc_keyring_put put = {"dev", 1899999, 600};
    char name[] = "A";
    struct esc_cred cred = {.name = name, .value = value};

    if (set == NULL || bytes == NULL || value == NULL)
        return false;
    while (esc_secret_len(value) < size)
        if (!esc_secret_add(value, "C", 1))
            return false;
    snprintf(set->origin.role, sizeof(set->origin.role), "%s", role);
    return esc_cred_set_add(set, &cred, NULL)
           && esc_cred_set_encode(set, bytes, NULL)
           && esc_request_store(&request, &put, bytes, NULL, NULL);
}

static int
holds(void *arg)
{
    struct esc_error err = {0};
    ESC_OWN(esc_cred_set) set = esc_keyring_get("dev", &err);

    (void)arg;
    return set != NULL ? 0 : (int)err.code;
}

static struct told
end_all(const char *who)
{
    struct told told = {0};
    struct esc_revoke wish = {who, &told, ended, lost};
    struct esc_error err = {0};

    ok(esc_keyring_revoke(&wish, &err), "  revoke '%s': %s", who, err.text);
    return told;
}

static void
test_one(void)
{
    struct login login;
    struct told told;
    char who[64];

    if (!ok(login_open(&login, login_uid()) && store(&login, "arn:role/r", 8),
            "a login that holds something"))
        return;
    is_int(login_as(login.uid, holds, NULL), 0, "  it does");
    (void)end_all("nobody-of-that-name");
    is_int(login_as(login.uid, holds, NULL), 0, "  another's end is not its");
    /* By uid: the name is that of other tests' logins, too. */
    snprintf(who, sizeof(who), "%u", (unsigned int)login.uid);
    told = end_all(who);
    is_int((long long)told.ended, 1, "  one login was ended");
    is_int((long long)told.lost, 1, "  one set went with it");
    is_str(told.role, "arn:role/r", "  and its role is told");
    is_int(login_as(login.uid, holds, NULL), ESC_E_SESSION_ENDED,
           "  the login reads that it is over");
    told = end_all(who);
    is_int((long long)told.ended, 0, "  a second time there is nothing");
    login_close(&login);
}

static int
drop_ticket(void *gate)
{
    int32_t ticket = (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                                            ESC_KEY_TICKET, 0);

    return keyctl_unlink(ticket, *(int32_t *)gate) == 0 ? 0 : errno;
}

/* Whether one of our sets can still be read. */
static int
reads(void *part)
{
    char name[64], byte;
    int32_t key;

    snprintf(name, sizeof(name), "%sdev%s", ESC_KEY_ENV, (const char *)part);
    key = (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user", name, 0);
    return key >= 0 && keyctl_read(key, &byte, 1) > 0;
}

/* Its owner may take the ticket away; the keys are found by their uid. */
static void
test_without_ticket(void)
{
    char who[64], head[] = "", rest[] = "#1";
    struct login login;
    struct told told;

    if (!ok(login_open(&login, login_uid())
                && store(&login, "arn:role/big", 40000),
            "a login that holds a set of two keys"))
        return;
    is_int(login_as(login.uid, drop_ticket, &login.gate), 0,
           "  drops its ticket");
    /* The kernel frees it a little later. */
    for (int i = 0; i < 1500 && keyctl_describe(login.ticket, NULL, 0) >= 0;
         i++)
        (void)poll(NULL, 0, 20);
    is_int(login_as(login.uid, reads, head) + login_as(login.uid, reads, rest),
           2, "  can read both keys all the same");
    snprintf(who, sizeof(who), "%u", (unsigned int)login.uid);
    told = end_all(who);
    is_int((long long)told.ended, 0, "  no login is found");
    is_int((long long)told.lost, 1, "  its set is");
    is_str(told.role, "arn:role/big", "  with what stands in the head");
    is_int(login_as(login.uid, reads, head) + login_as(login.uid, reads, rest),
           0, "  both keys are gone");
    told = end_all(who);
    is_int((long long)told.lost, 0, "  a second time there is nothing");
    login_close(&login);
}

int
main(void)
{
    if (!login_possible())
        return tap_done();
    test_one();
    test_without_ticket();
    return tap_done();
}
