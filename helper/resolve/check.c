/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking a definition and what it imports: read and evaluated without
 * opening anything.  Everything found is sent, one message each, with the key
 * that is nearest to its place, so that the starter can show that much of the
 * source and no more.
 */
#include "esc/crypt.h"
#include "esc/keys.h"
#include "esc/rest.h"
#include "esc/text.h"
#include "resolve.h"
#include "world.h"
#include <stdio.h>
#include <string.h>

enum {
    MIB = 1024 * 1024,
    EVALUATION_MEMORY = 256 * MIB,
    KEYS_MEMORY = 96 * MIB
};

/* The keys of one definition, read when the first diagnostic needs them. */
struct known_keys {
    struct known_keys *next;
    const struct world_definition *definition;
    const struct esc_keys *keys; /* NULL: none to show */
};

struct check {
    struct world *world;
    const struct esc_environment *environment; /* borrowed */
    struct esc_limits limits;
    struct esc_arena *arena; /* of keys, and of plaintext secrets */
    struct known_keys *known;
    struct esc_secret *frame;
};

/* A text of a definition, without what a C string cannot hold. */
static void
put_text(struct esc_str text, char *out, size_t size)
{
    esc_text_safe(text.len > 0 ? text.data : "", text.len, out, size);
}

/* Which definition FILENAME means, and its name in full. */
static const struct world_definition *
find_definition(const struct check *check, struct esc_str filename, char *full)
{
    const struct world_definition *one = check->world->definitions;
    const char *root = check->world->open->environment;

    if (filename.len == 0 || esc_str_equal(filename, esc_str_from(root))
        || !world_full_name(root, filename, full))
        snprintf(full, WORLD_NAME_MAX, "%s", root);
    while (one != NULL && !esc_str_equal(one->name, esc_str_from(full)))
        one = one->next;
    return one;
}

static const struct esc_keys *
keys_of(struct check *check, const struct world_definition *definition)
{
    struct known_keys *known = check->known;

    while (known != NULL && known->definition != definition)
        known = known->next;
    if (known != NULL)
        return known->keys;
    known = esc_arena_alloc(check->arena, sizeof(*known));
    if (known == NULL)
        return NULL;
    known->definition = definition;
    known->keys =
        esc_keys_read(check->arena, definition->bytes, check->limits.depth);
    known->next = check->known;
    check->known = known;
    return known->keys;
}

static void
fill_key(struct check *check, const struct world_definition *definition,
         struct esc_message_diagnostic *message)
{
    const struct esc_key *key = NULL;
    const char *end;
    size_t len;

    if (definition != NULL && message->line > 0)
        key =
            esc_keys_find(keys_of(check, definition), (uint32_t)message->line,
                          (uint32_t)message->column);
    if (key == NULL || key->text.len == 0)
        return;
    end = memchr(key->text.data, '\n', key->text.len);
    len = end == NULL ? key->text.len : (size_t)(end - key->text.data);
    put_text((struct esc_str){key->text.data, len}, message->key,
             sizeof(message->key));
    message->key_line = key->line;
    message->key_column = key->column;
}

/* "yaml: line 3: TEXT" counts as the original does, which is not where. */
static void
drop_line(const struct esc_place *place, char *text)
{
    static const char start[] = "yaml: line ";
    char *colon;

    if (place->near.line == 0 || strncmp(text, start, strlen(start)) != 0)
        return;
    colon = strchr(text + strlen(start), ':');
    if (colon != NULL)
        memmove(text + strlen("yaml"), colon, strlen(colon) + 1);
}

static bool
send_one(struct check *check, const struct esc_diagnostic *one,
         struct esc_error *err)
{
    const struct esc_place *place = &one->place;
    struct esc_message_diagnostic message = {
        .is_warning = one->severity == ESC_SEVERITY_WARNING};
    const struct world_definition *definition;
    char full[WORLD_NAME_MAX], text[ESC_ERROR_TEXT_MAX];

    definition = find_definition(check, place->filename, full);
    put_text(esc_str_from(full), message.environment,
             sizeof(message.environment));
    put_text(place->path, message.path, sizeof(message.path));
    put_text(esc_environment_say(check->environment, one, text, sizeof(text)),
             message.text, sizeof(message.text));
    drop_line(place, message.text);
    message.line = place->near.line;
    message.column = place->near.column;
    if (place->has_range) {
        message.line = place->range.begin.line;
        message.column = place->range.begin.column;
        message.end_line = place->range.end.line;
        message.end_column = place->range.end.column;
    }
    fill_key(check, definition, &message);
    return source_send_diagnostic(check->world->source, check->frame, &message,
                                  err);
}

static bool
send_all(struct check *check, const struct esc_diagnostics *list,
         struct esc_error *err)
{
    for (const struct esc_diagnostic *one = list->first; one != NULL;
         one = one->next)
        if (!send_one(check, one, err))
            return false;
    return true;
}

