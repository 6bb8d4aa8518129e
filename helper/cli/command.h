/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command is a file cmd_NAME.c and one row: help, completion and parsing
 * are made from it, and a test holds the manual page against it.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "cli.h"

enum option {
    OPTION_ENVIRONMENT,
    OPTION_QUIET,
    OPTION_MIN_TTL,
    OPTION_AUTO_RENEW,
    OPTION_ALL,
    OPTION_INTERACTIVE,
    OPTION_LIFETIME,
    OPTION_FORMAT,
    OPTION_UNSET,
    OPTION_BACKGROUND,
    OPTION_JSON,
    OPTION_USER,
    OPTION_ENVIRONMENTS,
    OPTION_KEY,
    OPTION_OUTPUT,
    OPTION_NEW_KEY,
    OPTION_ISSUER,
    OPTION_CLIENT_ID,
    OPTION_TOKEN_FILE,
    OPTION_PULUMI_TOKEN,
    OPTION_HELP,
    OPTION_COUNT,
};

struct option_row {
    enum option id;
    char letter;          /* '\0': long only */
    const char *name;     /* NULL ends a table */
    const char *argument; /* what the argument is called; NULL: a flag */
    const char *summary;
    const char *choices; /* words that the argument may be, or NULL */
};

struct example_row {
    const char *line; /* NULL ends a table */
    const char *what;
};

struct arguments {
    const char *value[OPTION_COUNT]; /* NULL: not given; "" for a flag */
    char **operands;                 /* ends with NULL */
    size_t count;
};

/* What stands behind the options. */
enum operands {
    OPERANDS_NONE,
    OPERANDS_COMMAND, /* a command and its arguments: options end there */
    OPERANDS_RUN,     /* an environment, then as OPERANDS_COMMAND */
    OPERANDS_OPEN,    /* an environment, then perhaps a path in it */
    OPERANDS_WORD,    /* at most one of the words of operand_choices */
    OPERANDS_FILE,    /* at most one, a file */
    OPERANDS_USER,    /* at most one, an account */
    OPERANDS_OTHERS,  /* all belongs to another program, options too */
};

struct command {
    const char *name;
    const char *usage; /* behind "esc-session NAME" */
    const char *summary;
    const char *about; /* more for help; NULL: the summary says it all */
    const struct option_row *options;
    const struct example_row *examples;
    enum operands operands;
    const char *operand_choices; /* words, or NULL */
    /* Returns the exit status; exec returns only when it failed. */
    int (*run)(struct cli *cli, const struct arguments *arguments);
};

/* Rows that several commands share. */
#define OPTION_ROW_ENVIRONMENT                                                \
    {                                                                         \
        OPTION_ENVIRONMENT, 'e', "environment", "ENV",                        \
            "the environment: ORG/PROJECT/NAME[@VERSION], a short name that " \
            "is unique, or 'default'",                                        \
            NULL                                                              \
    }
#define OPTION_ROW_QUIET                                                      \
    {                                                                         \
        OPTION_QUIET, 'q', "quiet", NULL, "no warnings", NULL                 \
    }
#define OPTION_ROW_MIN_TTL                                                    \
    {                                                                         \
        OPTION_MIN_TTL, '\0', "min-ttl", "DURATION",                          \
            "renew first when less than this is left (45m, 1h30m), and fail " \
            "when even then less is left",                                    \
            NULL                                                              \
    }
#define OPTION_ROW_END                                                        \
    {                                                                         \
        OPTION_COUNT, '\0', NULL, NULL, NULL, NULL                            \
    }

extern const struct command cmd_check, cmd_close, cmd_completion,
    cmd_credentials, cmd_decrypt, cmd_encrypt, cmd_doctor, cmd_revoke, cmd_env,
    cmd_exec, cmd_help, cmd_issuer, cmd_list, cmd_login, cmd_logout, cmd_open,
    cmd_prefetch, cmd_renew, cmd_request, cmd_run, cmd_status;

/* All rows in the order of help; ends with NULL. */
const struct command *const *command_table(void);

/* Borrowed, NULL when there is none of that name. */
const struct command *command_find(const char *name);

/*
 * ARGV (without the command's own name) by COMMAND's rows; operands are moved
 * to the front of ARGV, which must outlive ARGUMENTS_OUT.  ESC_E_USAGE names
 * the word that is off.
 */
bool arguments_parse(const struct command *command, char **argv,
                     struct arguments *arguments_out,
                     struct esc_error *err) ESC_MUST_CHECK;

/* Whether WORD is one of the space separated CHOICES. */
bool choices_have(const char *choices, const char *word);

#endif
