/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the original's CLI: which service and whose token, or why not. */
#include "account.h"
#include "esc/identity.h"
#include "tap.h"
#include <string.h>

#define NOW 1800000000 /* 2027-01-15 */
#define CLOUD "https://api.pulumi.com"
#define CURRENT_A "\"current\":\"https://a\""
#define ACCOUNT_A "\"accounts\":{\"https://a\":{"
#define TOKEN(url) "\"accessTokens\":{\"" url "\":\"pul-CANARY\"}"

static const struct {
    const char *name, *url, *credentials, *choice;
    enum esc_code code;
    const char *want, *person; /* the URL; or a part of the failure */
} rows[] = {
    {"the current account", "",
     "{" CURRENT_A "," ACCOUNT_A
     "\"accessToken\":\"pul-CANARY\",\"username\":\"dana\",\"new\":[{}]}}}",
     "", ESC_OK, "https://a", "dana"},
    {"a slash behind it", "",
     "{\"current\":\"https://a/\",\"accounts\":{\"https://a/"
     "\":{\"accessToken\":\"pul-CANARY\"}}}",
     "", ESC_OK, "https://a", ""},
    {"the older form", "", "{" CURRENT_A "," TOKEN("https://a") "}", "",
     ESC_OK, "https://a", ""},
    {"esc's own choice", "", "{" CURRENT_A "," TOKEN("https://b") "}",
     "{\"name\":\"https://b\"}", ESC_OK, "https://b", ""},
    {"a choice that is malformed is none", "",
     "{" CURRENT_A "," TOKEN("https://a") "}", "{\"name\":", ESC_OK,
     "https://a", ""},
    {"what the user says", "https://b/",
     "{" CURRENT_A "," TOKEN("https://b") "}", "{\"name\":\"https://a\"}",
     ESC_OK, "https://b", ""},
    {"no current account", "", "{" TOKEN(CLOUD) "}", "", ESC_OK, CLOUD, ""},
    {"a place for state does not choose", "",
     "{\"current\":\"s3://x\",\"accessTokens\":{\"" CLOUD
     "\":\"pul-CANARY\"}}",
     "", ESC_OK, CLOUD, ""},
    {"a token that lives", "",
     "{" CURRENT_A "," ACCOUNT_A
     "\"accessToken\":\"pul-CANARY\",\"tokenInformation\":{\"expiresAt\":"
     "\"2030-01-02T03:04:05.5Z\"}}}}",
     "", ESC_OK, "https://a", ""},

    {"nothing at all", "", "", "", ESC_E_NOT_FOUND,
     "not signed in to '" CLOUD "'", NULL},
    {"nobody there", "https://b", "{" CURRENT_A "," TOKEN("https://a") "}", "",
     ESC_E_NOT_FOUND, "not signed in to 'https://b'", NULL},
    {"state only", "", "{\"current\":\"file://~\"}", "", ESC_E_NOT_FOUND,
     "'file://~', which keeps state", NULL},
    {"an empty token", "", "{\"accessTokens\":{\"" CLOUD "\":\"\"}}", "",
     ESC_E_NOT_FOUND, "not signed in", NULL},
    {"a token of another type", "", "{\"accessTokens\":{\"" CLOUD "\":7}}", "",
     ESC_E_NOT_FOUND, "not signed in", NULL},
    {"one that has ended", "",
     "{" CURRENT_A "," ACCOUNT_A
     "\"accessToken\":\"pul-CANARY\",\"refreshToken\":\"CANARY\","
     "\"tokenInformation\":{\"expiresAt\":\"2020-01-02T03:04:05Z\"}}}}",
     "", ESC_E_NOT_FOUND, "ended at 2020-01-02T03:04:05Z", NULL},
    {"encrypted", "",
     "{\"$pulumiSecureStore\":1,\"backend\":\"tpm-file-v1\",\"data\":"
     "\"CANARY\"}",
     "", ESC_E_INPUT, "encrypted (tpm-file-v1)", NULL},
    {"encrypted in a way of its own", "", "{\"$pulumiSecureStore\":{}}", "",
     ESC_E_INPUT, "encrypted (in its own way)", NULL},
    {"no JSON", "", "token: CANARY", "", ESC_E_INPUT, "malformed JSON", NULL},
    {"an array", "", "[\"CANARY\"]", "", ESC_E_NOT_FOUND, "not signed in",
     NULL},
};

static struct esc_secret *
ask(size_t i, struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = esc_secret_new(8192);
    ESC_OWN(esc_secret) cut = esc_secret_new(8192);
    struct esc_message_account want = {
        .credentials = (const uint8_t *)rows[i].credentials,
        .credentials_len = strlen(rows[i].credentials),
        .choice = (const uint8_t *)rows[i].choice,
        .choice_len = strlen(rows[i].choice),
    };

    snprintf(want.url, sizeof(want.url), "%s", rows[i].url);
    /* As it is received: without its length. */
    if (!esc_message_put_account(frame, &want)
        || !esc_secret_add(cut, esc_secret_bytes(frame) + 4,
                           esc_secret_len(frame) - 4))
        diag("cannot compose");
    return account_request(cut, NOW, err);
}

static void
check_identity(size_t i, const struct esc_secret *answer)
{
    ESC_IDENTITY_OWN identity = {0};
    struct esc_error err = {0};

    if (!ok(answer != NULL
                && esc_identity_decode(esc_secret_bytes(answer),
                                       esc_secret_len(answer), &identity,
                                       &err),
            "%s: an identity", rows[i].name))
        return;
    is_int((long long)identity.kind, ESC_IDENTITY_PULUMI, "%s: its kind",
           rows[i].name);
    is_str(identity.issuer, rows[i].want, "%s: the service", rows[i].name);
    is_str(identity.person, rows[i].person, "%s: whose", rows[i].name);
    ok(esc_secret_len(identity.token) == strlen("pul-CANARY"), "%s: the token",
       rows[i].name);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};
        ESC_OWN(esc_secret) answer = ask(i, &err);

        if (rows[i].code == ESC_OK) {
            check_identity(i, answer);
            continue;
        }
        ok(answer == NULL && err.code == rows[i].code
               && strstr(err.text, rows[i].want) != NULL
               && err.hint[0] != '\0',
           "%s: code %d: %s", rows[i].name, err.code, err.text);
        ok(strstr(err.text, "CANARY") == NULL
               && strstr(err.hint, "CANARY") == NULL,
           "%s: without a secret", rows[i].name);
    }
    return tap_done();
}
