/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ticket: root's proof, in the login's gate, that pam_esc opened this
 * session for this account.  Not secret; unforgeable because users cannot make
 * keys that root owns, and cannot move this one (no LINK).  Written by the
 * module, read by the provisioner (which trusts it after checking the key) and
 * by the client (which only shows it).
 *
 * Also the names and permissions of everything in the keyrings: one place.
 */
#ifndef ESC_TICKET_H
#define ESC_TICKET_H

#include "esc/error.h"
#include <stdint.h>
#include <sys/types.h>

#define ESC_KEY_GATE "esc:gate:" /* + 32 hexadecimal digits, or a uid */
#define ESC_KEY_TICKET "esc:ticket"
#define ESC_KEY_IDENTITY "esc:identity"
#define ESC_KEY_IDENTITY_TURN "esc:identity:turn"
#define ESC_KEY_ENV "esc:env:"     /* + name; parts: + name "#" number */
#define ESC_KEY_ERROR "esc:error:" /* + name */
#define ESC_KEY_OPEN "esc:open:"   /* + name: the doorbell */
#define ESC_KEY_OWN "esc:own:"     /* + name: outside of a login, the user's */

/* keyctl_setperm(3): possessor, owner, group, others, a byte each. */
#define ESC_PERM_GATE 0x010c0000U   /* possessor view; owner write, search */
#define ESC_PERM_TICKET 0x082f0000U /* possessor search; root all but link */
#define ESC_PERM_ENV 0x0b2f1000U /* possessor view read search; group link */
#define ESC_PERM_IDENTITY 0x2f000000U /* possessor all but link */
#define ESC_PERM_OWN 0x2f000000U      /* the same */

/* keyctl_set_timeout(3) and add_key(2): what one "user" key holds. */
#define ESC_KEY_PAYLOAD_MAX 32767

#define ESC_TICKET_BYTES_MAX 2048
#define ESC_TICKET_CUT "..."

struct esc_ticket {
    uint32_t uid;
    int32_t gate;     /* serial of the gate keyring that holds it */
    int64_t created;  /* seconds since the epoch, UTC */
    int64_t ends;     /* created + max-session */
    char login[257];  /* canonical login name (pw_name); also map's key */
    char session[33]; /* random, hexadecimal: names this login in the journal
                       */
    char service[65]; /* PAM_SERVICE */
    char remote[257]; /* PAM_RHOST: where from; may be empty */
    /*
     * From SSH_AUTH_INFO_0, printable ASCII: one method as sshd states it,
     * "publickey TYPE BASE64", "password", ...; the public key's line when
     * there are several.  May be empty.  The module has no crypto: whoever
     * shows this makes the fingerprint, or reads a certificate's key id from
     * its bytes.  Cut off, it ends with ESC_TICKET_CUT: a large certificate
     * then still has its key id, but no fingerprint can be computed.
     */
    char credential[1400];
};

/* Encoded length, or 0 when OUT (SIZE bytes) is too small. */
size_t esc_ticket_encode(const struct esc_ticket *ticket, uint8_t *out,
                         size_t size);
/* All of BYTES or ESC_E_INPUT. */
bool esc_ticket_decode(const uint8_t *bytes, size_t len,
                       struct esc_ticket *ticket_out,
                       struct esc_error *err) ESC_MUST_CHECK;

#endif
