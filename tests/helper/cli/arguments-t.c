/* SPDX-License-Identifier: Apache-2.0 */
/* Words to options and operands, by the rows of real commands. */
#include "command.h"
#include "tap.h"
#include <string.h>

#define WORDS_MAX 10

static const struct {
    const char *name, *command;
    const char *words[WORDS_MAX];
    enum option id;
    const char *value;    /* of ID; NULL: not given */
    const char *operands; /* joined by a space */
    const char *error;    /* part of the text; NULL: it parses */
} rows[] = {
    {"a letter and its value",
     "env",
     {"-e", "x"},
     OPTION_ENVIRONMENT,
     "x",
     "",
     NULL},
    {"joined to it", "env", {"-ex"}, OPTION_ENVIRONMENT, "x", "", NULL},
    {"a long name",
     "env",
     {"--environment", "x"},
     OPTION_ENVIRONMENT,
     "x",
     "",
     NULL},
    {"with =", "env", {"--environment=x"}, OPTION_ENVIRONMENT, "x", "", NULL},
    {"with = and nothing",
     "env",
     {"--environment="},
     OPTION_ENVIRONMENT,
     "",
     "",
     NULL},
    {"the last one wins",
     "env",
     {"-e", "x", "-e", "y"},
     OPTION_ENVIRONMENT,
     "y",
     "",
     NULL},
    {"a flag", "env", {"--unset"}, OPTION_UNSET, "", "", NULL},
    {"a choice", "env", {"--format", "fish"}, OPTION_FORMAT, "fish", "", NULL},
    {"exec's options end at the first operand",
     "exec",
     {"ls", "-e", "x"},
     OPTION_ENVIRONMENT,
     NULL,
     "ls -e x",
     NULL},
    {"or behind --",
     "exec",
     {"--", "-e"},
     OPTION_ENVIRONMENT,
     NULL,
     "-e",
     NULL},
    {"exec keeps a later --",
     "exec",
     {"prod", "--", "ls"},
     OPTION_ENVIRONMENT,
     NULL,
     "prod -- ls",
     NULL},
    {"run's options end at its command",
     "run",
     {"acme/dev", "-i", "ls", "-l"},
     OPTION_LIFETIME,
     NULL,
     "acme/dev ls -l",
     NULL},
    {"or behind -- and the environment",
     "run",
     {"-l", "2h", "acme/dev", "--", "-i"},
     OPTION_INTERACTIVE,
     NULL,
     "acme/dev -i",
     NULL},
    {"run has help without either", "run", {"-h"}, OPTION_HELP, "", "", NULL},
    {.name = "run needs an environment before --",
     .command = "run",
     .words = {"--", "acme/dev", "ls"},
     .error = "no environment specified"},
    {.name = "and a command",
     .command = "run",
     .words = {"acme/dev", "-i"},
     .error = "no command specified"},
    {"a lone - is an operand", "exec", {"-"}, OPTION_QUIET, NULL, "-", NULL},
    {"everything is the issuer's",
     "issuer",
     {"init", "--help", "--", "-x"},
     OPTION_HELP,
     NULL,
     "init --help -- -x",
     NULL},
    {"help goes before complaints",
     "env",
     {"x", "-h"},
     OPTION_HELP,
     "",
     "x",
     NULL},
    {"a word of the row",
     "completion",
     {"fish"},
     OPTION_HELP,
     NULL,
     "fish",
     NULL},
    {.name = "an unknown letter",
     .command = "env",
     .words = {"-x"},
     .error = "unknown option '-x' of 'env'"},
    {.name = "letters are not bundled",
     .command = "exec",
     .words = {"-qq"},
     .error = "unknown option '-qq': letters stand alone"},
    {.name = "no duration",
     .command = "exec",
     .words = {"--min-ttl", "5"},
     .error = "cannot use --min-ttl '5': not a duration"},
    {.name = "a prefix is no option",
     .command = "env",
     .words = {"--env"},
     .error = "unknown option '--env'"},
    {.name = "a value is missing",
     .command = "env",
     .words = {"-e"},
     .error = "option '-e' needs ENV"},
    {.name = "a flag with a value",
     .command = "env",
     .words = {"--unset=1"},
     .error = "option '--unset' takes no value"},
    {.name = "no such choice",
     .command = "env",
     .words = {"--format", "f"},
     .error = "unknown FORMAT 'f' of '--format': one of sh "},
    {.name = "no operand is taken",
     .command = "status",
     .words = {"now"},
     .error = "unexpected argument 'now' of 'status'"},
    {.name = "one is, not two",
     .command = "completion",
     .words = {"bash", "zsh"},
     .error = "unexpected argument 'zsh'"},
    {.name = "none of its words",
     .command = "completion",
     .words = {"ksh"},
     .error = "unknown argument 'ksh' of 'completion': one of bash"},
    {.name = "control bytes do not reach a terminal",
     .command = "env",
     .words = {"-\033[2J"},
     .error = "\\x1b[2J"},
};

/* Words in memory that the parser may move about. */
static void
copy_words(const char *const *words, char **out, char *text, size_t size)
{
    size_t used = 0, count = 0;

    for (; words[count] != NULL; count++) {
        size_t len = strlen(words[count]) + 1;

        if (len > size - used)
            break;
        memcpy(text + used, words[count], len);
        out[count] = text + used;
        used += len;
    }
    out[count] = NULL;
}

static void
joined(const struct arguments *arguments, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < arguments->count; i++) {
        size_t used = strlen(out);

        snprintf(out + used, size - used, "%s%s", i == 0 ? "" : " ",
                 arguments->operands[i]);
    }
}

static void
check(size_t i)
{
    char text[512], *words[WORDS_MAX + 1], operands[512];
    struct arguments arguments = {.count = 0};
    struct esc_error err = {0};
    bool parsed;

    copy_words(rows[i].words, words, text, sizeof(text));
    parsed = arguments_parse(command_find(rows[i].command), words, &arguments,
                             &err);
    if (rows[i].error != NULL) {
        ok(!parsed && err.code == ESC_E_USAGE
               && strstr(err.text, rows[i].error) != NULL,
           "%s", rows[i].name);
        return;
    }
    joined(&arguments, operands, sizeof(operands));
    if (!ok(parsed, "%s: parses", rows[i].name))
        diag("%s", err.text);
    is_str(arguments.value[rows[i].id], rows[i].value, "  its value");
    is_str(operands, rows[i].operands == NULL ? "" : rows[i].operands,
           "  its operands");
}

/* What help, completion and the parser rely on. */
static void
check_rows(void)
{
    for (const struct command *const *row = command_table(); *row != NULL;
         row++) {
        const struct command *command = *row;
        unsigned int seen = 0;
        bool good = command->usage != NULL && command->summary != NULL
                    && command->examples != NULL && command->run != NULL
                    && strlen(command->summary) < 60;

        for (const struct option_row *option = command->options;
             option->name != NULL; option++) {
            good = good && option->id < OPTION_HELP
                   && (seen & 1U << option->id) == 0
                   && strpbrk(option->summary, "\"\\") == NULL;
            seen |= 1U << option->id;
        }
        ok(good && command_find(command->name) == command,
           "the row of %s is whole", command->name);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(i);
    check_rows();
    ok(choices_have("a bc d", "bc") && choices_have("a bc d", "d")
           && !choices_have("a bc d", "b") && !choices_have("a bc d", ""),
       "choices are whole words");
    ok(command_find("nonsense") == NULL, "an unknown command");
    return tap_done();
}
