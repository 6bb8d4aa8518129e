/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token of access.  Its bytes go into one header and nowhere else: never
 * into a message, a record or the reply.
 */
#include "esc/cjson.h"
#include "service.h"
#include "sign_in.h"
#include <stdio.h>
#include <string.h>

enum { TOKEN_MAX = 8192, FORM_MAX = 64 * 1024, REPLY_MAX = 64 * 1024 };

/* What may stand in a header behind "token ". */
static bool
is_token(const char *bytes, size_t len)
{
    if (len == 0 || len > TOKEN_MAX)
        return false;
    for (size_t i = 0; i < len; i++)
        if (bytes[i] <= ' ' || bytes[i] > '~')
            return false;
    return true;
}

static bool
keep(struct service *service, const char *bytes, size_t len,
     struct esc_error *err)
{
    esc_buf_release(&service->authorization);
    if (!is_token(bytes, len))
        return esc_fail(err, ESC_E_INPUT, service->host,
                        "refuse the access token for '%s': it has bytes that"
                        " no token has",
                        service->host);
    esc_buf_add_str(&service->authorization, "Authorization: token ");
    esc_buf_add(&service->authorization, bytes, len);
    return esc_buf_ok(&service->authorization, err);
}

static bool
ask_starter(struct service *service, struct esc_error *err)
{
    struct source_question question = {
        .want = ESC_MESSAGE_WANT_ACCESS,
        .wanted = ESC_MESSAGE_ACCESS,
        .name = service->host,
    };
    struct esc_message_content content;
    ESC_OWN(esc_secret) frame =
        source_ask(service->world->source, &question, &content, err);

    if (frame == NULL)
        return esc_fail_while(err, "cannot get an access token");
    snprintf(service->identity, sizeof(service->identity), "%s", content.text);
    return keep(service, (const char *)content.bytes, content.len, err);
}

/* Who it is: the person's own word, or the host's for them. */
static bool
get_subject(const struct service *service, const char *audience,
            struct esc_token *token_out, struct esc_error *err)
{
    if (service->world->signed_in.token == NULL)
        return world_get_token(service->world, audience, false, token_out,
                               err);
    world_own_token(service->world, token_out);
    return true;
}

/* The form of RFC 8693; holds the ID token and is not wiped: the process's end
 * is the wipe. */
static bool
compose(const struct service *service, struct esc_buf *form,
        struct esc_error *err)
{
    const struct esc_message_open *open = service->world->open;
    char audience[SERVICE_NAME_MAX + 16], kind[64], seconds[24];
    struct esc_token token;

    snprintf(audience, sizeof(audience), "urn:pulumi:org:%s",
             service->organization);
    snprintf(kind, sizeof(kind), "urn:pulumi:token-type:access_token:%s",
             open->service_kind);
    snprintf(seconds, sizeof(seconds), "%llu",
             (unsigned long long)open->service_expiration);
    if (!get_subject(service, audience, &token, err))
        return esc_fail_while(err, "cannot get an ID token");
    esc_buf_add_form(form, "grant_type",
                     "urn:ietf:params:oauth:grant-type:token-exchange");
    esc_buf_add_form(form, "audience", audience);
    esc_buf_add_form(form, "subject_token_type",
                     "urn:ietf:params:oauth:token-type:id_token");
    esc_buf_add_form(form, "requested_token_type", kind);
    esc_buf_add_form(form, "scope", open->service_scope);
    if (open->service_expiration != 0)
        esc_buf_add_form(form, "expiration", seconds);
    /* A compact JWS consists of characters that need no encoding. */
    if (strspn(token.bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz0123456789-_.")
        < token.len)
        return esc_fail(err, ESC_E_BUG, NULL, "malformed ID token");
    esc_buf_add_str(form, "&subject_token=");
    esc_buf_add(form, token.bytes, token.len);
    return esc_buf_ok(form, err);
}

static bool
exchange(struct service *service, struct esc_error *err)
{
    ESC_BUF_OWN form = ESC_BUF_LIMIT(FORM_MAX);
    struct service_call call = {.kind = SERVICE_EXCHANGE,
                                .path = "/api/oauth/token",
                                .reply_max = REPLY_MAX};
    ESC_OWN(esc_cjson) json = NULL;
    const char *token;

    if (!compose(service, &form, err))
        return false;
    call.body = form.data;
    call.body_len = form.len;
    token = service_ask_text(service, &call, "access_token", &json, err);
    if (token == NULL)
        return false;
    snprintf(service->identity, sizeof(service->identity), "%s",
             service->world->open->service_scope);
    return keep(service, token, strlen(token), err);
}

static bool
use_sign_in(struct service *service, struct esc_error *err)
{
    const struct esc_identity *signed_in = &service->world->signed_in;
    const struct esc_secret *token;

    service->refused = !sign_in_own(service->world, service->host, true, err);
    if (service->refused)
        return false;
    if (signed_in->kind != ESC_IDENTITY_PULUMI)
        return exchange(service, err);
    token = signed_in->token;
    snprintf(service->identity, sizeof(service->identity), "%s",
             service->world->open->service_scope);
    return keep(service, (const char *)esc_secret_bytes(token),
                esc_secret_len(token), err)
           && service_check_owner(service, err);
}

bool
service_authorize(struct service *service, struct esc_error *err)
{
    service->authorization.limit = TOKEN_MAX + 64;
    if (service->world->open->whose.issuer[0] != '\0')
        return use_sign_in(service, err);
    return service->world->open->service_kind[0] == '\0'
               ? ask_starter(service, err)
               : exchange(service, err);
}

bool
service_renew_token(struct service *service, struct esc_error *err)
{
    return service->world->open->service_kind[0] != '\0'
           && service->world->signed_in.kind != ESC_IDENTITY_PULUMI
           && exchange(service, err);
}
