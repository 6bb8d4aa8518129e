/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done with an identity that is there already: verified, refreshed,
 * given back.
 */
#include "flow.h"
#include <string.h>

static bool
add_refresh(const struct esc_identity *identity, const char *name,
            struct esc_buf *form)
{
    const char *token = (const char *)esc_secret_bytes(identity->refresh);

    if (strlen(token) != esc_secret_len(identity->refresh))
        return false;
    esc_buf_add_form(form, name, token);
    return true;
}

bool
esc_sign_in_verify(const struct esc_sign_in *how,
                   struct esc_identity *identity, struct esc_error *err)
{
    FLOW_OWN flow = {.how = how};

    if (identity->kind == ESC_IDENTITY_PULUMI)
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "a token of Pulumi's service is no ID token");
    return flow_discover(&flow, how, err)
           && flow_verify(&flow,
                          (const char *)esc_secret_bytes(identity->token),
                          esc_secret_len(identity->token), identity, err);
}

/* OpenID Connect Core 12.2: a refreshed token is of the same person. */
static bool
take_same(struct flow *flow, const struct esc_cjson *tokens,
          struct esc_identity *identity, struct esc_error *err)
{
    char before[sizeof(identity->subject)];

    memcpy(before, identity->subject, sizeof(before));
    if (!flow_take_tokens(flow, tokens, identity, err))
        return false;
    return strcmp(before, identity->subject) == 0
           || esc_fail(err, ESC_E_PROVIDER, flow->host,
                       "cannot refresh the sign-in: the new ID token is of"
                       " another subject");
}

bool
esc_sign_in_refresh(const struct esc_sign_in *how,
                    struct esc_identity *identity, struct esc_error *err)
{
    ESC_BUF_OWN form = ESC_BUF_LIMIT(FLOW_FORM_MAX);
    ESC_OWN(esc_cjson) tokens = NULL;
    FLOW_OWN flow = {.how = how};
    const struct esc_http_reply *reply;
    const char *url;

    esc_buf_add_form(&form, "grant_type", "refresh_token");
    esc_buf_add_form(&form, "client_id", how->whose->client);
    if (identity->refresh == NULL
        || !add_refresh(identity, "refresh_token", &form))
        return esc_fail(err, ESC_E_NOT_FOUND, NULL,
                        "cannot refresh the sign-in: no refresh token");
    if (!esc_buf_ok(&form, err) || !flow_discover(&flow, how, err))
        return false;
    url = flow_endpoint(&flow, "token_endpoint", err);
    reply = url == NULL ? NULL : flow_send(&flow, url, &form, err);
    if (reply == NULL)
        return esc_fail_while(err, "cannot refresh the sign-in");
    tokens = flow_answer(&flow, reply, "refresh the sign-in", err);
    return tokens != NULL && take_same(&flow, tokens, identity, err);
}

bool
esc_sign_in_revoke(const struct esc_sign_in *how,
                   const struct esc_identity *identity, struct esc_error *err)
{
    ESC_BUF_OWN form = ESC_BUF_LIMIT(FLOW_FORM_MAX);
    FLOW_OWN flow = {.how = how};
    const struct esc_http_reply *reply;
    const char *url;

    esc_buf_add_form(&form, "client_id", how->whose->client);
    esc_buf_add_form(&form, "token_type_hint", "refresh_token");
    if (identity->refresh == NULL || !add_refresh(identity, "token", &form))
        return true;
    if (!esc_buf_ok(&form, err) || !flow_discover(&flow, how, err))
        return false;
    url = flow_endpoint(&flow, "revocation_endpoint", err);
    reply = url == NULL ? NULL : flow_send(&flow, url, &form, err);
    if (reply == NULL)
        return esc_fail_while(err, "cannot revoke the refresh token");
    return reply->status == 200
           || esc_fail(err, ESC_E_PROVIDER, flow.host,
                       "cannot revoke the refresh token: '%s' answers with"
                       " HTTP %ld",
                       flow.host, reply->status);
}
