/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Definitions, plaintexts and tokens come from the starter, who decides what
 * this request may have.
 */
#include "world.h"
#include "esc/text.h"
#include "sign_in.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MIB = 1024 * 1024,
    PROVIDER_ARENA = 16 * MIB,
    CHECK_ARENA = 128 * MIB /* keeps definitions */
};

bool
world_init(struct world *world, const struct esc_message_open *open,
           struct source *source, struct esc_error *err)
{
    struct esc_http_settings http = {
        .proxy = open->proxy,
        .no_proxy = open->no_proxy,
        .ca_path = open->ca_path,
        .ca_file = open->ca_file,
        .loopback_http = open->loopback_http,
    };

    memset(world, 0, sizeof(*world));
    world->open = open;
    world->source = source;
    world->settings = (struct esc_deps_settings){
        .session_name = open->session_name,
        .region = open->region,
        .region_from = "the settings",
        .sts_endpoint = open->sts_endpoint,
        .audience =
            open->audience[0] != '\0' ? open->audience : "sts.amazonaws.com",
        .max_duration = open->max_duration,
        .loopback_http = open->loopback_http,
        .deadline_ms = source->deadline_ms,
    };
    world->arena = esc_arena_new(open->check ? CHECK_ARENA : PROVIDER_ARENA);
    if (world->arena == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    if (open->check)
        return true; /* and no transfer is possible */
    world->http = esc_http_new(&http, err);
    return world->http != NULL;
}

void
world_release(struct world *world)
{
    world_free_calls(world);
    world_free_tokens(world);
    esc_identity_release(&world->signed_in);
    esc_http_free(world->http);
    esc_arena_free(world->arena);
}

bool
world_full_name(const char *root, struct esc_str name,
                char out[WORLD_NAME_MAX])
{
    size_t organization = strcspn(root, "/");
    int slashes = 0, len;

    if (name.len == 0 || name.len >= WORLD_NAME_MAX
        || memchr(name.data, '\0', name.len) != NULL)
        return false;
    for (size_t i = 0; i < name.len; i++)
        slashes += name.data[i] == '/';
    len = snprintf(out, WORLD_NAME_MAX, "%.*s%s%.*s",
                   slashes < 2 ? (int)organization : 0, root,
                   slashes == 0   ? "/default/"
                   : slashes == 1 ? "/"
                                  : "",
                   (int)name.len, name.data);
    return len > 0 && len < WORLD_NAME_MAX && slashes <= 2
           && esc_text_is_environment(out);
}

/* TEXT in ARENA; a message at least, when there is no memory. */
static struct esc_str
keep(struct esc_arena *arena, const void *bytes, size_t len)
{
    char *copy = esc_arena_alloc(arena, len);

    if (copy == NULL)
        return ESC_STR("out of memory");
    if (len > 0)
        memcpy(copy, bytes, len);
    return (struct esc_str){copy, len};
}

/* The evaluator takes a sentence; what kind of failure it was is kept. */
static bool
refuse(struct world *world, struct esc_arena *arena,
       const struct esc_error *err, struct esc_str *message_out)
{
    if (world->refusal.code == ESC_OK)
        world->refusal = *err;
    *message_out = keep(arena, err->text, strlen(err->text));
    return false;
}

bool
world_load(void *context, struct esc_str name, struct esc_arena *arena,
           struct esc_str *bytes_out, struct esc_str *message_out)
{
    struct world *world = context;
    struct esc_error err = {0};
    char full[WORLD_NAME_MAX];

    if (!world_full_name(world->open->environment, name, full)) {
        esc_fail(&err, ESC_E_DEFINITION, NULL,
                 "'%.*s' is not the name of an environment",
                 name.len > 128 ? 128 : (int)name.len,
                 name.len > 0 ? name.data : "");
        return refuse(world, arena, &err, message_out);
    }
    return world_fetch(world, full, arena, bytes_out, &err)
           || refuse(world, arena, &err, message_out);
}

/* NOLINTBEGIN(readability-function-size): six are the evaluator's contract */
bool
world_decrypt(void *context, struct esc_str environment,
              struct esc_str ciphertext, struct esc_arena *arena,
              struct esc_str *bytes_out, struct esc_str *message_out)
{
    struct world *world = context;
    const char *root = world->open->environment;
    struct esc_message_content content;
    struct esc_error err = {0};
    char full[WORLD_NAME_MAX];
    struct source_question question = {
        .want = ESC_MESSAGE_WANT_PLAINTEXT,
        .wanted = ESC_MESSAGE_PLAINTEXT,
        .name = full,
        .bytes = ciphertext.data,
        .len = ciphertext.len,
    };
    ESC_OWN(esc_secret) frame = NULL;

