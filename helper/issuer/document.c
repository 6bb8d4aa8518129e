/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Discovery and JWKS.  Each JWK holds what verifiers need and no more: STS
 * refuses a key with "key_ops", or with a "use" that is not "sig".
 */
#include "document.h"
#include "esc/file.h"
#include "store.h"
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <unistd.h>

void
keys_release(struct keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        esc_jwk_free(keys->items[i]);
    keys->count = 0;
}

bool
keys_add(struct keys *keys, struct esc_jwk *jwk, struct esc_error *err)
{
    ESC_OWN(esc_jwk) owned = jwk;

    for (size_t i = 0; i < keys->count; i++)
        if (strcmp(keys->items[i]->kid, jwk->kid) == 0)
            return true;
    if (keys->count == DOCUMENT_KEYS_MAX)
        return esc_fail(err, ESC_E_CONFIG, NULL,
                        "cannot publish more than %d keys: STS refuses them",
                        DOCUMENT_KEYS_MAX);
    keys->items[keys->count++] = esc_jwk_take(&owned);
    return true;
}

/* A key that may be only public, so its file need not be private. */
static struct esc_jwk *
load_also(const char *path, struct esc_error *err)
{
    ESC_BUF_OWN pem = ESC_BUF_LIMIT(ESC_JWK_PEM_MAX);
    ESC_OWN(esc_jwk) jwk = NULL;

    if (!esc_file_read(path, &pem, err))
        return NULL;
    jwk = esc_jwk_parse(esc_buf_text(&pem), pem.len, path, err);
    OPENSSL_cleanse(pem.data, pem.len);
    if (jwk == NULL || !jwk->is_private)
        return esc_jwk_take(&jwk);
    return esc_jwk_load(path, err); /* says so when others may read it */
}

static bool
load_beside(struct keys *keys, const char *path, const char *suffix,
            struct esc_error *err)
{
    char beside[PATH_MAX];
    struct esc_jwk *jwk;

    if (snprintf(beside, sizeof(beside), "%s%s", path, suffix)
        >= (int)sizeof(beside))
        return esc_fail(err, ESC_E_USAGE, path, "the path is too long");
    if (access(beside, F_OK) != 0 && errno == ENOENT)
        return true;
    jwk = esc_jwk_load(beside, err);
    return jwk != NULL && keys_add(keys, jwk, err);
}

bool
keys_load(struct keys *keys, const char *path, const struct list *also,
          struct esc_error *err)
{
    struct esc_jwk *jwk = esc_jwk_load(path, err);

    if (jwk == NULL) {
        if (err->code == ESC_E_NOT_FOUND)
            esc_fail_hint(err, "esc-session issuer init --key %s", path);
        return false;
    }
    /* First: Ceph's RGW looks at no other. */
    if (!keys_add(keys, jwk, err) || !load_beside(keys, path, ".next", err)
        || !load_beside(keys, path, ".old", err))
        return false;
    for (size_t i = 0; i < also->count; i++) {
        jwk = load_also(also->items[i], err);
        if (jwk == NULL || !keys_add(keys, jwk, err))
            return false;
    }
    return true;
}

/* Valid whenever anybody looks: the document, not the date, retires a key. */
static bool
fill_certificate(X509 *certificate, const struct esc_jwk *jwk)
{
    X509_NAME *name = X509_get_subject_name(certificate);

    return X509_set_version(certificate, X509_VERSION_3) == 1
           && ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1
           && ASN1_TIME_set_string(X509_getm_notBefore(certificate),
                                   "20200101000000Z")
                  == 1
           && ASN1_TIME_set_string(X509_getm_notAfter(certificate),
                                   "99991231235959Z")
                  == 1
           && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                         (const unsigned char *)jwk->kid, -1,
                                         -1, 0)
                  == 1
           && X509_set_issuer_name(certificate, name) == 1
           && X509_set_pubkey(certificate, jwk->key) == 1
           && X509_sign(certificate, jwk->key, EVP_sha256()) > 0;
}

/* Plain base64 of the DER form (RFC 7517 section 4.7); the caller frees. */
static char *
certificate_text(const struct esc_jwk *jwk)
{
    X509 *certificate = X509_new();
    unsigned char *der = NULL;
    char *text = NULL;
    int len = -1;

    if (certificate != NULL && fill_certificate(certificate, jwk))
        len = i2d_X509(certificate, &der);
    if (len > 0)
        text = calloc(1, (size_t)len / 3 * 4 + 8);
    if (text != NULL)
        EVP_EncodeBlock((unsigned char *)text, der, len);
    OPENSSL_free(der);
    X509_free(certificate);
    ERR_clear_error();
    return text;
}

