/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify: would the world be able to verify our tokens with this folder?
 * Everything is recomputed from the key numbers: a document that was edited by
 * hand, or is another issuer's, is found out before STS says only no.
 */
#include "document.h"
#include "site.h"
#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOCUMENT_MAX (1024 * 1024)

/* The caller deletes; NULL with ERR. */
static cJSON *
load(const char *folder, const char *name, struct esc_error *err)
{
    char path[PATH_MAX], *text = calloc(1, DOCUMENT_MAX);
    FILE *file = NULL;
    struct stat st;
    cJSON *root = NULL;
    size_t len;

    if (text == NULL
        || snprintf(path, sizeof(path), "%s/%s", folder, name)
               >= (int)sizeof(path))
        esc_fail(err, ESC_E_SYSTEM, folder, "cannot read '%s'", name);
    else if ((file = fopen(path, "re")) == NULL
             || fstat(fileno(file), &st) != 0)
        esc_fail_errno(err, ESC_E_NOT_FOUND, errno, path, "cannot read '%s'",
                       path);
    else if ((st.st_mode & S_IROTH) == 0) {
        esc_fail(err, ESC_E_CONFIG, path, "a web server may not read '%s'",
                 path);
        esc_fail_hint(err, "chmod a+r %s", path);
    } else {
        /* With the NUL, so that nothing may follow. */
        len = fread(text, 1, DOCUMENT_MAX - 1, file);
        root = cJSON_ParseWithLengthOpts(text, len + 1, NULL, 1);
        if (root == NULL)
            esc_fail(err, ESC_E_INPUT, path, "'%s' is not JSON", path);
    }
    if (file != NULL)
        fclose(file);
    free(text);
    return root;
}

static const char *
text_of(const cJSON *object, const char *name)
{
    const char *text =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return text == NULL ? "" : text;
}

static bool
check_text(const cJSON *object, const char *name, const char *want,
           const char *path, struct esc_error *err)
{
    const char *got = text_of(object, name);

    return strcmp(got, want) == 0
           || esc_fail(err, ESC_E_INPUT, path, "'%s' is '%s', not '%s'", name,
                       got, want);
}

static bool
check_discovery(const char *folder, const char *issuer, struct esc_error *err)
{
    static const char name[] = ".well-known/openid-configuration";
    cJSON *root = load(folder, name, err);
    char url[SITE_URL_MAX + 16];
    bool good;

    if (root == NULL)
        return false;
    snprintf(url, sizeof(url), "%s/keys.json", issuer);
    good = check_text(root, "issuer", issuer, name, err)
           && check_text(root, "jwks_uri", url, name, err);
    cJSON_Delete(root);
    return good;
}

/* The key in x5c, described as our own are; NULL when there is none. */
static struct esc_jwk *
certified_key(const cJSON *jwk, const char *kid, struct esc_error *err)
{
    const char *text = cJSON_GetStringValue(
        cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(jwk, "x5c"), 0));
    size_t len = text == NULL ? 0 : strlen(text);
    unsigned char *der = calloc(1, len / 4 * 3 + 4);
    const unsigned char *p = der;
    X509 *certificate = NULL;
    EVP_PKEY *key = NULL;
    int der_len = -1;

    if (der != NULL && len > 0 && len % 4 == 0 && len < INT_MAX)
        der_len = EVP_DecodeBlock(der, (const unsigned char *)text, (int)len);
    if (der_len > 0)
        certificate = d2i_X509(NULL, &p, der_len);
    if (certificate != NULL)
        key = X509_get_pubkey(certificate);
    X509_free(certificate);
    free(der);
    if (key != NULL)
        return esc_jwk_from_key(key, kid, err);
    esc_fail(err, ESC_E_INPUT, kid, "x5c holds no certificate");
    return NULL;
}

static bool
check_members(const cJSON *jwk, const struct esc_jwk *key,
              struct esc_error *err)
{
    for (size_t i = 0; i < 2; i++)
        if (!check_text(jwk, key->members[i].name, key->members[i].value,
                        key->kid, err))
            return false;
    return check_text(jwk, "kty", key->kty, key->kid, err)
           && check_text(jwk, "use", "sig", key->kid, err)
           && check_text(jwk, "alg", key->alg, key->kid, err)
           && check_text(jwk, "kid", key->kid, key->kid, err)
           && (key->crv == NULL
               || check_text(jwk, "crv", key->crv, key->kid, err));
}

