/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that the linker wraps: ids that only pretend to change, and faults.
 */
#include "fault.h"
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>

uid_t
__wrap_geteuid(void)
{
    return world_now() == NULL ? __real_geteuid() : world_now()->euid;
}

int
__wrap_setfsuid(uid_t uid)
{
    struct pam_handle *world = world_now();
    uid_t before = world->fsuid;

    world->fsuid = uid;
    world_note(world->did, "setfsuid %u", uid);
    return (int)before;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return world_fails("calloc") ? NULL : __real_calloc(count, size);
}

ssize_t
__wrap_getrandom(void *bytes, size_t size, unsigned flags)
{
    return world_fails("getrandom") ? -1
                                    : __real_getrandom(bytes, size, flags);
}

int
__wrap_pipe2(int *ends, int flags)
{
    return world_fails("pipe2") ? -1 : __real_pipe2(ends, flags);
}

int
__wrap_open(const char *path, int flags, ...)
{
    bool ours = strcmp(path, "/dev/null") == 0; /* not of a coverage build */

    return ours && world_fails("open") ? -1 : __real_open(path, flags, 0666);
}

pid_t
__wrap_setsid(void)
{
    return world_fails("setsid") ? -1 : __real_setsid();
}

int
__wrap_dup2(int from, int to)
{
    return world_fails("dup2") ? -1 : __real_dup2(from, to);
}

int
__wrap_chdir(const char *path)
{
    return world_fails("chdir") ? -1 : __real_chdir(path);
}

int
__wrap_execve(const char *path, char *const argv[], char *const envp[])
{
    return world_fails("execve") ? -1 : __real_execve(path, argv, envp);
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
    if (world_fails("poll, late")) { /* a signal at the end of the time */
        (void)__real_poll(NULL, 0, ms + 1);
        errno = EINTR;
        return -1;
    }
    return world_fails("poll") ? -1 : __real_poll(fds, count, ms);
}

int
__wrap_waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    return world_fails("waitid") ? -1 : __real_waitid(type, id, info, options);
}

/* Ids are only pretended to change: the test is nobody in particular. */
long
__wrap_syscall(long number, ...)
{
    va_list args;
    long a, b, c, d;

    va_start(args, number);
    a = va_arg(args, long);
    b = va_arg(args, long);
    c = va_arg(args, long);
    d = va_arg(args, long);
    va_end(args);
    switch (number) {
    case SYS_clone3:
        return world_fails("clone3") ? -1 : __real_syscall(number, a, b);
    case SYS_close_range:
        return world_fails("close_range") ? -1
                                          : __real_syscall(number, a, b, c);
    case SYS_setgroups:
    case SYS_setresgid:
    case SYS_setresuid:
        return world_fails("setresuid") ? -1 : 0;
    case SYS_setuid:
        errno = EPERM;
        return world_fails("setuid") ? 0 : -1; /* it must not succeed */
    default:
        return __real_syscall(number, a, b, c, d);
    }
}
