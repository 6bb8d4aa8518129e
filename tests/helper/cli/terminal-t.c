/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A typed secret is not echoed, and the terminal is put back whatever ends the
 * program: tried on a terminal of our own.
 */
#include "terminal.h"
#include "tap.h"
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { TRIES = 3000, PAUSE_MS = 10, GOT_IT = 42 };

/* The program: succeeds when it was told the secret. */
static int
program(void)
{
    ESC_OWN(esc_secret) line = esc_secret_new(64);

    if (line == NULL
        || !terminal_read_unseen(STDIN_FILENO, STDERR_FILENO, "Token: ", line))
        return 1;
    return esc_secret_len(line) == 6
                   && memcmp(esc_secret_bytes(line), "CANARY", 6) == 0
               ? GOT_IT
               : 2;
}

/* Wait until the terminal has this echo. */
static bool
echo_is(int terminal, bool wanted)
{
    struct termios now;

    for (int i = 0; i < TRIES; i++) {
        if (tcgetattr(terminal, &now) == 0
            && ((now.c_lflag & ECHO) != 0) == wanted)
            return true;
        (void)poll(NULL, 0, PAUSE_MS);
    }
    return false;
}

/* Whoever started us in the background, or by nohup, ignores some signals. */
static pid_t
start(int *terminal)
{
    static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};
    pid_t pid = forkpty(terminal, NULL, NULL, NULL);

    for (size_t i = 0; pid == 0 && i < sizeof(signals) / sizeof(*signals); i++)
        (void)signal(signals[i], SIG_DFL);
    if (pid == 0)
        _exit(program());
    if (pid < 0)
        exit(1);
    ok(echo_is(*terminal, false), "asks without echo");
    return pid;
}

static void
type(int terminal, const char *text)
{
    if (write(terminal, text, strlen(text)) < 0)
        exit(1);
}

/* What the screen showed and was not read: up to TEXT, or with NULL to the
 * end, which comes when nobody has the terminal any more. */
static void
look(int terminal, char *screen, size_t size, const char *text)
{
    struct pollfd p = {terminal, POLLIN, 0};
    size_t len = 0;
    ssize_t n;

    screen[0] = '\0';
    while (len + 1 < size && (text == NULL || strstr(screen, text) == NULL)
           && poll(&p, 1, TRIES * PAUSE_MS) == 1
           && (n = read(terminal, screen + len, size - 1 - len)) > 0) {
        len += (size_t)n;
        screen[len] = '\0';
    }
}

static void
check_typed(void)
{
    char screen[256];
    int terminal, status;
    pid_t pid = start(&terminal);

    type(terminal, "CANARY\n");
    waitpid(pid, &status, 0);
    ok(WIFEXITED(status) && WEXITSTATUS(status) == GOT_IT, "takes the line");
    look(terminal, screen, sizeof(screen), NULL);
    ok(strstr(screen, "Token: ") != NULL, "asked for it");
    ok(strstr(screen, "CANARY") == NULL, "and did not show it");
    ok(echo_is(terminal, true), "puts the echo back");
    close(terminal);
}

static void
check_interrupted(void)
{
    int terminal, status;
    pid_t pid = start(&terminal);

    type(terminal, "CAN\003");
    waitpid(pid, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT,
       "Ctrl-C ends it, as a signal does");
    ok(echo_is(terminal, true), "with the echo back");
    close(terminal);
}

static void
check_signal(int number, const char *name)
{
    int terminal, status;
    pid_t pid = start(&terminal);

    kill(pid, number);
    waitpid(pid, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == number, "%s ends it", name);
    ok(echo_is(terminal, true), "with the echo back");
    close(terminal);
}

/* Its process group is an orphan, which the kernel does not stop. */
static void
check_goes_on(void)
{
    char screen[256];
    int terminal, status;
    pid_t pid = start(&terminal);

    look(terminal, screen, sizeof(screen), "Token: ");
    type(terminal, "\032");
    look(terminal, screen, sizeof(screen), "Token: ");
    type(terminal, "CANARY\n");
    waitpid(pid, &status, 0);
    ok(WIFEXITED(status) && WEXITSTATUS(status) == GOT_IT,
       "a signal that does nothing changes nothing");
    ok(echo_is(terminal, true), "the echo is back");
    close(terminal);
}

static void
check_no_terminal(void)
{
    ESC_OWN(esc_secret) line = esc_secret_new(64);
    int ends[2];

    if (line == NULL || pipe(ends) != 0)
        exit(1);
    ok(!terminal_read_unseen(ends[0], ends[1], "Token: ", line)
           && errno == ENOTTY,
       "what is no terminal is not asked");
    type(ends[1], "CANARY\nrest");
    ok(terminal_read_line(ends[0], line) && esc_secret_len(line) == 6,
       "but read, up to the end of the line");
    close(ends[0]);
    close(ends[1]);
}

int
main(void)
{
    check_typed();
    check_interrupted();
    check_signal(SIGTERM, "SIGTERM");
    check_signal(SIGHUP, "SIGHUP");
    check_goes_on();
    check_no_terminal();
    return tap_done();
}
