/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process for the user, from inside somebody else's.  It is made by clone3
 * without an exit signal, which neither disturbs nor is disturbed by what the
 * host does with SIGCHLD, and (when nobody waits for it) made twice, so that
 * none stays a zombie of sshd for the length of the login.  Between clone and
 * exec only system calls: no allocation, no names looked up.
 */
#include "prefetch.h"
#include "esc/text.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOT_STARTED 126

/* All that the child needs, made before it. */
struct plan {
    const struct prefetch_how *how;
    int null, out; /* stdin and stdout; stderr */
    char home[1024], user[300], logname[300];
};

static bool
make_plan(struct plan *plan, const struct prefetch_how *how)
{
    const struct passwd *pw = how->user;

    plan->how = how;
    return snprintf(plan->home, sizeof(plan->home), "HOME=%s", pw->pw_dir)
               < (int)sizeof(plan->home)
           && snprintf(plan->user, sizeof(plan->user), "USER=%s", pw->pw_name)
                  < (int)sizeof(plan->user)
           && snprintf(plan->logname, sizeof(plan->logname), "LOGNAME=%s",
                       pw->pw_name)
                  < (int)sizeof(plan->logname);
}

static pid_t
clone_quiet(int *pidfd)
{
    struct clone_args args = {
        .flags = CLONE_CLEAR_SIGHAND | (pidfd == NULL ? 0 : CLONE_PIDFD),
        .pidfd = (uint64_t)(uintptr_t)pidfd,
    };

    return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

/*
 * What is ignored stays so across exec: the defaults, nothing blocked.  By the
 * system call, because the C library keeps two signals to itself.
 */
static void
default_signals(void)
{
    const uint64_t defaults[4] = {0}; /* larger than the kernel's sigaction */
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        (void)syscall(SYS_rt_sigaction, i, defaults, NULL, NSIG / 8);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void
become_user(struct plan *plan)
{
    const struct passwd *pw = plan->how->user;
    char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", lang[] = "LANG=C";
    char *env[] = {path, lang, plan->home, plan->user, plan->logname, NULL};
    char name[] = "esc-session", command[] = "prefetch";
    /* Of what nobody waits for the host may drop one too many. */
    char late[] = "--background";
    char *argv[] = {name, command, plan->how->wait_ms == 0 ? late : NULL,
                    NULL};
    /* Out of the way first: the host may have had 0-2 closed. */
    int null = fcntl(plan->null, F_DUPFD, 3);
    int out = fcntl(plan->out, F_DUPFD, 3);

    default_signals();
    if (setsid() < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0
        || dup2(out, 2) < 0 || syscall(SYS_close_range, 3, ~0U, 0) != 0
        || chdir("/") != 0)
        _exit(NOT_STARTED);
    umask(077);
    /* The C library's own calls would reach for other threads. */
    if (syscall(SYS_setgroups, 0, NULL) != 0
        || syscall(SYS_setresgid, pw->pw_gid, pw->pw_gid, pw->pw_gid) != 0
        || syscall(SYS_setresuid, pw->pw_uid, pw->pw_uid, pw->pw_uid) != 0
        || (pw->pw_uid != 0 && syscall(SYS_setuid, 0) == 0))
        _exit(NOT_STARTED);
    execve(plan->how->program, argv, env);
    _exit(NOT_STARTED);
}

/* 0-255: exit status; 256: killed. */
static int
reap(pid_t child, int options)
{
    siginfo_t info;

    memset(&info, 0, sizeof(info));
    while (waitid(P_PID, (id_t)child, &info, WEXITED | __WALL | options) != 0)
        if (errno != EINTR)
            return 256;
    return info.si_code == CLD_EXITED ? info.si_status : 256;
}

void
prefetch_reap(pid_t child)
{
    if (child > 0)
        (void)reap(child, WNOHANG);
}

static bool
start(struct plan *plan, pid_t *child_out, int *pidfd_out,
      struct esc_error *err)
{
    bool detach = plan->how->wait_ms == 0;
    sigset_t all, before;
    int cause;

    sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    *child_out = clone_quiet(detach ? NULL : pidfd_out);
    cause = errno;
    if (*child_out == 0) {
        if (detach && clone_quiet(NULL) != 0)
            _exit(0);
        become_user(plan);
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (*child_out < 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, cause, NULL,
                              "cannot make a process for '%s'",
                              plan->how->program);
    if (detach)
        (void)reap(*child_out, 0);
    return true;
}

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
ends_in_time(int pidfd, int wait_ms)
{
    int64_t deadline = now_ms() + wait_ms, left = wait_ms;
    struct pollfd ended = {.fd = pidfd, .events = POLLIN};
    int n = -1;

    for (; left > 0; left = deadline - now_ms()) {
        n = poll(&ended, 1, (int)left);
        if (n >= 0 || errno != EINTR)
            break;
    }
    return n > 0;
}

/* The first line of what it said, without its own name before it. */
static void
take_text(int fd, char *out, size_t size)
{
    static const char name[] = "esc-session: ";
    char bytes[ESC_ERROR_TEXT_MAX];
    const char *at = bytes;
    ssize_t len = read(fd, bytes, sizeof(bytes) - 1);

    bytes[len < 0 ? 0 : len] = '\0';
    if (strncmp(at, name, sizeof(name) - 1) == 0)
        at += sizeof(name) - 1;
    esc_text_safe(at, strcspn(at, "\n"), out, size);
}

static bool
start_and_wait(struct plan *plan, struct prefetch *out, struct esc_error *err)
{
    ESC_CLOSE int pidfd = -1;
    ESC_CLOSE int reader = -1;
    ESC_CLOSE int writer = -1;
    int ends[2], status;

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot make a pipe");
    reader = ends[0];
    writer = ends[1];
    plan->out = writer;
    if (!start(plan, &out->child, &pidfd, err))
        return false;
    if (!ends_in_time(pidfd, plan->how->wait_ms)) {
        out->state = PREFETCH_LATE;
        return true;
    }
    status = reap(out->child, 0);
    out->child = 0;
    take_text(reader, out->text, sizeof(out->text));
    out->state = status == 0 ? PREFETCH_READY : PREFETCH_FAILED;
    if (status != 0 && out->text[0] == '\0')
        snprintf(out->text, sizeof(out->text),
                 "'%s' ended with status %d and said nothing",
                 plan->how->program, status);
    return true;
}

bool
prefetch_start(const struct prefetch_how *how, struct prefetch *out,
               struct esc_error *err)
{
    ESC_CLOSE int null = -1;
    struct plan plan;
    pid_t middle;

    memset(out, 0, sizeof(*out));
    if (access(how->program, X_OK) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot start '%s'", how->program);
    if (!make_plan(&plan, how))
        return esc_fail(err, ESC_E_INPUT, NULL,
                        "cannot start '%s': the account's name or home is too"
                        " long",
                        how->program);
    null = open("/dev/null", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (null < 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot open '/dev/null'");
    plan.null = plan.out = null;
    if (how->wait_ms > 0)
        return start_and_wait(&plan, out, err);
    out->state = PREFETCH_STARTED;
    return start(&plan, &middle, NULL, err);
}