/* What an opening would refuse: secrets that everybody may read. */
static bool
send_exposed(struct check *check, struct esc_error *err)
{
    const struct world_definition *one = check->world->definitions;

    for (; one != NULL; one = one->next) {
        struct esc_diagnostics diags;
        struct esc_crypt crypt = {.diags = &diags,
                                  .limits = &check->limits,
                                  .name = one->name,
                                  .source = one->bytes};

        if (!one->exposed)
            continue;
        esc_diagnostics_init(&diags, check->arena, check->limits.diagnostics);
        /* What it did not find for want of memory is among them. */
        (void)!esc_crypt_find_plain(&crypt);
        if (!send_all(check, &diags, err))
            return false;
    }
    return true;
}

static bool
warn(struct check *check, const struct esc_place *place, const char *text,
     struct esc_error *err)
{
    struct esc_diagnostic one = {.severity = ESC_SEVERITY_WARNING,
                                 .summary = esc_str_from(text),
                                 .place = *place};

    return send_one(check, &one, err);
}

/* What the language passes over, whatever it is. */
static bool
send_rest(struct check *check, struct esc_error *err)
{
    const struct world_definition *one = check->world->definitions;

    for (; one != NULL; one = one->next) {
        struct esc_place place = {
            .filename = one->name,
            .path = ESC_STR(""),
            .near = esc_rest_find(one->bytes, check->limits.depth)};

        if (place.near.line > 0
            && !warn(check, &place,
                     "the first YAML document ends here: nothing behind it is"
                     " used",
                     err))
            return false;
    }
    return true;
}

/* Why exec may not set a variable of that NAME; NULL: it does. */
static const char *
unset(struct esc_str name)
{
    char text[256];

    if (name.len == 0 || name.len >= sizeof(text)
        || memchr(name.data, '\0', name.len) != NULL)
        return "is not set: not a valid name";
    snprintf(text, sizeof(text), "%.*s", (int)name.len, name.data);
    if (esc_text_is_risky(text))
        return "is set only where root's allow-variables admits it";
    return esc_text_is_name(text) ? NULL : "is not set: not a valid name";
}

static bool
send_variables(struct check *check, struct esc_environment *environment,
               struct esc_error *err)
{
    const struct esc_environment_variable *list;
    char text[ESC_ERROR_TEXT_MAX];
    size_t count;

    list = esc_environment_variables(environment, &count);
    for (size_t i = 0; list != NULL && i < count; i++) {
        const struct esc_trace *trace = list[i].trace;
        struct esc_place place = {.path = ESC_STR("")};
        const char *why = unset(list[i].name);

        if (why == NULL)
            continue;
        if (trace != NULL) {
            place.filename = trace->environment;
            place.range = trace->range;
            place.has_range = trace->range.begin.line > 0;
        }
        snprintf(text, sizeof(text), "variable '%.*s' %s",
                 list[i].name.len < 256 ? (int)list[i].name.len : 255,
                 list[i].name.len > 0 ? list[i].name.data : "", why);
        if (!warn(check, &place, text, err))
            return false;
    }
    return true;
}

static bool
check_environment(struct check *check, struct esc_environment *environment,
                  struct esc_error *err)
{
    const struct esc_diagnostics *load =
        esc_environment_load_diagnostics(environment);

    check->environment = environment;
    if (!send_all(check, load, err))
        return false;
    if (!esc_environment_evaluate(environment, ESC_PHASE_CHECK, err))
        return false;
    return send_all(check, esc_environment_diagnostics(environment), err)
           && send_exposed(check, err) && send_rest(check, err)
           && send_variables(check, environment, err);
}

static bool
check_in(struct check *check, struct esc_error *err)
{
    struct world *world = check->world;
    struct esc_environment_deps deps = {
        .context = world,
        .load = world_load,
        .find_provider = world_find_provider,
        .find_rotator = world_find_rotator,
    };
    struct esc_environment_request request = {
        .name = esc_str_from(world->open->environment),
        .context = world_context(world),
        .limits = &check->limits,
    };
    struct esc_environment *environment = NULL;
    bool sent;

    if (!world_fetch(world, world->open->environment, world->arena,
                     &request.definition, err)
        || !esc_environment_new(&request, &deps, &environment, err))
        return false;
    sent = check_environment(check, environment, err);
    esc_environment_free(environment);
    return sent;
}

struct esc_secret *
resolve_check(const struct esc_message_open *open, struct source *source,
              struct esc_error *err)
{
    struct world world = {0};
    struct check check = {.world = &world, .limits = ESC_LIMITS_DEFAULT};
    bool checked = false;
    ESC_OWN(esc_secret) frame = esc_secret_new(8192);
    ESC_OWN(esc_secret) nothing = esc_secret_new(1);

    check.limits.memory = EVALUATION_MEMORY;
    check.arena = esc_arena_new(KEYS_MEMORY);
    check.frame = frame;
    if (check.arena == NULL || frame == NULL || nothing == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    else
        checked =
            world_init(&world, open, source, err) && check_in(&check, err);
    world_release(&world);
    esc_arena_free(check.arena);
    return checked ? esc_secret_take(&nothing) : NULL;
}
