/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an OpenID provider: the documents, parted by lines "---", are
 * its answers in order (its description, then keys, tokens, ...), each with
 * status 400 when it begins with a '!'.  Nothing it says makes an identity,
 * since no key here ever signed.
 */
#include "esc/frame.h"
#include "helper/resolve/signin/flow.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PART "\n---\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A scripted provider; BODY of the present answer ends with a NUL. */
struct script {
    const char *at, *end;
    char *body;
    struct esc_http_reply reply;
};

struct esc_http_transfer {
    struct script *script;
};

static struct esc_http_transfer *
start(void *http, const struct esc_http_request *request,
      struct esc_error *err)
{
    struct script *script = http;
    struct esc_http_transfer *transfer;
    size_t len = (size_t)(script->end - script->at);
    const char *part = memmem(script->at, len, PART, strlen(PART));

    assert(strncasecmp(request->url, "https://", 8) == 0);
    if (len == 0) {
        esc_fail(err, ESC_E_NETWORK, "host", "cannot connect");
        return NULL;
    }
    len = part == NULL ? len : (size_t)(part - script->at);
    transfer = malloc(sizeof(*transfer));
    free(script->body);
    script->body = strndup(script->at, len);
    assert(transfer != NULL && script->body != NULL);
    script->reply = (struct esc_http_reply){
        .status = script->body[0] == '!' ? 400 : 200,
        .body = script->body + (script->body[0] == '!'),
    };
    script->reply.body_len = strlen(script->reply.body);
    script->at = part == NULL ? script->end : part + strlen(PART);
    transfer->script = script;
    return transfer;
}

static const struct esc_http_reply *
reply(const struct esc_http_transfer *transfer)
{
    return &transfer->script->reply;
}

static void
end(struct esc_http_transfer *transfer)
{
    free(transfer);
}

static bool
wait_for(void *http, int64_t until_ms, struct esc_error *err)
{
    (void)http;
    (void)until_ms;
    return esc_fail(err, ESC_E_NETWORK, NULL, "nothing to wait for");
}

static int64_t
now(void)
{
    return 1900000000;
}

static bool
prompt(void *context, const struct esc_message_prompt *shown,
       struct esc_error *err)
{
    (void)context;
    assert(strncasecmp(shown->uri, "https://", 8) == 0
           && shown->code[0] != '\0');
    return esc_fail(err, ESC_E_USAGE, NULL, "nobody is there");
}

static void
try_poll(const struct script *script)
{
    struct esc_http_reply answer = {.status = 400, .body = script->at};
    int64_t interval = 5;
    struct esc_error err = {0};

    answer.body_len = (size_t)(script->end - script->at);
    if (poll_judge(&answer, NULL, &interval, &err) == POLL_STOP)
        assert(err.code != ESC_OK);
    assert(interval > 0 && interval <= 60);
}

static void
try_flows(struct script *script)
{
    static const struct esc_http_ops ops = {start, reply, end};
    static const struct esc_message_whose whose = {
        .issuer = "https://id.example", .client = "ssh", .claim = "sub"};
    const struct script whole = *script;
    const struct esc_sign_in how = {
        .whose = &whose,
        .scope = "openid",
        .ops = &ops,
        .http = script,
        .wait = wait_for,
        .now = now,
        .deadline_ms = esc_frame_now_ms() + 900,
        .prompt = prompt,
    };
    struct esc_error err = {0};
    ESC_IDENTITY_OWN identity = {.kind = ESC_IDENTITY_DEVICE};
    ESC_IDENTITY_OWN fresh = {0};

    assert(!esc_sign_in_device(&how, &fresh, &err) && err.code != ESC_OK);
    script->at = whole.at;
    assert(esc_identity_keep(&identity.refresh, "r", 1, 8, &err));
    assert(!esc_sign_in_refresh(&how, &identity, &err));
    script->at = whole.at;
    (void)!esc_sign_in_revoke(&how, &identity, &err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct script script;
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    script = (struct script){.at = text, .end = text + size};
    try_poll(&script);
    try_flows(&script);
    free(script.body);
    free(text);
    return 0;
}
