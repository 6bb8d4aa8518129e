/* SPDX-License-Identifier: Apache-2.0 */
/*
 * env: the environment's variables as statements for a shell or as a file for
 * a tool; with --unset, what takes them away again.
 */
#include "child_env.h"
#include "esc/file.h"
#include "own.h"
#include "render.h"
#include "say.h"
#include "usage.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    {OPTION_FORMAT, '\0', "format", "FORMAT", "how to write them (sh)",
     RENDER_FORMATS},
    {OPTION_UNSET, '\0', "unset", NULL,
     "statements that take the variables away again", NULL},
    OPTION_ROW_MIN_TTL,
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"eval \"$(esc-session env)\"", "into this sh, bash or zsh"},
    {"esc-session env --format fish | source", "into this fish"},
    {"eval \"`esc-session env --format csh`\"", "into this csh"},
    {"eval \"$(esc-session env --unset)\"", "out of this shell again"},
    {NULL, NULL},
};

/* What goes when the environment cannot be had any more. */
static const char *const aws_names[] = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
};

/* Room for all statements; NULL: no memory. */
static struct esc_secret *
make_room(const struct cli *cli, const struct esc_cred_set *set)
{
    size_t need = 4096;

    for (char **var = cli->environ; *var != NULL; var++)
        if (child_env_is_stale(*var, strcspn(*var, "=")))
            need += render_room(strcspn(*var, "="), 0);
    for (size_t i = 0; set != NULL && i < set->count; i++)
        need += render_room(strlen(set->items[i].name),
                            set->items[i].file
                                ? FILES_PATH_MAX
                                : esc_secret_len(set->items[i].value));
    return esc_secret_new(need);
}

/* Inherited sources of AWS credentials that SET does not replace. */
static void
unset_stale(const struct cli *cli, struct render *render,
            const struct esc_cred_set *set)
{
    char name[256];

    if (render->format->unset == NULL || !esc_cred_set_has_aws(set))
        return;
    for (char **var = cli->environ; *var != NULL; var++) {
        size_t len = strcspn(*var, "=");

        if (!child_env_is_stale(*var, len) || len >= sizeof(name))
            continue;
        memcpy(name, *var, len);
        name[len] = '\0';
        if (esc_cred_set_find(set, name) == NULL)
            render_unset(render, name);
    }
}

static bool
set_all(struct render *render, const char *name,
        const struct esc_cred_set *set, const struct files *files,
        struct esc_error *err)
{
    const char *session = child_env_session(set, name);
    char when[32];

    for (size_t i = 0; i < set->count; i++) {
        const struct esc_cred *cred = &set->items[i];
        const char *path = files_path(files, i);

        if (!child_env_admits(cred))
            continue;
        if (!render_set(
                render, cred->name,
                cred->file ? (const void *)path
                           : esc_secret_bytes(cred->value),
                cred->file ? strlen(path) : esc_secret_len(cred->value), err))
            return false;
    }
    return (!child_env_expiration(set, when, sizeof(when))
            || render_set(render, "AWS_CREDENTIAL_EXPIRATION", when,
                          strlen(when), err))
           && render_set(render, "ESC_SESSION", session, strlen(session), err);
}

static int
finish(const struct cli *cli, const struct render *render)
{
    struct esc_error err = {0};

    if (esc_file_write_all(cli->out, esc_secret_bytes(render->out),
                           esc_secret_len(render->out)))
        return 0;
    esc_fail_errno(&err, ESC_E_SYSTEM, errno, NULL,
                   "cannot write the variables");
    say_error(cli, &err);
    return 1;
}

static int
fail(const struct cli *cli, struct esc_error *err)
{
    if (err->code == ESC_OK)
        esc_fail(err, ESC_E_SYSTEM, NULL,
                 "cannot show the variables: no memory");
    say_error(cli, err);
    return 1;
}

static int
run_set(const struct cli *cli, const struct wish *wish,
        const struct format *format)
{
    ESC_OWN(esc_cred_set) set = NULL;
    ESC_OWN(esc_secret) out = NULL;
    FILES_OWN files = {0};
    struct esc_error err = {0};
    struct render render = {.format = format};

    /* The shell that will use the files is not our parent for sure, but it is
     * in our session. */
    if ((set = obtain(cli, wish, &err)) == NULL
        || !files_make(cli, set, getsid(0), &files, &err))
        return fail(cli, &err);
    (void)files_watch(&files, set, getsid(0));
    if ((out = make_room(cli, set)) == NULL)
        return fail(cli, &err);
    render.out = out;
    render_open(&render);
    unset_stale(cli, &render, set);
    if (!set_all(&render, wish->name, set, &files, &err))
        return fail(cli, &err);
    render_close(&render);
    child_env_warn(cli, set);
    return finish(cli, &render);
}

/* What is held says what to take away; AWS's own are the least. */
static int
run_unset(const struct cli *cli, const struct wish *wish,
          const struct format *format)
{
    struct esc_error err = {0};
    ESC_OWN(esc_cred_set) set = cli->keyring->get(wish->name, &err);
    ESC_OWN(esc_secret) out = NULL;
    struct render render = {.format = format};

    if (set == NULL && (err.code == ESC_E_NOT_FOUND || own_applies(&err)))
        set = obtain(cli, wish, &err);
    out = make_room(cli, set);
    err.code = ESC_OK;
    if (out == NULL)
        return fail(cli, &err);
    render.out = out;
    for (size_t i = 0; set != NULL && i < set->count; i++)
        if (child_env_admits(&set->items[i]))
            render_unset(&render, set->items[i].name);
    for (size_t i = 0; set == NULL && i < 3; i++)
        render_unset(&render, aws_names[i]);
    render_unset(&render, "AWS_CREDENTIAL_EXPIRATION");
    render_unset(&render, "ESC_SESSION");
    if (set == NULL)
        say_warning(cli, NULL,
                    "environment '%s' is not held: only AWS's own variables "
                    "are taken away",
                    wish->name);
    return finish(cli, &render);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    const char *name = arguments->value[OPTION_FORMAT];
    const struct format *format = render_format(name == NULL ? "sh" : name);
    bool unset = arguments->value[OPTION_UNSET] != NULL;
    char environment[ESC_CRED_TEXT_MAX];
    struct esc_error err = {0};
    struct wish wish;

    if (unset && format->unset == NULL) {
        esc_fail(&err, ESC_E_USAGE, name, "--unset has no form in '%s'", name);
        return usage_misuse(cli, &cmd_env, &err);
    }
    if (!wish_parse(cli, arguments, environment, &wish, &err))
        return fail(cli, &err);
    return unset ? run_unset(cli, &wish, format) : run_set(cli, &wish, format);
}

const struct command cmd_env = {
    .name = "env",
    .usage = "[-q] [-e ENV] [--format FORMAT] [--unset] [--min-ttl DURATION]",
    .summary = "print the variables for a shell or a tool",
    .about = "AWS credentials of other origin that the shell exports are "
             "unset too.  Exported variables cannot renew themselves: "
             "programs that ask 'esc-session credentials' do.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_NONE,
    .run = run,
};
