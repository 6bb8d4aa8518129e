/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options by rows: -x, -xVALUE, -x VALUE, --name, --name=VALUE, --name VALUE;
 * letters are not bundled.  "--" ends options.  Every command knows -h.
 * getopt_long(3) is not used because it keeps its state in globals.
 */
#include "command.h"
#include "esc/text.h"
#include <string.h>

static const struct option_row help_row = {
    OPTION_HELP, 'h', "help", NULL, "show this help", NULL,
};

bool
choices_have(const char *choices, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = choices; len > 0 && *at != '\0';) {
        size_t span = strcspn(at, " ");

        if (span == len && memcmp(at, word, len) == 0)
            return true;
        at += span + (at[span] == ' ');
    }
    return false;
}

/* The row that WORD means; *VALUE_OUT is what is joined to it, or NULL. */
static const struct option_row *
match(const struct option_row *row, const char *word, const char **value_out)
{
    size_t len;

    *value_out = NULL;
    if (word[1] != '-') {
        if (row->letter == '\0' || word[1] != row->letter)
            return NULL;
        if (word[2] != '\0')
            *value_out = word + 2;
        return row;
    }
    len = strlen(row->name);
    if (strncmp(word + 2, row->name, len) != 0)
        return NULL;
    if (word[2 + len] == '=')
        *value_out = word + 3 + len;
    else if (word[2 + len] != '\0')
        return NULL;
    return row;
}

static const struct option_row *
find_row(const struct command *command, const char *word,
         const char **value_out)
{
    const struct option_row *found;

    for (const struct option_row *row = command->options; row->name != NULL;
         row++)
        if ((found = match(row, word, value_out)) != NULL)
            return found;
    return match(&help_row, word, value_out);
}

static bool
fail_joined(const struct option_row *row, const char *word,
            struct esc_error *err)
{
    if (word[1] == '-')
        return esc_fail(err, ESC_E_USAGE, word, "option '--%s' takes no value",
                        row->name);
    return esc_fail(err, ESC_E_USAGE, word,
                    "unknown option '%s': letters stand alone, as in '-q -h'",
                    word);
}

static bool
check_duration(const struct option_row *row, const char *value,
               struct esc_error *err)
{
    uint64_t seconds;

    return strcmp(row->argument, "DURATION") != 0
           || esc_text_duration(value, UINT32_MAX, &seconds)
           || esc_fail(err, ESC_E_USAGE, value,
                       "cannot use --%s '%s': not a duration such as 45m or "
                       "1h30m",
                       row->name, value);
}

/* The option at *ARGV; moves *ARGV behind it. */
static bool
take_option(const struct command *command, char ***argv,
            struct arguments *arguments, struct esc_error *err)
{
    const char *word = **argv, *value;
    const struct option_row *row = find_row(command, word, &value);

    (*argv)++;
    if (row == NULL)
        return esc_fail(err, ESC_E_USAGE, word, "unknown option '%s' of '%s'",
                        word, command->name);
    if (row->argument == NULL) {
        arguments->value[row->id] = "";
        return value == NULL || fail_joined(row, word, err);
    }
    if (value == NULL)
        value = *(*argv)++;
    if (value == NULL) {
        (*argv)--;
        return esc_fail(err, ESC_E_USAGE, word, "option '%s' needs %s", word,
                        row->argument);
    }
    if (row->choices != NULL && !choices_have(row->choices, value))
        return esc_fail(err, ESC_E_USAGE, word,
                        "unknown %s '%s' of '--%s': one of %s", row->argument,
                        value, row->name, row->choices);
    if (!check_duration(row, value, err))
        return false;
    arguments->value[row->id] = value;
    return true;
}

/* run's: an environment, then a command that is told from our options. */
static bool
check_run(const struct command *command, const struct arguments *arguments,
          struct esc_error *err)
{
    if (arguments->value[OPTION_HELP] != NULL || arguments->count > 1)
        return true;
    return esc_fail(err, ESC_E_USAGE, command->name, "no %s specified",
                    arguments->count == 0 ? "environment" : "command");
}

static bool
check_operands(const struct command *command,
               const struct arguments *arguments, struct esc_error *err)
{
    const char *first = arguments->operands[0];
    size_t most = command->operands == OPERANDS_NONE   ? 0
                  : command->operands == OPERANDS_OPEN ? 2
                                                       : 1;

    if (command->operands == OPERANDS_RUN)
        return check_run(command, arguments, err);
    if (command->operands == OPERANDS_OPEN && arguments->count == 0
        && arguments->value[OPTION_HELP] == NULL)
        return check_run(command, arguments, err);
    if (command->operands == OPERANDS_COMMAND || arguments->count == 0
        || arguments->value[OPTION_HELP] != NULL)
        return true;
    if (arguments->count > most)
        return esc_fail(err, ESC_E_USAGE, arguments->operands[most],
                        "unexpected argument '%s' of '%s'",
                        arguments->operands[most], command->name);
    if (command->operand_choices != NULL
        && !choices_have(command->operand_choices, first))
        return esc_fail(err, ESC_E_USAGE, first,
                        "unknown argument '%s' of '%s': one of %s", first,
                        command->name, command->operand_choices);
    return true;
}

bool
arguments_parse(const struct command *command, char **argv,
                struct arguments *arguments_out, struct esc_error *err)
{
    struct arguments arguments = {.operands = argv};
    bool ended = command->operands == OPERANDS_OTHERS;

    for (char **next = argv; *next != NULL;) {
        const char *word = *next;

        if (!ended && strcmp(word, "--") == 0) {
            if (command->operands == OPERANDS_RUN && arguments.count == 0)
                break;
            ended = true;
            next++;
        } else if (!ended && word[0] == '-' && word[1] != '\0') {
            if (!take_option(command, &next, &arguments, err))
                return false;
        } else {
            argv[arguments.count++] = *next++;
            ended |=
                command->operands == OPERANDS_COMMAND
                || (command->operands == OPERANDS_RUN && arguments.count == 2);
        }
    }
    argv[arguments.count] = NULL;
    if (command->operands != OPERANDS_OTHERS
        && !check_operands(command, &arguments, err))
        return false;
    *arguments_out = arguments;
    return true;
}
