/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions are rows of a table.  A question that policy denies is answered
 * REFUSED, so that the resolver can say where in the definition it arose; a
 * malformed one ends the exchange.
 */
#include "exchange.h"
#include "audit.h"
#include "esc/cipher.h"
#include "esc/message.h"
#include "esc/text.h"
#include "service.h"
#include <stdio.h>
#include <string.h>

#define FRAME_MAX_IN (ESC_CRED_BYTES_MAX + 8192)
#define SMALL_FRAME 32768

/* The resolver then takes http for loopback addresses, and only for those. */
static bool
is_http(const char *url)
{
    return strncmp(url, "http:", 5) == 0;
}

#define PUT(field, text) esc_text_copy(open.field, sizeof(open.field), (text))

bool
exchange_open(const struct exchange *exchange, uint64_t transfer_ms,
              struct esc_secret *frame_out, struct esc_error *err)
{
    const struct settings *s = exchange->settings;
    const char *aws = settings_audience(s, false);
    struct esc_message_open open = {
        .max_duration = exchange->grant->rule->max_duration,
        .deadline_ms = transfer_ms,
        .output_max = s->max_payload,
        .values = exchange->grant->rule->values,
        .loopback_http = is_http(s->sts_endpoint) || is_http(s->pulumi_url)
                         || is_http(s->sign_in.issuer),
    };

    if (PUT(environment, exchange->grant->environment)
        && PUT(login, exchange->account->login) && PUT(host_id, s->host_id)
        && PUT(region, s->region) && PUT(sts_endpoint, s->sts_endpoint)
        && PUT(proxy, s->proxy) && PUT(no_proxy, s->no_proxy)
        && PUT(ca_path, s->ca_path) && PUT(ca_file, s->ca_file)
        && PUT(audience, aws == NULL ? "" : aws)
        && (!s->session_name_login
            || PUT(session_name, exchange->identity->session_name))
        && service_open(exchange, &open)
        && esc_message_put_open(frame_out, &open))
        return true;
    return esc_fail(err, ESC_E_CONFIG, NULL,
                    "cannot ask the resolver: a setting is too long");
}

/*
 * Each answers one question: the content, or NULL with the reason why not.
 * What stands beside the content goes to TEXT_OUT, borrowed.
 */

/* The bytes of NAME[@VERSION], if this user may have them. */
static struct esc_secret *
find_definition(struct exchange *exchange, struct esc_message_content *asked,
                const char **text_out, struct esc_error *why)
{
    const struct policy_grant *grant = exchange->grant;
    char *name = asked->text, *at = strchr(name, '@');
    bool valid = esc_text_is_environment(name) && strchr(name, '/') != NULL;
    struct definition_name wanted = {exchange->settings->environments, name,
                                     at == NULL ? "" : at + 1};
    struct definition_found found = {0};
    struct esc_secret *bytes;
    bool own;

    if (exchange->definition_count++ >= EXCHANGE_DEFINITIONS_MAX) {
        esc_fail(why, ESC_E_BUG, NULL,
                 "the resolver asked for more than %d definitions",
                 EXCHANGE_DEFINITIONS_MAX);
        return NULL;
    }
    if (!service_local(exchange)) {
        esc_fail(why, ESC_E_NOT_PERMITTED, name,
                 "cannot read definition '%s': the service opens it, not this"
                 " host",
                 name);
        return NULL;
    }
    if (!valid) {
        esc_fail(why, ESC_E_NOT_FOUND, name,
                 "cannot read definition '%s': not ORG/PROJECT/ENV", name);
        return NULL;
    }
    if (at != NULL)
        *at = '\0';
    own = strcmp(name, grant->environment) == 0;
    if (own && at == NULL)
        wanted.version = grant->version;
    if (!own
        && !policy_may_import(exchange->settings, exchange->account, name)) {
        esc_fail(why, ESC_E_NOT_PERMITTED, name,
                 "cannot import '%s': neither a permit of '%s' nor importable"
                 " names it",
                 name, exchange->account->login);
        return NULL;
    }
    bytes = definition_read(&wanted, &found, why);
    if (bytes != NULL && own)
        memcpy(exchange->revision, found.revision, sizeof(found.revision));
    snprintf(exchange->told, sizeof(exchange->told), "%s%s", found.revision,
             found.exposed ? ESC_MESSAGE_EXPOSED : "");
    *text_out = exchange->told;
    return bytes;
}

