/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resolver for the provisioner's tests: reads the request and misbehaves in
 * the way that the environment's last part names.  "good" asks for its
 * definition and a token and returns a set; so does any unknown name.
 */
#include "esc/message.h"
#include "esc/text.h"
#include "esc/cred_set.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX (2 * 1024 * 1024)

static struct esc_message_open open_request;

static void
say(const struct esc_secret *frame)
{
    if (!esc_frame_send(1, frame, 0, NULL))
        _exit(3);
}

static struct esc_secret *
ask(struct esc_secret *frame, enum esc_message_type type, const char *text)
{
    if (!esc_message_put_text(frame, type, text))
        _exit(4);
    say(frame);
    return esc_frame_receive(0, MAX, 0, NULL);
}

/* Ask; on REFUSED, end with that failure as the resolver does. */
static struct esc_secret *
must(struct esc_secret *frame, enum esc_message_type type, const char *text)
{
    struct esc_secret *reply = ask(frame, type, text);
    struct esc_error why, err;

    if (reply == NULL)
        _exit(5);
    if (esc_message_type(reply) != ESC_MESSAGE_REFUSED)
        return reply;
    if (!esc_message_get_failure(reply, &why, &err)
        || !esc_message_put_failure(frame, ESC_MESSAGE_FAILURE, &why))
        _exit(6);
    say(frame);
    _exit(0);
}

static void
add(struct esc_cred_set *set, const char *name, const char *text)
{
    ESC_OWN(esc_secret) value = esc_secret_new(strlen(text) + 1);
    char copy[64];

    if (value == NULL || !esc_text_copy(copy, sizeof(copy), name)
        || !esc_secret_add(value, text, strlen(text))
        || !esc_cred_set_add(
            set, &(struct esc_cred){.name = copy, .value = value}, NULL))
        _exit(7);
}

static void
result(struct esc_secret *frame, const char *sub)
{
    struct esc_cred_set *set = esc_cred_set_new();
    struct esc_secret *bytes = esc_secret_new(MAX);

    if (set == NULL || bytes == NULL)
        _exit(8);
    set->obtained = time(NULL);
    set->expires = set->obtained + 900;
    (void)!esc_text_copy(set->origin.environment, ESC_CRED_TEXT_MAX,
                         open_request.environment);
    (void)!esc_text_copy(set->origin.session_name, ESC_CRED_TEXT_MAX,
                         open_request.session_name);
    (void)!esc_text_copy(set->origin.role, ESC_CRED_TEXT_MAX,
                         "arn:aws:iam::123456789012:role/esc-oidc");
    add(set, "AWS_ACCESS_KEY_ID", "ASIAFAKEFAKEFAKEFAKE");
    add(set, "AWS_SECRET_ACCESS_KEY", "CANARY-secret");
    add(set, "AWS_SESSION_TOKEN", "CANARY-token");
    add(set, "SUB", sub);
    if (!esc_cred_set_encode(set, bytes, NULL)
        || !esc_message_put_bytes(frame, ESC_MESSAGE_RESULT, "",
                                  esc_secret_bytes(bytes),
                                  esc_secret_len(bytes)))
        _exit(9);
    say(frame);
}

static void
good(struct esc_secret *frame)
{
    struct esc_secret *token;
    struct esc_message_content content;

    esc_secret_free(
        must(frame, ESC_MESSAGE_WANT_DEFINITION, open_request.environment));
    token = must(frame, ESC_MESSAGE_WANT_TOKEN, open_request.audience);
    if (!esc_message_get_bytes(token, &content, NULL))
        _exit(10);
    result(frame, content.text);
}

/* Its definition's bytes are a ciphertext; the plaintext becomes SUB. */
static void
secret(struct esc_secret *frame)
{
    struct esc_secret *definition, *plain;
    struct esc_message_content content;
    struct esc_error why;
    char text[64] = "";

    definition =
        must(frame, ESC_MESSAGE_WANT_DEFINITION, open_request.environment);
    if (!esc_message_get_bytes(definition, &content, NULL)
        || !esc_message_put_bytes(frame, ESC_MESSAGE_WANT_PLAINTEXT,
                                  open_request.environment, content.bytes,
                                  content.len))
        _exit(13);
    say(frame);
    plain = esc_frame_receive(0, MAX, 0, NULL);
    if (plain == NULL)
        _exit(14);
    if (esc_message_type(plain) == ESC_MESSAGE_REFUSED) {
        if (!esc_message_get_failure(plain, &why, NULL)
            || !esc_message_put_failure(frame, ESC_MESSAGE_FAILURE, &why))
            _exit(15);
        say(frame);
        _exit(0);
    }
    if (!esc_message_get_bytes(plain, &content, NULL)
        || content.len >= sizeof(text))
        _exit(16);
    memcpy(text, content.bytes, content.len);
    result(frame, text);
}

