/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signing key as the world sees it: the algorithm that its type decides, the
 * public members of its JSON Web Key (RFC 7517, 7518) and its identifier, the
 * thumbprint of RFC 7638.  The issuer publishes these and the provisioner
 * signs with the same key: both must say the same "kid".
 */
#ifndef ESC_JWK_H
#define ESC_JWK_H

#include "esc/secret.h"
#include <openssl/types.h>

#define ESC_JWK_PEM_MAX (16 * 1024)
#define ESC_JWK_TEXT_MAX 704 /* base64url of 4,096 bits, and a little */
#define ESC_JWK_KID_MAX 44   /* base64url of SHA-256, NUL */

struct esc_jwk_member {
    const char *name;             /* "n", "e"; "x", "y" */
    char value[ESC_JWK_TEXT_MAX]; /* base64url without padding */
};

struct esc_jwk {
    EVP_PKEY *key; /* owned by this */
    bool is_private;
    const char *alg; /* "RS256" or "ES256" */
    const char *kty; /* "RSA" or "EC" */
    const char *crv; /* "P-256", or NULL for RSA */
    struct esc_jwk_member members[2];
    char kid[ESC_JWK_KID_MAX];
};
ESC_OWN_DECLARE(esc_jwk);

/*
 * Read a PEM private key (PKCS#8, or the older forms) or public key: RSA of
 * 2,048 to 4,096 bits with an exponent of at most 32 bits, or EC on P-256.
 * ESC_E_CONFIG, with PATH as subject, for anything else; a passphrase is
 * never asked for.
 */
struct esc_jwk *esc_jwk_parse(const void *pem, size_t len, const char *path,
                              struct esc_error *err) ESC_MUST_CHECK;

/* A private key's file: checked as esc_file_read_secret does, then parsed. */
struct esc_jwk *esc_jwk_load(const char *path,
                             struct esc_error *err) ESC_MUST_CHECK;

/* The same for a key just made; takes KEY, also when it fails. */
struct esc_jwk *esc_jwk_from_key(EVP_PKEY *key, const char *path,
                                 struct esc_error *err) ESC_MUST_CHECK;

/*
 * LEN bytes as base64url without padding (RFC 4648 section 5).  False when OUT
 * (SIZE bytes, NUL included) is too small; OUT is then untouched.
 */
bool esc_jwk_base64url(const uint8_t *bytes, size_t len, char *out,
                       size_t size) ESC_MUST_CHECK;

#endif