/* One for each of root's audiences. */
static struct esc_secret *
find_token(struct exchange *exchange, struct esc_message_content *asked,
           const char **text_out, struct esc_error *why)
{
    const struct settings *s = exchange->settings;
    const struct identity *identity = exchange->identity;
    const char *audience = asked->text;
    struct idtoken_claims claims = {
        .issuer = s->issuer,
        .subject = identity->sub,
        .audience = audience,
        .now = exchange->now,
        .tag_host = s->session_tags ? s->host_id : NULL,
        .tag_user = s->session_tags ? identity->subject : NULL,
        .source_identity = s->source_identity ? identity->subject : NULL,
    };
    size_t i = 0, used = strlen(exchange->jti);
    char jti[IDTOKEN_JTI_SIZE];
    struct esc_secret *token;

    while (i < s->audiences.count
           && strcmp(s->audiences.items[i], audience) != 0)
        i++;
    if (i == s->audiences.count) {
        esc_fail(why, ESC_E_NOT_PERMITTED, audience,
                 "cannot make an ID token for audience '%s': it is not one of"
                 " this host's",
                 audience);
        esc_fail_hint(why, "root can add 'audience = %s'", audience);
        return NULL;
    }
    if (exchange->token_used[i]
        || exchange->token_count == EXCHANGE_TOKENS_MAX) {
        esc_fail(why, ESC_E_NOT_PERMITTED, audience,
                 "cannot make an ID token for audience '%s': one was made for"
                 " this request",
                 audience);
        return NULL;
    }
    if (exchange->key == NULL) {
        *why = *exchange->key_failure;
        return NULL;
    }
    token = idtoken_sign(exchange->key, &claims, jti, why);
    if (token == NULL)
        return NULL;
    exchange->token_used[i] = true;
    exchange->token_count++;
    snprintf(exchange->jti + used, sizeof(exchange->jti) - used, "%s%s",
             used == 0 ? "" : ",", jti);
    *text_out = identity->sub;
    return token;
}

static struct esc_secret *
find_plaintext(struct exchange *exchange, struct esc_message_content *asked,
               const char **text_out, struct esc_error *why)
{
    const char *path = exchange->settings->secrets_key;
    ESC_OWN(esc_secret) key = NULL;
    struct esc_secret *text = NULL;

    *text_out = "";
    if (path[0] != '\0')
        key = esc_cipher_load_key(path, why);
    else if (!esc_fail(why, ESC_E_CONFIG, NULL, "there is no key"))
        esc_fail_hint(why, "root can set secrets-key");
    if (key != NULL)
        text = esc_cipher_open(key, asked->bytes, asked->len, why);
    if (text == NULL)
        esc_fail_while(why, "cannot decrypt a secret of '%s'", asked->text);
    return text;
}

static struct esc_secret *
find_access(struct exchange *exchange, struct esc_message_content *asked,
            const char **text_out, struct esc_error *why)
{
    (void)asked;
    *text_out = exchange->identity->scope;
    return service_token(exchange->settings, why);
}

/* Nothing in it is trusted here, or looked at: the resolver judges it. */
static struct esc_secret *
find_identity(struct exchange *exchange, struct esc_message_content *asked,
              const char **text_out, struct esc_error *why)
{
    (void)asked;
    *text_out = "";
    exchange->signed_in = settings_sign_in(exchange->settings);
    if (exchange->signed_in)
        return esc_request_get_identity(exchange->request, why);
    esc_fail(why, ESC_E_NOT_PERMITTED, NULL,
             "sign-ins are not used by this host");
    return NULL;
}

