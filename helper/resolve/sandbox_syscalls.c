/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The system calls that are left: what libcurl, OpenSSL and glibc's name
 * lookup use to read files and talk to servers, and no more.  Everything else
 * gives EPERM: no new program or process, no tracing, no keyrings, no file
 * opened for writing.
 */
#include "sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

#define ANY(name)                                                             \
    {                                                                         \
        SCMP_SYS(name), 0,                                                    \
        {                                                                     \
            .arg = 0                                                          \
        }                                                                     \
    }
#define WHEN(name, n, how, a, b)                                              \
    {                                                                         \
        SCMP_SYS(name), 1,                                                    \
        {                                                                     \
            .arg = (n), .op = (how), .datum_a = (a), .datum_b = (b)           \
        }                                                                     \
    }
#define BITS(name, n, mask, value)                                            \
    WHEN(name, n, SCMP_CMP_MASKED_EQ, (mask), (value))
#define IS(name, n, value) WHEN(name, n, SCMP_CMP_EQ, (value), 0)

#define WRITES                                                                \
    (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND                         \
     | (O_TMPFILE & ~O_DIRECTORY))
#define THREAD (CLONE_THREAD | CLONE_VM | CLONE_SIGHAND)
#define CODE (PROT_WRITE | PROT_EXEC)

static const struct row {
    int number;
    unsigned int conditions;
    struct scmp_arg_cmp condition;
} rows[] = {
    /* files, read only */
    BITS(open, 1, WRITES, 0),
    BITS(openat, 2, WRITES, 0),
    ANY(read),
    ANY(readv),
    ANY(pread64),
    ANY(write),
    ANY(writev),
    ANY(close),
    ANY(lseek),
    ANY(fstat),
    ANY(stat),
    ANY(lstat),
    ANY(newfstatat),
    ANY(statx),
    ANY(access),
    ANY(faccessat),
    ANY(faccessat2),
    ANY(readlink),
    ANY(readlinkat),
    ANY(getdents64),
    ANY(getcwd),
    /* Never F_SETOWN, FIOSETOWN: they make the kernel signal others for us. */
    IS(fcntl, 1, F_GETFD),
    IS(fcntl, 1, F_SETFD),
    IS(fcntl, 1, F_GETFL),
    IS(fcntl, 1, F_SETFL),
    IS(fcntl, 1, F_DUPFD_CLOEXEC),
    IS(ioctl, 1, FIONBIO),
    IS(ioctl, 1, FIONREAD),
    IS(ioctl, 1, TCGETS),
    ANY(fadvise64),
    ANY(fstatfs),
    /* the network */
    IS(socket, 0, AF_INET),
    IS(socket, 0, AF_INET6),
    /* Never AF_UNIX: Landlock does not restrict whom it connects to, and the
     * journal or a bus would answer.  Without it glibc asks no nscd, and
     * nss-resolve is "unavailable": files and DNS are left. */
    IS(socket, 0, AF_NETLINK),
    IS(socketpair, 0, AF_UNIX),
    ANY(connect),
    ANY(bind), /* getaddrinfo(3) binds its netlink socket */
    ANY(getsockname),
    ANY(getpeername),
    ANY(getsockopt),
    ANY(setsockopt),
    ANY(sendto),
    ANY(sendmsg),
    ANY(sendmmsg),
    ANY(recvfrom),
    ANY(recvmsg),
    ANY(recvmmsg),
    ANY(shutdown),
    ANY(poll),
    ANY(ppoll),
    ANY(select),
    ANY(pselect6),
    ANY(epoll_create1),
    ANY(epoll_ctl),
    ANY(epoll_wait),
    ANY(epoll_pwait),
    ANY(eventfd2),
    ANY(pipe2),
    /* memory; code is never writable */
    ANY(brk),
    BITS(mmap, 2, PROT_EXEC, 0),
    BITS(mmap, 2, CODE, PROT_EXEC),
    BITS(mprotect, 2, PROT_EXEC, 0),
    ANY(munmap),
    ANY(mremap),
    ANY(madvise),
    ANY(mlock),
    ANY(mlock2),
    ANY(munlock),
    ANY(membarrier),
    /* threads of this process; the address lookup is one */
    BITS(clone, 0, THREAD, THREAD),
    ANY(futex),
    ANY(set_robust_list),
    ANY(rseq),
    ANY(sched_yield),
    ANY(sched_getaffinity),
    ANY(gettid),
    ANY(getpid),
    IS(prctl, 0, PR_SET_NAME),
    IS(prctl, 0, PR_SET_VMA),
    ANY(exit),
    ANY(exit_group),
    /* signals to itself, time, chance, who am I */
    ANY(rt_sigaction),
    ANY(rt_sigprocmask),
    ANY(rt_sigreturn),
    ANY(sigaltstack),
    ANY(restart_syscall),
    ANY(clock_gettime),
    ANY(clock_getres),
    ANY(clock_nanosleep),
    ANY(nanosleep),
    ANY(gettimeofday),
    ANY(time),
    ANY(getrandom),
    ANY(getuid),
    ANY(geteuid),
    ANY(getgid),
    ANY(getegid),
    ANY(uname),
    ANY(sysinfo),
    IS(prlimit64, 2, 0), /* ask, not set */
    ANY(getrlimit),
    /* the second layer of files and ports */
    ANY(landlock_create_ruleset),
    ANY(landlock_add_rule),
    ANY(landlock_restrict_self),
};

static int
add_rows(scmp_filter_ctx filter)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
        rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rows[i].number,
                                    rows[i].conditions, &rows[i].condition);
    /* Its flags are behind a pointer; with ENOSYS glibc takes clone. */
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
                              0);
    return rc;
}

bool
sandbox_syscalls(struct esc_error *err)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int rc = filter == NULL ? -ENOMEM : add_rows(filter);

    if (rc == 0)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    if (rc != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, -rc, NULL,
                              "cannot restrict system calls");
    return true;
}
