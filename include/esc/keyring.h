/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel keyrings as the client and the provisioner use them: the only
 * callers of libkeyutils besides the module's gate.c.  keyrings(7),
 * request_key(2); the objects are described in ticket.h.
 *
 * NAME is an environment's name as esc_text_is_environment accepts it.
 */
#ifndef ESC_KEYRING_H
#define ESC_KEYRING_H

#include "esc/cred_set.h"
#include "esc/ticket.h"

/* ---- the client's side: rights of the user, in the login's session ---- */

/* Why a doorbell is rung; the callout information, one byte. */
enum esc_ring_why {
    ESC_RING_USE = 'u',        /* a command needs it now */
    ESC_RING_RENEW = 'r',      /* asked for explicitly, or past renew_after */
    ESC_RING_APPROVAL = 'a',   /* the same, and ask for what it needs */
    ESC_RING_BACKGROUND = 'b', /* at login: may be dropped when too frequent */
};

/*
 * The live credentials NAME of this login.  NULL with ERR:
 * ESC_E_NOT_FOUND (none now: ring), ESC_E_SESSION_ENDED (this process outlived
 * its login), ESC_E_NO_SESSION (no ticket: not opened by pam_esc, or a new
 * session keyring was joined), ESC_E_KEYRING (keyrings unusable here, with the
 * reason; or no ticket, and the user's key quota is full).  A key that is not
 * root's, or has other permissions than ours, is not looked at further:
 * ESC_E_NOT_FOUND.  Looks once more when the key was replaced between finding
 * and reading.
 */
struct esc_cred_set *esc_keyring_get(const char *name,
                                     struct esc_error *err) ESC_MUST_CHECK;

/* What the provisioner left to be known of the last failure of NAME. */
bool esc_keyring_get_error(const char *name,
                           struct esc_error *failure_out) ESC_MUST_CHECK;

/* This login's ticket; errors as esc_keyring_get without NOT_FOUND. */
bool esc_keyring_get_ticket(struct esc_ticket *ticket_out,
                            struct esc_error *err) ESC_MUST_CHECK;

/*
 * Ring the doorbell of NAME with the session keyring as destination and wait.
 * UNINTERRUPTIBLE: only in a sacrificial child.  Returns 0 or the errno.  Who
 * was kept from running until the receipt had ended counts as answered.
 * Unanswered (ENOKEY), it is rung once more, and nothing is left that would
 * keep the next ring from the handler; nor does an answer that a clock which
 * was set back keeps alive.
 */
int esc_keyring_ring(const char *name, enum esc_ring_why why);

/* Drop the receipt that answered the last ring of NAME, and would answer the
 * next within a second. */
void esc_keyring_forget(const char *name);

/*
 * Names of the credentials this login holds, at most MAX, sorted; returns how
 * many.  Each is at most ESC_ENVIRONMENT_NAME_MAX bytes.
 */
size_t esc_keyring_list(char (*names_out)[ESC_CRED_TEXT_MAX], size_t max);

/*
 * For a process whose own session has no living gate (ESC_E_NO_SESSION or
 * ESC_E_SESSION_ENDED): join another login's gate of the same uid, which the
 * administrator allows by the module's scope=user.  True when a living gate
 * with a ticket was joined; this process and what it starts then belong to
 * that login.  False: no such gate was found, and nothing has changed; or that
 * login ended just as it was joined, and this process stays in an empty
 * session without a ticket: what its old one held is out of its reach.
 */
bool esc_keyring_adopt(void);

/* Drop the credentials NAME from this login, or (NULL) everything and the
 * ticket, so that nothing opens again before the next login. */
bool esc_keyring_close(const char *name, struct esc_error *err) ESC_MUST_CHECK;

/* ---- outside of a login: what a user opened without root's help ---- */

/*
 * Kept in the session keyring of this process when that is the user's own
 * (else nothing is: another user possesses what is in it), as a key of the
 * user, who may well have put anything there.  SOURCE tells whose token
 * opened it; another one does not find it.  ESC_E_NOT_FOUND: none.
 */
struct esc_keyring_own {
    const char *name;
    uint64_t source;
    unsigned int ttl; /* at least 1 */
};
struct esc_cred_set *esc_keyring_get_own(const char *name, uint64_t source,
                                         struct esc_error *err) ESC_MUST_CHECK;

/* BYTES (an encoded set) for TTL seconds, in place of what is there.
 * ESC_E_KEYRING: no keyring of one's own, no quota, or too large. */
bool esc_keyring_put_own(const struct esc_keyring_own *own,
                         const struct esc_secret *bytes,
                         struct esc_error *err) ESC_MUST_CHECK;

/* Names, sorted, of whatever token; and forget NAME (NULL: all), saying how
 * many went. */
size_t esc_keyring_list_own(char (*names_out)[ESC_CRED_TEXT_MAX], size_t max);
size_t esc_keyring_drop_own(const char *name);

/* ---- the administrator's side: root ---- */

struct esc_revoke {
    const char *who; /* a login name or a uid in digits; NULL: everybody */
    void *context;
    /* For each login that was ended. */
    void (*ended)(void *context, const struct esc_ticket *ticket);
    /* For each credential set that was ended. */
    void (*lost)(void *context, const struct esc_cred_origin *origin);
};

