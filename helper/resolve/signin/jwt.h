/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ID tokens: compact JWS (RFC 7515) whose payload is a set of claims (RFC
 * 7519), judged by OpenID Connect Core 3.1.3.7.  Pure: bytes and a clock's
 * reading in, a verdict out.
 */
#ifndef SIGNIN_JWT_H
#define SIGNIN_JWT_H

#include "esc/cjson.h"
#include "esc/secret.h"
#include <openssl/types.h>

#define JWT_SKEW 60 /* seconds that clocks may differ */

/* What may sign.  Never "none", never a shared secret. */
struct jwt_algorithm {
    const char *name;   /* "alg" */
    const char *kty;    /* of the key: "RSA", "EC" */
    const char *crv;    /* "P-256", "P-384"; NULL for RSA */
    const char *group;  /* OpenSSL's name of the curve */
    const char *digest; /* OpenSSL's name */
    size_t half;        /* bytes of r and of s; 0 for RSA */
    bool pss;
};

struct jwt {
    struct esc_cjson *header, *claims; /* owned */
    const struct jwt_algorithm *algorithm;
    const char *kid;     /* borrowed from the header; NULL: none */
    const char *signed_; /* borrowed from the token */
    size_t signed_len;
    uint8_t *signature; /* owned */
    size_t signature_len;
};
#define JWT_OWN __attribute__((cleanup(jwt_release))) struct jwt
void jwt_release(struct jwt *jwt);

/*
 * Take TOKEN apart; it must outlive JWT_OUT, which the caller releases either
 * way.  Verifies nothing.  ESC_E_PROVIDER: malformed, or an algorithm that is
 * not allowed.
 */
bool jwt_parse(const char *token, size_t len, struct jwt *jwt_out,
               struct esc_error *err) ESC_MUST_CHECK;

/*
 * Verify the signature by the one key of JWKS (RFC 7517) that JWT names.
 * UNKNOWN_OUT: there is no such key, so that fetching the set again may help.
 */
bool jwt_verify(const struct jwt *jwt, const struct esc_cjson *jwks,
                bool *unknown_out, struct esc_error *err) ESC_MUST_CHECK;

struct jwt_rules {
    const char *issuer; /* exact */
    const char *client; /* must be an audience */
    int64_t now;        /* seconds since the epoch, UTC */
};
/* The claims: issuer, audience, authorized party, times, subject. */
bool jwt_check(const struct jwt *jwt, const struct jwt_rules *rules,
               struct esc_error *err) ESC_MUST_CHECK;

/* ---- key.c ---- */

/* The public key of a JSON Web Key for ALGORITHM; NULL: it is none, or weak.
 */
EVP_PKEY *jwt_key(const struct esc_cjson *jwk,
                  const struct jwt_algorithm *algorithm);

/*
 * LEN characters of base64url without padding, strictly; the bytes are the
 * caller's to free.  NULL: malformed, empty, or no memory.
 */
uint8_t *jwt_base64url(const char *text, size_t len, size_t *len_out);

#endif
