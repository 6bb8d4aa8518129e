/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the handler believes: tickets and gates on real keyrings, as root only.
 * The doorbell itself exists only inside an upcall: the integration tests.
 */
#include "request.h"
#include "login.h"
#include <keyutils.h>
#include <string.h>
#include <tap.h>
#include <unistd.h>

#define NOW 1500

static bool
find(uid_t uid, int64_t now, struct esc_error *err)
{
    struct esc_request request = {.uid = uid};

    return request_find_ticket(&request, now, err);
}

static void
refused(bool found, const struct esc_error *err, enum esc_code code,
        const char *name)
{
    ok(!found, "refused: %s", name);
    is_int(err->code, code, "%s: %s", esc_code_name(code), err->text);
}

/* A log-in whose ticket says something else. */
static void
rewrite(struct login *login, const struct esc_ticket *fields)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];

    (void)keyctl_update(login->ticket, bytes,
                        esc_ticket_encode(fields, bytes, sizeof(bytes)));
}

static void
test_tickets(void)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_ticket fields;
    struct login login;
    uid_t uid = login_uid();

    ok(login_open(&login, uid), "a log-in");
    ok(find(uid, NOW, &err), "the ticket is found: %s", err.text);
    refused(find(uid, 2000, &err), &err, ESC_E_SESSION_ENDED,
            "a ticket at its end");
    refused(find(uid + 1, NOW, &err), &err, ESC_E_NO_SESSION,
            "another user in the same session");
    fields = login.fields;
    fields.uid = uid + 1;
    rewrite(&login, &fields);
    refused(find(uid, NOW, &err), &err, ESC_E_NO_SESSION,
            "a ticket for another uid");
    fields = login.fields;
    fields.gate = login.ring;
    rewrite(&login, &fields);
    refused(find(uid, NOW, &err), &err, ESC_E_NO_SESSION,
            "a gate that is not one");
    fields.gate = login.ticket;
    rewrite(&login, &fields);
    refused(find(uid, NOW, &err), &err, ESC_E_NO_SESSION,
            "a gate that is no keyring");
    fields.gate = 0x7ffffff0;
    rewrite(&login, &fields);
    refused(find(uid, NOW, &err), &err, ESC_E_SESSION_ENDED,
            "a gate that does not exist");
    (void)keyctl_update(login.ticket, "garbage", 7);
    refused(find(uid, NOW, &err), &err, ESC_E_INPUT, "a garbled ticket");
    (void)keyctl_revoke(login.ticket);
    ok(!find(uid, NOW, &err), "refused: a revoked ticket: %s", err.text);
    login_close(&login);
    refused(find(uid, NOW, &err), &err, ESC_E_NO_SESSION, "no session");
}

/* The user's own twin of the ticket, found first. */
static int
plant_ticket(void *arg)
{
    const struct login *login = arg;
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    size_t len = esc_ticket_encode(&login->fields, bytes, sizeof(bytes));

    return add_key("user", ESC_KEY_TICKET, bytes, len,
                   KEY_SPEC_SESSION_KEYRING)
           < 0;
}

static void
test_planted(void)
{
    struct esc_error err = {.code = ESC_OK};
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    struct login login;
    uid_t uid = login_uid();
    int32_t key;

    ok(login_open(&login, uid), "a log-in");
    is_int(login_as(uid, plant_ticket, &login), 0, "a planted ticket");
    refused(find(uid, NOW, &err), &err, ESC_E_NO_SESSION,
            "a ticket that the user made");
    login_close(&login);
    ok(login_open(&login, uid), "a log-in");
    key = add_key("user", ESC_KEY_TICKET, bytes,
                  esc_ticket_encode(&login.fields, bytes, sizeof(bytes)),
                  KEY_SPEC_SESSION_KEYRING);
    ok(key >= 0, "a key of root's with other permissions");
    refused(find(uid, NOW, &err), &err, ESC_E_NO_SESSION,
            "a ticket that is not as the module makes it");
    login_close(&login);
}

static void
test_rights(void)
{
    struct esc_error err = {.code = ESC_OK};
    struct esc_request request;

    ok(fs_become(login_uid(), login_uid(), &err), "take on a user's ids");
    fs_restore();
    ok(access("/proc/1/environ", R_OK) == 0, "and give them back");
    ok(!esc_request_open(0x7ffffff0, 0, NOW, &request, &err),
       "no authority without an upcall");
    is_int(err.code, ESC_E_USAGE, "started by hand: %s", err.text);
    ok(!esc_request_answer(0x7ffffff0, &err), "no answer either");
    ok(!esc_request_reject(0x7ffffff0, 2, ESC_E_BUSY), "nor a rejection");
}

int
main(void)
{
    if (!login_possible())
        return tap_done();
    test_tickets();
    test_planted();
    test_rights();
    return tap_done();
}