/* What the person keeps becomes SUB. */
static void
identity(struct esc_secret *frame)
{
    struct esc_secret *held = must(frame, ESC_MESSAGE_WANT_IDENTITY, "host");
    struct esc_message_content content;
    char text[64] = "";

    if (!esc_message_get_bytes(held, &content, NULL)
        || content.len >= sizeof(text))
        _exit(17);
    memcpy(text, content.bytes, content.len);
    result(frame, text);
}

/* The same, for a definition of this host. */
static void
person(struct esc_secret *frame)
{
    esc_secret_free(
        must(frame, ESC_MESSAGE_WANT_DEFINITION, open_request.environment));
    identity(frame);
}

/* The service's token, and no definition. */
static void
access_token(struct esc_secret *frame)
{
    esc_secret_free(must(frame, ESC_MESSAGE_WANT_ACCESS, ""));
    result(frame, "token");
}

/* Asks for what it may not have, then for all that it may have twice. */
static void
greedy(struct esc_secret *frame)
{
    static const struct {
        enum esc_message_type type;
        const char *text;
    } wants[] = {
        {ESC_MESSAGE_WANT_TOKEN, "other.example.com"},
        {ESC_MESSAGE_WANT_DEFINITION, "acme/secret/env"},
        {ESC_MESSAGE_WANT_DEFINITION, "../../etc/passwd"},
        {ESC_MESSAGE_WANT_DEFINITION, "acme/../x"},
        {ESC_MESSAGE_WANT_DEFINITION, "default"},
    };

    for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
        struct esc_secret *reply = ask(frame, wants[i].type, wants[i].text);

        if (reply == NULL || esc_message_type(reply) != ESC_MESSAGE_REFUSED)
            _exit(11);
    }
    esc_secret_free(ask(frame, ESC_MESSAGE_WANT_TOKEN, open_request.audience));
    must(frame, ESC_MESSAGE_WANT_TOKEN, open_request.audience);
    _exit(12);
}

static void
raw(const char *bytes, size_t len)
{
    (void)!write(1, bytes, len);
}

static void
flood(struct esc_secret *frame)
{
    if (!esc_message_put_log(frame, 6, "again"))
        _exit(4);
    for (;;)
        say(frame);
}

/* A message of TYPE without its fields, or with one too many. */
static void
malformed(struct esc_secret *frame, enum esc_message_type type, bool more)
{
    struct esc_frame_writer w;

    esc_frame_start(&w, frame, (uint8_t)type);
    if (more) {
        esc_frame_put_str(&w, 1, open_request.audience);
        esc_frame_put_str(&w, 2, "more");
    }
    if (!esc_frame_finish(&w))
        _exit(18);
    say(frame);
    esc_secret_free(esc_frame_receive(0, MAX, 0, NULL));
}

/* Its definition more often than anybody needs it. */
static void
many(struct esc_secret *frame)
{
    for (;;)
        esc_secret_free(must(frame, ESC_MESSAGE_WANT_DEFINITION,
                             open_request.environment));
}

/* A failure that only root can know of. */
static void
claim(struct esc_secret *frame, int code)
{
    struct esc_error failure = {.code = (enum esc_code)code,
                                .text = "it is as I say"};

    if (!esc_message_put_failure(frame, ESC_MESSAGE_FAILURE, &failure))
        _exit(19);
    say(frame);
}

/* A result without its fields, after its definition. */
static void
bad_result(struct esc_secret *frame)
{
    esc_secret_free(
        must(frame, ESC_MESSAGE_WANT_DEFINITION, open_request.environment));
    malformed(frame, ESC_MESSAGE_RESULT, false);
}

