/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that the linker wraps: ids that only pretend to change, and faults.
 */
#include "fault.h"
#include <errno.h>
#include <stdarg.h>
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
    return world_fails("open") ? -1 : __real_open(path, flags);
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
