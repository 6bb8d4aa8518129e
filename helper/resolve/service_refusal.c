/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the service says instead of an answer: a JSON object with "message"
 * and perhaps "diagnostics", or anything at all from a proxy on the way.  Its
 * words are shown cut and made safe (esc_fail does), behind ours.
 */
#include "esc/cjson.h"
#include "service.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define WORDS_MAX 300 /* bytes of the service's own words that are shown */

static const struct row {
    enum service_kind kind; /* SERVICE_READ: any */
    long status;            /* 500: 500 to 599; 0: any */
    const char *words;      /* a part of the message; NULL: any */
    enum esc_code code;
    enum service_verdict verdict;
    const char *what, *hint;
} rows[] = {
    {SERVICE_READ, 401, "saml", ESC_E_PROVIDER, SERVICE_STOP,
     "the person must sign in again",
     "sign in to the organization by SAML in a browser"},
    {SERVICE_EXCHANGE, 401, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "it does not accept this host's ID token",
     "is 'issuer' registered in the organization as an OIDC issuer, are its "
     "published keys those of 'signing-key', and is this host's clock right?"},
    {SERVICE_READ, 401, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "it does not accept the access token",
     "is the token of the settings expired or revoked?"},
    {SERVICE_EXCHANGE, 403, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "no policy of the organization allows the token",
     "the OIDC issuer's policies must allow this host's subject, and 'map' "
     "or 'pulumi-token' what they give"},
    {SERVICE_EXCHANGE, 400, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "it refuses to exchange the ID token",
     "is 'pulumi-expiration' within what the issuer allows, and does the "
     "organization's plan have such tokens?"},
    {SERVICE_OPEN, 403, "open request", ESC_E_PROVIDER, SERVICE_GATED,
     "it needs an approval", "ask for it with 'esc-session request'"},
    {SERVICE_OPEN, 403, "approv", ESC_E_PROVIDER, SERVICE_GATED,
     "it needs an approval", "ask for it with 'esc-session request'"},
    {SERVICE_READ, 403, "lifetime", ESC_E_PROVIDER, SERVICE_STOP,
     "the organization does not take tokens that live so long",
     "a token of a shorter life is wanted in 'pulumi-token'"},
    {SERVICE_READ, 403, "expir", ESC_E_PROVIDER, SERVICE_STOP,
     "the organization does not take tokens that live so long",
     "a token of a shorter life is wanted in 'pulumi-token'"},
    {SERVICE_READ, 403, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "the right to open it is missing",
     "the environment's access settings at Pulumi give it"},
    {SERVICE_READ, 404, NULL, ESC_E_NOT_FOUND, SERVICE_STOP,
     "there is no such environment, version or tag",
     "or the owner of the token may not see it: that looks the same"},
    {SERVICE_READ, 409, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "it has just changed", "try again"},
    {SERVICE_READ, 429, NULL, ESC_E_PROVIDER, SERVICE_NOT_RUN,
     "too many requests of this account", NULL},
    {SERVICE_READ, 500, NULL, ESC_E_PROVIDER, SERVICE_AGAIN,
     "the service has failed", NULL},
    {SERVICE_READ, 0, NULL, ESC_E_PROVIDER, SERVICE_STOP,
     "an unexpected answer", NULL},
};

static const struct row *
find_row(enum service_kind kind, long status, const char *words)
{
    for (size_t i = 0;; i++) {
        const struct row *row = &rows[i];
        bool status_fits = row->status == 0 || row->status == status
                           || (row->status == 500 && status >= 500);

        if (status_fits && (row->kind == SERVICE_READ || row->kind == kind)
            && (row->words == NULL || strstr(words, row->words) != NULL))
            return row;
    }
}

/* The service's own words, white space in runs made one blank. */
static void
take_words(const struct esc_http_reply *reply, const struct esc_cjson *json,
           char out[WORDS_MAX])
{
    const char *text = esc_cjson_text(esc_cjson_get(json, "message"));
    const struct esc_cjson *error =
        esc_cjson_item(esc_cjson_get(json, "errors"), 0);
    const char *type = esc_cjson_text(esc_cjson_get(error, "errorType"));
    size_t used = 0, len;

    if (text == NULL || *text == '\0')
        text = type != NULL ? type : json != NULL ? "" : reply->body;
    len = strnlen(text, reply->body_len);
    for (size_t i = 0; i < len && used < WORDS_MAX - 1; i++) {
        bool space = strchr(" \t\r\n", text[i]) != NULL;

        if (!space)
            out[used++] = text[i];
        else if (used > 0 && out[used - 1] != ' ')
            out[used++] = ' ';
    }
    out[used] = '\0';
}

