/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The upcall's entry: /sbin/request-key starts `esc-provision KEY UID RING` as
 * root when somebody rings a doorbell.  Two processes: the parent holds the
 * authority over the doorbell and nothing else, so that whatever befalls the
 * child, the kernel hears an answer and plants no negative key for a minute.
 *
 * First it joins the control group that bounds all requests, if the host has
 * it.  Given up then: descriptors, every capability but those named below, the
 * chance to gain rights by exec.  Opened before that: the shadow file, which
 * not every system lets root read without a capability.
 */
#include "audit.h"
#include "esc/text.h"
#include "identity.h"
#include "open.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_SECONDS 11 /* after which the child's own alarm ends it */
#define GUARD_MS 11300   /* after which the parent does */
#define REJECT_SECONDS 3

static void
leave_descriptors(void)
{
    int fd = open("/dev/null", O_RDWR);

    while (fd >= 0 && fd < 2)
        fd = dup(fd);
    closefrom(3);
}

static void
tell_kernel(const char *path, const char *text)
{
    ESC_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd >= 0)
        (void)!write(fd, text, strlen(text));
}

/* Under the limits that the administrator set for all requests together, and,
 * when memory runs out, before what cannot be repeated.  Children inherit
 * both. */
static void
volunteer(void)
{
    tell_kernel(ESC_CGROUP "/cgroup.procs", "0");
    tell_kernel("/proc/self/oom_score_adj", "500");
}

/* Drop for good all but: other ids, signals to them, locked memory. */
static bool
give_up(void)
{
    static const uint32_t kept = 1U << CAP_SETUID | 1U << CAP_SETGID
                                 | 1U << CAP_KILL | 1U << CAP_IPC_LOCK;
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{kept, kept, 0}, {0, 0, 0}};

    for (unsigned long cap = 0; cap < 64; cap++)
        if (cap >= 32 || (kept >> cap & 1) == 0)
            (void)prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    return syscall(SYS_capset, &head, data) == 0
           && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* Wait for the child; its answer is good, or ours is. */
static int
guard(int32_t key, uint32_t uid, pid_t pid)
{
    ESC_CLOSE int pidfd = pidfd_open(pid, 0);
    struct pollfd p = {.fd = pidfd, .events = POLLIN};
    struct esc_error err = {0};
    int status = 0, ready;

    do
        ready = poll(&p, 1, GUARD_MS);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        (void)kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (ready == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM))
        esc_fail(&err, ESC_E_TIMEOUT, NULL, "the handler hung");
    else if (WIFSIGNALED(status))
        esc_fail(&err, ESC_E_BUG, NULL, "the handler ended by signal %d",
                 WTERMSIG(status));
    else
        esc_fail(&err, ESC_E_SYSTEM, NULL,
                 "the handler could not answer request %d", key);
    (void)esc_request_reject(key, REJECT_SECONDS, err.code);
    audit_refused(uid, &err);
    return 1;
}

static int
upcall(int32_t key, uint32_t uid)
{
    struct esc_error err = {0};
    pid_t pid;
    int shadow;

    if (!esc_request_assume(key, &err)) {
        fprintf(stderr,
                "esc-provision: %s\nhint: the kernel starts this program;"
                " see esc-provision(8)\n",
                err.text);
        return 1;
    }
    (void)setsid();
    leave_descriptors();
    shadow = identity_shadow("/etc/shadow");
    (void)umask(077);
    (void)signal(SIGPIPE, SIG_IGN);
    volunteer();
    esc_secret_process();
    if (chdir("/") != 0 || !give_up()) {
        esc_fail_errno(&err, ESC_E_SYSTEM, errno, NULL, "cannot drop rights");
        audit_refused(uid, &err);
        return esc_request_reject(key, REJECT_SECONDS, ESC_E_SYSTEM) ? 0 : 1;
    }
    pid = fork();
    if (pid < 0)
        return esc_request_reject(key, REJECT_SECONDS, ESC_E_BUSY) ? 0 : 1;
    if (pid == 0) {
        (void)alarm(CHILD_SECONDS);
        _exit(open_serve(key, uid, shadow));
    }
    return guard(key, uid, pid);
}

int
main(int argc, char **argv)
{
    uint64_t key, uid;

    /* The third number, the requester's session ring, is not needed. */
    if (argc == 4 && esc_text_u64(argv[1], INT32_MAX, &key)
        && esc_text_u64(argv[2], UINT32_MAX - 1, &uid))
        return upcall((int32_t)key, (uint32_t)uid);
    fputs("usage: esc-provision KEY UID RING\n", stderr);
    return 2;
}
