/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Projection.  A file wins over a variable of the same name, as in the
 * original.
 */
#include "project.h"
#include "esc/text.h"
#include "tree.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

static void
warn(struct world *world, const char *event, const char *name,
     const char *reason)
{
    ESC_LOG_OWN record = {0};

    esc_log_start(&record, event);
    esc_log_field(&record, "env", world->open->environment);
    if (name != NULL)
        esc_log_field(&record, "name", name);
    esc_log_field(&record, "reason", reason);
    source_log(world->source, LOG_WARNING, &record);
}

/* A definition may have a thousand such; the journal hears of a few. */
enum { WARNINGS_MAX = 8, TREE_HEAD = 4 /* its length */ };

/* NULL: VARIABLE can be set. */
static const char *
unfit(const struct esc_environment_variable *variable, const char *name)
{
    if (strlen(name) != variable->name.len || !esc_text_is_name(name))
        return "not a valid name";
    if (variable->is_unknown)
        return "not known";
    if (variable->text.len > ESC_CRED_VALUE_MAX)
        return "too long for a variable";
    if (variable->text.len > 0
        && memchr(variable->text.data, '\0', variable->text.len) != NULL)
        return "a NUL in it";
    return NULL;
}

static bool
add(struct world *world, struct esc_cred_set *set,
    const struct esc_environment_variable *variable, struct esc_error *err)
{
    char name[256];
    struct esc_cred cred = {
        .name = name,
        .secret = variable->is_secret,
        .file = variable->is_file,
    };
    ESC_OWN(esc_secret) value = NULL;
    const char *reason;

    snprintf(name, sizeof(name), "%.*s",
             variable->name.len < sizeof(name) ? (int)variable->name.len : 255,
             variable->name.len > 0 ? variable->name.data : "");
    reason = unfit(variable, name);
    if (reason != NULL) {
        if (world->unfit++ < WARNINGS_MAX)
            warn(world, "variable-not-set", name, reason);
        return true;
    }
    value = esc_secret_new(variable->text.len + 1);
    if (value == NULL
        || !esc_secret_add(value, variable->text.data, variable->text.len))
        return esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    cred.value = value;
    if (esc_cred_set_find(set, name) != NULL)
        return true;
    return esc_cred_set_add(set, &cred, err);
}

struct esc_cred_set *
project_variables(struct world *world,
                  const struct esc_environment_variable *variables,
                  size_t count, struct esc_error *err)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();

    if (set == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
        return NULL;
    }
    /* Files stand behind variables and go first. */
    for (size_t i = count; i-- > 0;)
        if (!add(world, set, &variables[i], err))
            return NULL;
    if (world->unfit > WARNINGS_MAX)
        warn(world, "variables-not-set", "and more",
             "see the names of environmentVariables");
    if (set->count == 0)
        warn(world, "nothing-exported", NULL,
             "the definition has no environmentVariables and no files");
    return esc_cred_set_take(&set);
}

/* The call whose key the session will use, else the first that has one. */
static const struct world_call *
main_call(const struct world *world, const struct esc_cred_set *set)
{
    const struct esc_cred *key = esc_cred_set_find(set, "AWS_ACCESS_KEY_ID");
    const struct world_call *first = NULL;

    for (const struct world_call *call = world->calls; call != NULL;
         call = call->next) {
        const char *id = call->origin.access_key_id;

        if (id[0] == '\0')
            continue;
        if (key != NULL && esc_secret_len(key->value) == strlen(id)
            && memcmp(esc_secret_bytes(key->value), id, strlen(id)) == 0)
            return call;
        first = call; /* the list is newest first */
    }
    return first;
}

void
project_origin(const struct world *world, struct esc_cred_set *set,
               int64_t obtained)
{
    const struct world_call *call = main_call(world, set);
    struct esc_cred_origin *origin = &set->origin;
    int64_t expires = ESC_OPEN_FOREVER;

    if (call != NULL)
        *origin = call->origin;
    for (call = world->calls; call != NULL; call = call->next)
        if (call->status == ESC_OPEN_READY && call->call.expires < expires)
            expires = call->call.expires;
    set->obtained = obtained;
    set->expires = expires == ESC_OPEN_FOREVER ? 0 : expires;
    set->renew_after = esc_cred_set_renewal(obtained, set->expires);
    snprintf(origin->environment, sizeof(origin->environment), "%s",
             world->open->environment);
    snprintf(origin->backend, sizeof(origin->backend), "%s",
             world->open->service_url[0] == '\0' ? "local"
                                                 : "local (fallback)");
}

static size_t
reply_max(const struct world *world)
{
    uint64_t max = world->open->output_max;

    return max == 0 || max > ESC_CRED_BYTES_MAX ? ESC_CRED_BYTES_MAX : max;
}

void
project_tree(struct world *world, struct esc_cred_set *set,
             const struct esc_value *value)
{
    ESC_OWN(esc_secret) others = NULL;
    ESC_OWN(esc_secret) tree = NULL;
    size_t room;

    if (!world->open->values || value == NULL)
        return;
    others = project_encode(world, set, NULL);
    room = others == NULL ? 0 : reply_max(world) - esc_secret_len(others);
    if (room > TREE_HEAD)
        tree = esc_secret_new(room - TREE_HEAD);
    if (tree != NULL && tree_encode(value, true, tree)) {
        set->tree = esc_secret_take(&tree);
        return;
    }
    if (tree != NULL)
        esc_secret_clear(tree);
    if (tree != NULL && tree_encode(value, false, tree))
        set->tree = esc_secret_take(&tree);
    else
        warn(world, "values-not-kept", NULL,
             "they exceed what the settings let a session hold");
}

struct esc_secret *
project_encode(const struct world *world, const struct esc_cred_set *set,
               struct esc_error *err)
{
    ESC_OWN(esc_secret) encoded = esc_secret_new(reply_max(world));

    if (encoded == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
        return NULL;
    }
    if (!esc_cred_set_encode(set, encoded, err)) {
        esc_fail_hint(err, "the settings bound what a session may hold");
        return NULL;
    }
    return esc_secret_take(&encoded);
}
