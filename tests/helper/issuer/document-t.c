/* SPDX-License-Identifier: Apache-2.0 */
/*
 * init, jwks and verify: the key's file, and that libcrypto, given nothing but
 * the documents, finds our key in them.
 */
#include "esc/jwk.h"
#include "run.h"
#include "tap.h"
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#define SITE "--key k.pem --issuer " RUN_URL

static int
mode_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 ? (int)(st.st_mode & 07777) : -1;
}

static const char *
text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));

    return text == NULL ? "(none)" : text;
}

static void
test_init(struct run *run, const char *type)
{
    char words[128];
    static char first[RUN_OUTPUT_MAX];

    unlink("k.pem");
    umask(0);
    snprintf(words, sizeof(words), "init --key k.pem --type %s", type);
    is_int(run_issuer(run, words), 0, "%s: init", type);
    is_int(mode_of("k.pem"), 0600, "%s: private, whatever the umask", type);
    cJSON_Delete(run_file(run, "k.pem"));
    memcpy(first, run->output, sizeof(first));
    ok(strncmp(first, "-----BEGIN PRIVATE KEY-----", 27) == 0, "%s: PKCS#8",
       type);
    is_int(run_issuer(run, words), 1, "%s: a second init fails", type);
    ok(strstr(run->output, "cannot make 'k.pem': it is already there\n")
           != NULL,
       "%s: and says why", type);
    cJSON_Delete(run_file(run, "k.pem"));
    is_str(run->output, first, "%s: the key is as before", type);
}

/* The certificate in x5c, checked by its own key; the caller frees. */
static EVP_PKEY *
certified(const cJSON *jwk)
{
    const char *text = cJSON_GetStringValue(
        cJSON_GetArrayItem(cJSON_GetObjectItem(jwk, "x5c"), 0));
    unsigned char der[4096];
    const unsigned char *p = der;
    X509 *certificate = NULL;
    EVP_PKEY *key = NULL;
    int len = -1;

    if (text != NULL && strlen(text) < sizeof(der))
        len = EVP_DecodeBlock(der, (const unsigned char *)text,
                              (int)strlen(text));
    if (len > 0)
        certificate = d2i_X509(NULL, &p, len);
    if (certificate != NULL) {
        key = X509_get_pubkey(certificate);
        is_int(X509_verify(certificate, key), 1, "its certificate verifies");
        is_int(X509_cmp_current_time(X509_get0_notBefore(certificate)), -1,
               "it is valid already");
        is_int(X509_cmp_current_time(X509_get0_notAfter(certificate)), 1,
               "it is still valid");
    }
    X509_free(certificate);
    return key;
}

static void
test_jwk(const cJSON *jwk, const struct esc_jwk *key)
{
    static const char *const absent[] = {"d", "p", "q", "key_ops"};
    EVP_PKEY *other;

    is_str(text_of(jwk, "use"), "sig", "use");
    is_str(text_of(jwk, "alg"), key->alg, "alg");
    is_str(text_of(jwk, "kty"), key->kty, "kty");
    is_str(text_of(jwk, "kid"), key->kid, "kid");
    for (size_t i = 0; i < 2; i++)
        is_str(text_of(jwk, key->members[i].name), key->members[i].value,
               "member %s", key->members[i].name);
    for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
        ok(!cJSON_HasObjectItem(jwk, absent[i]), "no member %s", absent[i]);
    other = certified(jwk);
    ok(other != NULL && EVP_PKEY_eq(other, key->key) == 1,
       "the certificate's key is the signing key");
    EVP_PKEY_free(other);
}

static void
test_jwks(struct run *run)
{
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) key = esc_jwk_load("k.pem", &err);
    cJSON *root, *keys;

    umask(077);
    is_int(run_issuer(run, "jwks www " SITE), 0, "jwks");
    is_int(mode_of("www"), 0755, "the folder's mode");
    is_int(mode_of("www/keys.json"), 0644, "the keys' mode");
    is_int(mode_of("www/.well-known/openid-configuration"), 0644,
           "discovery's mode");
    root = run_file(run, "www/.well-known/openid-configuration");
    is_str(text_of(root, "issuer"), RUN_URL, "issuer");
    is_str(text_of(root, "jwks_uri"), RUN_URL "/keys.json", "jwks_uri");
    cJSON_Delete(root);
    root = run_file(run, "www/keys.json");
    keys = cJSON_GetObjectItem(root, "keys");
    is_int(cJSON_GetArraySize(keys), 1, "one key");
    if (ok(key != NULL && cJSON_GetArraySize(keys) == 1, "the key is read"))
        test_jwk(keys->child, key);
    cJSON_Delete(root);
    is_int(run_issuer(run, "verify www " SITE), 0, "verify agrees");
}

static void
test_also(struct run *run)
{
    cJSON *root;

    is_int(run_issuer(run, "init --key other.pem --type ec256"), 0, "another");
    is_int(system("openssl pkey -in other.pem -pubout -out public.pem"
                  " && chmod 644 public.pem"),
           0, "its public half");
    is_int(run_issuer(run, "jwks www --also public.pem --also k.pem " SITE), 0,
           "jwks with others");
    root = run_file(run, "www/keys.json");
    is_int(cJSON_GetArraySize(cJSON_GetObjectItem(root, "keys")), 2,
           "each key once");
    cJSON_Delete(root);
    is_int(run_issuer(run, "verify www " SITE), 0, "verify agrees");
    is_int(run_issuer(run, "verify www --key other.pem --issuer " RUN_URL), 0,
           "for the other key too");
}

