/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request's world: what the evaluator and the providers reach the outside
 * through.  Everything lives until world_free.
 */
#ifndef WORLD_H
#define WORLD_H

#include "esc/deps.h"
#include "esc/environment.h"
#include "esc/identity.h"
#include "source.h"

/* A token that the starter gave. */
struct world_token {
    struct world_token *next;
    char audience[257];
    struct esc_secret *frame; /* owned; the content borrows from it */
    struct esc_message_content content;
};

/* What a check must remember of a definition to say where things are. */
struct world_definition {
    struct world_definition *next;
    struct esc_str name;  /* in full */
    struct esc_str bytes; /* in the world's arena */
    bool exposed;         /* the whole host may read it */
};

/* One fn::open; found again by its id in every round. */
struct world_call {
    struct world_call *next;
    const struct esc_provider *provider;
    struct esc_str id;
    struct esc_provider_call call;
    struct esc_deps deps;
    struct esc_cred_origin origin;
    struct esc_error failure;
    enum esc_open_status status;
};

struct world {
    const struct esc_message_open *open; /* borrowed */
    struct source *source;               /* borrowed */
    struct esc_http *http;
    struct esc_arena *arena; /* of what providers give */
    struct esc_deps_settings settings;
    char revision[ESC_ERROR_WHERE_MAX + 16]; /* of the root's definition */
    char region[65]; /* the definition's, when the settings have none */
    int64_t wake_ms; /* the earliest time that a call waits for */
    struct world_token *tokens;
    struct esc_identity signed_in; /* the person; kind 0: nobody, or not yet */
    struct esc_error own_failure;  /* why it cannot be used; ESC_OK: it can */
    struct world_call *calls;
    struct world_definition *definitions; /* checking: those loaded */
    int unfit;                            /* variables that cannot be set */
    struct esc_error refusal; /* the first that a load or decrypt met */
};

/*
 * The definition of NAME, in full, in ARENA; the first one's revision stays in
 * WORLD.  Refused when the whole host may read a secret in it; a check keeps
 * it instead, to say all at once.
 */
bool world_fetch(struct world *world, const char *name,
                 struct esc_arena *arena, struct esc_str *bytes_out,
                 struct esc_error *err) ESC_MUST_CHECK;

/* ${context}: what a definition may know of who opens it.  No secret. */
const struct esc_value *world_context(struct world *world);

bool world_init(struct world *world, const struct esc_message_open *open,
                struct source *source, struct esc_error *err) ESC_MUST_CHECK;
void world_release(struct world *world);

/* For struct esc_environment_deps; CONTEXT is a struct world. */
bool world_load(void *context, struct esc_str name, struct esc_arena *arena,
                struct esc_str *bytes_out, struct esc_str *message_out);
bool world_decrypt(void *context, struct esc_str environment,
                   struct esc_str ciphertext, struct esc_arena *arena,
                   struct esc_str *bytes_out, struct esc_str *message_out);
bool world_find_provider(void *context, struct esc_str name,
                         struct esc_arena *arena,
                         struct esc_provider_schemas *schemas_out,
                         struct esc_str *message_out);
bool world_find_rotator(void *context, struct esc_str name,
                        struct esc_arena *arena,
                        struct esc_provider_schemas *schemas_out,
                        struct esc_str *message_out);
enum esc_open_status world_open_rotator(void *context,
                                        const struct esc_open_call *call,
                                        struct esc_arena *arena,
                                        struct esc_open_result *result_out);
enum esc_open_status world_open(void *context,
                                const struct esc_open_call *call,
                                struct esc_arena *arena,
                                struct esc_open_result *result_out);

/* The person's own ID token, which is there. */
void world_own_token(const struct world *world, struct esc_token *token_out);

/* For struct esc_deps; CONTEXT is a struct world. */
bool world_get_token(void *context, const char *audience, bool fresh,
                     struct esc_token *token_out, struct esc_error *err);

/*
 * The full name of what the root environment's definition calls NAME: a two-
 * part name is in the root's organization, a one-part name in its project
 * "default".  False: no name of an environment.
 */
#define WORLD_NAME_MAX 336
bool world_full_name(const char *root, struct esc_str name,
                     char out[WORLD_NAME_MAX]);

void world_free_tokens(struct world *world);
void world_free_calls(struct world *world);

#endif
