/* SPDX-License-Identifier: Apache-2.0 */
/* Becoming a command, and why that was not possible. */
#include "launch.h"
#include "hint.h"
#include "say.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ONE_STRING_MAX (128 * 1024) /* MAX_ARG_STRLEN of the kernel */

/* The longest of VARS, its name cut off in a copy. */
static size_t
longest(char *const *vars, char *name_out, size_t size)
{
    size_t most = 0;

    name_out[0] = '\0';
    for (; *vars != NULL; vars++) {
        size_t len = strlen(*vars), name_len = strcspn(*vars, "=");

        if (len <= most || name_len >= size)
            continue;
        most = len;
        memcpy(name_out, *vars, name_len);
        name_out[name_len] = '\0';
    }
    return most;
}

static size_t
total(char *const *vars)
{
    size_t bytes = 0;

    for (; *vars != NULL; vars++)
        bytes += strlen(*vars) + 1;
    return bytes;
}

static void
explain_too_big(const char *command, char *const *argv, char *const *vars,
                struct esc_error *err)
{
    char name[256];
    size_t most = longest(vars, name, sizeof(name));

    if (most >= ONE_STRING_MAX)
        esc_fail(err, ESC_E_SYSTEM, name,
                 "cannot run '%s': variable '%s' has %zu bytes, the kernel "
                 "passes on at most %d in one",
                 command, name, most, ONE_STRING_MAX - 1);
    else
        esc_fail(err, ESC_E_SYSTEM, command,
                 "cannot run '%s': its arguments (%zu bytes) and variables "
                 "(%zu bytes) are more than the kernel passes on",
                 command, total(argv), total(vars));
}

/* Whether any folder of PATH has COMMAND: execvp answers EACCES also for a
 * folder that may not be searched. */
static bool
is_in_path(const struct child_env *env, const char *command)
{
    const struct cli child = {.environ = env->vars};
    const char *at = cli_getenv(&child, "PATH");
    char path[4096];

    while (at != NULL && *at != '\0') {
        size_t len = strcspn(at, ":");
        int need =
            snprintf(path, sizeof(path), "%.*s/%s", (int)len, at, command);

        if (need > 0 && (size_t)need < sizeof(path) && access(path, F_OK) == 0)
            return true;
        at += len + (at[len] == ':');
    }
    return false;
}

/* Why execve failed, on standard error; the exit status. */
static int
cannot_run(const struct cli *cli, char *const *argv,
           const struct child_env *env, int errnum)
{
    struct esc_error err = {0};
    bool word = strchr(argv[0], '/') == NULL;

    if (errnum == EACCES && word && !is_in_path(env, argv[0]))
        errnum = ENOENT;
    if (errnum == E2BIG)
        explain_too_big(argv[0], argv, env->vars, &err);
    else if (errnum == ENOENT && word)
        esc_fail(&err, ESC_E_NOT_FOUND, argv[0],
                 "cannot run '%s': command not found", argv[0]);
    else
        esc_fail_errno(&err, ESC_E_SYSTEM, errnum, argv[0], "cannot run '%s'",
                       argv[0]);
    if (errnum == ENOENT || errnum == ENOTDIR)
        hint_not_found(argv, &err);
    say_error(cli, &err);
    return errnum == ENOENT || errnum == ENOTDIR ? EXIT_NOT_FOUND
                                                 : EXIT_CANNOT_RUN;
}

int
launch(const struct cli *cli, char **argv, struct child_env *env)
{
    int errnum;

    (void)setrlimit(RLIMIT_CORE, &cli->core);
    environ = env->vars; /* execvp looks for PATH there */
    execvp(argv[0], argv);
    errnum = errno;
    environ = cli->environ;
    return cannot_run(cli, argv, env, errnum);
}
