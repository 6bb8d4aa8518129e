/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys: what is taken, what is refused, and that members and thumbprint are
 * the RFC's.  The first key is the example of RFC 7638 section 3.1.
 */
#include "esc/jwk.h"
#include "tap.h"
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#define RFC_N                                                                 \
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7"  \
    "aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXA"  \
    "rwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7"  \
    "d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lF"  \
    "d2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"

static const char rfc_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0vx7agoebGcQSuuPiLJX\n"
    "ZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS\n"
    "oc/BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ/2W+5JsGY4Hc5n9yBXArwl93lqt\n"
    "7/RN5w6Cf0h4QyQ5v+65YGjQR0/FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0\n"
    "zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt+bFTWhAI4vMQFh6WeZu0f\n"
    "M4lFd2NcRwr3XPksINHaQ+G/xBniIqbw0Ls1jF44+csFCur+kEgU8awapJzKnqDK\n"
    "gwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

/* KEY as PEM text in OUT; takes KEY. */
static size_t
to_pem(EVP_PKEY *key, bool is_private, char *out, size_t size)
{
    BIO *bio = BIO_new(BIO_s_mem());
    int len = -1;

    if (bio != NULL && key != NULL
        && (is_private ? PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0,
                                                       NULL, NULL)
                       : PEM_write_bio_PUBKEY(bio, key))
               == 1)
        len = BIO_read(bio, out, (int)size);
    BIO_free(bio);
    EVP_PKEY_free(key);
    return len < 0 ? 0 : (size_t)len;
}

static struct esc_jwk *
parse(EVP_PKEY *key, bool is_private, struct esc_error *err)
{
    char pem[8192];
    size_t len = to_pem(key, is_private, pem, sizeof(pem));

    return esc_jwk_parse(pem, len, "k.pem", err);
}

static void
test_rfc_example(void)
{
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) jwk = esc_jwk_parse(rfc_pem, strlen(rfc_pem), "k", &err);

    if (!ok(jwk != NULL, "RFC 7638's example is read: %s", err.text))
        return;
    ok(!jwk->is_private, "a public key says so");
    is_str(jwk->alg, "RS256", "algorithm");
    is_str(jwk->members[0].value, RFC_N, "n");
    is_str(jwk->members[1].value, "AQAB", "e");
    is_str(jwk->kid, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
           "thumbprint");
}

static void
test_ec(void)
{
    struct esc_error err = {0};
    bool padded = true;

    for (int i = 0; i < 600; i++) {
        ESC_OWN(esc_jwk) jwk =
            esc_jwk_from_key(EVP_EC_gen("P-256"), "k", &err);

        padded = padded && jwk != NULL && strlen(jwk->members[0].value) == 43
                 && strlen(jwk->members[1].value) == 43;
    }
    ok(padded, "600 points: coordinates are 32 bytes, leading zeros too");
}

static void
test_types(void)
{
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) rsa = parse(EVP_RSA_gen(2048), true, &err);
    ESC_OWN(esc_jwk) ec = parse(EVP_EC_gen("P-256"), true, &err);

    ok(rsa != NULL && rsa->is_private && rsa->crv == NULL, "RSA of 2048 bits");
    ok(ec != NULL && ec->is_private, "EC on P-256");
    if (ec == NULL)
        return;
    is_str(ec->alg, "ES256", "algorithm");
    is_str(ec->crv, "P-256", "curve");
    is_int((long long)strlen(ec->kid), 43, "kid's length");
}

