/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the account.  The files are JSON, so the resolver reads them: it is
 * started for nothing else then, without network.
 */
#include "own_account.h"
#include "esc/file.h"
#include "esc/identity.h"
#include "esc/text.h"
#include "own_file.h"
#include "resolver.h"
#include "sign_in.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLOUD "https://api.pulumi.com"
#define TOKEN_NAME "PULUMI_ACCESS_TOKEN"
#define LOGIN_WORDS "'esc-session login --pulumi-token'"
#define SIGNED_IN "your sign-in, " LOGIN_WORDS
#define WAYS "set " TOKEN_NAME ", or run 'pulumi login' or " LOGIN_WORDS

enum { LIMIT_MS = 5000, FRAME_MAX = 4096 + 2 * ESC_MESSAGE_ACCOUNT_MAX };

void
own_account_release(struct own_account *account)
{
    esc_secret_free(account->token);
    account->token = NULL;
}

static const char *
variable(const struct cli *cli, const char *name)
{
    const char *value = cli_getenv(cli, name);

    return value == NULL ? "" : value;
}

/* The service that a variable names; "" for none. */
static const char *
given_url(const struct cli *cli, const char **name_out)
{
    *name_out = "PULUMI_BACKEND_URL";
    if (variable(cli, *name_out)[0] == '\0')
        *name_out = "PULUMI_API";
    return variable(cli, *name_out);
}

/* ---- the files ---- */

/* Paths of credentials.json and of esc's choice, "" when unknown. */
static void
file_paths(const struct cli *cli, char credentials[PATH_MAX],
           char choice[PATH_MAX])
{
    const char *folder = variable(cli, "PULUMI_CREDENTIALS_PATH");
    const char *home = variable(cli, "PULUMI_HOME");
    char own[PATH_MAX];

    credentials[0] = choice[0] = own[0] = '\0';
    if (home[0] == '\0' && variable(cli, "HOME")[0] == '/') {
        snprintf(own, sizeof(own), "%.*s/.pulumi", PATH_MAX / 2,
                 variable(cli, "HOME"));
        home = own;
    }
    if (folder[0] == '\0')
        folder = home;
    if (folder[0] != '\0')
        snprintf(credentials, PATH_MAX, "%.*s/credentials.json", PATH_MAX - 32,
                 folder);
    if (home[0] != '\0')
        snprintf(choice, PATH_MAX, "%.*s/.esc/credentials.json", PATH_MAX - 32,
                 home);
}

/* PATH's content; NULL with ERR, ESC_E_NOT_FOUND when it is not there. */
static struct esc_secret *
read_file(const char *path, struct esc_error *err)
{
    ESC_CLOSE int fd = -1;

    if (path[0] != '\0')
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    else
        errno = ENOENT;
    if (fd < 0) {
        bool none = errno == ENOENT || errno == ENOTDIR;

        esc_fail_errno(err, none ? ESC_E_NOT_FOUND : ESC_E_INPUT, errno, path,
                       "cannot open '%s'", path);
        return NULL;
    }
    return own_file_check(fd, path, S_IWGRP | S_IWOTH, err)
               ? esc_file_read_open(fd, path, ESC_MESSAGE_ACCOUNT_MAX, err)
               : NULL;
}

static bool
exchange(const struct cli *cli, const struct esc_message_account *want,
         struct esc_identity *identity_out, struct esc_error *err)
{
    RESOLVER_OWN resolver = RESOLVER_NONE;
    ESC_OWN(esc_secret) frame = esc_secret_new(FRAME_MAX);
    ESC_OWN(esc_secret) answer = NULL;
    struct esc_message_content content;

    if (frame == NULL || !esc_message_put_account(frame, want))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    if (!resolver_start(cli, LIMIT_MS, &resolver, err)
        || !resolver_send(&resolver, frame, err)
        || (answer = resolver_result(&resolver, err)) == NULL)
        return false;
    return esc_message_get_bytes(answer, &content, err)
           && esc_identity_decode(content.bytes, content.len, identity_out,
                                  err);
}

