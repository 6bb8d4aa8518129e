/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens: their exact text, both algorithms verified with libcrypto. */
#include "helper/provision/idtoken.h"
#include "esc/file.h"
#include "tap.h"
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Made for this test; the thumbprint was computed by another program. */
static const char ec_pem[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIBzpsyfFL2uv9xb+d/qq+kodP2eoZ++AVhikbx2g5kxBoAoGCCqGSM49\n"
    "AwEHoUQDQgAEFfYE7dlYDtd/OBZ5z8g6BMjjvYLmt7wA5LQPtKafG0HRPgOvE/3j\n"
    "QvAqN9aO+BaRCcQ7FuuNVrOUHzpoPFBUVQ==\n"
    "-----END EC PRIVATE KEY-----\n";
static const char ec_kid[] = "U5XbqXigEaX8j7wKHQXolDzc7utge-k8K9TTT3NZwwA";

static bool
write_pem(const char *path, EVP_PKEY *pkey, const EVP_CIPHER *cipher)
{
    FILE *file = fopen(path, "we");
    char word[] = "word";
    bool written =
        file != NULL
        && PEM_write_PrivateKey(file, pkey, cipher, (unsigned char *)word,
                                cipher == NULL ? 0 : 4, NULL, NULL)
               == 1;

    return file != NULL && fclose(file) == 0 && written
           && chmod(path, 0600) == 0;
}

static bool
write_text(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);

    return fd >= 0 && esc_file_write_all(fd, text, strlen(text))
           && close(fd) == 0;
}

/* base64url to bytes; the length, or 0. */
static size_t
decode(const char *text, size_t len, uint8_t *out, size_t size)
{
    char padded[8192];
    size_t full = (len + 3) / 4 * 4;
    int got;

    if (full >= sizeof(padded) || full / 4 * 3 > size)
        return 0;
    memcpy(padded, text, len);
    memset(padded + len, '=', full - len);
    for (size_t i = 0; i < len; i++)
        padded[i] = (char)(padded[i] == '-'   ? '+'
                           : padded[i] == '_' ? '/'
                                              : padded[i]);
    got = EVP_DecodeBlock(out, (const uint8_t *)padded, (int)full);
    return got < 0 ? 0 : (size_t)got - (full - len);
}

/* r || s back to DER, as OpenSSL verifies it. */
static size_t
to_der(const uint8_t *pair, uint8_t *out)
{
    ECDSA_SIG *sig = ECDSA_SIG_new();
    uint8_t *at = out;
    int len;

    ECDSA_SIG_set0(sig, BN_bin2bn(pair, 32, NULL),
                   BN_bin2bn(pair + 32, 32, NULL));
    len = i2d_ECDSA_SIG(sig, &at);
    ECDSA_SIG_free(sig);
    return len < 0 ? 0 : (size_t)len;
}

static bool
verify(EVP_PKEY *pkey, const char *token)
{
    const char *dot = strrchr(token, '.');
    uint8_t raw[1024], der[256], *signature = raw;
    size_t len = decode(dot + 1, strlen(dot + 1), raw, sizeof(raw));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good;

    if (EVP_PKEY_is_a(pkey, "EC")) {
        if (len != 64)
            return false;
        len = to_der(raw, der);
        signature = der;
    }
    good = EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, pkey) == 1
           && EVP_DigestVerify(context, signature, len, (const uint8_t *)token,
                               (size_t)(dot - token))
                  == 1;
    EVP_MD_CTX_free(context);
    return good;
}

static void
part(const char *token, int index, char *out, size_t size)
{
    const char *end;
    size_t len;

    while (index-- > 0)
        token = strchr(token, '.') + 1;
    end = strchr(token, '.');
    len = decode(token, end == NULL ? strlen(token) : (size_t)(end - token),
                 (uint8_t *)out, size - 1);
    out[len] = '\0';
}

static const struct idtoken_claims plain = {
    .issuer = "https://id.example.com/fleet1",
    .subject = "bastion:fleet1:host:bastion1:user:dana",
    .audience = "sts.amazonaws.com",
    .now = 1900000000,
};

