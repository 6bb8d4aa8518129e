/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child's environment.  What we add lives in one secret that a failed
 * execve wipes; a successful one drops the whole address space.
 */
#include "child_env.h"
#include "esc/buf.h"
#include "esc/text.h"
#include "say.h"
#include <stdlib.h>
#include <string.h>

#define EXPIRATION "AWS_CREDENTIAL_EXPIRATION"
#define SESSION "ESC_SESSION"
#define CONFIG "AWS_CONFIG_FILE"
#define PROFILE "AWS_PROFILE"
#define TIME_MAX 32

static const char *const stale[] = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    EXPIRATION,
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_*",
};

bool
child_env_is_stale(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(stale) / sizeof(stale[0]); i++) {
        size_t size = strlen(stale[i]);

        if (stale[i][size - 1] == '*'
                ? len >= size - 1 && memcmp(stale[i], name, size - 1) == 0
                : len == size && memcmp(stale[i], name, size) == 0)
            return true;
    }
    return false;
}

bool
child_env_admits(const struct esc_cred *cred)
{
    return esc_text_is_name(cred->name)
           && (cred->allowed || !esc_text_is_risky(cred->name));
}

/* With a configuration that renews, no credential stands beside it. */
static bool
is_replaced(const struct files *files, const char *name, size_t len)
{
    return files->config[0] != '\0'
           && (child_env_is_stale(name, len)
               || (len == sizeof(CONFIG) - 1
                   && memcmp(name, CONFIG, len) == 0));
}

void
child_env_warn(const struct cli *cli, const struct esc_cred_set *set)
{
    ESC_BUF_OWN names = ESC_BUF_LIMIT(400);

    if (cli->quiet)
        return;
    for (size_t i = 0; i < set->count; i++)
        if (!child_env_admits(&set->items[i]))
            esc_buf_printf(&names, "%s'%s'", names.len == 0 ? "" : ", ",
                           set->items[i].name);
    if (names.len > 0)
        say_warning(cli,
                    "such variables change what programs load or run; "
                    "allow-variables in the host's settings admits them",
                    "not set: %s%s", esc_buf_text(&names),
                    names.failed ? " and more" : "");
}

const char *
child_env_session(const struct esc_cred_set *set, const char *name)
{
    return set->origin.environment[0] != '\0' ? set->origin.environment : name;
}

bool
child_env_expiration(const struct esc_cred_set *set, char *out, size_t size)
{
    if (set->expires == 0 || !esc_cred_set_has_aws(set))
        return false;
    esc_text_format_time(set->expires, out, size);
    return true;
}

void
child_env_free(struct child_env *env)
{
    if (env == NULL)
        return;
    esc_secret_free(env->text);
    free(env->vars);
    free(env);
}

/* The two that are ours to say, whatever SET has. */
static bool
is_ours(const struct esc_cred_set *set, const char *name, size_t len)
{
    return (len == sizeof(SESSION) - 1 && memcmp(name, SESSION, len) == 0)
           || (len == sizeof(EXPIRATION) - 1
               && memcmp(name, EXPIRATION, len) == 0 && set->expires != 0
               && esc_cred_set_has_aws(set));
}

/* Whether SET has an admitted variable NAME (LEN bytes). */
static bool
overrides(const struct esc_cred_set *set, const char *name, size_t len)
{
    size_t low = 0, high = set->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = set->items[middle].name;
        int order = strncmp(name, other, len);

        if (order == 0 && other[len] == '\0')
            return child_env_admits(&set->items[middle]);
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Copy what is inherited and stays; returns how many. */
static size_t
inherit(const struct cli *cli, const struct esc_cred_set *set,
        const struct files *files, char **vars)
{
    bool aws = esc_cred_set_has_aws(set);
    size_t count = 0;

    for (char **var = cli->environ; *var != NULL; var++) {
        size_t len = strcspn(*var, "=");

        if ((aws && child_env_is_stale(*var, len)) || is_ours(set, *var, len)
            || is_replaced(files, *var, len) || overrides(set, *var, len))
            continue;
        vars[count++] = *var;
    }
    return count;
}

/* "NAME=VALUE" at the end of TEXT; NULL when it does not fit. */
static char *
add(struct esc_secret *text, const char *name, const void *value, size_t len)
{
    size_t room;
    char *at = (char *)esc_secret_tail(text, &room);

    return esc_secret_add(text, name, strlen(name))
                   && esc_secret_add(text, "=", 1)
                   && esc_secret_add(text, value, len)
                   && esc_secret_add(text, "", 1)
               ? at
               : NULL;
}

static bool
add_set(struct child_env *env, size_t count, const struct esc_cred_set *set,
        const struct files *files)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct esc_cred *cred = &set->items[i];
        const char *path = files_path(files, i);
        const void *value = esc_secret_bytes(cred->value);
        size_t len = esc_secret_len(cred->value);

        if (!child_env_admits(cred)
            || is_ours(set, cred->name, strlen(cred->name))
            || is_replaced(files, cred->name, strlen(cred->name)))
            continue;
        if (cred->file) {
            value = path;
            len = strlen(path);
        }
        env->vars[count] = add(env->text, cred->name, value, len);
        if (env->vars[count++] == NULL)
            return false;
    }
    env->vars[count] = NULL;
    return true;
}

/* Ours: the end of the credentials, or where to ask for them. */
static size_t
add_ours(struct child_env *env, size_t count, const struct esc_cred_set *set,
         const struct files *files)
{
    char when[TIME_MAX];

    if (files->config[0] != '\0') {
        env->vars[count++] =
            add(env->text, CONFIG, files->config, strlen(files->config));
        env->vars[count++] =
            add(env->text, PROFILE, FILES_PROFILE, strlen(FILES_PROFILE));
    } else if (child_env_expiration(set, when, sizeof(when))) {
        env->vars[count++] = add(env->text, EXPIRATION, when, strlen(when));
    }
    return count;
}

/* Bytes that the variables of SET and ours need. */
static size_t
measure(const struct esc_cred_set *set, const char *session)
{
    size_t need = sizeof(EXPIRATION) + sizeof(SESSION) + TIME_MAX
                  + strlen(session) + 2 + sizeof(CONFIG) + FILES_PATH_MAX
                  + sizeof(PROFILE) + sizeof(FILES_PROFILE) + 4;

    for (size_t i = 0; i < set->count; i++)
        need += strlen(set->items[i].name) + 2
                + (set->items[i].file ? FILES_PATH_MAX
                                      : esc_secret_len(set->items[i].value));
    return need;
}

struct child_env *
child_env_new(const struct cli *cli, const char *name,
              const struct esc_cred_set *set, const struct files *files,
              struct esc_error *err)
{
    ESC_OWN(child_env) env = calloc(1, sizeof(*env));
    const char *session = child_env_session(set, name);
    size_t inherited = 0, count;

    while (cli->environ[inherited] != NULL)
        inherited++;
    if (env == NULL
        || (env->text = esc_secret_new(measure(set, session))) == NULL
        || (env->vars = calloc(inherited + set->count + 4, sizeof(char *)))
               == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL,
                 "cannot make the environment of the command: no memory");
        return NULL;
    }
    count = inherit(cli, set, files, env->vars);
    env->vars[count] = add(env->text, SESSION, session, strlen(session));
    if (env->vars[count] != NULL)
        count++;
    count = add_ours(env, count, set, files);
    if (!add_set(env, count, set, files)) {
        esc_fail(err, ESC_E_BUG, NULL,
                 "cannot make the environment of the command: it does not "
                 "fit");
        return NULL;
    }
    return child_env_take(&env);
}
