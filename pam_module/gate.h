/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The login's keyring objects as the module makes them: the session's own
 * ring, the gate in it, the ticket in the gate.  Only sshd's own process can
 * join a keyring for the login, so this is here and not in a helper.
 */
#ifndef PAM_ESC_GATE_H
#define PAM_ESC_GATE_H

#include "esc/ticket.h"
#include <sys/types.h>

/* What gate_close needs; serials stay good when the session ring is gone. */
struct gate {
    uid_t uid;
    int32_t gate, ticket;
    bool joined; /* the inherited ring was not the user's */
};

struct gate_how {
    gid_t gid;      /* the user's primary group */
    bool own_ring;  /* join a fresh ring also where the inherited one is the
                       user's, so that pam_keyinit does not revoke it */
    bool user_name; /* a name that other logins of the uid can join */
};

/*
 * Make the session ring the user's, hang a gate into it and TICKET into the
 * gate.  The caller fills TICKET but for gate and session, which are set here;
 * it lives until its end.  ESC_E_KEYRING: no keyrings, or no quota; the
 * session then has no gate (but a ring that no other user shares).
 * ESC_E_SYSTEM: no random numbers.
 */
bool gate_open(struct esc_ticket *ticket, const struct gate_how *how,
               struct gate *gate_out, struct esc_error *err) ESC_MUST_CHECK;

/* Revoke both: every process of the login loses what is in the gate. */
void gate_close(const struct gate *gate);

#endif