static void
test_token(const char *path, EVP_PKEY *pkey, const char *algorithm)
{
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) key = esc_jwk_load(path, &err);
    ESC_OWN(esc_secret) token = NULL;
    char jti[IDTOKEN_JTI_SIZE] = "", text[4096], want[4096];

    if (!ok(key != NULL, "%s: the key is read", algorithm)) {
        diag("%s: %s", err.where, err.text);
        return;
    }
    is_str(key->alg, algorithm, "  its algorithm");
    token = idtoken_sign(key, &plain, jti, &err);
    if (!ok(token != NULL, "  a token is signed"))
        return;
    ok(verify(pkey, (const char *)esc_secret_bytes(token)),
       "  libcrypto verifies it");
    part((const char *)esc_secret_bytes(token), 0, text, sizeof(text));
    snprintf(want, sizeof(want),
             "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}", algorithm,
             key->kid);
    is_str(text, want, "  its header");
    part((const char *)esc_secret_bytes(token), 1, text, sizeof(text));
    snprintf(want, sizeof(want),
             "{\"iss\":\"https://id.example.com/fleet1\","
             "\"sub\":\"bastion:fleet1:host:bastion1:user:dana\","
             "\"aud\":\"sts.amazonaws.com\",\"iat\":1899999970,"
             "\"exp\":1900000300,\"jti\":\"%s\"}",
             jti);
    is_str(text, want, "  its claims");
    ok(strlen(jti) == 32 && strspn(jti, "0123456789abcdef") == 32,
       "  128 random bits");
}

static void
test_extras(const char *path)
{
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) key = esc_jwk_load(path, &err);
    ESC_OWN(esc_secret) token = NULL;
    struct idtoken_claims claims = plain;
    char first[IDTOKEN_JTI_SIZE], jti[IDTOKEN_JTI_SIZE], text[4096];

    if (!ok(key != NULL, "the key again"))
        return;
    is_str(key->kid, ec_kid, "the thumbprint of RFC 7638");
    claims.tag_host = "bastion1";
    claims.tag_user = "dana";
    claims.source_identity = "dana";
    token = idtoken_sign(key, &claims, first, &err);
    ok(token != NULL, "tags and source identity");
    part((const char *)esc_secret_bytes(token), 1, text, sizeof(text));
    ok(strstr(text, ",\"https://aws.amazon.com/tags\":{\"principal_tags\":"
                    "{\"Host\":[\"bastion1\"],\"User\":[\"dana\"]},"
                    "\"transitive_tag_keys\":[\"Host\",\"User\"]},"
                    "\"https://aws.amazon.com/source_identity\":\"dana\"}")
           != NULL,
       "  in AWS's own claims");
    esc_secret_free(esc_secret_take(&token));
    token = idtoken_sign(key, &plain, jti, &err);
    ok(token != NULL && strcmp(first, jti) != 0, "no jti comes twice");
    claims.tag_user = "a,b";
    ok(idtoken_sign(key, &claims, jti, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "a tag that STS would refuse");
    claims.tag_host = NULL;
    claims.source_identity = "x";
    ok(idtoken_sign(key, &claims, jti, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "a source identity of one letter");
}

static void
refused(const char *path, const char *name)
{
    struct esc_error err = {0};
    struct esc_jwk *key = esc_jwk_load(path, &err);

    ok(key == NULL && err.code == ESC_E_CONFIG && strcmp(err.where, path) == 0,
       "refused: %s", name);
    esc_jwk_free(key);
}

static void
test_refused(const char *path, EVP_PKEY *rsa)
{
    EVP_PKEY *small = EVP_RSA_gen(1024), *p384 = EVP_EC_gen("P-384"),
             *ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    struct esc_error err = {0};

    ok(write_pem(path, small, NULL), "RSA of 1024 bits");
    refused(path, "too short");
    ok(write_pem(path, p384, NULL), "EC on P-384");
    refused(path, "another curve");
    ok(write_pem(path, ed, NULL), "Ed25519");
    refused(path, "what AWS does not take");
    ok(write_pem(path, rsa, EVP_aes_128_cbc()), "a passphrase");
    refused(path, "without asking for it");
    ok(write_text(path, "-----BEGIN PUBLIC KEY-----\n"), "no private key");
    refused(path, "not a private key");
    ok(write_text(path, ""), "an empty file");
    refused(path, "empty");
    ok(write_pem(path, rsa, NULL) && chmod(path, 0644) == 0, "0644");
    refused(path, "readable by all");
    unlink(path);
    ok(esc_jwk_load(path, &err) == NULL && err.code == ESC_E_NOT_FOUND,
       "refused: missing");
    EVP_PKEY_free(small);
    EVP_PKEY_free(p384);
    EVP_PKEY_free(ed);
}

int
main(void)
{
    char dir[] = "/tmp/idtoken-t.XXXXXX", path[64];
    EVP_PKEY *rsa = EVP_RSA_gen(2048), *ec = NULL;
    BIO *bio = BIO_new_mem_buf(ec_pem, -1);

    ec = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    ok(mkdtemp(dir) != NULL && rsa != NULL && ec != NULL, "keys");
    snprintf(path, sizeof(path), "%s/key.pem", dir);
    if (ok(write_pem(path, rsa, NULL), "an RSA key"))
        test_token(path, rsa, "RS256");
    if (ok(write_text(path, ec_pem), "an EC key")) {
        test_token(path, ec, "ES256");
        test_extras(path);
    }
    test_refused(path, rsa);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    rmdir(dir);
    return tap_done();
}
