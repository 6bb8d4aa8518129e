/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ID token by which this host vouches for a person: a JWS of RFC 7515 with
 * the claims of OpenID Connect.  The signing key is read by esc_jwk_load, here
 * in this process alone.
 */
#ifndef PROVISION_IDTOKEN_H
#define PROVISION_IDTOKEN_H

#include "esc/jwk.h"

#define IDTOKEN_MAX 8192
#define IDTOKEN_LIFE 300    /* seconds */
#define IDTOKEN_BACKDATE 30 /* for clocks that are behind ours */
#define IDTOKEN_JTI_SIZE 33 /* 128 random bits, hexadecimal */

/* All borrowed. */
struct idtoken_claims {
    const char *issuer, *subject, *audience;
    int64_t now;          /* seconds since the epoch, UTC */
    const char *tag_host; /* NULL: no session tags */
    const char *tag_user;
    const char *source_identity; /* NULL: none */
};

/*
 * Sign CLAIMS with KEY, a private one; the compact form.  JTI_OUT has
 * IDTOKEN_JTI_SIZE bytes. ESC_E_CONFIG: a tag or source identity has a form
 * that STS does not take.
 */
struct esc_secret *idtoken_sign(const struct esc_jwk *key,
                                const struct idtoken_claims *claims,
                                char *jti_out,
                                struct esc_error *err) ESC_MUST_CHECK;

#endif
