/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Definitions as the starter gives them, and what is said of a file that the
 * whole host may read.
 */
#include "esc/crypt.h"
#include "world.h"
#include <stdio.h>
#include <string.h>

enum { PLAIN_MEMORY = 64 * 1024 * 1024 };

/* ${context}: what a definition may know of who opens it.  No secret. */
const struct esc_value *
world_context(struct world *world)
{
    const struct esc_message_open *open = world->open;
    struct esc_arena *arena = world->arena;
    struct esc_str organization = {open->environment,
                                   /* Not NULL, though esc_str_from() asks
                                      whether it is.  NOLINTNEXTLINE */
                                   strcspn(open->environment, "/")};
    const struct esc_value *login =
        esc_value_string(arena, esc_str_from(open->login));
    const struct esc_value *host =
        esc_value_string(arena, esc_str_from(open->host_id));
    struct esc_property user[] = {{ESC_STR("login"), login}};
    struct esc_property org[] = {
        {ESC_STR("login"), esc_value_string(arena, organization)}};
    struct esc_property pulumi[] = {
        {ESC_STR("user"), esc_value_object(arena, user, 1)},
        {ESC_STR("organization"), esc_value_object(arena, org, 1)}};
    struct esc_property session[] = {{ESC_STR("login"), login},
                                     {ESC_STR("host"), host}};
    struct esc_property all[] = {
        {ESC_STR("pulumi"), esc_value_object(arena, pulumi, 2)},
        {ESC_STR("session"), esc_value_object(arena, session, 2)}};

    return esc_value_object(arena, all, 2);
}

/* The first secret that everybody may read is a refusal. */
static bool
refuse_plain(const char *name, struct esc_str source, struct esc_error *err)
{
    const struct esc_limits limits = ESC_LIMITS_DEFAULT;
    struct esc_arena *arena = esc_arena_new(PLAIN_MEMORY);
    struct esc_diagnostics diags;
    struct esc_crypt crypt = {.diags = &diags,
                              .limits = &limits,
                              .name = esc_str_from(name),
                              .source = source};
    char where[ESC_ERROR_WHERE_MAX];
    bool found_all;

    if (arena == NULL)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    esc_diagnostics_init(&diags, arena, 1);
    found_all = esc_crypt_find_plain(&crypt);
    if (crypt.changed == 0 && !found_all) {
        esc_fail(err, ESC_E_SYSTEM, name,
                 "%s: cannot look for plaintext secrets: not enough memory",
                 name);
    } else if (crypt.changed > 0) {
        snprintf(where, sizeof(where), "%s:%u", name,
                 diags.first->place.range.begin.line);
        esc_fail(err, ESC_E_CONFIG, where,
                 "%s: plaintext secret in a file that every account of the"
                 " host may read",
                 where);
        esc_fail_hint(err, "root can encrypt it ('esc-session encrypt') or "
                           "chmod 0600 its file");
    }
    esc_arena_free(arena);
    return crypt.changed == 0 && found_all;
}

/* For the check that comes. */
static bool
remember(struct world *world, const char *name, struct esc_str source,
         bool exposed)
{
    struct world_definition *one = esc_arena_alloc(world->arena, sizeof(*one));

    if (one == NULL)
        return false;
    one->name = esc_arena_dup(world->arena, name, strlen(name));
    one->bytes = esc_arena_dup(world->arena, source.data, source.len);
    one->exposed = exposed;
    one->next = world->definitions;
    world->definitions = one;
    return one->name.data != NULL && one->bytes.data != NULL;
}

bool
world_fetch(struct world *world, const char *name, struct esc_arena *arena,
            struct esc_str *bytes_out, struct esc_error *err)
{
    struct source_question question = {
        .want = ESC_MESSAGE_WANT_DEFINITION,
        .wanted = ESC_MESSAGE_DEFINITION,
        .name = name,
    };
    struct esc_message_content content;
    ESC_OWN(esc_secret) frame =
        source_ask(world->source, &question, &content, err);
    struct esc_str source;
    size_t revision;
    bool exposed;

    if (frame == NULL)
        return false;
    source = (struct esc_str){(const char *)content.bytes, content.len};
    revision = strcspn(content.text, ESC_MESSAGE_EXPOSED);
    exposed = content.text[revision] != '\0';
    content.text[revision] = '\0';
    if (world->revision[0] == '\0')
        memcpy(world->revision, content.text, revision + 1);
    if (world->open->check && !remember(world, name, source, exposed))
        return esc_fail(err, ESC_E_INPUT, name,
                        "too many definitions to remember");
    if (!world->open->check && exposed && !refuse_plain(name, source, err))
        return false;
    *bytes_out = esc_arena_dup(arena, source.data, source.len);
    return bytes_out->data != NULL
           || esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
}
