/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the fakes: whose turn it is to fail, and the wrapped originals.
 */
#ifndef TEST_FAULT_H
#define TEST_FAULT_H

#include "world.h"
#include <stddef.h>
#include <stdint.h>

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
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

#endif
