/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms of values that root passes on or opens, but does not rely on: for
 * `check`, which tells an administrator before a login fails.
 */
#include "settings_form.h"
#include "esc/settings_lines.h"
#include "esc/text.h"
#include "settings_value.h"
#include <arpa/inet.h>
#include <string.h>

struct url {
    bool https;
    char host[256];
    bool port;        /* one is given */
    const char *path; /* with its slash, or "" */
};

/* SCHEME://HOST[:PORT][/PATH] of plain characters; NULL or what is wrong. */
static const char *
url_parse(const char *text, struct url *url)
{
    const char *host, *end;
    uint64_t port;
    char digits[8];

    url->https = strncmp(text, "https://", 8) == 0;
    if (!url->https && strncmp(text, "http://", 7) != 0)
        return "not an https URL";
    host = text + (url->https ? 8 : 7);
    if (!value_only(host, VALUE_LETTERS VALUE_DIGITS "-._~:/[]%+,;=@"))
        return "a URL without query, fragment or spaces is wanted";
    end = host + strcspn(host, "/");
    if (memchr(host, '@', (size_t)(end - host)) != NULL)
        return "a URL with a user name or password is not taken";
    url->path = end;
    if (*host == '[')
        end = memchr(host, ']', (size_t)(end - host));
    else if (memchr(host, ':', (size_t)(end - host)) != NULL)
        end = strchr(host, ':');
    if (end == NULL)
        return "the address in brackets does not end";
    end += *host == '[';
    if (end == host || (size_t)(end - host) >= sizeof(url->host))
        return "the URL names no host";
    memcpy(url->host, host, (size_t)(end - host));
    url->host[end - host] = '\0';
    url->port = end != url->path;
    if (!url->port)
        return NULL;
    if (*end != ':' || (size_t)(url->path - end - 1) >= sizeof(digits))
        return "the port is not a number";
    memcpy(digits, end + 1, (size_t)(url->path - end - 1));
    digits[url->path - end - 1] = '\0';
    if (!esc_text_u64(digits, 65535, &port) || port == 0)
        return "the port is not a number from 1 to 65535";
    return NULL;
}

static bool
is_loopback(const char *host)
{
    struct in_addr address;

    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0
           || (inet_pton(AF_INET, host, &address) == 1
               && (ntohl(address.s_addr) >> 24) == 127);
}

static const char *
form_issuer(const char *text)
{
    struct url url;
    const char *why = url_parse(text, &url);
    size_t len = strlen(text);

    if (why != NULL)
        return why;
    if (!url.https)
        return "not an https URL";
    if (len > 255)
        return "longer than 255 characters";
    if (text[len - 1] == '/')
        return "must not end in '/'";
    return NULL;
}

static const char *
form_endpoint(const char *text)
{
    struct url url;
    const char *why = url_parse(text, &url);

    if (why != NULL)
        return why;
    if (!url.https && !is_loopback(url.host))
        return "http is taken for a loopback address only, else https";
    return NULL;
}

static const char *
form_service(const char *text)
{
    struct url url;
    const char *why = form_endpoint(text);

    if (why != NULL)
        return strstr(text, "://") != NULL && strncmp(text, "http", 4) != 0
                   ? "a state backend has no environments, an https URL is"
                     " wanted"
                   : why;
    (void)url_parse(text, &url);
    if (strcmp(url.host, "app.pulumi.com") == 0
        || strcmp(url.host, "pulumi.com") == 0
        || strcmp(url.host, "www.pulumi.com") == 0)
        return "that is a site for people, the service is"
               " 'https://api.pulumi.com'";
    return text[strlen(text) - 1] == '/' ? "must not end in '/'" : NULL;
}

static const char *
form_path(const char *text)
{
    size_t len = strlen(text);

    if (text[0] != '/')
        return "not an absolute path";
    if (strstr(text, "/../") != NULL || strstr(text, "/./") != NULL
        || strstr(text, "//") != NULL
        || (len >= 3 && strcmp(text + len - 3, "/..") == 0))
        return "a path without '.', '..' and '//' is wanted";
    return NULL;
}