static bool
add_certificate(cJSON *object, const struct esc_jwk *jwk)
{
    char *text = certificate_text(jwk);
    cJSON *chain = cJSON_AddArrayToObject(object, "x5c");
    cJSON *item = text == NULL ? NULL : cJSON_CreateString(text);
    bool good = item != NULL && cJSON_AddItemToArray(chain, item);

    if (!good)
        cJSON_Delete(item);
    free(text);
    return good;
}

cJSON *
document_jwk(const struct esc_jwk *jwk, struct esc_error *err)
{
    cJSON *object = cJSON_CreateObject();
    const struct esc_jwk_member *members = jwk->members;

    if (cJSON_AddStringToObject(object, "kty", jwk->kty) != NULL
        && cJSON_AddStringToObject(object, "use", "sig") != NULL
        && cJSON_AddStringToObject(object, "alg", jwk->alg) != NULL
        && cJSON_AddStringToObject(object, "kid", jwk->kid) != NULL
        && (jwk->crv == NULL
            || cJSON_AddStringToObject(object, "crv", jwk->crv) != NULL)
        && cJSON_AddStringToObject(object, members[0].name, members[0].value)
               != NULL
        && cJSON_AddStringToObject(object, members[1].name, members[1].value)
               != NULL
        && (!jwk->is_private || add_certificate(object, jwk)))
        return object;
    cJSON_Delete(object);
    esc_fail(err, ESC_E_SYSTEM, NULL, "cannot describe key '%s'", jwk->kid);
    return NULL;
}

static cJSON *
jwks(const struct keys *keys, struct esc_error *err)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *array = cJSON_AddArrayToObject(root, "keys");

    for (size_t i = 0; i < keys->count; i++) {
        cJSON *jwk = document_jwk(keys->items[i], err);

        if (jwk == NULL || !cJSON_AddItemToArray(array, jwk)) {
            cJSON_Delete(jwk);
            cJSON_Delete(root);
            return NULL;
        }
    }
    return root;
}

static cJSON *
discovery(const char *issuer)
{
    static const char *const claims[] = {"iss", "sub", "aud",
                                         "exp", "iat", "jti"};
    static const char *const algorithms[] = {"RS256", "ES256"};
    static const char *const type[] = {"id_token"}, *const subject[] = {
                                                        "public"};
    const struct {
        const char *name;
        const char *const *items;
        int count;
    } lists[] = {
        {"response_types_supported", type, 1},
        {"subject_types_supported", subject, 1},
        {"id_token_signing_alg_values_supported", algorithms, 2},
        {"claims_supported", claims, 6},
    };
    char url[512];
    cJSON *root = cJSON_CreateObject();
    bool good;

    snprintf(url, sizeof(url), "%s/keys.json", issuer);
    good = cJSON_AddStringToObject(root, "issuer", issuer) != NULL
           && cJSON_AddStringToObject(root, "jwks_uri", url) != NULL;
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
        cJSON *list = cJSON_CreateStringArray(lists[i].items, lists[i].count);

        if (!cJSON_AddItemToObject(root, lists[i].name, list)) {
            cJSON_Delete(list);
            good = false;
        }
    }
    if (good)
        return root;
    cJSON_Delete(root);
    return NULL;
}

static bool
write_json(const char *folder, const char *name, cJSON *root,
           struct esc_error *err)
{
    char *text = root == NULL ? NULL : cJSON_Print(root);
    bool good = text != NULL ? store_document(folder, name, text, err)
                             : esc_fail(err, ESC_E_SYSTEM, NULL,
                                        "cannot write '%s': no memory", name);

    cJSON_free(text);
    cJSON_Delete(root);
    return good;
}

bool
document_write(const char *folder, const char *issuer, const struct keys *keys,
               struct esc_error *err)
{
    char well_known[PATH_MAX];
    cJSON *root;

    if (snprintf(well_known, sizeof(well_known), "%s/.well-known", folder)
        >= (int)sizeof(well_known))
        return esc_fail(err, ESC_E_USAGE, folder, "the path is too long");
    if (!store_folder(folder, err) || !store_folder(well_known, err))
        return false;
    root = jwks(keys, err);
    return root != NULL && write_json(folder, "keys.json", root, err)
           && write_json(well_known, "openid-configuration", discovery(issuer),
                         err);
}
