/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The exchange as a machine of three states: about to send, waiting for an
 * answer, pausing before the next try.
 */
#include "sts.h"
#include "sts_endpoint.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

enum {
    TRIES_MAX = 3,
    CONNECT_MS = 2000,
    PAUSE_MS = 100,
    BODY_MAX = 64 * 1024,
};

enum state { SENDING, WAITING, PAUSING };

struct sts {
    const struct esc_deps *deps;
    enum state state;
    int tries;
    bool refreshed; /* a second token was asked for */
    int64_t resume_ms;
    struct esc_buf form; /* everything but the token */
    struct esc_buf body;
    struct esc_http_transfer *transfer;
    struct sts_credentials credentials;
    char url[STS_URL_MAX];
    char host[ESC_HTTP_HOST_MAX];
};

static bool
compose_form(struct sts *sts, const struct sts_request *request,
             struct esc_error *err)
{
    struct esc_buf *form = &sts->form;
    char name[48], number[24];

    esc_buf_add_form(form, "Action", "AssumeRoleWithWebIdentity");
    esc_buf_add_form(form, "Version", "2011-06-15");
    esc_buf_add_form(form, "RoleArn", request->role_arn);
    esc_buf_add_form(form, "RoleSessionName", request->session_name);
    snprintf(number, sizeof(number), "%llu",
             (unsigned long long)request->duration);
    esc_buf_add_form(form, "DurationSeconds", number);
    for (size_t i = 0; i < request->policy_count; i++) {
        snprintf(name, sizeof(name), "PolicyArns.member.%zu.arn", i + 1);
        esc_buf_add_form(form, name, request->policy_arns[i]);
    }
    return esc_buf_ok(form, err);
}

static bool
prepare(struct sts *sts, const struct sts_request *request,
        struct esc_error *err)
{
    const struct esc_deps_settings *settings = sts->deps->settings;
    struct sts_place place = {settings->sts_endpoint, settings->region,
                              settings->region_from};

    return sts_url(&place, request->role_arn, sts->url, err)
           && esc_http_check_url(sts->url, settings->loopback_http, sts->host,
                                 NULL, err)
           && compose_form(sts, request, err);
}

struct sts *
sts_new(const struct esc_deps *deps, const struct sts_request *request,
        struct esc_error *err)
{
    ESC_OWN(sts) sts = calloc(1, sizeof(*sts));

    if (sts == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
        return NULL;
    }
    sts->deps = deps;
    sts->form = ESC_BUF_LIMIT(BODY_MAX);
    sts->body = ESC_BUF_LIMIT(BODY_MAX);
    if (!prepare(sts, request, err))
        return NULL;
    return sts_take(&sts);
}

void
sts_free(struct sts *sts)
{
    if (sts == NULL)
        return;
    sts->deps->http->end(sts->transfer);
    esc_buf_release(&sts->form);
    esc_buf_release(&sts->body);
    explicit_bzero(&sts->credentials, sizeof(sts->credentials));
    free(sts);
}

/* The body holds the token.  It is not wiped: the process's end is the wipe.
 */
static bool
compose_body(struct sts *sts, struct esc_error *err)
{
    const struct esc_deps *deps = sts->deps;
    struct esc_token token;

    if (!deps->token(deps->context, deps->settings->audience, false, &token,
                     err))
        return esc_fail_while(err, "cannot get an ID token");
    esc_buf_release(&sts->body);
    esc_buf_add(&sts->body, sts->form.data, sts->form.len);
    esc_buf_add_str(&sts->body, "&WebIdentityToken=");
    /* A compact JWS consists of characters that need no encoding. */
    for (size_t i = 0; i < token.len; i++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   "0123456789-_.",
                   token.bytes[i])
                == NULL
            || token.bytes[i] == '\0')
            return esc_fail(err, ESC_E_BUG, NULL, "malformed ID token");
    esc_buf_add(&sts->body, token.bytes, token.len);
    snprintf(deps->origin->identity, sizeof(deps->origin->identity), "%s",
             token.subject);
    return esc_buf_ok(&sts->body, err);
}