/* For both of the host's audiences; then a result. */
static void
two_tokens(struct esc_secret *frame)
{
    esc_secret_free(
        must(frame, ESC_MESSAGE_WANT_DEFINITION, open_request.environment));
    esc_secret_free(must(frame, ESC_MESSAGE_WANT_TOKEN, "first.example.com"));
    esc_secret_free(must(frame, ESC_MESSAGE_WANT_TOKEN, "second.example.com"));
    result(frame, "two");
}

/* Nine tokens, of which a host makes eight. */
static void
nine_tokens(struct esc_secret *frame)
{
    char audience[16];

    for (int i = 1; i <= 9; i++) {
        snprintf(audience, sizeof(audience), "a%d.example", i);
        esc_secret_free(must(frame, ESC_MESSAGE_WANT_TOKEN, audience));
    }
    _exit(21);
}

/* Another's definition beside its own. */
static void
import(struct esc_secret *frame)
{
    esc_secret_free(
        must(frame, ESC_MESSAGE_WANT_DEFINITION, open_request.environment));
    esc_secret_free(
        must(frame, ESC_MESSAGE_WANT_DEFINITION, "acme/fake/good"));
    result(frame, "both");
}

/* An earlier version of its definition. */
static void
version(struct esc_secret *frame)
{
    char name[400];

    snprintf(name, sizeof(name), "%s@000000000000", open_request.environment);
    esc_secret_free(must(frame, ESC_MESSAGE_WANT_DEFINITION, name));
    _exit(20);
}

/* The modes that are wrong in one message. */
static bool
act_wrong(struct esc_secret *frame, const char *mode)
{
    static const struct {
        const char *mode;
        enum esc_message_type type;
        bool more;
    } rows[] = {
        {"bad-question", ESC_MESSAGE_WANT_TOKEN, false},
        {"much-question", ESC_MESSAGE_WANT_TOKEN, true},
        {"bad-log", ESC_MESSAGE_LOG, false},
        {"bad-failure", ESC_MESSAGE_FAILURE, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(mode, rows[i].mode) == 0) {
            malformed(frame, rows[i].type, rows[i].more);
            return true;
        }
    if (strncmp(mode, "claim-", 6) == 0) {
        claim(frame, (int)strtol(mode + 6, NULL, 10));
        return true;
    }
    return false;
}

static void
act(struct esc_secret *frame, const char *mode)
{
    if (act_wrong(frame, mode))
        return;
    if (strcmp(mode, "crash") == 0)
        raise(SIGKILL);
    else if (strcmp(mode, "leave") == 0)
        _exit(42);
    else if (strcmp(mode, "hang") == 0)
        for (;;)
            pause();
    else if (strcmp(mode, "garbage") == 0)
        raw("\0\0\0\x05garbage and more of it", 27);
    else if (strcmp(mode, "huge") == 0)
        raw("\x7f\xff\xff\xff", 4);
    else if (strcmp(mode, "half") == 0)
        raw("\0\0\0\x40\x0a", 5);
    else if (strcmp(mode, "order") == 0)
        (void)!esc_message_put_open(frame, &open_request), say(frame);
    else if (strcmp(mode, "flood") == 0)
        flood(frame);
    else if (strcmp(mode, "invent") == 0)
        result(frame, "nobody's");
    else if (strcmp(mode, "greedy") == 0)
        greedy(frame);
    else if (strcmp(mode, "many") == 0)
        many(frame);
    else if (strcmp(mode, "bad-result") == 0)
        bad_result(frame);
    else if (strcmp(mode, "two-tokens") == 0)
        two_tokens(frame);
    else if (strcmp(mode, "nine-tokens") == 0)
        nine_tokens(frame);
    else if (strcmp(mode, "import") == 0)
        import(frame);
    else if (strcmp(mode, "version") == 0)
        version(frame);
    else if (strcmp(mode, "secret") == 0)
        secret(frame);
    else if (strcmp(mode, "person") == 0)
        person(frame);
    else if (strcmp(mode, "access") == 0)
        access_token(frame);
    else if (strcmp(mode, "identity") == 0)
        identity(frame);
    else
        good(frame);
}

int
main(void)
{
    struct esc_secret *frame = esc_secret_new(MAX);
    struct esc_secret *request = esc_frame_receive(0, MAX, 0, NULL);
    const char *mode;

    if (frame == NULL || request == NULL
        || !esc_message_get_open(request, &open_request, NULL))
        return 2;
    mode = strrchr(open_request.environment, '/');
    act(frame, mode == NULL ? "" : mode + 1);
    return 0;
}
