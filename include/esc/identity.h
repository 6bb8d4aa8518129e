/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `esc-session login` obtained: a person's own sign-in, as the key
 * esc:identity of the gate holds it.  The key is the user's own and can be
 * planted, so whoever uses an identity verifies its token and whose it is
 * again; the other members are for showing and for finding out what to do.
 */
#ifndef ESC_IDENTITY_H
#define ESC_IDENTITY_H

#include "esc/message.h"

enum esc_identity_kind {
    ESC_IDENTITY_DEVICE = 1, /* an ID token, perhaps a refresh token */
    ESC_IDENTITY_FILE,       /* an ID token that PATH had */
    ESC_IDENTITY_PULUMI,     /* an access token of Pulumi's service */
    ESC_IDENTITY_KINDS
};

#define ESC_IDENTITY_REFRESH_MAX 8192
/* With all texts it fits a key: ESC_KEY_PAYLOAD_MAX. */
#define ESC_IDENTITY_BYTES_MAX 32000

struct esc_identity {
    uint64_t kind;
    char issuer[ESC_MESSAGE_URL_MAX];
    char client[257];
    char subject[257]; /* "sub" */
    char person[257];  /* the value of the claim that names the person */
    char path[ESC_MESSAGE_PATH_MAX];
    uint64_t obtained; /* seconds since the epoch, UTC */
    uint64_t expires;  /* of the token; 0: not known */
    struct esc_secret *token;
    struct esc_secret *refresh; /* NULL: none */
};
#define ESC_IDENTITY_OWN                                                      \
    __attribute__((cleanup(esc_identity_release))) struct esc_identity

void esc_identity_release(struct esc_identity *identity);

/* Copy the bytes, of at most MAX, into a new secret.  ESC_E_INPUT, SYSTEM. */
bool esc_identity_keep(struct esc_secret **secret_out, const void *bytes,
                       size_t len, size_t max,
                       struct esc_error *err) ESC_MUST_CHECK;

/*
 * Who LOGIN must be: PATTERN, as login-map has it ("": the login itself), with
 * LOGIN in place of ESC_IDENTITY_LOGIN.  False: it is not shorter than SIZE.
 */
#define ESC_IDENTITY_LOGIN "{login}"
bool esc_identity_person(const char *pattern, const char *login, char *out,
                         size_t size) ESC_MUST_CHECK;

/* NULL: ESC_E_INPUT when it does not fit, ESC_E_SYSTEM. */
struct esc_secret *esc_identity_encode(const struct esc_identity *identity,
                                       struct esc_error *err) ESC_MUST_CHECK;
/* All of BYTES or ESC_E_INPUT; released by the caller either way. */
bool esc_identity_decode(const void *bytes, size_t len,
                         struct esc_identity *identity_out,
                         struct esc_error *err) ESC_MUST_CHECK;

#endif
