/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-issuer: `esc-session issuer COMMAND`.  Makes the key that a host signs
 * ID tokens with, the two documents by which the world verifies them, and the
 * policies by which AWS trusts them.  Run by the administrator, here or on
 * another machine; it uses no network.
 */
#include "command.h"
#include "esc/secret.h"
#include "esc/text.h"
#include <sys/stat.h>

#define PROGRAM "esc-session issuer"
#define EXIT_USAGE 2

static const struct command *const commands[] = {
    &command_init,   &command_jwks,   &command_verify,
    &command_rotate, &command_retire, &command_trust_policy,
};
#define COMMANDS (sizeof(commands) / sizeof(*commands))

static void
print_commands(FILE *out)
{
    fprintf(out, "usage: " PROGRAM " COMMAND [OPTION ...]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-13s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\n'" PROGRAM " COMMAND --help' explains one.\n");
}

static void
print_help(const struct command *command)
{
    printf("usage: " PROGRAM " %s %s\n%s\n\n", command->name, command->usage,
           command->summary);
    options_print(command, stdout);
}

static int
report(const struct command *command, const struct esc_error *err)
{
    bool located =
        err->where[0] != '\0' && strstr(err->text, err->where) == NULL;

    fprintf(stderr, PROGRAM ": %s%s%s\n", located ? err->where : "",
            located ? ": " : "", err->text);
    if (err->hint[0] != '\0')
        fprintf(stderr, "hint: %s\n", err->hint);
    if (err->code != ESC_E_USAGE)
        return EXIT_FAILURE;
    if (err->hint[0] == '\0')
        fprintf(stderr, "usage: " PROGRAM " %s %s\n", command->name,
                command->usage);
    return EXIT_USAGE;
}

static const struct command *
find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* What was printed has arrived. */
static bool
is_written(struct esc_error *err)
{
    return (fflush(stdout) == 0 && ferror(stdout) == 0)
           || esc_fail(err, ESC_E_SYSTEM, NULL, "cannot write the output");
}

static int
help(void)
{
    struct esc_error err = {0};

    print_commands(stdout);
    if (is_written(&err))
        return EXIT_SUCCESS;
    fprintf(stderr, PROGRAM ": %s\n", err.text);
    return EXIT_FAILURE;
}

static bool
is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0
           || strcmp(word, "help") == 0;
}

static int
run(const struct command *command, char **argv)
{
    struct options options;
    struct esc_error err = {0};

    if (!options_parse(command, argv, &options, &err))
        return report(command, &err);
    if (options.help)
        print_help(command);
    else if (!command->run(&options, &err))
        return report(command, &err);
    return is_written(&err) ? EXIT_SUCCESS : report(command, &err);
}

int
main(int argc, char **argv)
{
    const struct command *command;

    esc_secret_process();
    umask(077);
    if (argc < 2) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    if (is_help(argv[1]))
        return help();
    command = find(argv[1]);
    if (command == NULL) {
        char shown[64];

        fprintf(stderr, PROGRAM ": unknown command '%s'\n",
                esc_text_safe(argv[1], strlen(argv[1]), shown, sizeof(shown)));
        print_commands(stderr);
        return EXIT_USAGE;
    }
    return run(command, argv + 2);
}
