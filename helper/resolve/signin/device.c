/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device flow of RFC 8628.  Started only by a person who typed `login`:
 * a flow that starts by itself teaches people to approve what they did not
 * ask for.
 */
#include "flow.h"
#include "esc/frame.h"
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define GRANT "urn:ietf:params:oauth:grant-type:device_code"

enum {
    INTERVAL = 5, /* seconds, when the provider names none */
    INTERVAL_MAX = 60,
    LIFE_MAX = 1800,
    CODE_MAX = 4096,
    VERIFIER_BYTES = 32,
    DIGEST_BYTES = 32,
};

struct device {
    struct flow flow;
    struct esc_cjson *started; /* the authorization's answer; owned */
    const char *code;          /* "device_code", borrowed from it */
    char verifier[64];         /* RFC 7636; empty: not offered */
    int64_t interval, life;    /* seconds */
};
#define DEVICE_OWN __attribute__((cleanup(device_release))) struct device

static void
device_release(struct device *device)
{
    esc_cjson_free(device->started);
    flow_release(&device->flow);
}

/* Base64url of LEN bytes, at most 32; OUT has 64. */
static void
encode(const uint8_t *bytes, int len, char *out)
{
    uint8_t text[64];
    int size = EVP_EncodeBlock(text, bytes, len);

    for (int i = 0; i < size; i++)
        text[i] = text[i] == '+'   ? '-'
                  : text[i] == '/' ? '_'
                  : text[i] == '=' ? '\0'
                                   : text[i];
    memcpy(out, text, (size_t)size);
    out[size] = '\0';
}

/* RFC 7636, where the provider says that it knows it. */
static bool
add_challenge(struct device *device, struct esc_buf *form,
              struct esc_error *err)
{
    uint8_t bytes[VERIFIER_BYTES], digest[DIGEST_BYTES];
    char challenge[64];
    size_t len = sizeof(digest);

    if (!flow_offers(&device->flow, "code_challenge_methods_supported",
                     "S256"))
        return true;
    if (RAND_bytes(bytes, sizeof(bytes)) != 1)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "no random numbers");
    encode(bytes, sizeof(bytes), device->verifier);
    if (EVP_Q_digest(NULL, "SHA256", NULL, device->verifier,
                     strlen(device->verifier), digest, &len)
        != 1)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "cannot hash");
    encode(digest, sizeof(digest), challenge);
    esc_buf_add_form(form, "code_challenge", challenge);
    esc_buf_add_form(form, "code_challenge_method", "S256");
    return true;
}

static bool
fill_prompt(const struct device *device, struct esc_message_prompt *prompt,
            struct esc_error *err)
{
    const struct esc_cjson *json = device->started;
    const char *uri = esc_cjson_text(esc_cjson_get(json, "verification_uri"));
    const char *complete =
        esc_cjson_text(esc_cjson_get(json, "verification_uri_complete"));
    const char *code = esc_cjson_text(esc_cjson_get(json, "user_code"));
    bool http = esc_sign_in_is_http(device->flow.how->whose);

    if (uri == NULL) /* as Google calls it */
        uri = esc_cjson_text(esc_cjson_get(json, "verification_url"));
    if (uri == NULL || code == NULL || code[0] == '\0'
        || strlen(uri) >= sizeof(prompt->uri)
        || strlen(code) >= sizeof(prompt->code))
        return esc_fail(err, ESC_E_PROVIDER, device->flow.host,
                        "cannot sign in: malformed answer of '%s'",
                        device->flow.host);
    if (!esc_http_check_url(uri, http, NULL, NULL, err))
        return esc_fail_while(err, "cannot show where to approve");
    snprintf(prompt->uri, sizeof(prompt->uri), "%s", uri);
    snprintf(prompt->code, sizeof(prompt->code), "%s", code);
    if (complete != NULL && strlen(complete) < sizeof(prompt->complete)
        && esc_http_check_url(complete, http, NULL, NULL, NULL))
        snprintf(prompt->complete, sizeof(prompt->complete), "%s", complete);
    prompt->expires_in = (uint64_t)device->life;
    return true;
}

