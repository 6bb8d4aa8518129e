/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Talking to the provider.  Its endpoints may be on other hosts than the
 * issuer, as those of large providers are, but only where the issuer's own
 * document says so, by https, and on a port that the sandbox allows.
 */
#include "flow.h"
#include "esc/frame.h"
#include <stdio.h>
#include <string.h>

enum { DOCUMENT_MAX = 256 * 1024, TRANSFER_MS = 9000, HTTPS = 443 };

static const char well_known[] = "/.well-known/openid-configuration";

bool
esc_sign_in_is_http(const struct esc_message_whose *whose)
{
    return strncmp(whose->issuer, "http://", 7) == 0;
}

void
flow_release(struct flow *flow)
{
    if (flow->transfer != NULL)
        flow->how->ops->end(flow->transfer);
    flow->transfer = NULL;
    esc_cjson_free(flow->discovery);
    esc_cjson_free(flow->jwks);
}

static int64_t
limit(const struct flow *flow)
{
    int64_t left = flow->how->deadline_ms - esc_frame_now_ms();

    return left < TRANSFER_MS ? left : TRANSFER_MS;
}

const struct esc_http_reply *
flow_send(struct flow *flow, const char *url, const struct esc_buf *form,
          struct esc_error *err)
{
    static const char *const headers[] = {"Accept: application/json", NULL};
    static const char *const posted[] = {
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded", NULL};
    struct esc_http_request request = {
        .url = url,
        .headers = form == NULL ? headers : posted,
        .body = form == NULL ? NULL : esc_buf_text(form),
        .body_len = form == NULL ? 0 : form->len,
        .reply_max = DOCUMENT_MAX,
        .total_ms = limit(flow),
    };
    const struct esc_sign_in *how = flow->how;
    int64_t until = esc_frame_now_ms() + request.total_ms + 250;
    const struct esc_http_reply *reply;

    if (flow->transfer != NULL)
        how->ops->end(flow->transfer);
    flow->transfer = NULL;
    if (request.total_ms <= 0) {
        esc_fail(err, ESC_E_TIMEOUT, flow->host, "no time left");
        return NULL;
    }
    flow->transfer = how->ops->start(how->http, &request, err);
    if (flow->transfer == NULL)
        return NULL;
    while ((reply = how->ops->reply(flow->transfer)) == NULL)
        if (esc_frame_now_ms() > until) {
            esc_fail(err, ESC_E_TIMEOUT, flow->host, "no answer in time");
            return NULL;
        } else if (!how->wait(how->http, until, err)) {
            return NULL;
        }
    if (reply->status != 0)
        return reply;
    *err = reply->failure;
    return NULL;
}

/* The provider's own words: "error" and "error_description". */
static bool
refusal(const struct flow *flow, const struct esc_http_reply *reply,
        const char *act, struct esc_error *err)
{
    struct esc_error ignored;
    ESC_OWN(esc_cjson)
    json = esc_cjson_parse(reply->body, reply->body_len, &ignored);
    const char *code = esc_cjson_text(esc_cjson_get(json, "error"));
    const char *words =
        esc_cjson_text(esc_cjson_get(json, "error_description"));

    if (code == NULL)
        return esc_fail(err, ESC_E_PROVIDER, flow->host,
                        "cannot %s: '%s' answers with HTTP %ld", act,
                        flow->host, reply->status);
    return esc_fail(err, ESC_E_PROVIDER, flow->host,
                    "cannot %s: '%s' says %.64s%s%.256s", act, flow->host,
                    code, words == NULL ? "" : ": ",
                    words == NULL ? "" : words);
}

struct esc_cjson *
flow_answer(const struct flow *flow, const struct esc_http_reply *reply,
            const char *act, struct esc_error *err)
{
    struct esc_cjson *json;
    struct esc_error why;

    if (reply->status != 200) {
        refusal(flow, reply, act, err);
        return NULL;
    }
    json = esc_cjson_parse(reply->body, reply->body_len, &why);
    if (json == NULL)
        esc_fail(err, ESC_E_PROVIDER, flow->host,
                 "cannot %s: '%s' does not answer in JSON", act, flow->host);
    return json;
}

static bool
check_issuer(struct flow *flow, struct esc_error *err)
{
    const char *issuer = flow->how->whose->issuer;
    const char *said =
        esc_cjson_text(esc_cjson_get(flow->discovery, "issuer"));

    if (said != NULL && strcmp(said, issuer) == 0)
        return true;
    esc_fail(err, ESC_E_PROVIDER, flow->host,
             "cannot trust '%s': it calls itself '%.256s', not '%.256s'",
             flow->host, said == NULL ? "" : said, issuer);
    return esc_fail_hint(err, "the issuer must be written exactly as the"
                              " provider does, the last '/' included");
}

bool
flow_discover(struct flow *flow, const struct esc_sign_in *how,
              struct esc_error *err)
{
    const char *issuer = how->whose->issuer;
    size_t len = strlen(issuer);
    char url[ESC_MESSAGE_URL_MAX + sizeof(well_known)];
    const struct esc_http_reply *reply;

    *flow = (struct flow){.how = how};
    if (!esc_http_check_url(issuer, esc_sign_in_is_http(how->whose),
                            flow->host, &flow->port, err))
        return esc_fail_while(err, "cannot use the issuer");
    if (strchr(issuer, '?') != NULL)
        return esc_fail(err, ESC_E_CONFIG, flow->host,
                        "cannot use the issuer: it has a query");
    if (len > 0 && issuer[len - 1] == '/')
        len--;
    snprintf(url, sizeof(url), "%.*s%s", (int)len, issuer, well_known);
    reply = flow_send(flow, url, NULL, err);
    if (reply == NULL)
        return esc_fail_while(err, "cannot learn about '%s'", flow->host);
    flow->discovery =
        flow_answer(flow, reply, "learn about the provider", err);
    return flow->discovery != NULL && check_issuer(flow, err);
}

const char *
flow_endpoint(const struct flow *flow, const char *member,
              struct esc_error *err)
{
    const char *url = esc_cjson_text(esc_cjson_get(flow->discovery, member));
    uint16_t port;

    if (url == NULL) {
        esc_fail(err, ESC_E_PROVIDER, flow->host, "'%s' has no %s", flow->host,
                 member);
        return NULL;
    }
    if (!esc_http_check_url(url, esc_sign_in_is_http(flow->how->whose), NULL,
                            &port, err)) {
        esc_fail_while(err, "cannot use the %s of '%s'", member, flow->host);
        return NULL;
    }
    if (port == flow->port || port == HTTPS)
        return url;
    esc_fail(err, ESC_E_PROVIDER, flow->host,
             "cannot use the %s of '%s': it is on port %u, not %u or %d",
             member, flow->host, port, flow->port, HTTPS);
    return NULL;
}

bool
flow_offers(const struct flow *flow, const char *member, const char *word)
{
    const struct esc_cjson *list = esc_cjson_get(flow->discovery, member);
    size_t count = esc_cjson_count(list);

    for (size_t i = 0; i < count; i++) {
        const char *text = esc_cjson_text(esc_cjson_item(list, i));

        if (text != NULL && strcmp(text, word) == 0)
            return true;
    }
    return false;
}