static void
test_refused(void)
{
    const struct {
        const char *name;
        EVP_PKEY *key;
        const char *text;
    } rows[] = {
        {"RSA of 1024 bits", EVP_RSA_gen(1024),
         "cannot use key 'k.pem': an RSA key of 1024 bits, not 2048 to 4096"},
        {"another curve", EVP_EC_gen("P-384"),
         "cannot use key 'k.pem': its curve is not P-256"},
        {"EdDSA", EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"),
         "cannot use key 'k.pem': neither RSA nor EC"},
        {"nothing", NULL,
         "cannot use key 'k.pem': not an unencrypted key in PEM form"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct esc_error err = {0};
        ESC_OWN(esc_jwk) jwk = parse(rows[i].key, true, &err);

        ok(jwk == NULL && err.code == ESC_E_CONFIG, "%s: refused",
           rows[i].name);
        is_str(err.text, rows[i].text, "%s: says why", rows[i].name);
        is_str(err.where, "k.pem", "%s: where", rows[i].name);
    }
}

/* The build wraps it (local.mk): the one that fails, from 1; 0: none. */
static int failing;

int __real_EVP_PKEY_get_bn_param(const EVP_PKEY *key, const char *name,
                                 BIGNUM **out);
int __wrap_EVP_PKEY_get_bn_param(const EVP_PKEY *key, const char *name,
                                 BIGNUM **out);
int
__wrap_EVP_PKEY_get_bn_param(const EVP_PKEY *key, const char *name,
                             BIGNUM **out)
{
    return failing > 0 && --failing == 0
               ? 0
               : __real_EVP_PKEY_get_bn_param(key, name, out);
}

/* A public key of these numbers, which nobody has to have made. */
static EVP_PKEY *
rsa_of(int bits, const char *exponent)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *n = BN_new(), *e = NULL;
    OSSL_PARAM *params = NULL;
    EVP_PKEY *key = NULL;

    if (BN_set_bit(n, bits - 1) == 1 && BN_set_bit(n, 0) == 1
        && BN_hex2bn(&e, exponent) > 0
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        params = OSSL_PARAM_BLD_to_param(builder);
    if (EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(builder);
    BN_free(n);
    BN_free(e);
    EVP_PKEY_CTX_free(context);
    return key;
}

static void
test_numbers(void)
{
    static const struct {
        const char *name;
        int bits;
        const char *exponent;
        bool good;
    } rows[] = {
        {"the smallest", 2048, "10001", true},
        {"the largest", 4096, "10001", true},
        {"a larger one", 4104, "10001", false},
        {"an exponent of four bytes", 2048, "ffffffff", true},
        {"an exponent of five", 2048, "100000001", false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};
        ESC_OWN(esc_jwk) jwk = esc_jwk_from_key(
            rsa_of(rows[i].bits, rows[i].exponent), "k", &err);

        ok((jwk != NULL) == rows[i].good, "%s: %s", rows[i].name, err.text);
        is_int(err.code, rows[i].good ? ESC_OK : ESC_E_CONFIG, "  code");
    }
}

static void
test_failing(void)
{
    for (int i = 1; i <= 2; i++) {
        struct esc_error err = {0};
        ESC_OWN(esc_jwk) jwk = NULL;

        failing = i;
        jwk = esc_jwk_from_key(rsa_of(2048, "10001"), "k", &err);
        ok(jwk == NULL && err.code == ESC_E_CONFIG, "number %d fails: %s", i,
           err.text);
    }
}

static void
test_base64url(void)
{
    char out[16] = "as before";

    ok(!esc_jwk_base64url((const uint8_t *)"", SIZE_MAX / 4, out, 1),
       "more bytes than there are bits");

    ok(esc_jwk_base64url((const uint8_t *)"\xfb\xff\xfe", 3, out, sizeof(out)),
       "encode");
    is_str(out, "-__-", "the URL alphabet");
    ok(esc_jwk_base64url((const uint8_t *)"f", 1, out, 3), "fits exactly");
    is_str(out, "Zg", "no padding");
    ok(!esc_jwk_base64url((const uint8_t *)"fo", 2, out, 3), "does not fit");
    is_str(out, "Zg", "and leaves what was there");
    ok(esc_jwk_base64url((const uint8_t *)"", 0, out, 1), "nothing");
    is_str(out, "", "is empty");
}

int
main(void)
{
    test_rfc_example();
    test_ec();
    test_types();
    test_refused();
    test_numbers();
    test_failing();
    test_base64url();
    return tap_done();
}
