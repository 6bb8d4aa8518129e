/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: the host's settings, judged by the program that reads them, or a
 * definition.  Only settings end in ".conf".
 */
#include "become.h"
#include "check_definition.h"
#include "usage.h"
#include <string.h>

static const struct option_row options[] = {
    {OPTION_USER, '\0', "user", "NAME",
     "show what that user may open, and which line decides", NULL},
    {OPTION_ENVIRONMENTS, '\0', "environments", "DIR",
     "look for what a definition imports below DIR", NULL},
    {OPTION_JSON, '\0', "json", NULL, "for programs", NULL},
    OPTION_ROW_END,
};

static const struct example_row examples[] = {
    {"esc-session check", "after a change of the settings"},
    {"esc-session check --user dana", "why may she, why may she not?"},
    {"esc-session check acme/aws/dev.yaml", "a definition, before it is used"},
    {NULL, NULL},
};

static int
check_settings(const struct cli *cli, const struct arguments *arguments)
{
    char program[] = "esc-check", user[] = "--user", json[] = "--json";
    char *argv[6] = {program}, *name = NULL;
    size_t count = 1;
    int status;

    if (arguments->value[OPTION_USER] != NULL) {
        name = strdup(arguments->value[OPTION_USER]);
        argv[count++] = user;
        argv[count++] = name;
    }
    if (arguments->value[OPTION_JSON] != NULL)
        argv[count++] = json;
    argv[count++] = arguments->operands[0]; /* NULL: the host's own */
    status = become_helper(cli, argv);
    free(name);
    return status;
}

static bool
is_settings(const char *operand)
{
    size_t len = operand == NULL ? 0 : strlen(operand);

    return operand == NULL
           || (len > 5 && strcmp(operand + len - 5, ".conf") == 0);
}

static int
run(struct cli *cli, const struct arguments *arguments)
{
    bool settings = is_settings(arguments->operands[0]);
    enum option odd = settings ? OPTION_ENVIRONMENTS : OPTION_USER;
    struct esc_error err = {0};

    if (arguments->value[odd] == NULL)
        return settings ? check_settings(cli, arguments)
                        : check_definition(cli, arguments);
    esc_fail(&err, ESC_E_USAGE, NULL, "'--%s' is not for %s",
             settings ? "environments" : "user",
             settings ? "settings" : "a definition");
    return usage_misuse(cli, &cmd_check, &err);
}

const struct command cmd_check = {
    .name = "check",
    .usage = "[--user NAME] [--environments DIR] [--json] [FILE | ENV]",
    .summary = "examine the settings of this host, or a definition",
    .about = "Without operand the settings of this host; a FILE that ends in "
             ".conf is settings too. Any other FILE ('-': standard input), or "
             "ENV as root, is a definition: it is evaluated without opening "
             "anything, and everything wrong is told at once.",
    .options = options,
    .examples = examples,
    .operands = OPERANDS_FILE,
    .run = run,
};
