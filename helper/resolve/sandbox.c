/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of giving up: limits, privileges, files, system calls.
 *
 * ESC_SANDBOX_RELAXED is for builds with sanitizers or coverage only: those
 * reserve terabytes of address space, trace themselves for leaks at the end
 * and write reports.  Their sandbox is no boundary and is not meant to be one.
 */
#include "sandbox.h"
#include "esc/secret.h"
#include <errno.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#ifdef ESC_SANDBOX_RELAXED
enum { RELAXED = true };
#else
enum { RELAXED = false };
#endif

/*
 * Threads share one heap: the 128 MiB that each further one reserves would
 * count against RLIMIT_AS.
 */
enum { MIB = 1024 * 1024, ADDRESS_SPACE = 768 * MIB };

/*
 * RLIMIT_NPROC counts all threads of the uid, on the whole host: the resolver
 * account runs up to 32 of us at once, and a user runs what a user runs.  So
 * it is only a backstop; new processes are refused by the system call filter,
 * threads by the address space.
 */
static const struct {
    __rlimit_resource_t resource; /* glibc: an enum */
    rlim_t limit;
} limits[] = {
    {RLIMIT_CORE, 0},           {RLIMIT_FSIZE, 0},    {RLIMIT_NOFILE, 128},
    {RLIMIT_CPU, 10},           {RLIMIT_NPROC, 4096}, {RLIMIT_MSGQUEUE, 0},
    {RLIMIT_AS, ADDRESS_SPACE},
};

static bool
lower_limits(struct esc_error *err)
{
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit now;

        if (getrlimit(limits[i].resource, &now) != 0)
            return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                                  "cannot read a resource limit");
        if (now.rlim_max <= limits[i].limit) {
            now.rlim_cur = now.rlim_max;
        } else {
            now.rlim_cur = limits[i].limit;
            now.rlim_max = limits[i].limit;
        }
        if (setrlimit(limits[i].resource, &now) != 0)
            return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                                  "cannot lower a resource limit");
    }
    return true;
}

bool
sandbox_enter(struct sandbox *sandbox_out, struct esc_error *err)
{
    esc_secret_process();
    mallopt(M_ARENA_MAX, 1);
    sandbox_out->landlock_abi = landlock_abi();
    sandbox_out->relaxed = RELAXED;
    if (RELAXED)
        return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
    if (!lower_limits(err))
        return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot give up new privileges");
    return landlock_no_changes(sandbox_out->landlock_abi, err)
           && sandbox_syscalls(err);
}

bool
sandbox_narrow(const struct sandbox *sandbox,
               const struct sandbox_needs *needs, struct esc_error *err)
{
    return sandbox->relaxed
           || landlock_narrow(sandbox->landlock_abi, needs, err);
}

const char *
sandbox_missing(const struct sandbox *sandbox)
{
    if (sandbox->relaxed)
        return "everything: built for tests";
    if (sandbox->landlock_abi < 1)
        return "files and TCP ports: no Landlock in this kernel";
    if (sandbox->landlock_abi < 3)
        return "TCP ports and truncation: Linux 6.7 can";
    if (sandbox->landlock_abi < 4)
        return "TCP ports: Linux 6.7 can";
    return "";
}