/* What the files say of URL ("": of the one that they choose). */
static bool
by_files(const struct cli *cli, const char *url,
         struct esc_identity *identity_out, struct esc_error *err)
{
    char credentials[PATH_MAX], choice[PATH_MAX];
    ESC_OWN(esc_secret) first = NULL;
    ESC_OWN(esc_secret) second = NULL;
    struct esc_message_account want = {.url = ""};
    struct esc_error ignored;

    *identity_out = (struct esc_identity){0};
    file_paths(cli, credentials, choice);
    if (!esc_text_copy(want.url, sizeof(want.url), url))
        return esc_fail(err, ESC_E_USAGE, NULL,
                        "the service's URL is too "
                        "long");
    first = read_file(credentials, err);
    if (first == NULL)
        return false;
    want.credentials = esc_secret_bytes(first);
    want.credentials_len = esc_secret_len(first);
    if (url[0] == '\0' && (second = read_file(choice, &ignored)) != NULL) {
        want.choice = esc_secret_bytes(second);
        want.choice_len = esc_secret_len(second);
    }
    return exchange(cli, &want, identity_out, err)
           || esc_fail_while(err, "cannot use '%s'", credentials);
}

/* ---- the origins of a token ---- */

static bool
keep_token(struct own_account *account, const void *bytes, size_t len,
           struct esc_error *err)
{
    return esc_identity_keep(&account->token, bytes, len,
                             ESC_MESSAGE_TOKEN_MAX, err);
}

static void
take_url(struct own_account *account, const char *url)
{
    if (account->url[0] == '\0')
        snprintf(account->url, sizeof(account->url), "%s", url);
}

/* The token of the variable; its service may be the file's. */
static bool
from_variable(const struct cli *cli, struct own_account *account,
              struct esc_error *err)
{
    const char *token = variable(cli, TOKEN_NAME);
    ESC_IDENTITY_OWN identity = {0};
    struct esc_error ignored;

    if (account->url[0] == '\0' && by_files(cli, "", &identity, &ignored))
        take_url(account, identity.issuer);
    snprintf(account->whose, sizeof(account->whose), TOKEN_NAME);
    return keep_token(account, token, strlen(token), err);
}

/* What 'login --pulumi-token' keeps, if anything. */
static bool
signed_in(const struct cli *cli, struct esc_identity *identity_out)
{
    struct esc_error ignored;

    *identity_out = (struct esc_identity){0};
    return cli->keyring->get_identity != NULL
           && sign_in_held(cli, identity_out, &ignored)
           && identity_out->kind == ESC_IDENTITY_PULUMI;
}

/* Its service is the one that was named then, else as for a variable. */
static bool
from_sign_in(const struct cli *cli, struct own_account *account,
             struct esc_identity *identity, struct esc_error *err)
{
    ESC_IDENTITY_OWN file = {0};
    struct esc_error ignored;

    take_url(account, identity->issuer);
    if (account->url[0] == '\0' && by_files(cli, "", &file, &ignored))
        take_url(account, file.issuer);
    snprintf(account->whose, sizeof(account->whose), SIGNED_IN);
    account->token = esc_secret_take(&identity->token);
    return account->token != NULL
           || esc_fail(err, ESC_E_BUG, NULL, "a sign-in without a token");
}

static bool
from_files(const struct cli *cli, struct own_account *account,
           struct esc_error *err)
{
    ESC_IDENTITY_OWN identity = {0};

    if (!by_files(cli, account->url, &identity, err))
        return false;
    take_url(account, identity.issuer);
    snprintf(account->whose, sizeof(account->whose),
             "%.120s%sthe Pulumi CLI's sign-in", identity.person,
             identity.person[0] == '\0' ? "" : ", ");
    account->token = esc_secret_take(&identity.token);
    return account->token != NULL
           || esc_fail(err, ESC_E_BUG, NULL, "an account without a token");
}

/* ---- which service ---- */

/* What GIVEN, of NAME, means as a service's URL. */
static bool
check_url(const char *given, const char *name, char out[ESC_MESSAGE_URL_MAX],
          struct esc_error *err)
{
    const char *host = strstr(given, "://");
    size_t len = strlen(given);