static bool
is_error(const struct esc_cjson *diagnostic)
{
    const char *severity =
        esc_cjson_text(esc_cjson_get(diagnostic, "severity"));

    return severity == NULL || strcmp(severity, "warning") != 0;
}

/* The first error of LIST and how many there are; false: none. */
static bool
judge_diagnostics(const struct service *service, const struct esc_cjson *list,
                  struct esc_error *err)
{
    const struct esc_cjson *first = NULL, *range, *begin;
    size_t errors = 0;
    int64_t line = 0, column = 0;
    const char *summary, *name;
    char where[ESC_ERROR_WHERE_MAX], more[64] = "";

    for (size_t i = 0; i < esc_cjson_count(list); i++) {
        const struct esc_cjson *one = esc_cjson_item(list, i);

        if (is_error(one) && errors++ == 0)
            first = one;
    }
    if (errors == 0)
        return false;
    if (service->world->open->own_token) {
        service_send_diagnostics(service, list);
        esc_fail(err, ESC_E_DEFINITION, NULL, "its definition has %zu %s",
                 errors, errors == 1 ? "error" : "errors");
        return true;
    }
    summary = esc_cjson_text(esc_cjson_get(first, "summary"));
    range = esc_cjson_get(first, "range");
    begin = esc_cjson_get(range, "begin");
    name = esc_cjson_text(esc_cjson_get(range, "environment"));
    if (name == NULL)
        name = service->full_name;
    snprintf(where, sizeof(where), "%.200s", name);
    if (esc_cjson_integer(esc_cjson_get(begin, "line"), &line)
        && esc_cjson_integer(esc_cjson_get(begin, "column"), &column)
        && line > 0)
        snprintf(where, sizeof(where), "%.200s:%lld:%lld", name,
                 (long long)line, (long long)column);
    if (errors > 1)
        snprintf(more, sizeof(more), " (and %zu more %s)", errors - 1,
                 errors == 2 ? "error" : "errors");
    esc_fail(err, ESC_E_DEFINITION, where, "%.300s%s",
             summary == NULL ? "it has errors" : summary, more);
    return true;
}

/* Whose token is their own has no settings to look at. */
static const struct {
    const char *settings, *own;
} own_hints[] = {
    {"is the token of the settings expired or revoked?",
     "has it expired, or been revoked?  'pulumi login' makes another"},
    {"a token of a shorter life is wanted in 'pulumi-token'",
     "make a token of a shorter life"},
};

static void
hint(const struct service *service, const struct row *row,
     const struct esc_http_reply *reply, struct esc_error *err)
{
    const char *own = NULL;
    char off[ESC_HTTP_CLOCK_MAX];

    for (size_t i = 0; i < sizeof(own_hints) / sizeof(own_hints[0]); i++)
        if (service->world->open->own_token && row->hint != NULL
            && strcmp(row->hint, own_hints[i].settings) == 0)
            own = own_hints[i].own;
    if (own != NULL)
        esc_fail_hint(err, "%s", own);
    else if (row->kind == SERVICE_EXCHANGE && row->status == 401
             && esc_http_clock_is_off(reply, service->host,
                                      (int64_t)time(NULL), off))
        esc_fail_hint(err, "%s; else: %s", off, row->hint);
    else if (row->hint != NULL)
        esc_fail_hint(err, "%s", row->hint);
    else if (reply->retry_after > 0)
        esc_fail_hint(err, "try again in %lld s",
                      (long long)reply->retry_after);
    else if (row->status == 429 || row->status == 500)
        esc_fail_hint(err, "try again in a while");
}

enum service_verdict
service_judge(const struct service *service, enum service_kind kind,
              const struct esc_http_reply *reply, struct esc_error *err)
{
    struct esc_error ignored;
    ESC_OWN(esc_cjson)
    json = esc_cjson_parse(reply->body, reply->body_len, &ignored);
    char words[WORDS_MAX];
    const struct row *row;
    const char *id = reply->request_id;

    if (reply->status == 400
        && judge_diagnostics(service, esc_cjson_get(json, "diagnostics"), err))
        return SERVICE_STOP;
    take_words(reply, json, words);
    row = find_row(kind, reply->status, words);
    esc_fail(err, row->code, service->host,
             "'%s' refuses: %s: HTTP %ld%s%s%s%s", service->host, row->what,
             reply->status, words[0] != '\0' ? ": " : "", words,
             reply->status >= 500 && id[0] != '\0' ? ", request " : "",
             reply->status >= 500 ? id : "");
    hint(service, row, reply, err);
    return row->verdict;
}
