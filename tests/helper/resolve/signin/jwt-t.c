/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens: whose, for whom, when, by what key; and every way to be none. */
#include "signin/jwt.h"
#include "sign.h"
#include "tests/tap/tap.h"
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1000000
#define ISS "\"iss\":\"https://id.example\","
#define SUB "\"sub\":\"dana\","
#define AUD "\"aud\":\"ssh\","
#define TIMES "\"iat\":999990,\"exp\":1000600"

static struct keys {
    EVP_PKEY *rsa, *ec, *ec384, *weak;
    struct esc_cjson *jwks;
    char set[8192];
} keys;

static char token[8192];
static struct esc_error err;

static struct esc_cjson *
parse(const char *text)
{
    return esc_cjson_parse(text, strlen(text), &err);
}

static void
make_keys(void)
{
    char rsa[2048], ec[1024], ec384[1024], weak[1024];

    keys.rsa = EVP_RSA_gen(2048);
    keys.weak = EVP_RSA_gen(1024);
    keys.ec = EVP_EC_gen("P-256");
    keys.ec384 = EVP_EC_gen("P-384");
    sign_jwk(keys.rsa, "r", rsa, sizeof(rsa));
    sign_jwk(keys.ec, "e", ec, sizeof(ec));
    sign_jwk(keys.ec384, "e3", ec384, sizeof(ec384));
    sign_jwk(keys.weak, "w", weak, sizeof(weak));
    snprintf(keys.set, sizeof(keys.set),
             "{\"keys\":[%s,%s,%s,%s,{\"kty\":\"oct\",\"kid\":\"o\"},7]}", rsa,
             ec, ec384, weak);
    keys.jwks = parse(keys.set);
}

/* The whole judgement of what stands in TOKEN; "" for valid. */
static const char *
judge(const struct esc_cjson *jwks)
{
    struct jwt_rules rules = {"https://id.example", "ssh", NOW};
    JWT_OWN jwt = {0};
    bool unknown;

    err = (struct esc_error){0};
    if (jwt_parse(token, strlen(token), &jwt, &err)
        && jwt_verify(&jwt, jwks, &unknown, &err)
        && jwt_check(&jwt, &rules, &err))
        return "";
    if (err.code != ESC_E_PROVIDER)
        return "another code";
    return strncmp(err.text, "refuse the ID token: ", 21) == 0 ? err.text + 21
                                                               : err.text;
}

struct algorithm_row {
    const char *name, *header;
    struct signing how;
    const char *want;
};

static void
judge_rows(const struct algorithm_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sign_token(&rows[i].how, rows[i].header, "{" ISS SUB AUD TIMES "}",
                   token, sizeof(token));
        is_str(judge(keys.jwks), rows[i].want, "%s", rows[i].name);
    }
}

