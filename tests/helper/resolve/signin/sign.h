/* SPDX-License-Identifier: Apache-2.0 */
/* The provider that tests are: keys, their JSON Web Keys, and tokens signed
 * by them. */
#ifndef TEST_SIGN_H
#define TEST_SIGN_H

#include <openssl/evp.h>
#include <stddef.h>

/* NULL-terminated JSON of the public key, with KID, made by OpenSSL alone. */
void sign_jwk(EVP_PKEY *key, const char *kid, char *out, size_t size);

/*
 * HEADER.CLAIMS.SIGNATURE in OUT.  HALF: bytes of r and s (EC), 0 for RSA;
 * PSS with RSA.
 */
struct signing {
    EVP_PKEY *key;
    const char *digest;
    size_t half;
    int pss;
};
size_t sign_token(const struct signing *how, const char *header,
                  const char *claims, char *out, size_t size);

#endif