static bool
send_request(struct sts *sts, struct esc_error *err)
{
    static const char *const headers[] = {
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded", NULL};
    const struct esc_deps *deps = sts->deps;
    int64_t left = deps->settings->deadline_ms - deps->now_ms(deps->context);
    struct esc_http_request request = {
        .url = sts->url,
        .headers = headers,
        .connect_ms = CONNECT_MS,
        .total_ms = left,
    };

    if (left <= 0)
        return esc_fail(err, ESC_E_TIMEOUT, sts->host,
                        "no time left to ask STS at '%s'", sts->host);
    if (!compose_body(sts, err))
        return false;
    request.body = sts->body.data;
    request.body_len = sts->body.len;
    sts->transfer = deps->http->start(deps->http_context, &request, err);
    sts->tries++;
    return sts->transfer != NULL;
}

/* Full jitter: anything from nothing to 100 ms, 200 ms, ...  */
static int64_t
pause_ms(struct sts *sts, int64_t retry_after)
{
    const struct esc_deps *deps = sts->deps;
    uint32_t most = (uint32_t)PAUSE_MS << (sts->tries - 1);

    if (retry_after >= 0)
        return retry_after * 1000;
    return deps->random(deps->context) % (most + 1);
}

/* Another try after a pause, when tries and time allow it; ERR stays what it
 * is. */
static bool
plan_retry(struct sts *sts, int64_t retry_after, const struct esc_error *err)
{
    const struct esc_deps *deps = sts->deps;
    int64_t now = deps->now_ms(deps->context);
    int64_t pause = pause_ms(sts, retry_after);
    ESC_LOG_OWN record = {0};

    if (sts->tries >= TRIES_MAX || pause >= deps->settings->deadline_ms - now)
        return false;
    esc_log_start(&record, "sts-retry");
    esc_log_number(&record, "try", sts->tries);
    esc_log_error(&record, err);
    deps->log(deps->context, LOG_INFO, &record);
    sts->state = PAUSING;
    sts->resume_ms = now + pause;
    return true;
}

static bool
take_credentials(struct sts *sts, const struct esc_http_reply *reply,
                 struct esc_error *err)
{
    const struct esc_deps *deps = sts->deps;
    struct sts_credentials *c = &sts->credentials;
    int64_t now = deps->now(deps->context);
    char off[ESC_HTTP_CLOCK_MAX] = "is this host's clock right?";

    if (!sts_parse_credentials(reply->body, reply->body_len, sts->host, c,
                               err))
        return false;
    if (c->expires <= now) {
        esc_fail(err, ESC_E_PROVIDER, sts->host,
                 "STS at '%s' gives credentials that have expired already",
                 sts->host);
        esc_http_clock_is_off(reply, sts->host, now, off);
        return esc_fail_hint(err, "%s", off);
    }
    if (c->request_id[0] == '\0')
        memcpy(c->request_id, reply->request_id, sizeof(c->request_id));
    return true;
}

/* A token that STS calls expired or invalid is replaced once; when the starter
 * gives no other, what STS said is the error. */
static bool
replace_token(struct sts *sts)
{
    const struct esc_deps *deps = sts->deps;
    struct esc_error unsaid = {0};
    struct esc_token token;

    if (sts->refreshed)
        return false;
    sts->refreshed = true;
    return deps->token(deps->context, deps->settings->audience, true, &token,
                       &unsaid);
}

/* The transfer has ended. */
static enum esc_open_status
look(struct sts *sts, const struct esc_http_reply *reply,
     struct esc_error *err)
{
    int64_t now = sts->deps->now(sts->deps->context);
    enum sts_verdict verdict;

    if (reply->status == 200)
        return take_credentials(sts, reply, err) ? ESC_OPEN_READY
                                                 : ESC_OPEN_FAILED;
    if (reply->status == 0) {
        *err = reply->failure;
        verdict = reply->transient ? STS_RETRY : STS_STOP;
    } else {
        verdict = sts_judge(reply, sts->host, now, err);
    }
    if (verdict == STS_FRESH_TOKEN && replace_token(sts))
        verdict = STS_RETRY;
    if (verdict == STS_RETRY && plan_retry(sts, reply->retry_after, err))
        return ESC_OPEN_PENDING;
    return ESC_OPEN_FAILED;
}

static enum esc_open_status
step_waiting(struct sts *sts, struct esc_error *err)
{
    const struct esc_http_ops *http = sts->deps->http;
    const struct esc_http_reply *reply = http->reply(sts->transfer);
    enum esc_open_status status;

    if (reply == NULL)
        return ESC_OPEN_PENDING;
    status = look(sts, reply, err);
    http->end(sts->transfer);
    sts->transfer = NULL;
    return status;
}

enum esc_open_status
sts_step(struct sts *sts, const struct sts_credentials **credentials_out,
         struct esc_error *err)
{
    const struct esc_deps *deps = sts->deps;
    enum esc_open_status status;

    if (sts->state == WAITING) {
        status = step_waiting(sts, err);
        if (status == ESC_OPEN_READY)
            *credentials_out = &sts->credentials;
        if (status != ESC_OPEN_PENDING || sts->state == WAITING)
            return status;
    }
    if (sts->state == PAUSING) {
        if (deps->now_ms(deps->context) < sts->resume_ms) {
            deps->wake_at(deps->context, sts->resume_ms);
            return ESC_OPEN_PENDING;
        }
        sts->state = SENDING;
    }
    if (!send_request(sts, err))
        return ESC_OPEN_FAILED;
    sts->state = WAITING;
    return ESC_OPEN_PENDING;
}