static void
test_algorithms(void)
{
    const struct algorithm_row rows[] = {
        {"RS256",
         "{\"alg\":\"RS256\",\"kid\":\"r\"}",
         {keys.rsa, "SHA256", 0, 0},
         ""},
        {"RS512",
         "{\"alg\":\"RS512\",\"kid\":\"r\",\"typ\":\"JWT\"}",
         {keys.rsa, "SHA512", 0, 0},
         ""},
        {"PS256",
         "{\"alg\":\"PS256\",\"kid\":\"r\"}",
         {keys.rsa, "SHA256", 0, 1},
         ""},
        {"ES256",
         "{\"alg\":\"ES256\",\"kid\":\"e\"}",
         {keys.ec, "SHA256", 32, 0},
         ""},
        {"ES384",
         "{\"alg\":\"ES384\",\"kid\":\"e3\"}",
         {keys.ec384, "SHA384", 48, 0},
         ""},
        {"none",
         "{\"alg\":\"none\",\"kid\":\"r\"}",
         {keys.rsa, "SHA256", 0, 0},
         "algorithm 'none' is not allowed"},
        {"HS256, a public key as secret",
         "{\"alg\":\"HS256\",\"kid\":\"r\"}",
         {keys.rsa, "SHA256", 0, 0},
         "algorithm 'HS256' is not allowed"},
        {"no algorithm",
         "{\"kid\":\"r\"}",
         {keys.rsa, "SHA256", 0, 0},
         "its header names no algorithm"},
    };

    judge_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
test_signatures(void)
{
    const struct algorithm_row rows[] = {
        {"another digest than it says",
         "{\"alg\":\"RS256\",\"kid\":\"r\"}",
         {keys.rsa, "SHA512", 0, 0},
         "its signature is not valid"},
        {"PKCS#1 called PSS",
         "{\"alg\":\"PS256\",\"kid\":\"r\"}",
         {keys.rsa, "SHA256", 0, 0},
         "its signature is not valid"},
        {"an EC key called RSA",
         "{\"alg\":\"RS256\",\"kid\":\"e\"}",
         {keys.ec, "SHA256", 32, 0},
         "its key is not one of the provider's"},
        {"a key of another curve",
         "{\"alg\":\"ES256\",\"kid\":\"e3\"}",
         {keys.ec384, "SHA256", 48, 0},
         "its key is malformed or too weak"},
        {"a weak key",
         "{\"alg\":\"RS256\",\"kid\":\"w\"}",
         {keys.weak, "SHA256", 0, 0},
         "its key is malformed or too weak"},
        {"an unknown key",
         "{\"alg\":\"RS256\",\"kid\":\"x\"}",
         {keys.rsa, "SHA256", 0, 0},
         "its key is not one of the provider's"},
        {"no key id, two keys fit",
         "{\"alg\":\"RS256\"}",
         {keys.rsa, "SHA256", 0, 0},
         "its key is not the only one so named"},
        {"somebody else's signature",
         "{\"alg\":\"ES256\",\"kid\":\"e\"}",
         {keys.ec384, "SHA256", 48, 0},
         "its signature is not valid"},
        {"critical extensions",
         "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"b64\"]}",
         {keys.rsa, "SHA256", 0, 0},
         "it has critical extensions"},
        {"an access token",
         "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}",
         {keys.rsa, "SHA256", 0, 0},
         "it is another kind of token"},
    };

    judge_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

struct claims_row {
    const char *name, *claims, *want;
};

static void
judge_claims(const struct claims_row *rows, size_t count)
{
    struct signing how = {keys.rsa, "SHA256", 0, 0};

    for (size_t i = 0; i < count; i++) {
        sign_token(&how, "{\"alg\":\"RS256\",\"kid\":\"r\"}", rows[i].claims,
                   token, sizeof(token));
        is_str(judge(keys.jwks), rows[i].want, "%s", rows[i].name);
    }
}

static void
test_claims(void)
{
    static const struct claims_row rows[] = {
        {"as it must be", "{" ISS SUB AUD TIMES "}", ""},
        {"another issuer",
         "{\"iss\":\"https://id.example/\"," SUB AUD TIMES "}",
         "another issuer made it"},
        {"no issuer", "{" SUB AUD TIMES "}", "another issuer made it"},
        {"no subject", "{" ISS AUD TIMES "}", "it has no subject"},
        {"an empty subject", "{" ISS "\"sub\":\"\"," AUD TIMES "}",
         "it has no subject"},
        {"another audience", "{" ISS SUB "\"aud\":\"web\"," TIMES "}",
         "it was not made for this client"},
        {"no audience", "{" ISS SUB TIMES "}",
         "it was not made for this client"},
        {"one audience in a list", "{" ISS SUB "\"aud\":[\"ssh\"]," TIMES "}",
         ""},
        {"several, without a party",
         "{" ISS SUB "\"aud\":[\"web\",\"ssh\"]," TIMES "}",
         "it has several audiences and no authorized party"},
        {"several, party us",
         "{" ISS SUB "\"aud\":[\"web\",\"ssh\"],\"azp\":\"ssh\"," TIMES "}",
         ""},
        {"party another", "{" ISS SUB AUD "\"azp\":\"web\"," TIMES "}",
         "its authorized party is another client"},
        {"an audience that is no text",
         "{" ISS SUB "\"aud\":[\"ssh\",7]," TIMES "}", "malformed audience"},
    };

    judge_claims(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
test_times(void)
{
    static const struct claims_row rows[] = {
        {"expired a minute ago",
         "{" ISS SUB AUD "\"iat\":999000,\"exp\":999940}", "it has expired"},
        {"expired, within the skew",
         "{" ISS SUB AUD "\"iat\":999000,\"exp\":999941}", ""},
        {"made in a minute",
         "{" ISS SUB AUD "\"iat\":1000060,"
         "\"exp\":1000600}",
         ""},
        {"made later", "{" ISS SUB AUD "\"iat\":1000061,\"exp\":1000600}",
         "it is from the future"},
        {"not before later", "{" ISS SUB AUD "\"nbf\":1000061," TIMES "}",
         "it is from the future"},
        {"no end", "{" ISS SUB AUD "\"iat\":999990}",
         "it does not say when it was made and ends"},
        {"an end that is a text",
         "{" ISS SUB AUD "\"iat\":999990,\"exp\":\"1000600\"}",
         "it does not say when it was made and ends"},
        {"no beginning", "{" ISS SUB AUD "\"exp\":1000600}",
         "it does not say when it was made and ends"},
    };

    judge_claims(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
test_forms(void)
{
    static const struct {
        const char *name, *token, *want;
    } rows[] = {
        {"nothing", "", "it is no signed token"},
        {"one part", "abc", "it is no signed token"},
        {"two parts", "e30.e30", "it is no signed token"},
        {"no JSON", "YWJj.e30.e30", "its parts are not JSON"},
        {"padding", "e30=.e30.e30", "its parts are not JSON"},
        {"bits left over", "e31.e30.e30", "its parts are not JSON"},
        {"no signature", "eyJhbGciOiJSUzI1NiJ9.e30.", "malformed signature"},
        {"five parts", "eyJhbGciOiJSUzI1NiJ9.e30.e30.e30.e30",
         "malformed signature"},
    };
    struct signing how = {keys.ec, "SHA256", 32, 0};
    size_t len;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(token, sizeof(token), "%s", rows[i].token);
        is_str(judge(keys.jwks), rows[i].want, "%s", rows[i].name);
    }
    len = sign_token(&how, "{\"alg\":\"ES256\",\"kid\":\"e\"}",
                     "{" ISS SUB AUD TIMES "}", token, sizeof(token));
    token[len - 2] = '\0';
    is_str(judge(keys.jwks), "its signature is not valid",
           "a short EC signature");
}

static void
test_sets(void)
{
    static const char *const bad[] = {
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "[]",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"use\":\"enc\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"alg\":\"ES384\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\","
        "\"x\":\"AAAA\",\"y\":\"AAAA\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\","
        "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
        "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
    };
    struct signing how = {keys.ec, "SHA256", 32, 0};

    sign_token(&how, "{\"alg\":\"ES256\",\"kid\":\"e\"}",
               "{" ISS SUB AUD TIMES "}", token, sizeof(token));
    is_str(judge(keys.jwks), "", "by the provider's set");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ESC_OWN(esc_cjson) jwks = parse(bad[i]);

        ok(judge(jwks)[0] != '\0' && err.code == ESC_E_PROVIDER,
           "not by set %zu", i);
    }
}

int
main(void)
{
    make_keys();
    test_algorithms();
    test_signatures();
    test_claims();
    test_times();
    test_forms();
    test_sets();
    EVP_PKEY_free(keys.rsa);
    EVP_PKEY_free(keys.weak);
    EVP_PKEY_free(keys.ec);
    EVP_PKEY_free(keys.ec384);
    esc_cjson_free(keys.jwks);
    return tap_done();
}
