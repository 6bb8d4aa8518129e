/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `pulumi login` left, read only.  The form, of which nothing is
 * promised:
 *
 *   {"current": URL, "accessTokens": {URL: TOKEN},
 *    "accounts": {URL: {"accessToken": TOKEN, "username": ..., "refreshToken":
 *      ..., "tokenInformation": {"expiresAt": RFC 3339}}}}
 *
 * or, encrypted for a key that only that CLI can get:
 *
 *   {"$pulumiSecureStore": 1, "backend": ..., "algo": ..., ...}
 *
 * The choice of esc's own commands stands in another file: {"name": URL}.
 */
#include "account.h"
#include "esc/cjson.h"
#include "esc/identity.h"
#include "esc/text.h"
#include <stdio.h>
#include <string.h>

#define CLOUD "https://api.pulumi.com"
#define WAYS "set PULUMI_ACCESS_TOKEN, or 'esc-session login --pulumi-token'"

static struct esc_cjson *
parse(const uint8_t *bytes, size_t len, struct esc_error *err)
{
    return len == 0 ? NULL : esc_cjson_parse((const char *)bytes, len, err);
}

/* Whether URL is of a service, not of a place that keeps state only. */
static bool
is_service(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

/* URL without the slash that may end it. */
static bool
take_url(const char *url, char out[ESC_MESSAGE_URL_MAX])
{
    size_t len = url == NULL ? 0 : strlen(url);

    if (len > 0 && url[len - 1] == '/')
        len--;
    if (len == 0 || len >= ESC_MESSAGE_URL_MAX)
        return false;
    memcpy(out, url, len);
    out[len] = '\0';
    return true;
}

/* The member of OBJECT for URL, which may be written with a slash behind. */
static const struct esc_cjson *
of_url(const struct esc_cjson *object, const char *url)
{
    char slashed[ESC_MESSAGE_URL_MAX + 1];
    const struct esc_cjson *member = esc_cjson_get(object, url);

    snprintf(slashed, sizeof(slashed), "%s/", url);
    return member != NULL ? member : esc_cjson_get(object, slashed);
}

struct files {
    struct esc_cjson *credentials, *choice;
};

static void
choose(const struct esc_message_account *want, const struct files *files,
       char url[ESC_MESSAGE_URL_MAX])
{
    const char *chosen = esc_cjson_text(esc_cjson_get(files->choice, "name"));
    const char *current =
        esc_cjson_text(esc_cjson_get(files->credentials, "current"));

    if (take_url(want->url, url))
        return;
    /* Where state is kept says nothing of where environments are. */
    if ((take_url(chosen, url) && is_service(url))
        || (take_url(current, url) && is_service(url)))
        return;
    snprintf(url, ESC_MESSAGE_URL_MAX, "%s", CLOUD);
}

static bool
nobody(const struct files *files, const char *url, struct esc_error *err)
{
    const char *current =
        esc_cjson_text(esc_cjson_get(files->credentials, "current"));

    if (current != NULL && !is_service(current))
        esc_fail(err, ESC_E_NOT_FOUND, url,
                 "the Pulumi CLI is signed in to '%.200s', which keeps state "
                 "and has no environments, and not to '%.200s'",
                 current, url);
    else
        esc_fail(err, ESC_E_NOT_FOUND, url,
                 "the Pulumi CLI is not signed in to '%.200s'", url);
    return esc_fail_hint(err, "run 'pulumi login %.100s', or " WAYS, url);
}

/* When the token of ACCOUNT ends; 0: not known. */
static int64_t
end_of(const struct esc_cjson *account)
{
    const char *text = esc_cjson_text(esc_cjson_get(
        esc_cjson_get(account, "tokenInformation"), "expiresAt"));
    int64_t end;

    return text != NULL && esc_text_time(text, &end) && end > 0 ? end : 0;
}

static bool
check_end(const struct esc_cjson *account, const char *url, int64_t now,
          struct esc_error *err)
{
    int64_t end = end_of(account);
    char text[32];

    if (end == 0 || end > now)
        return true;
    esc_text_format_time(end, text, sizeof(text));
    esc_fail(err, ESC_E_NOT_FOUND, url,
             "the Pulumi CLI's sign-in to '%.200s' ended at %s", url, text);
    return esc_fail_hint(err, "run 'pulumi %s', or " WAYS,
                         esc_cjson_get(account, "refreshToken") != NULL
                             ? "whoami' to refresh it"
                             : "login");
}

static struct esc_secret *
encode(const char *url, const struct esc_cjson *account, const char *token,
       struct esc_error *err)
{
    ESC_IDENTITY_OWN identity = {.kind = ESC_IDENTITY_PULUMI};
    const char *person = esc_cjson_text(esc_cjson_get(account, "username"));

    snprintf(identity.issuer, sizeof(identity.issuer), "%s", url);
    snprintf(identity.person, sizeof(identity.person), "%s",
             person == NULL ? "" : person);
    identity.expires = (uint64_t)end_of(account);
    return esc_identity_keep(&identity.token, token, strlen(token),
                             ESC_MESSAGE_TOKEN_MAX, err)
               ? esc_identity_encode(&identity, err)
               : NULL;
}

static struct esc_secret *
find(const struct esc_message_account *want, const struct files *files,
     int64_t now, struct esc_error *err)
{
    const struct esc_cjson *root = files->credentials, *account;
    char url[ESC_MESSAGE_URL_MAX];
    const char *token;

    if (esc_cjson_get(root, "$pulumiSecureStore") != NULL) {
        const char *how = esc_cjson_text(esc_cjson_get(root, "backend"));

        esc_fail(err, ESC_E_INPUT, NULL,
                 "the Pulumi CLI keeps its tokens encrypted (%.60s): only it "
                 "can read them",
                 how == NULL ? "in its own way" : how);
        esc_fail_hint(err, WAYS);
        return NULL;
    }
    choose(want, files, url);
    account = of_url(esc_cjson_get(root, "accounts"), url);
    token = esc_cjson_text(esc_cjson_get(account, "accessToken"));
    if (token == NULL || token[0] == '\0')
        token =
            esc_cjson_text(of_url(esc_cjson_get(root, "accessTokens"), url));
    if (token == NULL || token[0] == '\0') {
        nobody(files, url, err);
        return NULL;
    }
    return check_end(account, url, now, err) ? encode(url, account, token, err)
                                             : NULL;
}

struct esc_secret *
account_request(const struct esc_secret *frame, int64_t now,
                struct esc_error *err)
{
    struct esc_message_account want;
    struct esc_error ignored;
    struct files files;
    struct esc_secret *answer = NULL;

    if (!esc_message_get_account(frame, &want, err))
        return NULL;
    files.credentials = parse(want.credentials, want.credentials_len, err);
    files.choice = parse(want.choice, want.choice_len, &ignored);
    if (files.credentials != NULL || want.credentials_len == 0)
        answer = find(&want, &files, now, err);
    else
        esc_fail_hint(err, WAYS);
    esc_cjson_free(files.credentials);
    esc_cjson_free(files.choice);
    return answer;
}