static void
read_times(struct device *device)
{
    device->interval = INTERVAL;
    device->life = LIFE_MAX;
    (void)esc_cjson_integer(esc_cjson_get(device->started, "interval"),
                            &device->interval);
    (void)esc_cjson_integer(esc_cjson_get(device->started, "expires_in"),
                            &device->life);
    if (device->interval < 1)
        device->interval = 1;
    if (device->interval > INTERVAL_MAX)
        device->interval = INTERVAL_MAX;
    if (device->life < 1 || device->life > LIFE_MAX)
        device->life = LIFE_MAX;
}

static bool
start(struct device *device, struct esc_error *err)
{
    const struct esc_sign_in *how = device->flow.how;
    const char *url =
        flow_endpoint(&device->flow, "device_authorization_endpoint", err);
    ESC_BUF_OWN form = ESC_BUF_LIMIT(FLOW_FORM_MAX);
    struct esc_message_prompt prompt = {0};
    const struct esc_http_reply *reply;

    if (url == NULL)
        return esc_fail_hint(err, "it must support the device flow (RFC"
                                  " 8628); else --token-file FILE");
    esc_buf_add_form(&form, "client_id", how->whose->client);
    esc_buf_add_form(&form, "scope",
                     how->scope[0] == '\0' ? "openid" : how->scope);
    if (!add_challenge(device, &form, err) || !esc_buf_ok(&form, err))
        return false;
    reply = flow_send(&device->flow, url, &form, err);
    if (reply == NULL)
        return esc_fail_while(err, "cannot start to sign in");
    device->started =
        flow_answer(&device->flow, reply, "start to sign in", err);
    if (device->started == NULL)
        return false;
    device->code =
        esc_cjson_text(esc_cjson_get(device->started, "device_code"));
    read_times(device);
    if (device->code == NULL || strlen(device->code) > CODE_MAX)
        return esc_fail(err, ESC_E_PROVIDER, device->flow.host,
                        "cannot sign in: malformed answer of '%s'",
                        device->flow.host);
    return fill_prompt(device, &prompt, err)
           && how->prompt(how->context, &prompt, err);
}

static void
pause_for(int64_t seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static bool
compose_poll(const struct device *device, struct esc_buf *form,
             struct esc_error *err)
{
    esc_buf_add_form(form, "grant_type", GRANT);
    esc_buf_add_form(form, "device_code", device->code);
    esc_buf_add_form(form, "client_id", device->flow.how->whose->client);
    if (device->verifier[0] != '\0')
        esc_buf_add_form(form, "code_verifier", device->verifier);
    return esc_buf_ok(form, err);
}

/* The answer with tokens. */
static const struct esc_http_reply *
await(struct device *device, const char *url, struct esc_error *err)
{
    ESC_BUF_OWN form = ESC_BUF_LIMIT(FLOW_FORM_MAX);
    int64_t end = esc_frame_now_ms() + device->life * 1000;
    enum poll_step step = POLL_AGAIN;
    const struct esc_http_reply *reply = NULL;

    if (end > device->flow.how->deadline_ms)
        end = device->flow.how->deadline_ms;
    if (!compose_poll(device, &form, err))
        return NULL;
    while (step == POLL_AGAIN) {
        struct esc_error why = {0};

        if (esc_frame_now_ms() + device->interval * 1000 > end) {
            esc_fail(err, ESC_E_TIMEOUT, device->flow.host,
                     "cannot sign in: nobody approved it in time");
            esc_fail_hint(err, "'esc-session login' starts again");
            return NULL;
        }
        pause_for(device->interval);
        reply = flow_send(&device->flow, url, &form, &why);
        step = poll_judge(reply, &why, &device->interval, err);
    }
    return step == POLL_DONE ? reply : NULL;
}

bool
esc_sign_in_device(const struct esc_sign_in *how,
                   struct esc_identity *identity_out, struct esc_error *err)
{
    DEVICE_OWN device = {0};
    ESC_OWN(esc_cjson) tokens = NULL;
    const struct esc_http_reply *reply;
    const char *url;

    *identity_out = (struct esc_identity){.kind = ESC_IDENTITY_DEVICE};
    device.flow.how = how;
    if (!flow_discover(&device.flow, how, err))
        return false;
    url = flow_endpoint(&device.flow, "token_endpoint", err);
    if (url == NULL || !start(&device, err))
        return false;
    reply = await(&device, url, err);
    if (reply == NULL)
        return false;
    tokens = flow_answer(&device.flow, reply, "sign in", err);
    return tokens != NULL
           && flow_take_tokens(&device.flow, tokens, identity_out, err);
}
