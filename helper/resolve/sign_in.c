/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between a request and the room that signs in.  What the starter hands over
 * lies in a key that any process of the user can have planted, so it is worth
 * what it proves here, each time: an ID token that the provider's keys verify,
 * for us, in time, of the very person; or a token of the service whose owner
 * is the one that root's map names.
 */
#include "sign_in.h"
#include <stdio.h>
#include <string.h>

static bool
send_prompt(void *context, const struct esc_message_prompt *prompt,
            struct esc_error *err)
{
    return source_send_prompt(context, prompt, err);
}

void
sign_in_ports(const struct esc_message_sign_in *want, uint16_t *ports_out,
              size_t count)
{
    size_t used = 0;
    uint16_t port = 0;

    memset(ports_out, 0, count * sizeof(*ports_out));
    if (count < 3)
        return;
    ports_out[used++] = 443;
    if (esc_http_check_url(want->whose.issuer,
                           esc_sign_in_is_http(&want->whose), NULL, &port,
                           NULL))
        ports_out[used++] = port; /* else refused with words later */
    if (want->proxy[0] != '\0')
        ports_out[used] = esc_http_proxy_port(want->proxy);
}

static bool
ask(struct source *source, const char *host, struct esc_identity *identity_out,
    struct esc_error *err)
{
    struct source_question question = {
        .want = ESC_MESSAGE_WANT_IDENTITY,
        .wanted = ESC_MESSAGE_IDENTITY,
        .name = host,
    };
    struct esc_message_content content;
    ESC_OWN(esc_secret) frame = source_ask(source, &question, &content, err);

    *identity_out = (struct esc_identity){0};
    return frame != NULL
           && esc_identity_decode(content.bytes, content.len, identity_out,
                                  err);
}

static bool
verify(struct world *world, struct esc_error *err)
{
    const struct esc_message_open *open = world->open;
    struct esc_message_whose whose = open->whose;
    struct esc_sign_in how = esc_sign_in_online(world->http);

    how.whose = &whose;
    how.deadline_ms = world->settings.deadline_ms;
    return (esc_identity_person(open->whose.person, open->login, whose.person,
                                sizeof(whose.person))
            || esc_fail(err, ESC_E_CONFIG, NULL,
                        "it is not known who must have signed in"))
           && esc_sign_in_verify(&how, &world->signed_in, err);
}

bool
sign_in_own(struct world *world, const char *host, bool pulumi,
            struct esc_error *err)
{
    struct esc_identity *identity = &world->signed_in;

    esc_identity_release(identity);
    if (ask(world->source, host, identity, err)
        && ((pulumi && identity->kind == ESC_IDENTITY_PULUMI)
            || verify(world, err)))
        return true;
    esc_identity_release(identity);
    if (err->hint[0] == '\0')
        esc_fail_hint(err, "esc-session login");
    return esc_fail_while(err, "cannot use your own sign-in");
}

static bool
act(const struct esc_message_sign_in *want, const struct esc_sign_in *how,
    struct esc_identity *identity, struct esc_error *err)
{
    switch ((enum esc_sign_in_action)want->action) {
    case ESC_SIGN_IN_DEVICE:
        return esc_sign_in_device(how, identity, err);
    case ESC_SIGN_IN_REFRESH:
        return esc_sign_in_refresh(how, identity, err);
    case ESC_SIGN_IN_VERIFY:
        return esc_sign_in_verify(how, identity, err);
    case ESC_SIGN_IN_REVOKE:
        return esc_sign_in_revoke(how, identity, err);
    case ESC_SIGN_IN_ACTIONS:
    default:
        return esc_fail(err, ESC_E_BUG, NULL, "unknown action");
    }
}

static struct esc_secret *
result(const struct esc_message_sign_in *want,
       const struct esc_identity *identity, struct esc_error *err)
{
    struct esc_secret *none;

    if (want->action != ESC_SIGN_IN_REVOKE)
        return esc_identity_encode(identity, err);
    none = esc_secret_new(1);
    if (none == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "no memory");
    return none;
}

struct esc_secret *
sign_in(const struct esc_message_sign_in *want, struct source *source,
        struct esc_error *err)
{
    struct esc_http_settings settings = {
        .proxy = want->proxy,
        .no_proxy = want->no_proxy,
        .ca_path = want->ca_path,
        .ca_file = want->ca_file,
        .loopback_http = esc_sign_in_is_http(&want->whose),
    };
    ESC_OWN(esc_http) http = esc_http_new(&settings, err);
    struct esc_sign_in how = esc_sign_in_online(http);
    ESC_IDENTITY_OWN identity = {0};

    how.whose = &want->whose;
    how.scope = want->scope;
    how.deadline_ms = source->deadline_ms;
    how.context = source;
    how.prompt = send_prompt;
    if (http == NULL
        || (want->action != ESC_SIGN_IN_DEVICE
            && !ask(source, "", &identity, err))
        || !act(want, &how, &identity, err))
        return NULL;
    return result(want, &identity, err);
}
