/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop between a command's pipes and our descriptors.  It never blocks in
 * a write, so that a signal is passed on at once also when nobody reads.
 */
#include "relay.h"
#include "esc/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK 4096
#define OUT_MAX (4 * 1024 * 1024) /* marks for a chunk, and what was held */
#define IDLE_MS 100
#define STREAMS 2

struct stream {
    int from; /* -1: ended */
    int to;
    struct redact *redact;
    struct esc_buf out;
};

struct relay {
    pid_t child; /* 0: it has ended */
    int ended;   /* readable once it has */
    int signals;
    int status;
    bool is_told; /* a signal that ends programs has come */
    bool is_over; /* wait no longer */
    sigset_t mask;
    struct sigaction chld, pipe;
    struct stream streams[STREAMS];
};

static const int passed_on[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,
                                SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH};
#define PASSED_ON (sizeof(passed_on) / sizeof(passed_on[0]))

/* Signals become readable; what was before is kept for the child. */
static bool
take_signals(struct relay *relay)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < PASSED_ON; i++)
        sigaddset(&set, passed_on[i]);
    relay->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return relay->signals >= 0
           && sigaction(SIGPIPE, &ignore, &relay->pipe) == 0
           && sigaction(SIGCHLD, &usual, &relay->chld) == 0
           && sigprocmask(SIG_BLOCK, &set, &relay->mask) == 0;
}

static _Noreturn void
be_child(const struct relay *relay, const struct relay_command *command,
         const int *ends)
{
    (void)sigaction(SIGPIPE, &relay->pipe, NULL);
    (void)sigaction(SIGCHLD, &relay->chld, NULL);
    if (dup2(ends[0], 1) != 1 || dup2(ends[1], 2) != 2)
        _exit(EXIT_EXEC_FAILED);
    (void)sigprocmask(SIG_SETMASK, &relay->mask, NULL);
    _exit(command->become(command->context));
}

/* So that nothing of ours becomes the command's 0, 1 or 2. */
static void
fill_standard(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (fd >= 0 && fd <= 2 && fcntl(fd, F_SETFD, 0) == 0);
    if (fd > 2)
        close(fd);
}

static bool
start(struct relay *relay, const struct relay_command *command)
{
    int pipes[STREAMS][2], ends[STREAMS];

    fill_standard();
    for (int i = 0; i < STREAMS; i++) {
        if (pipe2(pipes[i], O_CLOEXEC) != 0)
            return false;
        ends[i] = pipes[i][1];
        relay->streams[i].from = pipes[i][0];
        relay->streams[i].out = ESC_BUF_LIMIT(OUT_MAX);
        relay->streams[i].redact = redact_new(command->redactor);
        if (relay->streams[i].redact == NULL) {
            errno = ENOMEM;
            return false;
        }
    }
    if (!take_signals(relay))
        return false;
    relay->child = fork();
    if (relay->child == 0)
        be_child(relay, command, ends);
    for (int i = 0; i < STREAMS; i++)
        close(ends[i]);
    if (relay->child < 0)
        return false;
    relay->ended = (int)syscall(SYS_pidfd_open, relay->child, 0);
    if (relay->ended >= 0)
        return true;
    (void)kill(relay->child, SIGKILL);
    return false;
}

/* What came to us; the terminal's own went to the whole process group. */
static void
on_signals(struct relay *relay)
{
    struct signalfd_siginfo info;

    while (read(relay->signals, &info, sizeof(info)) == sizeof(info)) {
        relay->is_told |= info.ssi_signo != SIGWINCH;
        if (relay->child == 0)
            relay->is_over |= relay->is_told;
        else if (info.ssi_code != SI_KERNEL)
            (void)kill(relay->child, (int)info.ssi_signo);
    }
}

static void
on_end(struct relay *relay)
{
    int status;

    if (waitpid(relay->child, &status, 0) == relay->child)
        relay->status =
            WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    relay->child = 0;
    close(relay->ended);
    relay->ended = -1;
}

/* Ended by a signal that came to us: what else it started is not waited for.
 */
static bool
is_stopped(const struct relay *relay)
{
    return relay->child == 0 && relay->is_told && relay->status > 128;
}