static void
test_refused(struct run *run)
{
    static const struct {
        const char *words, *says;
        int status;
    } rows[] = {
        {"jwks www --key none.pem --issuer " RUN_URL,
         "hint: esc-session issuer init --key none.pem\n", 1},
        {"jwks www --key open.pem --issuer " RUN_URL,
         "refuse 'open.pem': others than its owner may read it\n", 1},
        {"jwks www --key k.pem --issuer http://id.example.com",
         "cannot use issuer 'http://id.example.com': it does not start with "
         "'https://'\n",
         2},
        {"jwks www --key k.pem --issuer https://id.example.com:8443",
         "AWS takes no port\n", 2},
        {"jwks www --key k.pem --issuer https://id.example.com/a/",
         "it ends with '/'\n", 2},
        {"jwks www --key k.pem --issuer https://Id.example.com",
         "the host is not lower-case", 2},
        {"jwks www --key k.pem --issuer 'https://id.example.com/a?b'",
         "the path holds more than", 2},
        {"jwks none/www " SITE, "cannot make folder 'none/www': No such", 1},
        {"jwks " SITE, "an operand is missing\n", 2},
        {"jwks a b " SITE, "unexpected 'b'\n", 2},
        {"jwks a --json", "unknown option '--json'\n", 2},
        {"jwks a --key", "'--key' has no value\n", 2},
        {"jwks a --key a --key b", "'--key' is said twice\n", 2},
        {"init --key n.pem --type rsa1024", "unknown key type 'rsa1024'\n", 2},
        {"nothing", "unknown command 'nothing'\n", 2},
        {"verify https://id.example.com", "this program uses no network", 2},
    };

    is_int(system("cp k.pem open.pem && chmod 644 open.pem"), 0, "a copy");
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        is_int(run_issuer(run, rows[i].words), rows[i].status, "%s: status",
               rows[i].words);
        if (!ok(strstr(run->output, rows[i].says) != NULL, "%s: says why",
                rows[i].words))
            diag("%s", run->output);
    }
}

static void
test_tampered(struct run *run)
{
    static const struct {
        const char *edit, *says;
    } rows[] = {
        {"s/\"AQAB\"/\"AQAC\"/", "'e' is 'AQAC', not 'AQAB'"},
        {"s/\"sig\"/\"enc\"/", "'use' is 'enc', not 'sig'"},
        {"s/\"alg\"/\"d\": \"x\", \"alg\"/", "the key has a member 'd'"},
        {"s/\"alg\"/\"key_ops\": [], \"alg\"/", "'key_ops': STS refuses it"},
        {"s/RS256/RS512/", "'alg' is 'RS512', not 'RS256'"},
        {"s/kid\"/kit\"/", "a key has no kid"},
        {"s/x5c\":.*/x5c\": [\"AAAA\"]/", "x5c holds no certificate"},
        {"s/{//", "is not JSON"},
    };
    char command[256];

    run_issuer(run, "init --key rsa.pem");
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        run_issuer(run, "jwks www --key rsa.pem --issuer " RUN_URL);
        snprintf(command, sizeof(command), "sed -i '%s' www/keys.json",
                 rows[i].edit);
        is_int(system(command), 0, "%s: edited", rows[i].edit);
        is_int(run_issuer(run, "verify www --key rsa.pem --issuer " RUN_URL),
               1, "%s: verify refuses", rows[i].edit);
        if (!ok(strstr(run->output, rows[i].says) != NULL, "%s: says why",
                rows[i].edit))
            diag("%s", run->output);
    }
    run_issuer(run, "jwks www --key rsa.pem --issuer " RUN_URL);
    is_int(run_issuer(run, "verify www --key other.pem --issuer " RUN_URL), 1,
           "a key that is not published");
    is_int(run_issuer(run, "verify www --key rsa.pem --issuer " RUN_URL "x"),
           1, "another issuer");
}

static void
test_help(struct run *run)
{
    is_int(run_issuer(run, "help"), 0, "help is a word");
    ok(strstr(run->output, "usage: esc-session issuer COMMAND") != NULL,
       "and shows the commands");
    is_int(run_issuer(run, "--help"), 0, "and an option");
    is_int(run_issuer(run, "--help >/dev/full"), 1, "a full disk is told");
    is_int(run_issuer(run, "init --help >/dev/full"), 1,
           "by a command's help too");
}

int
main(void)
{
    static struct run run;

    if (!run_start(&run)) {
        ok(false, "a folder to work in");
        return tap_done();
    }
    test_init(&run, "ec256");
    test_jwks(&run);
    test_init(&run, "rsa2048");
    test_jwks(&run);
    test_also(&run);
    test_refused(&run);
    test_tampered(&run);
    test_help(&run);
    run_end(&run);
    return tap_done();
}
