/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-session, the user's program.  It starts in well under a millisecond
 * because it links nothing but libc and a static libkeyutils, reads no locale
 * and opens no file that it does not need.
 */
#include "command.h"
#include "esc/file.h"
#include "ring.h"
#include "say.h"
#include "usage.h"
#include "config.h"
#include <errno.h>
#include <string.h>

static const struct keyring_ops kernel = {
    .get = esc_keyring_get,
    .get_error = esc_keyring_get_error,
    .get_ticket = esc_keyring_get_ticket,
    .ring = ring_wait,
    .ring_detached = ring_detached,
    .forget = esc_keyring_forget,
    .list = esc_keyring_list,
    .close = esc_keyring_close,
    .adopt = esc_keyring_adopt,
    .get_identity = esc_keyring_get_identity,
    .put_identity = esc_keyring_put_identity,
    .drop_identity = esc_keyring_drop_identity,
    .get_own = esc_keyring_get_own,
    .put_own = esc_keyring_put_own,
    .list_own = esc_keyring_list_own,
    .drop_own = esc_keyring_drop_own,
    .claim_identity = esc_keyring_claim_identity,
    .end_claim = esc_keyring_end_claim,
};

static int64_t
now(void)
{
    return (int64_t)time(NULL);
}

static void
pause_for(unsigned int seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static int
version(const struct cli *cli)
{
    static const char text[] = "esc-session " PACKAGE_VERSION "\n";

    struct esc_error err = {0};

    if (esc_file_write_all(cli->out, text, sizeof(text) - 1))
        return 0;
    esc_fail_errno(&err, ESC_E_SYSTEM, errno, NULL,
                   "cannot write the version");
    say_error(cli, &err);
    return 1;
}

static int
dispatch(struct cli *cli, char **argv)
{
    const struct command *command;
    struct arguments arguments;
    struct esc_error err = {0};

    if (argv[0] == NULL) {
        esc_fail(&err, ESC_E_USAGE, NULL,
                 "a command is missing; 'esc-session help' lists them");
        return usage_misuse(cli, NULL, &err);
    }
    if (strcmp(argv[0], "-h") == 0 || strcmp(argv[0], "--help") == 0)
        return usage_help(cli, NULL);
    if (strcmp(argv[0], "-V") == 0 || strcmp(argv[0], "--version") == 0)
        return version(cli);
    command = command_find(argv[0]);
    if (command == NULL && strcmp(argv[0], "rotate") == 0) {
        esc_fail(&err, ESC_E_USAGE, argv[0],
                 "no command 'rotate': 'pulumi env rotate' rotates the secrets"
                 " of an environment of Pulumi Cloud, and here it opens to its"
                 " state");
        return usage_misuse(cli, NULL, &err);
    }
    if (command == NULL) {
        esc_fail(&err, ESC_E_USAGE, argv[0],
                 "unknown %s '%s'; 'esc-session help' lists the commands",
                 argv[0][0] == '-' ? "option" : "command", argv[0]);
        return usage_misuse(cli, NULL, &err);
    }
    if (!arguments_parse(command, argv + 1, &arguments, &err))
        return usage_misuse(cli, command, &err);
    if (arguments.value[OPTION_HELP] != NULL)
        return usage_help(cli, command);
    cli->quiet = arguments.value[OPTION_QUIET] != NULL;
    return command->run(cli, &arguments);
}

int
main(int argc, char **argv, char **envp)
{
    struct cli cli = {
        .environ = envp,
        .keyring = &kernel,
        .now = now,
        .pause = pause_for,
        .out = 1,
        .err = 2,
        .libexec = ESC_LIBEXECDIR,
        .settings = ESC_SYSCONFDIR "/esc-session.conf",
    };

    (void)getrlimit(RLIMIT_CORE, &cli.core);
    esc_secret_process();
    return dispatch(&cli, argc > 0 ? argv + 1 : argv);
}
