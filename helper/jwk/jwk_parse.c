/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of which the public half will do: the issuer's, which publishes it.
 */
#include "esc/jwk.h"
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

struct esc_jwk *
esc_jwk_parse(const void *pem, size_t len, const char *path,
              struct esc_error *err)
{
    BIO *bio = len > ESC_JWK_PEM_MAX ? NULL : BIO_new_mem_buf(pem, (int)len);
    char passphrase[] = ""; /* OpenSSL would otherwise ask the terminal */
    EVP_PKEY *key = NULL;
    struct esc_jwk *jwk;
    bool is_private = false;

    if (bio != NULL) {
        key = PEM_read_bio_PrivateKey(bio, NULL, NULL, passphrase);
        is_private = key != NULL;
        if (key == NULL && BIO_seek(bio, 0) == 0)
            key = PEM_read_bio_PUBKEY(bio, NULL, NULL, passphrase);
        BIO_free(bio);
    }
    ERR_clear_error();
    if (key == NULL) {
        esc_fail(err, ESC_E_CONFIG, path,
                 "cannot use key '%s': not an unencrypted key in PEM form",
                 path);
        return NULL;
    }
    jwk = esc_jwk_from_key(key, path, err);
    if (jwk != NULL)
        jwk->is_private = is_private;
    return jwk;
}
