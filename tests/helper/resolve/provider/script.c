/* SPDX-License-Identifier: Apache-2.0 */
/* The scripted world. */
#include "script.h"
#include <stdio.h>
#include <string.h>

const char script_success[] =
    "{\"AssumeRoleWithWebIdentityResponse\":{"
    "\"AssumeRoleWithWebIdentityResult\":{\"AssumedRoleUser\":{"
    "\"Arn\":\"arn:aws:sts::123456789012:assumed-role/dev/dana@b1\"},"
    "\"Credentials\":{\"AccessKeyId\":\"ASIAEXAMPLE\","
    "\"Expiration\":1893459600,\"SecretAccessKey\":\"CANARYsecret\","
    "\"SessionToken\":\"CANARYtoken\"}},"
    "\"ResponseMetadata\":{\"RequestId\":\"req-1\"}}}";

static int64_t
now(void *context)
{
    return ((struct script *)context)->now;
}

static int64_t
now_ms(void *context)
{
    return ((struct script *)context)->now_ms;
}

static uint32_t
most(void *context)
{
    (void)context;
    return 100; /* of 101, so the whole first pause */
}

static void
wake_at(void *context, int64_t ms)
{
    ((struct script *)context)->wake_ms = ms;
}

static void
record(void *context, int priority, const struct esc_log *log)
{
    struct script *script = context;
    size_t used = strlen(script->log);

    (void)priority;
    snprintf(script->log + used, sizeof(script->log) - used, "%s\n",
             esc_log_text(log));
}

static bool
token(void *context, const char *audience, bool fresh,
      struct esc_token *token_out, struct esc_error *err)
{
    struct script *script = context;

    (void)audience;
    if (script->no_token || (fresh && script->no_second))
        return esc_fail(err, ESC_E_NOT_PERMITTED, NULL, "no more tokens");
    if (fresh || script->tokens == 0)
        script->tokens++;
    token_out->subject = "bastion:z:host:b1:user:dana";
    token_out->bytes = script->tokens > 1 ? "CANARY.jws.2" : "CANARY.jws.1";
    token_out->len = 12;
    return true;
}

static struct esc_http_transfer *
start(void *http, const struct esc_http_request *request,
      struct esc_error *err)
{
    struct script *script = http;
    size_t turn =
        script->sent < script->count ? script->sent : script->count - 1;
    const struct script_answer *answer = &script->answers[turn];

    script->sent++;
    script->connect_ms = request->connect_ms;
    script->total_ms = request->total_ms;
    snprintf(script->url, sizeof(script->url), "%s", request->url);
    snprintf(script->body, sizeof(script->body), "%.*s",
             (int)request->body_len, (const char *)request->body);
    memset(&script->reply, 0, sizeof(script->reply));
    script->reply.status = answer->status;
    script->reply.body = answer->body == NULL ? "" : answer->body;
    script->reply.body_len = strlen(script->reply.body);
    script->reply.retry_after =
        answer->retry_after > 0 ? answer->retry_after : -1;
    script->reply.transient = !answer->fatal;
    script->reply.date = answer->date;
    if (answer->status == 0)
        esc_fail(&script->reply.failure, ESC_E_NETWORK, "h", "scripted");
    (void)err;
    return (struct esc_http_transfer *)(void *)script;
}

static const struct esc_http_reply *
reply(const struct esc_http_transfer *transfer)
{
    return &((const struct script *)(const void *)transfer)->reply;
}

static void
end(struct esc_http_transfer *transfer)
{
    (void)transfer;
}

static const struct esc_http_ops ops = {start, reply, end};

void
script_init(struct script *script, const struct script_answer *answers,
            size_t count)
{
    memset(script, 0, sizeof(*script));
    script->answers = answers;
    script->count = count;
    script->now = SCRIPT_NOW;
    script->now_ms = 1000;
    script->settings = (struct esc_deps_settings){
        .session_name = "",
        .region = "",
        .region_from = "the settings",
        .sts_endpoint = "",
        .audience = "sts.amazonaws.com",
        .deadline_ms = 10000,
    };
    script->deps = (struct esc_deps){
        .context = script,
        .now = now,
        .now_ms = now_ms,
        .random = most,
        .http = &ops,
        .http_context = script,
        .token = token,
        .wake_at = wake_at,
        .log = record,
        .settings = &script->settings,
        .origin = &script->origin,
        .failure = &script->failure,
    };
}