static bool
check_jwk(const cJSON *jwk, struct esc_error *err)
{
    static const char *const unwanted[] = {"d",  "p", "q",       "dp", "dq",
                                           "qi", "k", "key_ops", "oth"};
    const char *kid = text_of(jwk, "kid");
    ESC_OWN(esc_jwk) key = NULL;

    for (size_t i = 0; i < sizeof(unwanted) / sizeof(*unwanted); i++)
        if (cJSON_HasObjectItem(jwk, unwanted[i]))
            return esc_fail(err, ESC_E_INPUT, kid,
                            "the key has a member '%s'%s", unwanted[i],
                            unwanted[i][0] == 'k' && unwanted[i][1] != '\0'
                                ? ": STS refuses it"
                                : ": it is no longer a secret");
    if (kid[0] == '\0')
        return esc_fail(err, ESC_E_INPUT, "keys.json", "a key has no kid");
    if (!cJSON_HasObjectItem(jwk, "x5c"))
        return check_text(jwk, "use", "sig", kid, err);
    key = certified_key(jwk, kid, err);
    return key != NULL && check_members(jwk, key, err);
}

/* WANT is our signing key's, or NULL when it is not here. */
static bool
check_keys(const char *folder, const struct esc_jwk *want, int *count_out,
           struct esc_error *err)
{
    cJSON *root = load(folder, "keys.json", err);
    const cJSON *keys = cJSON_GetObjectItemCaseSensitive(root, "keys"), *jwk;
    bool good = root != NULL, found = want == NULL;

    *count_out = cJSON_GetArraySize(keys);
    if (good && (*count_out < 1 || *count_out > DOCUMENT_KEYS_MAX))
        good = esc_fail(err, ESC_E_INPUT, "keys.json",
                        "there are %d keys, not 1 to %d", *count_out,
                        DOCUMENT_KEYS_MAX);
    for (jwk = good ? keys->child : NULL; good && jwk != NULL;
         jwk = jwk->next) {
        good = check_jwk(jwk, err);
        if (good && want != NULL
            && strcmp(text_of(jwk, "kid"), want->kid) == 0)
            found = good = check_members(jwk, want, err);
    }
    cJSON_Delete(root);
    if (!good || found)
        return good;
    esc_fail(err, ESC_E_INPUT, "keys.json",
             "the signing key '%s' is not published", want->kid);
    return esc_fail_hint(err, "esc-session issuer jwks %s", folder);
}

static bool
run(const struct options *options, struct esc_error *err)
{
    const char *folder = options->operands[0];
    struct site site;
    ESC_OWN(esc_jwk) jwk = NULL;
    int count;

    if (strncmp(folder, "https://", 8) == 0) {
        esc_fail(err, ESC_E_USAGE, NULL,
                 "cannot fetch '%s': this program uses no network", folder);
        return esc_fail_hint(err, "curl both documents into a folder first");
    }
    if (!site_load(options, &site, err) || !site_need_issuer(&site, err))
        return false;
    if (options->key != NULL || access(site.key, F_OK) == 0) {
        jwk = esc_jwk_load(site.key, err);
        if (jwk == NULL)
            return false;
    }
    if (!check_discovery(folder, site.issuer, err)
        || !check_keys(folder, jwk, &count, err))
        return false;
    printf("'%s' is right for %s: %d key%s%s%s\n", folder, site.issuer, count,
           count == 1 ? "" : "s",
           jwk == NULL ? "; not checked: there is no signing key here"
                       : ", the signing key is ",
           jwk == NULL ? "" : jwk->kid);
    return true;
}

const struct command command_verify = {
    .name = "verify",
    .usage = "DIR [--key FILE] [--issuer URL] [--settings FILE]",
    .summary = "check a folder before, or after, it is published",
    .operand_min = 1,
    .operand_max = 1,
    .run = run,
};
