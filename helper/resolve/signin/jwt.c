/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The algorithm stands in the token, so an attacker chooses it: only rows of
 * this table exist, and a key is used only for the kind that it is of.
 */
#include "jwt.h"
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_MAX = 20000, AUDIENCES_MAX = 64, KEYS_MAX = 256 };

static const struct jwt_algorithm algorithms[] = {
    {"RS256", "RSA", NULL, NULL, "SHA256", 0, false},
    {"RS384", "RSA", NULL, NULL, "SHA384", 0, false},
    {"RS512", "RSA", NULL, NULL, "SHA512", 0, false},
    {"PS256", "RSA", NULL, NULL, "SHA256", 0, true},
    {"ES256", "EC", "P-256", "prime256v1", "SHA256", 32, false},
    {"ES384", "EC", "P-384", "secp384r1", "SHA384", 48, false},
};

static bool
refuse(struct esc_error *err, const char *why)
{
    return esc_fail(err, ESC_E_PROVIDER, NULL, "refuse the ID token: %s", why);
}

void
jwt_release(struct jwt *jwt)
{
    esc_cjson_free(jwt->header);
    esc_cjson_free(jwt->claims);
    free(jwt->signature);
    *jwt = (struct jwt){0};
}

static struct esc_cjson *
decode_json(const char *text, size_t len)
{
    size_t size = 0;
    uint8_t *bytes = jwt_base64url(text, len, &size);
    struct esc_cjson *json = NULL;
    struct esc_error ignored;

    if (bytes != NULL)
        json = esc_cjson_parse((const char *)bytes, size, &ignored);
    free(bytes);
    return json;
}

static bool
read_header(struct jwt *jwt, struct esc_error *err)
{
    const char *alg = esc_cjson_text(esc_cjson_get(jwt->header, "alg"));
    const char *typ = esc_cjson_text(esc_cjson_get(jwt->header, "typ"));

    if (alg == NULL)
        return refuse(err, "its header names no algorithm");
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
        if (strcmp(alg, algorithms[i].name) == 0)
            jwt->algorithm = &algorithms[i];
    if (jwt->algorithm == NULL)
        return esc_fail(err, ESC_E_PROVIDER, NULL,
                        "refuse the ID token: algorithm '%.32s' is not"
                        " allowed",
                        alg);
    if (esc_cjson_get(jwt->header, "crit") != NULL)
        return refuse(err, "it has critical extensions");
    if (typ != NULL && strcmp(typ, "JWT") != 0)
        return refuse(err, "it is another kind of token");
    jwt->kid = esc_cjson_text(esc_cjson_get(jwt->header, "kid"));
    return true;
}

bool
jwt_parse(const char *token, size_t len, struct jwt *jwt_out,
          struct esc_error *err)
{
    const char *payload, *signature;

    *jwt_out = (struct jwt){0};
    if (len > TOKEN_MAX)
        return refuse(err, "it is too long");
    payload = memchr(token, '.', len);
    if (payload == NULL)
        return refuse(err, "it is no signed token");
    payload++;
    signature = memchr(payload, '.', len - (size_t)(payload - token));
    if (signature == NULL)
        return refuse(err, "it is no signed token");
    jwt_out->signed_ = token;
    jwt_out->signed_len = (size_t)(signature - token);
    signature++;
    jwt_out->header = decode_json(token, (size_t)(payload - token) - 1);
    jwt_out->claims = decode_json(payload, (size_t)(signature - payload) - 1);
    if (jwt_out->header == NULL || jwt_out->claims == NULL)
        return refuse(err, "its parts are not JSON");
    if (!read_header(jwt_out, err))
        return false;
    jwt_out->signature = jwt_base64url(
        signature, len - (size_t)(signature - token), &jwt_out->signature_len);
    return jwt_out->signature != NULL || refuse(err, "malformed signature");
}

/* r and s side by side, as JWS has them, in DER, as OpenSSL wants them. */
static uint8_t *
to_der(const struct jwt *jwt, size_t *len_out)
{
    size_t half = jwt->algorithm->half;
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(jwt->signature, (int)half, NULL);
    BIGNUM *s = BN_bin2bn(jwt->signature + half, (int)half, NULL);
    uint8_t *der = NULL;
    int len = -1;

    if (sig != NULL && r != NULL && s != NULL
        && ECDSA_SIG_set0(sig, r, s) == 1) {
        r = NULL;
        s = NULL;
        len = i2d_ECDSA_SIG(sig, &der);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(sig);
    *len_out = len > 0 ? (size_t)len : 0;
    return len > 0 ? der : NULL;
}

static bool
verify_bytes(const struct jwt *jwt, EVP_PKEY *key, const uint8_t *signature,
             size_t len)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    bool valid =
        md != NULL
        && EVP_DigestVerifyInit_ex(md, &options, jwt->algorithm->digest, NULL,
                                   NULL, key, NULL)
               == 1
        && (!jwt->algorithm->pss
            || (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING)
                    == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(options,
                                                    RSA_PSS_SALTLEN_DIGEST)
                       == 1))
        && EVP_DigestVerify(md, signature, len, (const uint8_t *)jwt->signed_,
                            jwt->signed_len)
               == 1;

    EVP_MD_CTX_free(md);
    return valid;
}

