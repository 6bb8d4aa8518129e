/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The provisioner's side: what the kernel knows of a ring, and the answer.
 * Any local user may start the handler with any description and callout
 * information, so everything is taken from the kernel and nothing from argv
 * but the number of the key.  With the authority assumed, searches run through
 * the requester's keyrings with the requester's rights.
 */
#include "key.h"
#include "request.h"
#include "esc/text.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>
#include <sys/fsuid.h>
#include <unistd.h>

/*
 * The kernel counts whole seconds of its clock: 1 may end at once.  A receipt
 * that has ended before the kernel saw this program end is no answer (ENOKEY).
 */
#define RECEIPT_SECONDS 2

bool
fs_become(uid_t uid, gid_t gid, struct esc_error *err)
{
    setfsgid(gid);
    setfsuid(uid);
    if ((uid_t)setfsuid((uid_t)-1) == uid && (gid_t)setfsgid((gid_t)-1) == gid)
        return true;
    fs_restore();
    return esc_fail(err, ESC_E_SYSTEM, NULL,
                    "cannot act with the rights of uid %u", uid);
}

void
fs_restore(void)
{
    setfsuid(geteuid());
    setfsgid(getegid());
}

bool
request_judge(struct esc_request *request, const struct key_info *info,
              struct esc_error *err)
{
    const char *name = info->description + strlen(ESC_KEY_OPEN);

    if (strcmp(info->type, "user") != 0 || info->uid != request->uid)
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "refuse a request: key of type '%s' and uid %u",
                        info->type, info->uid);
    if (strncmp(info->description, ESC_KEY_OPEN, strlen(ESC_KEY_OPEN)) != 0
        || !esc_text_is_environment(name)
        || !esc_text_copy(request->name, sizeof(request->name), name))
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "refuse a request: '%s' names no environment",
                        info->description);
    return true;
}

static bool
check_doorbell(struct esc_request *request, struct esc_error *err)
{
    struct key_info info;

    if (!key_describe(request->key, &info))
        return esc_fail_errno(err, ESC_E_INPUT, errno, NULL,
                              "refuse a request: cannot describe its key");
    return request_judge(request, &info, err);
}

static bool
check_callout(struct esc_request *request, struct esc_error *err)
{
    char why[2];
    long len = keyctl_read(KEY_SPEC_REQKEY_AUTH_KEY, why, sizeof(why));

    request->why = ESC_RING_USE;
    if (len == 0)
        return true;
    if (len == 1
        && (why[0] == ESC_RING_USE || why[0] == ESC_RING_RENEW
            || why[0] == ESC_RING_APPROVAL || why[0] == ESC_RING_BACKGROUND)) {
        request->why = (enum esc_ring_why)why[0];
        return true;
    }
    return esc_fail(err, ESC_E_INPUT, NULL,
                    "refuse a request: unknown callout information");
}

/* As the user, whose search permission leads through the gate. */
static bool
find_as_user(const struct esc_request *request, int32_t *ticket_out,
             struct esc_error *err)
{
    long ticket;
    int cause;

    if (!fs_become(request->uid, getegid(), err))
        return false;
    ticket = request_key("user", ESC_KEY_TICKET, NULL, 0);
    cause = errno;
    fs_restore();
    *ticket_out = (int32_t)ticket;
    if (ticket >= 0)
        return true;
    if (cause == EKEYREVOKED || cause == EKEYEXPIRED)
        return esc_fail(err, ESC_E_SESSION_ENDED, NULL,
                        "refuse a request: the login is over");
    return esc_fail_errno(err, ESC_E_NO_SESSION, cause, NULL,
                          "refuse a request: its session has no ticket");
}

static bool
read_ticket(struct esc_request *request, int32_t key, struct esc_error *err)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    struct key_info info;
    long len;

    /* Root's by number: a ticket that the user planted is the user's. */
    if (!key_describe(key, &info) || strcmp(info.type, "user") != 0
        || info.uid != 0 || info.perm != ESC_PERM_TICKET)
        return esc_fail(err, ESC_E_NO_SESSION, NULL,
                        "refuse a request: the ticket found is not root's");
    len = keyctl_read(key, (char *)bytes, sizeof(bytes));
    if (len < 0 || (size_t)len > sizeof(bytes))
        return esc_fail(err, ESC_E_NO_SESSION, NULL,
                        "refuse a request: cannot read the ticket");
    return esc_ticket_decode(bytes, (size_t)len, &request->ticket, err);
}

/* As the user: only the possessor may look at the gate. */
static bool
check_gate(const struct esc_request *request, struct esc_error *err)
{
    struct key_info info;
    bool described;
    int cause;

    if (!fs_become(request->uid, getegid(), err))
        return false;
    described = key_describe(request->ticket.gate, &info);
    cause = errno;
    fs_restore();
    if (!described && (cause == EKEYREVOKED || cause == ENOKEY))
        return esc_fail(err, ESC_E_SESSION_ENDED, NULL,
                        "refuse a request: the login is over");
    if (!described)
        return esc_fail_errno(err, ESC_E_NO_SESSION, cause, NULL,
                              "refuse a request: cannot look at its gate");
    if (strcmp(info.type, "keyring") != 0 || info.uid != request->uid
        || info.perm != ESC_PERM_GATE
        || strncmp(info.description, ESC_KEY_GATE, strlen(ESC_KEY_GATE)) != 0)
        return esc_fail(err, ESC_E_NO_SESSION, NULL,
                        "refuse a request: its gate is not as pam_esc made"
                        " it");
    return true;
}

bool
request_find_ticket(struct esc_request *request, int64_t now,
                    struct esc_error *err)
{
    int32_t key;

    if (!find_as_user(request, &key, err) || !read_ticket(request, key, err))
        return false;
    if (request->ticket.uid != request->uid)
        return esc_fail(err, ESC_E_NO_SESSION, NULL,
                        "refuse a request: the ticket is for uid %u",
                        request->ticket.uid);
    if (request->ticket.ends <= now)
        return esc_fail(err, ESC_E_SESSION_ENDED, NULL,
                        "refuse a request: the login has reached its longest"
                        " duration");
    return check_gate(request, err);
}

bool
esc_request_assume(int32_t key, struct esc_error *err)
{
    if (keyctl_assume_authority(key) >= 0)
        return true;
    return esc_fail_errno(err, ESC_E_USAGE, errno, NULL,
                          "cannot take over request %d", key);
}

bool
esc_request_open(int32_t key, uint32_t uid, int64_t now,
                 struct esc_request *request_out, struct esc_error *err)
{
    struct esc_request request = {.key = key, .uid = uid};

    if (!esc_request_assume(key, err))
        return false;
    if (!check_doorbell(&request, err) || !check_callout(&request, err)
        || !request_find_ticket(&request, now, err))
        return false;
    *request_out = request;
    return true;
}

bool
esc_request_answer(int32_t key, struct esc_error *err)
{
    static const char receipt[] = "opened";

    if (keyctl_assume_authority(key) >= 0
        && keyctl_set_timeout(key, RECEIPT_SECONDS) == 0
        && keyctl_instantiate(key, receipt, sizeof(receipt) - 1, 0) == 0)
        return true;
    return esc_fail_errno(err, ESC_E_KEYRING, errno, NULL,
                          "cannot answer request %d", key);
}

bool
esc_request_reject(int32_t key, unsigned int seconds, enum esc_code code)
{
    return keyctl_assume_authority(key) >= 0
           && keyctl_reject(key, seconds, (unsigned)esc_code_to_errno(code), 0)
                  == 0;
}
