/* SPDX-License-Identifier: Apache-2.0 */
/* The environment that a command gets. */
#include "child_env.h"
#include "tap.h"
#include "world.h"
#include <string.h>
#include <unistd.h>

/* The value of NAME, checking that it is there at most once. */
static const char *
value_of(const struct child_env *env, const char *name)
{
    size_t len = strlen(name), times = 0;
    const char *value = NULL;

    for (char **var = env->vars; *var != NULL; var++)
        if (strncmp(*var, name, len) == 0 && (*var)[len] == '=') {
            value = *var + len + 1;
            times++;
        }
    if (times > 1)
        ok(false, "%s is there %zu times", name, times);
    return value;
}

static char *inherited[] = {
    (char[]){"PATH=/bin"},
    (char[]){"AWS_PROFILE=old"},
    (char[]){"AWS_DEFAULT_PROFILE=old"},
    (char[]){"AWS_ACCESS_KEY_ID=old"},
    (char[]){"AWS_SECURITY_TOKEN=old"},
    (char[]){"AWS_SESSION_TOKEN=old"},
    (char[]){"AWS_CREDENTIAL_EXPIRATION=old"},
    (char[]){"AWS_WEB_IDENTITY_TOKEN_FILE=old"},
    (char[]){"AWS_ROLE_ARN=old"},
    (char[]){"AWS_ROLE_SESSION_NAME=old"},
    (char[]){"AWS_CONTAINER_CREDENTIALS_FULL_URI=old"},
    (char[]){"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=old"},
    (char[]){"AWS_CONTAINER_AUTHORIZATION_TOKEN=kept"},
    (char[]){"AWS_REGION=kept"},
    (char[]){"AWS_CA_BUNDLE=kept"},
    (char[]){"AWS_CONFIG_FILE=kept"},
    (char[]){"AWS_PAGER=kept"},
    (char[]){"AWS_PROFILES=kept"},
    (char[]){"LD_PRELOAD=kept"},
    (char[]){"ESC_SESSION=old"},
    (char[]){"ODD"},
    (char[]){"OVER=old"},
    (char[]){"OVERRIDE=kept"},
    NULL,
};

static const char *const removed[] = {
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
};

static const char *const kept[] = {
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_REGION",
    "AWS_CA_BUNDLE",
    "AWS_CONFIG_FILE",
    "AWS_PAGER",
    "AWS_PROFILES",
    "LD_PRELOAD",
    "OVERRIDE",
};

static void
check_aws(struct cli *cli)
{
    ESC_OWN(esc_cred_set) set = world_aws(1200, 3600);
    ESC_OWN(child_env) env = NULL;
    struct files files = {0};
    struct esc_error err = {0};

    world_add(set, "OVER", "new", false);
    world_add(set, "LD_PRELOAD", "bad", false);
    world_add(set, "GLIBC_TUNABLES", "bad", false);
    world_add(set, "BASH_FUNC_ls", "bad", false);
    world_add(set, "ESC_SESSION", "bad", false);
    world_add(set, "AWS_CREDENTIAL_EXPIRATION", "bad", false);
    env = child_env_new(cli, "default", set, &files, &err);
    if (!ok(env != NULL, "made"))
        return;
    for (size_t i = 0; i < sizeof(removed) / sizeof(removed[0]); i++)
        ok(value_of(env, removed[i]) == NULL, "%s goes", removed[i]);
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        is_str(value_of(env, kept[i]), "kept", "%s stays", kept[i]);
    is_str(value_of(env, "AWS_ACCESS_KEY_ID"), "AKIA", "the set's own");
    is_str(value_of(env, "OVER"), "new", "  wins over what is inherited");
    is_str(value_of(env, "ESC_SESSION"), "default", "the name as asked for");
    is_str(value_of(env, "AWS_CREDENTIAL_EXPIRATION"), "1970-01-12T14:46:40Z",
           "and the end, whatever the set says");
    ok(value_of(env, "GLIBC_TUNABLES") == NULL
           && value_of(env, "BASH_FUNC_ls") == NULL,
       "what changes programs is not set");
    child_env_warn(cli, set);
    ok(strstr(world_said(cli), "not set: 'BASH_FUNC_ls', 'GLIBC_TUNABLES', "
                               "'LD_PRELOAD'\nhint: ")
           != NULL,
       "  and named");
    cli->quiet = true;
    child_env_warn(cli, set);
    is_str(world_said(cli), "", "  but for -q");
    cli->quiet = false;
}

/* exec --auto-renew: a configuration in place of credentials. */
static void
check_renewing(struct cli *cli)
{
    ESC_OWN(esc_cred_set) set = world_aws(1200, 3600);
    ESC_OWN(child_env) env = NULL;
    struct files files = {.config = "/run/x/config"};
    struct esc_error err = {0};

    world_add(set, "AWS_CONFIG_FILE", "bad", false);
    world_add(set, "AWS_PROFILE", "bad", false);
    world_add(set, "AWS_REGION", "eu-central-1", false);
    env = child_env_new(cli, "default", set, &files, &err);
    if (!ok(env != NULL, "with a configuration"))
        return;
    is_str(value_of(env, "AWS_CONFIG_FILE"), "/run/x/config", "  it is named");
    is_str(value_of(env, "AWS_PROFILE"), FILES_PROFILE, "  with its profile");
    ok(value_of(env, "AWS_ACCESS_KEY_ID") == NULL
           && value_of(env, "AWS_SECRET_ACCESS_KEY") == NULL
           && value_of(env, "AWS_SESSION_TOKEN") == NULL
           && value_of(env, "AWS_CREDENTIAL_EXPIRATION") == NULL,
       "  no credential stands beside it");
    is_str(value_of(env, "AWS_REGION"), "eu-central-1", "  the others do");
    is_str(value_of(env, "ESC_SESSION"), "default", "  and the name");
}

static void
check_other(struct cli *cli)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(child_env) env = NULL;
    char paths[3][FILES_PATH_MAX] = {"/run/x/CONFIG", "", ""};
    struct files files = {.paths = paths};
    struct esc_error err = {0};

    world_add(set, "CONFIG", "content", true);
    world_add(set, "EMPTY", "", false);
    world_add(set, "LD_PRELOAD", "wanted", false);
    set->items[2].allowed = true;
    set->expires = WORLD_NOW + 60;
    memcpy(set->origin.environment, "a/b/c", 6);
    env = child_env_new(cli, "default", set, &files, &err);
    if (!ok(env != NULL, "a set without AWS credentials"))
        return;
    is_str(value_of(env, "AWS_PROFILE"), "old", "  leaves those alone");
    is_str(value_of(env, "AWS_CREDENTIAL_EXPIRATION"), "old", "  all of them");
    is_str(value_of(env, "ESC_SESSION"), "a/b/c", "the name as resolved");
    is_str(value_of(env, "CONFIG"), "/run/x/CONFIG", "a file's path");
    is_str(value_of(env, "EMPTY"), "", "an empty value");
    is_str(value_of(env, "LD_PRELOAD"), "wanted", "what root admits is set");
    ok(value_of(env, "ODD") == NULL, "what has no '=' is passed on");
}

int
main(void)
{
    struct cli cli = world_new(inherited, NULL);

    check_aws(&cli);
    check_renewing(&cli);
    check_other(&cli);
    return tap_done();
}