/*
 * End every login of REVOKE->who at once: credentials, gate and ticket are
 * revoked.  Root finds them in /proc/keys, which shows keys of this user
 * namespace only; credentials also of a login whose ticket is gone, of a name
 * when another login of that name has one, of a uid always.  ESC_E_KEYRING:
 * some could not be ended, or /proc/keys could not be read.
 */
bool esc_keyring_revoke(const struct esc_revoke *revoke,
                        struct esc_error *err) ESC_MUST_CHECK;

/*
 * The person's own sign-in (identity.h) of this login, or outside of one of
 * this session keyring; any process of the user can have put it there.
 * ESC_E_NOT_FOUND: none.  put replaces; drop revokes.
 */
struct esc_secret *
esc_keyring_get_identity(struct esc_error *err) ESC_MUST_CHECK;
bool esc_keyring_put_identity(const struct esc_secret *bytes, unsigned int ttl,
                              struct esc_error *err) ESC_MUST_CHECK;
bool esc_keyring_drop_identity(struct esc_error *err) ESC_MUST_CHECK;

/*
 * Of all processes of this login at most one has the turn to refresh it, for
 * at most SECONDS: of two that use one refresh token, a provider that rotates
 * them takes the second for a thief and revokes both.  claim: false when it is
 * another's turn; TURN_OUT is for the end.
 */
bool esc_keyring_claim_identity(unsigned int seconds, int32_t *turn_out);
void esc_keyring_end_claim(int32_t turn);

/* ---- the provisioner's side: root, in the upcall ---- */

struct esc_request {
    int32_t key;  /* the doorbell under construction */
    uint32_t uid; /* its owner, as the kernel says */
    enum esc_ring_why why;
    char name[ESC_CRED_TEXT_MAX];
    struct esc_ticket
        ticket; /* found in the requester's keyrings, root's own */
};

/*
 * Assume the authority over doorbell KEY.  Children inherit it, so the parent
 * process of the one that works does this first and rejects KEY when that one
 * dies without an answer.  ESC_E_USAGE: there is none (started by hand).
 */
bool esc_request_assume(int32_t key, struct esc_error *err) ESC_MUST_CHECK;

/*
 * Assume the authority over doorbell KEY and read what the kernel knows of the
 * request, trusting nothing else: type, grammar of the description, callout of
 * one known byte or none, owner = UID, the ticket (root's, with our
 * permissions, for UID, not ended at NOW), and its gate (a keyring of UID
 * with the permissions as made).  Errors: ESC_E_USAGE when there is no
 * authority (started by hand), ESC_E_INPUT, ESC_E_NO_SESSION,
 * ESC_E_SESSION_ENDED.  After a failure KEY may still be rejected.
 */
bool esc_request_open(int32_t key, uint32_t uid, int64_t now,
                      struct esc_request *request_out,
                      struct esc_error *err) ESC_MUST_CHECK;

/*
 * Store BYTES (an encoded credential set) as esc:env:NAME in the request's
 * gate for TTL seconds, in parts when they exceed one key, parts before the
 * head, replacing what was there; removes esc:error:NAME.  GROUP is the gate
 * group.  ESC_E_SESSION_ENDED when the gate is gone (EACCES, EKEYREVOKED);
 * ESC_E_KEYRING with quota words; then nothing of it is left behind.
 * STORED_OUT (may be NULL) are the keys that were made, the head first.
 */
struct esc_keyring_put {
    const char *name;
    gid_t group;
    unsigned int ttl; /* seconds, at least 1 */
};
#define ESC_STORED_MAX 9 /* keys of the largest set */
struct esc_stored {
    unsigned int count;
    struct esc_stored_key {
        int32_t key;
        uint32_t bytes; /* what the kernel charges to root */
    } keys[ESC_STORED_MAX];
};
bool esc_request_store(const struct esc_request *request,
                       const struct esc_keyring_put *put,
                       const struct esc_secret *bytes,
                       struct esc_stored *stored_out,
                       struct esc_error *err) ESC_MUST_CHECK;
/*
 * Whether KEY of an earlier store, of any session, is still charged to root:
 * not once it was replaced or its login is over, but also after its end until
 * the kernel sweeps; and not what a store for REQUEST will replace.  For
 * root's account of what a uid holds.
 */
bool esc_request_stored(const struct esc_request *request, int32_t key);

/*
 * The requester's own sign-in (identity.h), bytes that the user can have
 * planted.  ESC_E_NOT_PERMITTED: there is none, with what helps.
 */
struct esc_secret *
esc_request_get_identity(const struct esc_request *request,
                         struct esc_error *err) ESC_MUST_CHECK;

/* Leave what the user may know of a failure (no secret), for TTL seconds.
 * False is no disaster: the doorbell's errno remains. */
bool esc_request_store_error(const struct esc_request *request,
                             const struct esc_keyring_put *put,
                             const struct esc_error *failure,
                             struct esc_stored *stored_out) ESC_MUST_CHECK;

/* Answer the doorbell: a receipt that lives one to two seconds. */
bool esc_request_answer(int32_t key, struct esc_error *err) ESC_MUST_CHECK;
/* Or reject it for SECONDS with the errno of CODE. */
bool esc_request_reject(int32_t key, unsigned int seconds, enum esc_code code);

#endif