static const struct question {
    enum esc_message_type asked, answer;
    struct esc_secret *(*find)(struct exchange *exchange,
                               struct esc_message_content *asked,
                               const char **text_out, struct esc_error *why);
} questions[] = {
    {ESC_MESSAGE_WANT_DEFINITION, ESC_MESSAGE_DEFINITION, find_definition},
    {ESC_MESSAGE_WANT_TOKEN, ESC_MESSAGE_TOKEN, find_token},
    {ESC_MESSAGE_WANT_PLAINTEXT, ESC_MESSAGE_PLAINTEXT, find_plaintext},
    {ESC_MESSAGE_WANT_ACCESS, ESC_MESSAGE_ACCESS, find_access},
    {ESC_MESSAGE_WANT_IDENTITY, ESC_MESSAGE_IDENTITY, find_identity},
};

static bool
answer(const struct question *question, struct exchange *exchange,
       struct child *worker, const struct esc_secret *frame,
       struct esc_error *err)
{
    struct esc_message_content asked;
    struct esc_error why = {0};
    ESC_OWN(esc_secret) content = NULL;
    ESC_OWN(esc_secret) reply = NULL;
    const char *text = "";
    bool put;

    if (!esc_message_get_bytes(frame, &asked, err))
        return false;
    if (asked.len > 0 && question->asked != ESC_MESSAGE_WANT_PLAINTEXT)
        return esc_fail(err, ESC_E_BUG, NULL,
                        "the resolver asked in a malformed frame");
    content = question->find(exchange, &asked, &text, &why);
    reply = esc_secret_new(SMALL_FRAME
                           + (content == NULL ? 0 : esc_secret_len(content)));
    put = reply != NULL
          && (content == NULL
                  ? esc_message_put_failure(reply, ESC_MESSAGE_REFUSED, &why)
                  : esc_message_put_bytes(reply, question->answer, text,
                                          esc_secret_bytes(content),
                                          esc_secret_len(content)));
    if (!put)
        return esc_fail(err, ESC_E_SYSTEM, NULL,
                        "cannot answer the resolver: no memory");
    return worker_send(worker, reply, err);
}

static bool
take_log(struct exchange *exchange, const struct esc_secret *frame,
         struct esc_error *err)
{
    char line[1024];
    int priority;

    if (!esc_message_get_log(frame, &priority, line, sizeof(line), err))
        return false;
    if (exchange->log_count++ < EXCHANGE_LOGS_MAX)
        audit_resolver(exchange->request, priority, line);
    return exchange->log_count <= 100 * EXCHANGE_LOGS_MAX
           || esc_fail(err, ESC_E_BUG, NULL, "the resolver logs too much");
}

/* Only what a resolver can know of; the rest would mislead the reader. */
static void
take_failure(const struct esc_secret *frame, struct esc_error *err)
{
    struct esc_error failure;

    if (!esc_message_get_failure(frame, &failure, err))
        return;
    if (failure.code == ESC_E_NO_SESSION || failure.code == ESC_E_SESSION_ENDED
        || failure.code == ESC_E_USAGE || failure.code == ESC_E_KEYRING)
        failure.code = ESC_E_BUG;
    *err = failure;
}

/* What is no result: true when the conversation goes on. */
static bool
serve_one(struct exchange *exchange, struct child *worker,
          const struct esc_secret *frame, struct esc_error *err)
{
    uint8_t type = esc_message_type(frame);

    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
        if (questions[i].asked == type)
            return answer(&questions[i], exchange, worker, frame, err);
    if (type == ESC_MESSAGE_LOG)
        return take_log(exchange, frame, err);
    if (type == ESC_MESSAGE_FAILURE)
        take_failure(frame, err);
    else
        esc_fail(err, ESC_E_BUG, NULL,
                 "the resolver sent an unexpected message of type %u", type);
    return false;
}

struct esc_secret *
exchange_serve(struct exchange *exchange, struct child *worker,
               struct esc_error *err)
{
    for (;;) {
        ESC_OWN(esc_secret) frame = worker_receive(worker, FRAME_MAX_IN, err);

        if (frame == NULL)
            return NULL;
        if (esc_message_type(frame) == ESC_MESSAGE_RESULT) {
            if (exchange->settings->pulumi || exchange->revision[0] != '\0')
                return esc_secret_take(&frame);
            esc_fail(err, ESC_E_BUG, NULL,
                     "the resolver sent a result without its definition");
            return NULL;
        }
        if (!serve_one(exchange, worker, frame, err))
            return NULL;
    }
}
