/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who signed in, and whether it may be this login's person.  Without the
 * binding anybody at the same provider could approve a code that somebody
 * else's session shows.
 */
#include "flow.h"
#include "jwt.h"
#include <stdio.h>
#include <string.h>

static bool
fetch_keys(struct flow *flow, struct esc_error *err)
{
    const char *url = flow_endpoint(flow, "jwks_uri", err);
    const struct esc_http_reply *reply;

    if (url == NULL)
        return false;
    reply = flow_send(flow, url, NULL, err);
    if (reply == NULL)
        return esc_fail_while(err, "cannot get the keys of '%s'", flow->host);
    esc_cjson_free(flow->jwks);
    flow->jwks = flow_answer(flow, reply, "get the provider's keys", err);
    return flow->jwks != NULL;
}

/* A key that is not there may have been made a moment ago: look twice. */
static bool
check_signature(struct flow *flow, const struct jwt *jwt,
                struct esc_error *err)
{
    bool unknown = false;

    for (int i = 0; i < 2; i++) {
        if (!fetch_keys(flow, err))
            return false;
        if (jwt_verify(jwt, flow->jwks, &unknown, err))
            return true;
        if (!unknown)
            return false;
    }
    return false;
}

/* The claim that names the person.  An address is a name only when the
 * provider has made sure that it is theirs. */
static const char *
name_person(const struct jwt *jwt, const char *claim, struct esc_error *err)
{
    const char *name = esc_cjson_text(esc_cjson_get(jwt->claims, claim));

    if (name == NULL || name[0] == '\0') {
        esc_fail(err, ESC_E_PROVIDER, claim,
                 "cannot tell who signed in: the ID token has no claim '%s'",
                 claim);
        esc_fail_hint(err, "does login-scope ask for it?");
        return NULL;
    }
    if (strcmp(claim, "email") == 0
        && !esc_cjson_true(esc_cjson_get(jwt->claims, "email_verified"))) {
        esc_fail(err, ESC_E_PROVIDER, claim,
                 "cannot tell who signed in: the provider has not verified"
                 " the address '%.128s'",
                 name);
        return NULL;
    }
    return name;
}

static bool
bind_person(const struct flow *flow, const struct jwt *jwt,
            struct esc_identity *identity, struct esc_error *err)
{
    const struct esc_message_whose *whose = flow->how->whose;
    const char *claim = whose->claim[0] == '\0' ? "sub" : whose->claim;
    const char *name = name_person(jwt, claim, err);
    size_t len = name == NULL ? 0 : strlen(name);

    if (name == NULL)
        return false;
    if (whose->person[0] != '\0' && strcmp(name, whose->person) != 0) {
        esc_fail(err, ESC_E_NOT_PERMITTED, flow->host,
                 "refuse the sign-in: '%.128s' approved it, but this login is"
                 " of '%.128s'",
                 name, whose->person);
        return esc_fail_hint(err, "approve only codes of your own sessions");
    }
    if (len >= sizeof(identity->person))
        return esc_fail(err, ESC_E_PROVIDER, claim,
                        "cannot tell who signed in: the name is too long");
    memcpy(identity->person, name, len + 1);
    return true;
}

static void
describe(const struct flow *flow, const struct jwt *jwt,
         struct esc_identity *identity)
{
    const struct esc_message_whose *whose = flow->how->whose;
    int64_t exp = 0, iat = 0;

    (void)esc_cjson_integer(esc_cjson_get(jwt->claims, "exp"), &exp);
    (void)esc_cjson_integer(esc_cjson_get(jwt->claims, "iat"), &iat);
    snprintf(identity->issuer, sizeof(identity->issuer), "%s", whose->issuer);
    snprintf(identity->client, sizeof(identity->client), "%s", whose->client);
    snprintf(identity->subject, sizeof(identity->subject), "%s",
             esc_cjson_text(esc_cjson_get(jwt->claims, "sub")));
    identity->expires = exp > 0 ? (uint64_t)exp : 0;
    identity->obtained = iat > 0 ? (uint64_t)iat : 0;
}

bool
flow_verify(struct flow *flow, const char *token, size_t len,
            struct esc_identity *identity, struct esc_error *err)
{
    struct jwt_rules rules = {flow->how->whose->issuer,
                              flow->how->whose->client, flow->how->now()};
    JWT_OWN jwt = {0};

    if (!jwt_parse(token, len, &jwt, err) || !check_signature(flow, &jwt, err)
        || !jwt_check(&jwt, &rules, err)
        || !bind_person(flow, &jwt, identity, err))
        return false;
    describe(flow, &jwt, identity);
    return true;
}

bool
flow_take_tokens(struct flow *flow, const struct esc_cjson *answer,
                 struct esc_identity *identity, struct esc_error *err)
{
    const char *token = esc_cjson_text(esc_cjson_get(answer, "id_token"));
    const char *refresh =
        esc_cjson_text(esc_cjson_get(answer, "refresh_token"));
    ESC_OWN(esc_secret) kept = NULL;
    ESC_OWN(esc_secret) kept_refresh = NULL;

    if (token == NULL) {
        esc_fail(err, ESC_E_PROVIDER, flow->host,
                 "cannot sign in: '%s' gives no ID token", flow->host);
        return esc_fail_hint(err, "login-scope must have 'openid'");
    }
    if (!flow_verify(flow, token, strlen(token), identity, err)
        || !esc_identity_keep(&kept, token, strlen(token),
                              ESC_MESSAGE_TOKEN_MAX, err)
        || (refresh != NULL && refresh[0] != '\0'
            && !esc_identity_keep(&kept_refresh, refresh, strlen(refresh),
                                  ESC_IDENTITY_REFRESH_MAX, err)))
        return false;
    esc_secret_free(identity->token);
    identity->token = esc_secret_take(&kept);
    if (kept_refresh == NULL)
        return true;
    esc_secret_free(identity->refresh);
    identity->refresh = esc_secret_take(&kept_refresh);
    return true;
}