    /* The root is called by its full name, version included, already. */
    if (esc_str_equal(environment, esc_str_from(root)))
        question.name = root;
    else if (!world_full_name(root, environment, full)) {
        esc_fail(&err, ESC_E_DEFINITION, NULL, "not an environment's name");
        return refuse(world, arena, &err, message_out);
    }
    frame = source_ask(world->source, &question, &content, &err);
    if (frame == NULL)
        return refuse(world, arena, &err, message_out);
    *bytes_out = keep(arena, content.bytes, content.len);
    return true;
}
/* NOLINTEND(readability-function-size) */

static struct world_token *
find_token(struct world *world, const char *audience)
{
    struct world_token *token = world->tokens;

    while (token != NULL && strcmp(token->audience, audience) != 0)
        token = token->next;
    return token;
}

/* Ask for one; the starter gives one per audience and request, so a second
 * question may be refused, and what was there stays. */
static struct world_token *
fetch_token(struct world *world, const char *audience, struct esc_error *err)
{
    struct world_token *token = find_token(world, audience);
    struct source_question question = {
        .want = ESC_MESSAGE_WANT_TOKEN,
        .wanted = ESC_MESSAGE_TOKEN,
        .name = audience,
    };
    struct esc_message_content content;
    ESC_OWN(esc_secret) frame =
        source_ask(world->source, &question, &content, err);

    if (frame == NULL)
        return NULL;
    if (content.len < 4 || content.len > ESC_MESSAGE_TOKEN_MAX) {
        esc_fail(err, ESC_E_BUG, NULL, "an ID token of %zu bytes",
                 content.len);
        return NULL;
    }
    if (token == NULL) {
        token = calloc(1, sizeof(*token));
        if (token == NULL
            || !esc_text_copy(token->audience, sizeof(token->audience),
                              audience)) {
            free(token);
            esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
            return NULL;
        }
        token->next = world->tokens;
        world->tokens = token;
    }
    esc_secret_free(token->frame);
    token->frame = esc_secret_take(&frame);
    token->content = content;
    return token;
}

void
world_own_token(const struct world *world, struct esc_token *token_out)
{
    const struct esc_secret *token = world->signed_in.token;

    *token_out =
        (struct esc_token){.subject = world->signed_in.subject,
                           .bytes = (const char *)esc_secret_bytes(token),
                           .len = esc_secret_len(token)};
}

/* Nothing stands in for it: there is no other that the starter would give. */
static bool
get_own_token(struct world *world, bool fresh, struct esc_token *token_out,
              struct esc_error *err)
{
    struct esc_error *failure = &world->own_failure;

    if (world->signed_in.token == NULL
        && (failure->code != ESC_OK
            || !sign_in_own(world, world->open->audience, false, failure))) {
        *err = *failure;
        return false;
    }
    world_own_token(world, token_out);
    return !fresh
           || esc_fail(err, ESC_E_PROVIDER, NULL, "there is no newer one");
}

/* Whether clouds are to see the person, not the host's word for them. */
static bool
is_own(const struct world *world)
{
    return world->open->service_url[0] == '\0'
           && world->open->whose.issuer[0] != '\0';
}

bool
world_get_token(void *context, const char *audience, bool fresh,
                struct esc_token *token_out, struct esc_error *err)
{
    struct world *world = context;
    struct world_token *token;

    if (is_own(world))
        return get_own_token(world, fresh, token_out, err);
    token = find_token(world, audience);
    if (token == NULL || fresh)
        token = fetch_token(world, audience, err);
    if (token == NULL)
        return false;
    token_out->subject = token->content.text;
    token_out->bytes = (const char *)token->content.bytes;
    token_out->len = token->content.len;
    return true;
}

void
world_free_tokens(struct world *world)
{
    while (world->tokens != NULL) {
        struct world_token *token = world->tokens;

        world->tokens = token->next;
        esc_secret_free(token->frame);
        free(token);
    }
}
