/* SPDX-License-Identifier: Apache-2.0 */
/* Signs like a provider, by other code than that under test. */
#include "sign.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
encode(const unsigned char *bytes, size_t len, char *out)
{
    size_t used =
        (size_t)EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);

    for (size_t i = 0; i < used; i++)
        if (out[i] == '+')
            out[i] = '-';
        else if (out[i] == '/')
            out[i] = '_';
        else if (out[i] == '=')
            out[i] = '\0';
}

static void
member(EVP_PKEY *key, const char *param, int size, char *out)
{
    unsigned char bytes[1024];
    BIGNUM *number = NULL;
    int len;

    if (EVP_PKEY_get_bn_param(key, param, &number) != 1)
        abort();
    len = size > 0 ? size : BN_num_bytes(number);
    BN_bn2binpad(number, bytes, len);
    encode(bytes, (size_t)len, out);
    BN_free(number);
}

void
sign_jwk(EVP_PKEY *key, const char *kid, char *out, size_t size)
{
    char a[1500] = "", b[1500] = "";
    int half;

    if (EVP_PKEY_is_a(key, "RSA")) {
        member(key, OSSL_PKEY_PARAM_RSA_N, 0, a);
        member(key, OSSL_PKEY_PARAM_RSA_E, 0, b);
        snprintf(out, size,
                 "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}",
                 kid, a, b);
        return;
    }
    half = (EVP_PKEY_get_bits(key) + 7) / 8;
    member(key, OSSL_PKEY_PARAM_EC_PUB_X, half, a);
    member(key, OSSL_PKEY_PARAM_EC_PUB_Y, half, b);
    snprintf(out, size,
             "{\"kty\":\"EC\",\"crv\":\"P-%d\",\"kid\":\"%s\",\"x\":\"%s\","
             "\"y\":\"%s\"}",
             half * 8, kid, a, b);
}

static size_t
to_raw(const unsigned char *der, size_t len, size_t half, unsigned char *raw)
{
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);

    BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, (int)half);
    BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + half, (int)half);
    ECDSA_SIG_free(sig);
    return 2 * half;
}

size_t
sign_token(const struct signing *how, const char *header, const char *claims,
           char *out, size_t size)
{
    char a[2048] = "", b[4096] = "", c[2048] = "";
    unsigned char signature[1100], raw[256];
    size_t len = sizeof(signature);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;

    encode((const unsigned char *)header, strlen(header), a);
    encode((const unsigned char *)claims, strlen(claims), b);
    snprintf(out, size, "%s.%s", a, b);
    if (EVP_DigestSignInit_ex(md, &options, how->digest, NULL, NULL, how->key,
                              NULL)
            != 1
        || (how->pss
            && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING)
                    != 1
                || EVP_PKEY_CTX_set_rsa_pss_saltlen(options,
                                                    RSA_PSS_SALTLEN_DIGEST)
                       != 1))
        || EVP_DigestSign(md, signature, &len, (unsigned char *)out,
                          strlen(out))
               != 1)
        abort();
    EVP_MD_CTX_free(md);
    if (how->half > 0)
        len = to_raw(signature, len, how->half, raw);
    encode(how->half > 0 ? raw : signature, len, c);
    snprintf(out, size, "%s.%s.%s", a, b, c);
    return strlen(out);
}
