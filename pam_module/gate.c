/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Join, gate, ticket, revoke.
 *
 * The gate's name is a secret (whoever of the same uid knows it can join the
 * gate), so it is never visible: it is born as root's, loses its owner's view
 * and is given to the user only then.  A gate made with the user's rights
 * would stand with its name in the user's /proc/keys until restricted.
 * The gate is restricted last: after that root has no rights on it.
 */
#include "gate.h"
#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/random.h>
#include <unistd.h>

/* While being made: possessor (this process) without read and link, owner as
 * later. */
#define PERM_BUILDING 0x2d0c0000U

#define RANDOM_BYTES 16

static bool
fail(struct esc_error *err, int errnum, const char *act)
{
    if (errnum == EDQUOT) {
        esc_fail(err, ESC_E_KEYRING, NULL,
                 "%s: the user's quota of keys is used up", act);
        return esc_fail_hint(err, "see /proc/key-users and the sysctls"
                                  " kernel.keys.maxkeys and maxbytes");
    }
    return esc_fail_errno(err, ESC_E_KEYRING, errnum, NULL, "%s", act);
}

/*
 * Whether the session ring belongs to UID alone.  Without a session keyring,
 * this look installs root's default one, "_uid_ses.0": also not the user's,
 * and replaced by the caller.
 */
static bool
is_own(uid_t uid)
{
    char text[128], *owner, *name;
    long len = keyctl_describe(KEY_SPEC_SESSION_KEYRING, text, sizeof(text));

    if (len < 0 || len > (long)sizeof(text))
        return false;
    owner = strchr(text, ';');
    name = strrchr(text, ';');
    return owner != NULL && (uid_t)strtoll(owner + 1, NULL, 10) == uid
           && strncmp(name + 1, "_uid_ses.", 9) != 0;
}

static bool
join_own(const struct esc_ticket *ticket, const struct gate_how *how,
         bool *joined_out, struct esc_error *err)
{
    long ring;

    *joined_out = how->own_ring || !is_own(ticket->uid);
    if (!*joined_out)
        return true;
    ring = keyctl_join_session_keyring(NULL);
    if (ring < 0)
        return fail(err, errno, "cannot join a session keyring");
    /* Without quota the ring stays root's: better than the inherited one. */
    if (keyctl_chown((key_serial_t)ring, ticket->uid, how->gid) != 0)
        return fail(err, errno, "cannot give the session keyring to the user");
    return true;
}

static void
hex(const uint8_t *bytes, char *out)
{
    for (int i = 0; i < RANDOM_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* The gate's name and the session's id, unknown to everybody. */
static bool
make_names(struct esc_ticket *ticket, const struct gate_how *how,
           char name[static 64], struct esc_error *err)
{
    uint8_t bytes[2 * RANDOM_BYTES];
    char secret[2 * RANDOM_BYTES + 1];

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot name the gate");
    hex(bytes, ticket->session);
    hex(bytes + RANDOM_BYTES, secret);
    if (how->user_name)
        snprintf(name, 64, "%s%u", ESC_KEY_GATE, ticket->uid);
    else
        snprintf(name, 64, "%s%s", ESC_KEY_GATE, secret);
    return true;
}

static bool
make_gate(struct esc_ticket *ticket, const struct gate_how *how,
          const char *name, struct esc_error *err)
{
    ticket->gate = add_key("keyring", name, NULL, 0, KEY_SPEC_SESSION_KEYRING);
    if (ticket->gate < 0)
        return fail(err, errno, "cannot make the gate");
    if (keyctl_setperm(ticket->gate, PERM_BUILDING) == 0
        && keyctl_chown(ticket->gate, ticket->uid, how->gid) == 0)
        return true;
    return fail(err, errno, "cannot give the gate to the user");
}

static bool
make_ticket(const struct esc_ticket *ticket, int32_t *key_out,
            struct esc_error *err)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    size_t len = esc_ticket_encode(ticket, bytes, sizeof(bytes));

    if (len == 0)
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "cannot make the ticket: its texts are too long");
    *key_out = add_key("user", ESC_KEY_TICKET, bytes, len, ticket->gate);
    if (*key_out < 0)
        return fail(err, errno, "cannot make the ticket");
    if (keyctl_setperm(*key_out, ESC_PERM_TICKET) == 0
        && keyctl_set_timeout(*key_out,
                              (unsigned)(ticket->ends - ticket->created))
               == 0)
        return true;
    return fail(err, errno, "cannot restrict the ticket");
}

bool
gate_open(struct esc_ticket *ticket, const struct gate_how *how,
          struct gate *gate_out, struct esc_error *err)
{
    struct gate gate = {.uid = ticket->uid};
    char name[64];

    ticket->gate = -1;
    if (!join_own(ticket, how, &gate.joined, err)
        || !make_names(ticket, how, name, err))
        return false;
    if (!make_gate(ticket, how, name, err)
        || !make_ticket(ticket, &gate.ticket, err))
        goto undo;
    if (keyctl_setperm(ticket->gate, ESC_PERM_GATE) != 0) {
        fail(err, errno, "cannot restrict the gate");
        goto undo;
    }
    gate.gate = ticket->gate;
    *gate_out = gate;
    return true;
undo:
    if (ticket->gate >= 0)
        (void)keyctl_unlink(ticket->gate, KEY_SPEC_SESSION_KEYRING);
    return false;
}

void
gate_close(const struct gate *gate)
{
    /* The gate lets only its owner write; the ids of the file system decide,
     * and do not make this process one that the user may signal. */
    setfsuid(gate->uid);
    (void)keyctl_revoke(gate->gate);
    setfsuid(geteuid());
    (void)keyctl_revoke(gate->ticket);
}
