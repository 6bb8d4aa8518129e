/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: the command line that the documentation of ESC teaches.  Without -i we
 * stay between the command and the terminal and mask secrets; with -i it is
 * exec, but that "${path}" in arguments is filled in.
 */
#include "launch.h"
#include "name.h"
#include "obtain.h"
#include "relay.h"
#include "say.h"
#include "values.h"
#include <unistd.h>

static const struct option_row options[] = {
    {OPTION_INTERACTIVE, 'i', "interactive", NULL,
     "the terminal is the command's own: nothing is masked", NULL},
    {OPTION_LIFETIME, 'l', "lifetime", "DURATION",
     "accepted as in the original; in a login the host decides", NULL},
    OPTION_ROW_QUIET,
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session run acme/aws/prod -i aws s3 ls", "list buckets"},
    {"esc-session run acme/aws/prod -- terraform plan",
     "with secrets masked in what it prints"},
    {NULL, NULL},
};

struct running {
    const struct cli *cli;
    char **argv;
    struct child_env *env;
};

static int
become(void *context)
{
    const struct running *running = context;

    return launch(running->cli, running->argv, running->env);
}

/* What SET calls secret. */
static struct redactor *
make_redactor(const struct esc_cred_set *set, struct esc_error *err)
{
    ESC_OWN(redactor) redactor = NULL;
    size_t bytes = 0;

    for (size_t i = 0; i < set->count; i++)
        bytes += esc_secret_len(set->items[i].value);
    redactor = redactor_new(bytes);
    for (size_t i = 0; redactor != NULL && i < set->count; i++)
        if (set->items[i].secret)
            redactor_add(redactor, esc_secret_bytes(set->items[i].value),
                         esc_secret_len(set->items[i].value));
    if (redactor != NULL && redactor_ready(redactor))
        return redactor_take(&redactor);
    esc_fail(err, ESC_E_SYSTEM, NULL, "cannot mask secrets: no memory");
    return NULL;
}

static int
run_masked(const struct running *running, const struct esc_cred_set *set,
           struct esc_error *err)
{
    ESC_OWN(redactor) redactor = make_redactor(set, err);
    struct running copy = *running;
    struct relay_command command = {redactor, &copy, become};

    return redactor == NULL ? -1 : relay(running->cli, &command, err);
}

/* The command with SET; -1 with ERR when it could not be started. */
static int
run_with(const struct cli *cli, const struct arguments *arguments,
         const char *name, struct esc_cred_set *set, struct esc_error *err)
{
    FILES_OWN files = {0};
    ESC_OWN(child_env) env = NULL;
    VALUES_ARGV_OWN filled = {.argv = NULL};
    struct running running = {.cli = cli};
    bool interactive = arguments->value[OPTION_INTERACTIVE] != NULL;
    int status = -1;

    if (!values_fill(cli, set, arguments->operands + 1, &filled, err)
        || !files_make(cli, set, getpid(), &files, err))
        return -1;
    running.argv = filled.argv;
    if (interactive)
        (void)files_watch(&files, set, getpid());
    env = child_env_new(cli, name, set, &files, err);
    running.env = env;
    if (env != NULL) {
        child_env_warn(cli, set);
        status =
            interactive ? become(&running) : run_masked(&running, set, err);
    }
    files_remove(&files, set->count);
    return status;
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    char name[ESC_CRED_TEXT_MAX];
    struct wish wish = {.name = name,
                        .tree = values_has_templates(arguments->operands + 1),
                        .lifetime = arguments->value[OPTION_LIFETIME]};
    ESC_OWN(esc_cred_set) set = NULL;
    struct esc_error err = {0};
    int status = -1;

    if (name_check_lifetime(arguments->value[OPTION_LIFETIME], &err)
        && name_from_operand(arguments->operands[0], name, &err)
        && (set = obtain(cli, &wish, &err)) != NULL)
        status = run_with(cli, arguments, name, set, &err);
    if (status >= 0)
        return status;
    say_error(cli, &err);
    return EXIT_EXEC_FAILED;
}

const struct command cmd_run = {
    .name = "run",
    .usage = "[-q] ENV [-i] [-l DURATION] [--] COMMAND [ARGUMENT ...]",
    .summary = "run a command, masking secrets in what it prints",
    .about = "As the documentation of ESC writes it.  Options end at COMMAND. "
             "ORG/ENV is ORG/default/ENV.  Exit statuses are those of exec.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_RUN,
    .run = run,
};
