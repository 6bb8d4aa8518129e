/* SPDX-License-Identifier: Apache-2.0 */
/* Start, converse, end. */
#include "resolver.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_RUN 127

static void
become(const char *program, int fd, pid_t parent)
{
    char name[] = "esc-resolve", *argv[] = {name, NULL}, *envp[] = {NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    /* After the fork, so that it also holds when we are killed. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent
        && null >= 0 && dup2(fd, 0) == 0 && dup2(fd, 1) == 1
        && dup2(null, 2) == 2)
        (void)execve(program, argv, envp);
    _exit(NOT_RUN);
}

/* Two ends above the standard descriptors, which the caller may have closed:
 * one of those would be closed in the resolver when it is put into place. */
static bool
make_ends(int fds[2])
{
    int low[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, low) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fds[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
        close(low[i]);
    }
    if (fds[0] >= 0 && fds[1] >= 0)
        return true;
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    errno = EMFILE;
    return false;
}

bool
resolver_start(const struct cli *cli, int64_t limit_ms,
               struct resolver *resolver_out, struct esc_error *err)
{
    pid_t parent = getpid(), pid;
    char program[512];
    int fds[2];

    *resolver_out = RESOLVER_NONE;
    snprintf(program, sizeof(program), "%s/esc-resolve", cli->libexec);
    if (access(program, X_OK) != 0) {
        esc_fail_errno(err, ESC_E_SYSTEM, errno, program, "cannot run '%s'",
                       program);
        return esc_fail_hint(err, "is esc-session installed whole?");
    }
    if (!make_ends(fds))
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, program,
                              "cannot start the resolver");
    pid = fork();
    if (pid == 0)
        become(program, fds[1], parent);
    close(fds[1]);
    if (pid < 0) {
        esc_fail_errno(err, ESC_E_SYSTEM, errno, program,
                       "cannot start the resolver");
        close(fds[0]);
        return false;
    }
    resolver_out->pid = pid;
    resolver_out->fd = fds[0];
    resolver_out->deadline_ms = esc_frame_now_ms() + limit_ms;
    return true;
}

static int
end(struct resolver *resolver)
{
    int status = 0;

    if (resolver->fd >= 0)
        close(resolver->fd);
    resolver->fd = -1;
    if (resolver->pid <= 0)
        return 0;
    while (waitpid(resolver->pid, &status, 0) < 0 && errno == EINTR)
        ;
    resolver->pid = 0;
    return status;
}

/* What became of it, when a frame did not come or go. */
static void
explain(struct resolver *resolver, struct esc_error *err)
{
    int status;

    if (err->code == ESC_E_TIMEOUT) {
        esc_fail(err, ESC_E_TIMEOUT, NULL,
                 "the resolver did not finish in time");
        return;
    }
    if (err->code != ESC_E_BUG)
        return;
    status = end(resolver);
    if (WIFSIGNALED(status))
        esc_fail(err, ESC_E_BUG, NULL, "the resolver ended by signal %d",
                 WTERMSIG(status));
    else
        esc_fail(err, ESC_E_BUG, NULL, "the resolver ended with status %d",
                 WEXITSTATUS(status));
}

bool
resolver_send(struct resolver *resolver, const struct esc_secret *frame,
              struct esc_error *err)
{
    if (esc_frame_send(resolver->fd, frame, resolver->deadline_ms, err))
        return true;
    explain(resolver, err);
    return false;
}

struct esc_secret *
resolver_receive(struct resolver *resolver, struct esc_error *err)
{
    struct esc_secret *frame = esc_frame_receive(resolver->fd, ESC_FRAME_MAX,
                                                 resolver->deadline_ms, err);

    if (frame == NULL)
        explain(resolver, err);
    return frame;
}

struct esc_secret *
resolver_result(struct resolver *resolver, struct esc_error *err)
{
    for (;;) {
        ESC_OWN(esc_secret) frame = resolver_receive(resolver, err);
        struct esc_error failure;
        uint8_t type;

        if (frame == NULL)
            return NULL;
        type = esc_message_type(frame);
        if (type == ESC_MESSAGE_RESULT)
            return esc_secret_take(&frame);
        if (type == ESC_MESSAGE_LOG)
            continue;
        if (type != ESC_MESSAGE_FAILURE)
            esc_fail(err, ESC_E_BUG, NULL,
                     "the resolver sent an unexpected message of type %u",
                     type);
        else if (esc_message_get_failure(frame, &failure, err))
            *err = failure;
        return NULL;
    }
}

void
resolver_cleanup(struct resolver *resolver)
{
    if (resolver->pid > 0)
        (void)kill(resolver->pid, SIGKILL);
    (void)end(resolver);
}
