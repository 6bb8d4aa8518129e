/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys for tokens.  What AWS STS, Entra and GCP all take is RS256 and ES256,
 * so a key is one of these two or it is refused here, in words.
 */
#include "esc/jwk.h"
#include "esc/file.h"
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define COORDINATE 32 /* bytes, of P-256: padded, RFC 7518 6.2.1 */

void
esc_jwk_free(struct esc_jwk *jwk)
{
    if (jwk == NULL)
        return;
    EVP_PKEY_free(jwk->key);
    free(jwk);
}

bool
esc_jwk_base64url(const uint8_t *bytes, size_t len, char *out, size_t size)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint32_t bits = 0;
    int count = 0;

    if (len > SIZE_MAX / 8 || size < (len * 8 + 5) / 6 + 1)
        return false;
    for (size_t i = 0; i < len; i++) {
        bits = (bits << 8 | bytes[i]) & 0xffff;
        for (count += 8; count >= 6; count -= 6)
            *out++ = digits[bits >> (count - 6) & 63];
    }
    if (count > 0)
        *out++ = digits[bits << (6 - count) & 63];
    *out = '\0';
    return true;
}

/* The number NAME of KEY as a member; WIDTH bytes, or as many as it has. */
static bool
number(const struct esc_jwk *jwk, const char *name, int width,
       struct esc_jwk_member *member)
{
    BIGNUM *n = NULL;
    uint8_t bytes[512];
    bool good = EVP_PKEY_get_bn_param(jwk->key, name, &n) == 1;

    if (good && width == 0)
        width = BN_num_bytes(n);
    good = good && width <= (int)sizeof(bytes)
           && BN_bn2binpad(n, bytes, width) == width
           && esc_jwk_base64url(bytes, (size_t)width, member->value,
                                sizeof(member->value));
    BN_free(n);
    return good;
}

static bool
refuse(struct esc_error *err, const char *path, const char *why)
{
    return esc_fail(err, ESC_E_CONFIG, path, "cannot use key '%s': %s", path,
                    why);
}

static bool
describe_rsa(struct esc_jwk *jwk, const char *path, struct esc_error *err)
{
    int bits = EVP_PKEY_get_bits(jwk->key);

    if (bits < 2048 || bits > 4096)
        return esc_fail(err, ESC_E_CONFIG, path,
                        "cannot use key '%s': an RSA key of %d bits, not 2048 "
                        "to 4096",
                        path, bits);
    jwk->kty = "RSA";
    jwk->alg = "RS256";
    jwk->members[0].name = "n";
    jwk->members[1].name = "e";
    return (number(jwk, OSSL_PKEY_PARAM_RSA_N, 0, &jwk->members[0])
            && number(jwk, OSSL_PKEY_PARAM_RSA_E, 0, &jwk->members[1])
            && strlen(jwk->members[1].value) <= 6)
           || refuse(err, path, "odd RSA numbers");
}

static bool
describe_ec(struct esc_jwk *jwk, const char *path, struct esc_error *err)
{
    char group[64];
    size_t len;

    if (EVP_PKEY_get_group_name(jwk->key, group, sizeof(group), &len) != 1
        || (strcmp(group, "prime256v1") != 0 && strcmp(group, "P-256") != 0))
        return refuse(err, path, "its curve is not P-256");
    jwk->kty = "EC";
    jwk->crv = "P-256";
    jwk->alg = "ES256";
    jwk->members[0].name = "x";
    jwk->members[1].name = "y";
    return (number(jwk, OSSL_PKEY_PARAM_EC_PUB_X, COORDINATE, &jwk->members[0])
            && number(jwk, OSSL_PKEY_PARAM_EC_PUB_Y, COORDINATE,
                      &jwk->members[1]))
           || refuse(err, path, "it lacks its public point");
}

/* RFC 7638: the required members in byte order, no white space, SHA-256. */
static bool
thumbprint(struct esc_jwk *jwk)
{
    char text[ESC_JWK_TEXT_MAX * 2 + 64];
    uint8_t digest[32];
    const char *first = jwk->members[0].value, *second = jwk->members[1].value;
    int len = jwk->crv == NULL
                  ? snprintf(text, sizeof(text),
                             "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
                             second, first)
                  : snprintf(text, sizeof(text),
                             "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\","
                             "\"y\":\"%s\"}",
                             jwk->crv, first, second);

    return len > 0 && (size_t)len < sizeof(text)
           && EVP_Digest(text, (size_t)len, digest, NULL, EVP_sha256(), NULL)
                  == 1
           && esc_jwk_base64url(digest, sizeof(digest), jwk->kid,
                                sizeof(jwk->kid));
}

struct esc_jwk *
esc_jwk_from_key(EVP_PKEY *key, const char *path, struct esc_error *err)
{
    ESC_OWN(esc_jwk) jwk = calloc(1, sizeof(*jwk));
    bool good;

    if (jwk == NULL) {
        EVP_PKEY_free(key);
        esc_fail(err, ESC_E_SYSTEM, path, "cannot use key '%s': no memory",
                 path);
        return NULL;
    }
    jwk->key = key;
    jwk->is_private = true;
    if (EVP_PKEY_is_a(key, "RSA"))
        good = describe_rsa(jwk, path, err);
    else if (EVP_PKEY_is_a(key, "EC"))
        good = describe_ec(jwk, path, err);
    else
        good = refuse(err, path, "neither RSA nor EC");
    if (good && !thumbprint(jwk))
        good = esc_fail(err, ESC_E_SYSTEM, path,
                        "cannot use key '%s': hashing failed", path);
    return good ? esc_jwk_take(&jwk) : NULL;
}

struct esc_jwk *
esc_jwk_load(const char *path, struct esc_error *err)
{
    ESC_OWN(esc_secret) pem = esc_file_read_secret(path, ESC_JWK_PEM_MAX, err);
    char passphrase[] = ""; /* OpenSSL would otherwise ask the terminal */
    EVP_PKEY *key = NULL;
    BIO *bio;

    if (pem == NULL)
        return NULL;
    bio = BIO_new_mem_buf(esc_secret_bytes(pem), (int)esc_secret_len(pem));
    if (bio != NULL)
        key = PEM_read_bio_PrivateKey(bio, NULL, NULL, passphrase);
    BIO_free(bio);
    ERR_clear_error();
    if (key != NULL)
        return esc_jwk_from_key(key, path, err);
    refuse(err, path, "not an unencrypted private key in PEM form");
    return NULL;
}
