/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provider's public key, from its JSON Web Key (RFC 7518 section 6).
 */
#include "jwt.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdlib.h>
#include <string.h>

enum {
    RSA_MIN = 2048,
    RSA_MAX = 8192, /* bits: more is a way to keep us busy */
    EXPONENT_MAX = 64,
    POINT_MAX = 1 + 2 * 66,
};

static int
digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    return c == '_' ? 63 : -1;
}

uint8_t *
jwt_base64url(const char *text, size_t len, size_t *len_out)
{
    uint8_t *bytes;
    size_t used = 0;
    uint32_t bits = 0;
    int held = 0;

    if (len == 0 || len % 4 == 1)
        return NULL;
    bytes = malloc(len);
    for (size_t i = 0; bytes != NULL && i < len; i++) {
        int value = digit(text[i]);

        if (value < 0) {
            free(bytes);
            return NULL;
        }
        bits = (bits << 6 | (uint32_t)value) & 0xffffU;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        bytes[used++] = (uint8_t)(bits >> held);
    }
    /* One text for one value: no bits are left over. */
    if (bytes != NULL && (bits & ((1U << held) - 1U)) != 0) {
        free(bytes);
        return NULL;
    }
    *len_out = used;
    return bytes;
}

static BIGNUM *
number(const struct esc_cjson *jwk, const char *member)
{
    const char *text = esc_cjson_text(esc_cjson_get(jwk, member));
    size_t len = 0;
    uint8_t *bytes =
        text == NULL ? NULL : jwt_base64url(text, strlen(text), &len);
    BIGNUM *bn = bytes == NULL || len > RSA_MAX / 8 + 1
                     ? NULL
                     : BN_bin2bn(bytes, (int)len, NULL);

    free(bytes);
    return bn;
}

/* KEY of TYPE by what BUILD holds. */
static EVP_PKEY *
from_data(const char *type, OSSL_PARAM_BLD *build)
{
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;

    if (params == NULL || context == NULL
        || EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *
rsa_key(const struct esc_cjson *jwk)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *n = number(jwk, "n"), *e = number(jwk, "e");
    EVP_PKEY *key = NULL;

    if (build != NULL && n != NULL && e != NULL && BN_num_bits(n) >= RSA_MIN
        && BN_num_bits(n) <= RSA_MAX && BN_num_bits(e) <= EXPONENT_MAX
        && BN_is_odd(e) && !BN_is_one(e)
        && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1
        && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        key = from_data("RSA", build);
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return key;
}

/* The point, uncompressed: 4, x, y.  0: malformed. */
static size_t
point(const struct esc_cjson *jwk, size_t half, uint8_t out[POINT_MAX])
{
    static const char *const members[] = {"x", "y"};

    out[0] = 4;
    for (size_t i = 0; i < 2; i++) {
        const char *text = esc_cjson_text(esc_cjson_get(jwk, members[i]));
        size_t len = 0;
        uint8_t *bytes =
            text == NULL ? NULL : jwt_base64url(text, strlen(text), &len);

        if (bytes != NULL && len == half)
            memcpy(out + 1 + i * half, bytes, half);
        free(bytes);
        if (bytes == NULL || len != half)
            return 0;
    }
    return 1 + 2 * half;
}

/* OpenSSL checks that the point is on the curve. */
static EVP_PKEY *
ec_key(const struct esc_cjson *jwk, const struct jwt_algorithm *algorithm)
{
    const char *crv = esc_cjson_text(esc_cjson_get(jwk, "crv"));
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    uint8_t bytes[POINT_MAX];
    size_t len = point(jwk, algorithm->half, bytes);
    EVP_PKEY *key = NULL;

    if (build != NULL && len != 0 && crv != NULL
        && strcmp(crv, algorithm->crv) == 0
        && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
                                           algorithm->group, 0)
               == 1
        && OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
                                            bytes, len)
               == 1)
        key = from_data("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

EVP_PKEY *
jwt_key(const struct esc_cjson *jwk, const struct jwt_algorithm *algorithm)
{
    return algorithm->half == 0 ? rsa_key(jwk) : ec_key(jwk, algorithm);
}
