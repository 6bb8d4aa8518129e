/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the fakes: whose turn it is to fail, and the wrapped originals.
 */
#ifndef TEST_FAULT_H
#define TEST_FAULT_H

#include "world.h"
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

struct pam_handle *world_now(void);
/* Count CALL; true with errno when this one is to fail. */
bool world_fails(const char *call);
void world_note(char out[WORLD_TEXT_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

uid_t __real_geteuid(void);
uid_t __wrap_geteuid(void);
int __wrap_setfsuid(uid_t uid);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
ssize_t __real_getrandom(void *bytes, size_t size, unsigned flags);
ssize_t __wrap_getrandom(void *bytes, size_t size, unsigned flags);
int __real_pipe2(int *ends, int flags);
int __wrap_pipe2(int *ends, int flags);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
pid_t __real_setsid(void);
pid_t __wrap_setsid(void);
int __real_dup2(int from, int to);
int __wrap_dup2(int from, int to);
int __real_chdir(const char *path);
int __wrap_chdir(const char *path);
int __real_execve(const char *path, char *const argv[], char *const envp[]);
int __wrap_execve(const char *path, char *const argv[], char *const envp[]);
int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
int __real_waitid(idtype_t type, id_t id, siginfo_t *info, int options);
int __wrap_waitid(idtype_t type, id_t id, siginfo_t *info, int options);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

#endif