/* Nobody reads any more: let the command find out by itself. */
static void
shut(struct stream *stream)
{
    if (stream->from >= 0)
        close(stream->from);
    stream->from = -1;
}

/* Write what is in OUT, in pieces that a pipe with room takes whole. */
static void
push(struct relay *relay, struct stream *stream)
{
    const char *at = esc_buf_text(&stream->out);
    size_t left = stream->out.len;

    while (left > 0 && !relay->is_over) {
        struct pollfd wait[] = {{.fd = stream->to, .events = POLLOUT},
                                {.fd = relay->signals, .events = POLLIN},
                                {.fd = relay->ended, .events = POLLIN}};
        int ready = poll(wait, 3, is_stopped(relay) ? IDLE_MS : -1);
        ssize_t n = 0;

        if (ready == 0 || (ready < 0 && errno != EINTR)) {
            relay->is_over = true;
            break;
        }
        if (wait[2].revents != 0)
            on_end(relay);
        if (wait[1].revents != 0)
            on_signals(relay);
        if (wait[0].revents != 0)
            n = write(stream->to, at, left > PIPE_BUF ? PIPE_BUF : left);
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            shut(stream);
            break;
        }
        at += n > 0 ? n : 0;
        left -= n > 0 ? (size_t)n : 0;
    }
    stream->out.len = 0;
}

static void
on_output(struct relay *relay, struct stream *stream)
{
    char bytes[CHUNK];
    ssize_t n = read(stream->from, bytes, sizeof(bytes));

    if (n < 0 && errno == EINTR)
        return;
    if (n > 0) {
        redact_feed(stream->redact, bytes, (size_t)n, &stream->out);
    } else {
        redact_end(stream->redact, &stream->out);
        shut(stream);
    }
    push(relay, stream);
    explicit_bzero(bytes, sizeof(bytes));
}

static void
on_idle(struct relay *relay)
{
    for (int i = 0; i < STREAMS; i++) {
        redact_idle(relay->streams[i].redact, &relay->streams[i].out);
        push(relay, &relay->streams[i]);
    }
}

static bool
has_work(const struct relay *relay)
{
    return !relay->is_over
           && (relay->child != 0 || relay->streams[0].from >= 0
               || relay->streams[1].from >= 0);
}

static void
turn(struct relay *relay)
{
    struct pollfd wait[STREAMS + 2] = {
        {.fd = relay->signals, .events = POLLIN},
        {.fd = relay->ended, .events = POLLIN},
    };
    bool holds = false;
    int ready;

    for (int i = 0; i < STREAMS; i++) {
        wait[i + 2] =
            (struct pollfd){.fd = relay->streams[i].from, .events = POLLIN};
        holds |= redact_holds(relay->streams[i].redact);
    }
    holds |= is_stopped(relay);
    ready = poll(wait, STREAMS + 2, holds ? IDLE_MS : -1);
    if (ready == 0) {
        on_idle(relay);
        relay->is_over |= is_stopped(relay);
    }
    if (ready <= 0)
        return;
    if (wait[0].revents != 0)
        on_signals(relay);
    for (int i = 0; i < STREAMS; i++)
        if (wait[i + 2].revents != 0)
            on_output(relay, &relay->streams[i]);
    if (wait[1].revents != 0)
        on_end(relay);
}

static void
release(struct relay *relay)
{
    for (int i = 0; i < STREAMS; i++) {
        shut(&relay->streams[i]);
        redact_free(relay->streams[i].redact);
        esc_buf_release(&relay->streams[i].out);
    }
    if (relay->signals >= 0)
        close(relay->signals);
    if (relay->ended >= 0)
        close(relay->ended);
}

int
relay(const struct cli *cli, const struct relay_command *command,
      struct esc_error *err)
{
    struct relay relay = {
        .ended = -1,
        .signals = -1,
        .status = -1,
        .streams = {{.from = -1, .to = cli->out},
                    {.from = -1, .to = cli->err}},
    };

    if (start(&relay, command))
        while (has_work(&relay))
            turn(&relay);
    else
        esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                       "cannot start the command");
    release(&relay);
    return relay.status;
}
