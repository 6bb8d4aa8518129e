/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A terminal that was left without echo is what people remember of a program.
 * So signals that end or stop us are blocked while it is silent, and taken by
 * descriptor: first the terminal is put back, then the signal does its work.
 */
#include "terminal.h"
#include "esc/file.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

static const int ours[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

struct silence {
    int fd;         /* the terminal */
    int signals;    /* signalfd; -1: none */
    sigset_t mask;  /* before */
    sigset_t taken; /* meanwhile blocked */
    struct termios was;
};

bool
terminal_read_line(int fd, struct esc_secret *line)
{
    char byte;
    ssize_t n;

    while ((n = read(fd, &byte, 1)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (byte == '\n')
            return true;
        if (!esc_secret_add(line, &byte, 1)) {
            errno = EFBIG;
            return false;
        }
    }
    return true;
}

static bool
begin(struct silence *silence)
{
    struct termios quiet = silence->was;

    quiet.c_lflag &= ~(tcflag_t)ECHO;
    return sigprocmask(SIG_BLOCK, &silence->taken, NULL) == 0
           && tcsetattr(silence->fd, TCSAFLUSH, &quiet) == 0;
}

static void
end(const struct silence *silence)
{
    int cause = errno;

    (void)tcsetattr(silence->fd, TCSAFLUSH, &silence->was);
    (void)sigprocmask(SIG_SETMASK, &silence->mask, NULL);
    errno = cause;
}

/* Let a signal that came have its way; what it left alive goes on. */
static bool
obey(struct silence *silence)
{
    struct signalfd_siginfo info;

    if (read(silence->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
        return errno == EAGAIN || errno == EINTR;
    end(silence);
    (void)raise((int)info.ssi_signo);
    return begin(silence);
}

static bool
await_line(struct silence *silence, int show, const char *prompt)
{
    for (;;) {
        struct pollfd p[] = {{silence->signals, POLLIN, 0},
                             {silence->fd, POLLIN, 0}};

        (void)esc_file_write_all(show, prompt, strlen(prompt));
        while (poll(p, 2, -1) < 0)
            if (errno != EINTR)
                return false;
        if (p[0].revents == 0)
            return true;
        if (!obey(silence))
            return false;
    }
}

bool
terminal_read_unseen(int fd, int show, const char *prompt,
                     struct esc_secret *line)
{
    struct silence silence = {.fd = fd, .signals = -1};
    bool done;

    if (tcgetattr(fd, &silence.was) != 0) {
        errno = ENOTTY;
        return false;
    }
    sigemptyset(&silence.taken);
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        sigaddset(&silence.taken, ours[i]);
    silence.signals = signalfd(-1, &silence.taken, SFD_CLOEXEC | SFD_NONBLOCK);
    if (silence.signals < 0
        || sigprocmask(SIG_SETMASK, NULL, &silence.mask) != 0)
        return false;
    done = begin(&silence) && await_line(&silence, show, prompt)
           && terminal_read_line(fd, line);
    end(&silence);
    close(silence.signals);
    (void)esc_file_write_all(show, "\n", 1);
    return done;
}