    if (strncmp(given, "https://", 8) != 0
        && strncmp(given, "http://", 7) != 0) {
        esc_fail(err, ESC_E_USAGE, name,
                 "cannot use %s '%.200s': environments are at a service, an "
                 "https URL, and not where state is kept",
                 name, given);
        return esc_fail_hint(err, "PULUMI_BACKEND_URL=" CLOUD " is Pulumi's");
    }
    if (strcmp(host, "://app.pulumi.com") == 0
        || strcmp(host, "://pulumi.com") == 0) {
        esc_fail(err, ESC_E_USAGE, name,
                 "cannot use %s '%.200s': that is the console", name, given);
        return esc_fail_hint(err, "the service is " CLOUD);
    }
    if (given[len - 1] == '/')
        len--;
    if (len >= ESC_MESSAGE_URL_MAX)
        return esc_fail(err, ESC_E_USAGE, name, "the URL of %s is too long",
                        name);
    snprintf(out, ESC_MESSAGE_URL_MAX, "%.*s", (int)len, given);
    return true;
}

bool
own_account_find(const struct cli *cli, struct own_account *account_out,
                 struct esc_error *err)
{
    const char *name, *given = given_url(cli, &name);
    ESC_IDENTITY_OWN identity = {0};
    char url[ESC_MESSAGE_URL_MAX];
    bool found;

    *account_out = (struct own_account){.token = NULL};
    if (given[0] != '\0' && !check_url(given, name, account_out->url, err))
        return false;
    if (variable(cli, TOKEN_NAME)[0] != '\0')
        found = from_variable(cli, account_out, err);
    else if (signed_in(cli, &identity))
        found = from_sign_in(cli, account_out, &identity, err);
    else
        found = from_files(cli, account_out, err);
    if (!found && err->code == ESC_E_NOT_FOUND && err->hint[0] == '\0') {
        esc_fail(err, ESC_E_NOT_FOUND, NULL,
                 "there is no Pulumi access token");
        return esc_fail_hint(err, WAYS);
    }
    if (!found)
        return false;
    take_url(account_out, CLOUD);
    memcpy(url, account_out->url, sizeof(url));
    return check_url(url, "the service's URL", account_out->url, err);
}

bool
own_account_guess(const struct cli *cli, char whose_out[OWN_WHOSE_MAX])
{
    char credentials[PATH_MAX], choice[PATH_MAX];
    ESC_IDENTITY_OWN identity = {0};

    if (variable(cli, TOKEN_NAME)[0] != '\0') {
        snprintf(whose_out, OWN_WHOSE_MAX, TOKEN_NAME);
        return true;
    }
    if (signed_in(cli, &identity)) {
        snprintf(whose_out, OWN_WHOSE_MAX, SIGNED_IN);
        return true;
    }
    file_paths(cli, credentials, choice);
    if (credentials[0] == '\0' || access(credentials, R_OK) != 0)
        return false;
    snprintf(whose_out, OWN_WHOSE_MAX, "'%.200s'", credentials);
    return true;
}

/* FNV-1a, over TEXT and the NUL behind it. */
static uint64_t
mix(uint64_t hash, const char *text)
{
    do {
        hash ^= (uint8_t)*text;
        hash *= 1099511628211ULL;
    } while (*text++ != '\0');
    return hash;
}

uint64_t
own_account_mark(const struct cli *cli)
{
    const char *name, *url = given_url(cli, &name);
    uint64_t hash = mix(14695981039346656037ULL, url);
    ESC_IDENTITY_OWN identity = {0};
    char credentials[PATH_MAX], choice[PATH_MAX];

    hash = mix(hash, variable(cli, TOKEN_NAME));
    if (variable(cli, TOKEN_NAME)[0] == '\0' && signed_in(cli, &identity))
        hash = mix(hash, (const char *)esc_secret_bytes(identity.token));
    file_paths(cli, credentials, choice);
    return mix(mix(hash, credentials), choice);
}
