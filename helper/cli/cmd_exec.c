/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec: become a command that has the environment's variables.  A true
 * execve: terminal, signals and exit status are the command's own.
 */
#include "child_env.h"
#include "launch.h"
#include "obtain.h"
#include "say.h"
#include <string.h>
#include <unistd.h>

static const struct option_row options[] = {
    OPTION_ROW_ENVIRONMENT,
    OPTION_ROW_MIN_TTL,
    {OPTION_AUTO_RENEW, '\0', "auto-renew", NULL,
     "for long runs: the command's SDK asks for credentials itself and renews "
     "them; none are in its environment",
     NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session exec aws s3 ls", "list buckets"},
    {"esc-session exec -e acme/aws/prod -- terraform plan",
     "with another environment"},
    {"esc-session exec --min-ttl 45m ./nightly",
     "with credentials that live for at least 45 minutes"},
    {"esc-session exec --auto-renew ./server",
     "with credentials that never run out while you are logged in"},
    {"esc-session exec", "a shell that has the variables"},
    {NULL, NULL},
};

/* SHELL's path inside the environment, or FALLBACK. */
static char *
user_shell(const struct cli *cli, char *fallback)
{
    for (char **var = cli->environ; *var != NULL; var++)
        if (strncmp(*var, "SHELL=/", 7) == 0)
            return *var + 6;
    return fallback;
}

/* The files of SET, and with --auto-renew a configuration that asks us. */
static bool
make_files(const struct cli *cli, const struct wish *wish,
           const struct esc_cred_set *set, struct files *files,
           struct esc_error *err)
{
    if (!files_make(cli, set, getpid(), files, err))
        return false;
    if (!wish->auto_renew)
        return true;
    if (!esc_cred_set_has_aws(set))
        return esc_fail(err, ESC_E_NOT_FOUND, wish->name,
                        "cannot renew environment '%s' for a command: it sets "
                        "no AWS credentials",
                        wish->name);
    return files_make_config(cli, wish->name, getpid(), files, err);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    char fallback[] = "/bin/sh", name[ESC_CRED_TEXT_MAX];
    char *shell[] = {user_shell(cli, fallback), NULL};
    ESC_OWN(esc_cred_set) set = NULL;
    ESC_OWN(child_env) env = NULL;
    FILES_OWN files = {0};
    struct esc_error err = {0};
    struct wish wish;

    if (!wish_parse(cli, arguments, name, &wish, &err)
        || (set = obtain(cli, &wish, &err)) == NULL
        || !make_files(cli, &wish, set, &files, &err)) {
        say_error(cli, &err);
        return EXIT_EXEC_FAILED;
    }
    (void)files_watch(&files, set, getpid());
    env = child_env_new(cli, name, set, &files, &err);
    if (env == NULL) {
        say_error(cli, &err);
        return EXIT_EXEC_FAILED;
    }
    child_env_warn(cli, set);
    return launch(cli, arguments->count > 0 ? arguments->operands : shell,
                  env);
}

const struct command cmd_exec = {
    .name = "exec",
    .usage = "[-q] [-e ENV] [--min-ttl DURATION] [--auto-renew] [--] [COMMAND "
             "[ARGUMENT ...]]",
    .summary = "run a command with this login's credentials",
    .about = "Without COMMAND it is your shell.  Options end at the first "
             "word that is none.  The exit status is the command's; 125: the "
             "credentials could not be had, 126: the command cannot be run, "
             "127: it was not found.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_COMMAND,
    .run = run,
};
