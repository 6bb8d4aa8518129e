/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fork, and drop in the order that counts: keys, groups, gid, uid, proof.
 */
#include "child.h"
#include <errno.h>
#include <grp.h>
#include <keyutils.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The authority over the doorbell, with which the requester's keyrings can be
 * searched: a process has it assumed, which outlives fork, setuid and exec,
 * and possesses it by the inherited session keyring.
 */
static bool
leave_keys(void)
{
    return (keyctl_assume_authority(0) >= 0
            && keyctl_join_session_keyring(NULL) >= 0)
           || errno == ENOSYS || errno == EPERM;
}

static bool
drop(uid_t uid, gid_t gid)
{
    if (geteuid() != 0 && geteuid() == uid)
        return true;
    if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0
        || setresuid(uid, uid, uid) != 0)
        return false;
    return uid != 0 && setuid(0) != 0 && setgid(0) != 0;
}

static void
default_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        (void)sigaction(i, &action, NULL);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static int
become(const struct child_plan *plan, int fd, pid_t parent)
{
    (void)setsid();
    default_signals();
    if (!leave_keys() || !drop(plan->uid, plan->gid))
        return CHILD_NOT_DROPPED;
    /* After the drop, which forgets it.  The parent may be gone already. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
        return CHILD_NOT_DROPPED;
    if (chdir("/") != 0)
        return CHILD_NOT_RUN;
    return plan->run(plan->context, fd);
}

bool
child_start(struct child *child_out, const struct child_plan *plan,
            struct esc_error *err)
{
    pid_t parent = getpid(), pid;
    int fds[2];

    child_out->pid = 0;
    child_out->fd = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, plan->name,
                              "cannot start %s", plan->name);
    pid = fork();
    if (pid == 0) {
        close(fds[0]);
        _exit(become(plan, fds[1], parent));
    }
    close(fds[1]);
    if (pid < 0) { /* the control group's limit of processes, or the host's */
        esc_fail_errno(err, ESC_E_BUSY, errno, plan->name, "cannot start %s",
                       plan->name);
        close(fds[0]);
        return false;
    }
    child_out->pid = pid;
    child_out->fd = fds[0];
    return true;
}

int
child_stop(struct child *child, int wait_ms)
{
    int status = 0;

    if (child->fd >= 0)
        close(child->fd);
    child->fd = -1;
    if (child->pid <= 0)
        return 0;
    if (wait_ms > 0) {
        ESC_CLOSE int pidfd = pidfd_open(child->pid, 0);
        struct pollfd p = {.fd = pidfd, .events = POLLIN};

        if (pidfd >= 0)
            (void)poll(&p, 1, wait_ms);
    }
    /* The group, and the child itself should it have none of its own yet. */
    (void)kill(-child->pid, SIGKILL);
    (void)kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        ;
    child->pid = 0;
    return status;
}

void
child_cleanup(struct child *child)
{
    (void)child_stop(child, 0);
}
