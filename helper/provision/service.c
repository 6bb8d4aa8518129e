/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Personal tokens keep the person visible in Pulumi's audit log, so they are
 * the default; a login's Pulumi name comes from root's map alone.
 */
#include "service.h"
#include "esc/file.h"
#include "esc/text.h"
#include <stdio.h>
#include <string.h>

#define TOKEN_FILE_MAX 4096

static const char *
token_path(const struct settings *settings)
{
    return strncmp(settings->pulumi_token, "file:", 5) == 0
               ? settings->pulumi_token + 5
               : NULL;
}

bool
service_identity(const struct settings *settings, const char *login,
                 struct identity *identity, struct esc_error *err)
{
    const char *name = "";

    identity->scope[0] = '\0';
    if (settings_sign_in(settings) && settings->sign_in.issuer[0] == '\0')
        return esc_fail(err, ESC_E_CONFIG, login,
                        "'sign-in' wants 'login-issuer'");
    if (!settings->pulumi)
        return true;
    if (token_path(settings) != NULL)
        return esc_text_copy(identity->scope, sizeof(identity->scope),
                             "token file");
    if (strcmp(settings->pulumi_token, "personal") != 0
        && !settings_sign_in(settings))
        return esc_text_copy(identity->scope, sizeof(identity->scope),
                             settings->pulumi_token);
    for (size_t i = 0; i < settings->mapping_count; i++)
        if (strcmp(settings->mappings[i].login, login) == 0)
            name = settings->mappings[i].pulumi;
    snprintf(identity->scope, sizeof(identity->scope), "user:%s", name);
    if (*name != '\0')
        return true;
    esc_fail(err, ESC_E_CONFIG, login,
             "cannot tell who '%s' is at Pulumi: no line of map says so",
             login);
    return esc_fail_hint(err, "root can add 'map %s pulumi NAME'", login);
}

bool
service_local(const struct exchange *exchange)
{
    return !exchange->settings->pulumi
           || (exchange->settings->fallback_local
               && exchange->grant->rule->fallback_local);
}

bool
service_open(const struct exchange *exchange, struct esc_message_open *open)
{
    const struct settings *s = exchange->settings;
    const struct policy_grant *grant = exchange->grant;
    const char *scope = exchange->identity->scope;
    int len;

    if (settings_sign_in(s))
        open->whose = s->sign_in;
    if (!s->pulumi)
        return true;
    open->service_expiration = s->pulumi_expiration;
    open->service_lifetime = s->lifetime;
    open->aws_duration = s->aws_duration;
    open->fallback = service_local(exchange);
    open->ask_approval = exchange->ask_approval;
    if (token_path(s) == NULL
        && (!esc_text_copy(open->service_kind, sizeof(open->service_kind),
                           scope[0] == 'u' ? "personal" : "team")
            || !esc_text_copy(open->service_scope, sizeof(open->service_scope),
                              scope)))
        return false;
    len = snprintf(open->environment, sizeof(open->environment), "%s%s%s",
                   grant->environment, grant->version[0] == '\0' ? "" : "@",
                   grant->version);
    return len > 0 && (size_t)len < sizeof(open->environment)
           && esc_text_copy(open->service_url, sizeof(open->service_url),
                            s->pulumi_url);
}

struct esc_secret *
service_token(const struct settings *settings, struct esc_error *err)
{
    const char *path = token_path(settings);
    ESC_OWN(esc_secret) file = NULL;
    ESC_OWN(esc_secret) token = esc_secret_new(TOKEN_FILE_MAX);
    const uint8_t *bytes;
    size_t len;

    if (path == NULL) {
        esc_fail(err, ESC_E_CONFIG, NULL,
                 "this host keeps no access token in a file");
        return NULL;
    }
    file = esc_file_read_secret(path, TOKEN_FILE_MAX, err);
    if (file == NULL)
        return NULL;
    bytes = esc_secret_bytes(file);
    len = esc_secret_len(file);
    if (len > 0 && bytes[len - 1] == '\n')
        len--;
    for (size_t i = 0; i < len; i++)
        if (bytes[i] <= ' ' || bytes[i] > '~')
            len = 0;
    if (token != NULL && len > 0 && esc_secret_add(token, bytes, len))
        return esc_secret_take(&token);
    esc_fail(err, ESC_E_CONFIG, path,
             "cannot use '%s': an access token on one line is wanted", path);
    return NULL;
}
