/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Before every source of a build with --enable-coverage.  Counts are written
 * by exit(3) alone: here by _exit(2) and execve(2) too, with which the
 * children of what runs as root end.  No limit on files, which would stop
 * that.
 */
#ifndef TEST_COVERAGE_KEEP_H
#define TEST_COVERAGE_KEEP_H

#include <sys/resource.h>

/* Not by unistd.h, for the sake of sources that do not include it. */
void _exit(int status) __attribute__((noreturn));
int execve(const char *path, char *const argv[], char *const envp[]);
void __gcov_dump(void);
void __gcov_reset(void);

static inline void
coverage_keep(void)
{
    __gcov_dump();
    __gcov_reset(); /* else it is written once */
}

static inline _Noreturn void
coverage_exit(int status)
{
    coverage_keep();
    _exit(status);
}

static inline int
coverage_execve(const char *path, char *const argv[], char *const envp[])
{
    coverage_keep();
    return execve(path, argv, envp);
}

static inline int
coverage_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
    return resource == RLIMIT_FSIZE ? 0 : setrlimit(resource, limit);
}

#define _exit coverage_exit
#define execve coverage_execve
#define setrlimit coverage_setrlimit

#endif
