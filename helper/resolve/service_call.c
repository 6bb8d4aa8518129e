/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request at a time over one kept connection.  A request that changes
 * something at the service is sent again only when it surely was not carried
 * out: TLS did not come to be, or the service said so (429).
 */
#include "service.h"
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <syslog.h>

enum {
    TRIES_MAX = 3,
    CONNECT_MS = 2000,
    PAUSE_MS = 100,
};

/* Each kind: may it be sent twice, and what stands in its head. */
static const struct kind {
    bool repeats;
    bool authorized;
    const char *type, *accept;
} kinds[] = {
    [SERVICE_EXCHANGE] = {true, false,
                          "Content-Type: application/x-www-form-urlencoded",
                          NULL},
    [SERVICE_OPEN] = {false, true, "Content-Type: application/json",
                      "Accept: application/vnd.pulumi+8"},
    [SERVICE_READ] = {true, true, "Content-Type: application/json",
                      "Accept: application/vnd.pulumi+8"},
    [SERVICE_ASK] = {false, true, "Content-Type: application/json",
                     "Accept: application/vnd.pulumi+8"},
};

/* Wait for the one transfer; NULL when not even its failure came in time. */
static const struct esc_http_reply *
await(struct service *service, struct esc_error *err)
{
    const struct esc_http_ops *http = &esc_http_ops_curl;
    const struct esc_http_reply *reply;

    while ((reply = http->reply(service->transfer)) == NULL) {
        if (esc_frame_now_ms() > service->deadline_ms + 500) {
            esc_fail(err, ESC_E_TIMEOUT, service->host,
                     "no answer from '%s' in time", service->host);
            return NULL;
        }
        if (!esc_http_wait(service->world->http, service->deadline_ms + 500,
                           err))
            return NULL;
    }
    service->answered |= reply->answered;
    return reply;
}

static const struct esc_http_reply *
send_once(struct service *service, const struct service_call *call,
          struct esc_error *err)
{
    const struct kind *kind = &kinds[call->kind];
    const char *headers[4] = {kind->type, NULL, NULL, NULL};
    int64_t left = service->deadline_ms - esc_frame_now_ms();
    struct esc_http_request request = {
        .headers = headers,
        .body = call->body,
        .body_len = call->body_len,
        .reply_max = call->reply_max,
        .connect_ms = CONNECT_MS,
        .total_ms = left, /* a slow service is not asked twice (0026) */
    };
    char url[ESC_MESSAGE_URL_MAX * 2];

    esc_http_ops_curl.end(service->transfer);
    service->transfer = NULL;
    if (left <= 0) {
        esc_fail(err, ESC_E_TIMEOUT, service->host, "no time left to ask '%s'",
                 service->host);
        return NULL;
    }
    if (kind->authorized) {
        headers[1] = kind->accept;
        headers[2] = esc_buf_text(&service->authorization);
    }
    snprintf(url, sizeof(url), "%s%s", service->world->open->service_url,
             call->path);
    request.url = url;
    service->transfer =
        esc_http_ops_curl.start(service->world->http, &request, err);
    return service->transfer == NULL ? NULL : await(service, err);
}

/* May CALL, to which REPLY came, be sent again? */
static bool
may_repeat(const struct service_call *call, const struct esc_http_reply *reply,
           enum service_verdict verdict)
{
    if (reply->status == 0)
        return reply->transient
               && (kinds[call->kind].repeats || !reply->connected);
    return verdict == SERVICE_NOT_RUN
           || (verdict == SERVICE_AGAIN && kinds[call->kind].repeats);
}

/* What was said, or full jitter: anything from nothing to 100 ms, 200 ms. */
static int64_t
pause_ms(const struct esc_http_reply *reply, int tries)
{
    uint32_t chance = 0;

    if (reply->retry_after >= 0)
        return reply->retry_after * 1000;
    if (getrandom(&chance, sizeof(chance), 0) != sizeof(chance))
        chance = 0;
    return chance % (((uint32_t)PAUSE_MS << (tries - 1)) + 1);
}

/* Wait PAUSE; false when there is no time for it. */
static bool
pause_for(struct service *service, int64_t pause, const struct esc_error *why)
{
    int64_t until = esc_frame_now_ms() + pause;
    struct esc_error err;
    ESC_LOG_OWN record = {0};

    if (until >= service->deadline_ms)
        return false;
    esc_log_start(&record, "service-retry");
    esc_log_error(&record, why);
    source_log(service->world->source, LOG_INFO, &record);
    while (esc_frame_now_ms() < until)
        if (!esc_http_wait(service->world->http, until, &err))
            return false;
    return true;
}

static const struct esc_http_reply *
send_until(struct service *service, const struct service_call *call,
           long *status_out, struct esc_error *err)
{
    for (int tries = 1;; tries++) {
        const struct esc_http_reply *reply = send_once(service, call, err);
        enum service_verdict verdict = SERVICE_STOP;

        *status_out = reply == NULL ? 0 : reply->status;
        if (reply == NULL)
            return NULL;
        if (reply->status >= 200 && reply->status < 300)
            return reply;
        if (reply->status == 0)
            *err = reply->failure;
        else
            verdict = service_judge(service, call->kind, reply, err);
        service->gated = verdict == SERVICE_GATED;
        if (tries == TRIES_MAX || !may_repeat(call, reply, verdict)
            || !pause_for(service, pause_ms(reply, tries), err))
            return NULL;
    }
}

const struct esc_http_reply *
service_send(struct service *service, const struct service_call *call,
             long *status_out, struct esc_error *err)
{
    const struct esc_http_reply *reply =
        send_until(service, call, status_out, err);

    /* One that still runs would read the body, which is the caller's. */
    if (reply == NULL) {
        esc_http_ops_curl.end(service->transfer);
        service->transfer = NULL;
    }
    return reply;
}

const char *
service_ask_text(struct service *service, const struct service_call *call,
                 const char *member, struct esc_cjson **json_out,
                 struct esc_error *err)
{
    const struct esc_http_reply *reply;
    struct esc_error why;
    const char *text;
    long status;

    *json_out = NULL;
    reply = service_send(service, call, &status, err);
    if (reply == NULL)
        return NULL;
    *json_out = esc_cjson_parse(reply->body, reply->body_len, &why);
    text = esc_cjson_text(esc_cjson_get(*json_out, member));
    if (text != NULL && text[0] != '\0')
        return text;
    esc_fail(err, ESC_E_INPUT, service->host,
             "'%s' does not answer like Pulumi's service: no %s in its answer",
             service->host, member);
    return NULL;
}
