/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Composing and signing.  AWS wants integer times, one audience as a string
 * and no azp; tags and source identity in its own claims.  ECDSA signatures
 * are r and s of 32 bytes each (RFC 7518 section 3.4), not OpenSSL's DER.
 */
#include "idtoken.h"
#include "esc/buf.h"
#include "settings_value.h"
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#define ALPHANUMERIC VALUE_LETTERS VALUE_DIGITS
#define CLAIM_TAGS "https://aws.amazon.com/tags"
#define CLAIM_SOURCE "https://aws.amazon.com/source_identity"

/* Append a part of the token; the text that it encodes is public. */
static void
add_part(struct esc_buf *token, const void *bytes, size_t len)
{
    char text[IDTOKEN_MAX];

    if (token->len > 0)
        esc_buf_add_char(token, '.');
    if (esc_jwk_base64url(bytes, len, text, sizeof(text)))
        esc_buf_add_str(token, text);
    else
        token->failed = true;
}

static bool
fits(const char *text, const char *alphabet, size_t min, size_t max)
{
    size_t len = strlen(text);

    return len >= min && len <= max && value_only(text, alphabet);
}

/* The alphabets of STS for session tags and for SourceIdentity. */
static bool
check(const struct idtoken_claims *claims, struct esc_error *err)
{
    static const char tag[] = ALPHANUMERIC " _.:/=+-@";

    if (claims->tag_host != NULL
        && (!fits(claims->tag_host, tag, 1, 256)
            || !fits(claims->tag_user, tag, 1, 256)))
        return esc_fail(err, ESC_E_CONFIG, claims->subject,
                        "cannot make session tags: '%s' does not fit a tag",
                        claims->tag_user);
    if (claims->source_identity != NULL
        && !fits(claims->source_identity, ALPHANUMERIC "_+=,.@-", 2, 64))
        return esc_fail(err, ESC_E_CONFIG, claims->subject,
                        "cannot make a source identity: '%s' is not 2 to 64"
                        " letters, digits or _+=,.@-",
                        claims->source_identity);
    return true;
}

/* TEXT as a JSON string behind BEFORE, which is JSON already. */
static void
add_string(struct esc_buf *out, const char *before, const char *text)
{
    esc_buf_add_str(out, before);
    esc_buf_add_json(out, text);
}

static void
add_claims(struct esc_buf *out, const struct idtoken_claims *claims,
           const char *jti)
{
    add_string(out, "{\"iss\":", claims->issuer);
    add_string(out, ",\"sub\":", claims->subject);
    add_string(out, ",\"aud\":", claims->audience);
    esc_buf_printf(out, ",\"iat\":%lld,\"exp\":%lld,\"jti\":\"%s\"",
                   (long long)claims->now - IDTOKEN_BACKDATE,
                   (long long)claims->now + IDTOKEN_LIFE, jti);
    if (claims->tag_host != NULL) {
        add_string(out, ",\"" CLAIM_TAGS "\":{\"principal_tags\":{\"Host\":[",
                   claims->tag_host);
        add_string(out, "],\"User\":[", claims->tag_user);
        esc_buf_add_str(out,
                        "]},\"transitive_tag_keys\":[\"Host\",\"User\"]}");
    }
    if (claims->source_identity != NULL)
        add_string(out, ",\"" CLAIM_SOURCE "\":", claims->source_identity);
    esc_buf_add_char(out, '}');
}

static bool
make_jti(char *out)
{
    uint8_t bytes[16];

    if (RAND_bytes(bytes, sizeof(bytes)) != 1)
        return false;
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

/* DER to r || s. */
static bool
flatten(uint8_t *signature, size_t *len)
{
    const uint8_t *at = signature;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)*len);
    bool good =
        pair != NULL
        && BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, 32) == 32
        && BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + 32, 32) == 32;

    ECDSA_SIG_free(pair);
    *len = 64;
    return good;
}

static bool
sign(const struct esc_jwk *key, struct esc_buf *token)
{
    bool ec = strcmp(key->alg, "ES256") == 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t signature[1024];
    size_t len = sizeof(signature);
    bool good =
        context != NULL
        && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->key) == 1
        && EVP_DigestSign(context, signature, &len,
                          (const uint8_t *)esc_buf_text(token), token->len)
               == 1
        && (!ec || flatten(signature, &len));

    EVP_MD_CTX_free(context);
    ERR_clear_error();
    if (good)
        add_part(token, signature, len);
    explicit_bzero(signature, sizeof(signature));
    return good && !token->failed;
}

struct esc_secret *
idtoken_sign(const struct esc_jwk *key, const struct idtoken_claims *claims,
             char *jti_out, struct esc_error *err)
{
    ESC_BUF_OWN text = ESC_BUF_LIMIT(IDTOKEN_MAX / 2);
    ESC_BUF_OWN token = ESC_BUF_LIMIT(IDTOKEN_MAX);
    ESC_OWN(esc_secret) secret = esc_secret_new(IDTOKEN_MAX);
    bool good;

    if (!check(claims, err))
        return NULL;
    esc_buf_printf(&text, "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}",
                   key->alg, key->kid);
    add_part(&token, esc_buf_text(&text), text.len);
    esc_buf_release(&text);
    good = make_jti(jti_out);
    add_claims(&text, claims, jti_out);
    add_part(&token, esc_buf_text(&text), text.len);
    good = good && !text.failed && !token.failed && sign(key, &token)
           && secret != NULL
           && esc_secret_add(secret, esc_buf_text(&token), token.len);
    /* Growing leaves copies, of the text before it was signed. */
    if (token.data != NULL)
        explicit_bzero(token.data, token.len);
    if (!good) {
        esc_fail(err, ESC_E_SYSTEM, claims->subject,
                 "cannot sign an ID token: libcrypto failed or no memory");
        return NULL;
    }
    return esc_secret_take(&secret);
}