static bool
verify_by(const struct jwt *jwt, EVP_PKEY *key)
{
    size_t len = 0;
    uint8_t *der;
    bool valid;

    if (jwt->algorithm->half == 0)
        return verify_bytes(jwt, key, jwt->signature, jwt->signature_len);
    if (jwt->signature_len != 2 * jwt->algorithm->half)
        return false;
    der = to_der(jwt, &len);
    valid = der != NULL && verify_bytes(jwt, key, der, len);
    OPENSSL_free(der);
    return valid;
}

static bool
says(const struct esc_cjson *object, const char *member, const char *value)
{
    const struct esc_cjson *json = esc_cjson_get(object, member);
    const char *text = esc_cjson_text(json);

    return json == NULL || (text != NULL && strcmp(text, value) == 0);
}

/* Whether JWK may have signed JWT, as far as names go. */
static bool
is_candidate(const struct jwt *jwt, const struct esc_cjson *jwk)
{
    const char *kty = esc_cjson_text(esc_cjson_get(jwk, "kty"));
    const char *kid = esc_cjson_text(esc_cjson_get(jwk, "kid"));

    return kty != NULL && strcmp(kty, jwt->algorithm->kty) == 0
           && says(jwk, "use", "sig") && says(jwk, "alg", jwt->algorithm->name)
           && (jwt->kid == NULL
               || (kid != NULL && strcmp(kid, jwt->kid) == 0));
}

bool
jwt_verify(const struct jwt *jwt, const struct esc_cjson *jwks,
           bool *unknown_out, struct esc_error *err)
{
    const struct esc_cjson *keys = esc_cjson_get(jwks, "keys");
    const struct esc_cjson *found = NULL;
    size_t count = esc_cjson_count(keys), fit = 0;
    EVP_PKEY *key;
    bool valid;

    *unknown_out = false;
    for (size_t i = 0; i < count && i < KEYS_MAX; i++) {
        const struct esc_cjson *jwk = esc_cjson_item(keys, i);

        if (!is_candidate(jwt, jwk))
            continue;
        found = jwk;
        fit++;
    }
    if (fit != 1) {
        *unknown_out = fit == 0;
        return refuse(err, fit == 0 ? "its key is not one of the provider's"
                                    : "its key is not the only one so named");
    }
    key = jwt_key(found, jwt->algorithm);
    if (key == NULL)
        return refuse(err, "its key is malformed or too weak");
    valid = verify_by(jwt, key);
    EVP_PKEY_free(key);
    return valid || refuse(err, "its signature is not valid");
}

static bool
check_audience(const struct jwt *jwt, const char *client,
               struct esc_error *err)
{
    const struct esc_cjson *aud = esc_cjson_get(jwt->claims, "aud");
    const struct esc_cjson *azp = esc_cjson_get(jwt->claims, "azp");
    size_t count = esc_cjson_count(aud);
    const char *one = esc_cjson_text(aud);
    bool found = one != NULL && strcmp(one, client) == 0;

    if (count > AUDIENCES_MAX)
        return refuse(err, "it has too many audiences");
    for (size_t i = 0; i < count; i++) {
        one = esc_cjson_text(esc_cjson_item(aud, i));
        if (one == NULL)
            return refuse(err, "malformed audience");
        found = found || strcmp(one, client) == 0;
    }
    if (!found)
        return refuse(err, "it was not made for this client");
    if (count > 1 && azp == NULL)
        return refuse(err, "it has several audiences and no authorized party");
    return says(jwt->claims, "azp", client)
           || refuse(err, "its authorized party is another client");
}

static bool
check_times(const struct jwt *jwt, int64_t now, struct esc_error *err)
{
    const struct esc_cjson *nbf = esc_cjson_get(jwt->claims, "nbf");
    int64_t exp, iat, from = 0;

    if (!esc_cjson_integer(esc_cjson_get(jwt->claims, "exp"), &exp)
        || !esc_cjson_integer(esc_cjson_get(jwt->claims, "iat"), &iat)
        || (nbf != NULL && !esc_cjson_integer(nbf, &from)))
        return refuse(err, "it does not say when it was made and ends");
    if (exp <= now - JWT_SKEW)
        return refuse(err, "it has expired");
    if (iat > now + JWT_SKEW || from > now + JWT_SKEW) {
        refuse(err, "it is from the future");
        return esc_fail_hint(err, "is the clock of this host right?");
    }
    return true;
}

bool
jwt_check(const struct jwt *jwt, const struct jwt_rules *rules,
          struct esc_error *err)
{
    const char *iss = esc_cjson_text(esc_cjson_get(jwt->claims, "iss"));
    const char *sub = esc_cjson_text(esc_cjson_get(jwt->claims, "sub"));

    if (iss == NULL || strcmp(iss, rules->issuer) != 0)
        return refuse(err, "another issuer made it");
    if (sub == NULL || sub[0] == '\0' || strlen(sub) > 255)
        return refuse(err, "it has no subject");
    return check_audience(jwt, rules->client, err)
           && check_times(jwt, rules->now, err);
}