static const char *
form_service_token(const char *text)
{
    if (strcmp(text, "personal") == 0 || strcmp(text, "sign-in") == 0)
        return NULL;
    if (strncmp(text, "team:", 5) == 0)
        return value_subject(text + 5);
    if (strncmp(text, "file:", 5) == 0)
        return form_path(text + 5);
    return "'personal', 'sign-in', 'team:NAME' or 'file:/PATH' is wanted";
}

static const char *
form_proxy(const char *text)
{
    struct url url;
    const char *why = url_parse(text, &url);

    if (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0)
        return "a URL like 'http://proxy.example.com:3128' is wanted";
    if (why != NULL)
        return why;
    return url.path[0] == '\0' || strcmp(url.path, "/") == 0
               ? NULL
               : "a proxy has no path";
}

static const char *
form_no_proxy(const char *text)
{
    return value_only(text, VALUE_LETTERS VALUE_DIGITS "-._:/[],*")
               ? NULL
               : "host names and networks with commas between are wanted";
}

static const char *
form_region(const char *text)
{
    return strlen(text) <= 64
                   && value_only(text,
                                 "abcdefghijklmnopqrstuvwxyz" VALUE_DIGITS "-")
               ? NULL
               : "not the name of a region";
}

static const char *
form_audience(const char *text)
{
    if (strlen(text) > 255)
        return "longer than 255 characters";
    return value_only(text, VALUE_LETTERS VALUE_DIGITS "-._~:/+=@")
               ? NULL
               : "only characters of a URL are taken";
}

static const char *
form_variable(const char *text)
{
    return strlen(text) <= 255
                   && value_only(text, VALUE_LETTERS VALUE_DIGITS "_*%()")
               ? NULL
               : "not the name of a variable";
}

static const char *
form_scope(const char *text)
{
    return value_only(text, VALUE_LETTERS VALUE_DIGITS "-._~:/+= ")
               ? NULL
               : "scopes divided by blanks are wanted";
}

static const char *
form_login_map(const char *text)
{
    const char *word = strstr(text, "{login}");

    if (word != NULL && strchr(text, '{') == word
        && strchr(word + 1, '{') == NULL)
        return NULL;
    return "'{login}' is wanted in it, once";
}

static const struct {
    const char *name;
    const char *(*check)(const char *text); /* of each word of a list */
    bool list;
    size_t max; /* bytes, where no row of settings_table.c knows; or 0 */
} rows[] = {
    {"pulumi-url", form_service, false, 0},
    {"pulumi-token", form_service_token, false, 0},
    {"login-issuer", form_issuer, false, 0},
    {"login-client-id", form_audience, false, 0},
    {"login-claim", form_audience, false, 0},
    {"login-scope", form_scope, false, 256},
    {"login-map", form_login_map, false, 0},
    {"issuer", form_issuer, false, 0},
    {"signing-key", form_path, false, 0},
    {"secrets-key", form_path, false, 0},
    {"environments", form_path, false, 0},
    {"importable", value_pattern, true, 0},
    {"audience", form_audience, true, 0},
    {"region", form_region, false, 0},
    {"sts-endpoint", form_endpoint, false, 0},
    {"ca-path", form_path, false, 0},
    {"ca-file", form_path, false, 0},
    {"proxy", form_proxy, false, 0},
    {"no-proxy", form_no_proxy, false, 0},
    {"allow-variables", form_variable, true, 0},
};

const char *
settings_form(const char *name, char *value)
{
    const char *word = value, *why = NULL;
    size_t i = 0;

    while (i < sizeof(rows) / sizeof(rows[0])
           && strcmp(rows[i].name, name) != 0)
        i++;
    if (i == sizeof(rows) / sizeof(rows[0]))
        return NULL;
    if (rows[i].max != 0 && strlen(value) > rows[i].max)
        return "too long";
    if (!rows[i].list)
        return rows[i].check(value);
    while (why == NULL && (word = esc_settings_word(&value)) != NULL)
        why = rows[i].check(word);
    return why;
}
