/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the resolver gives up.  In two steps, because what it must still read
 * stands in the request: everything that needs no request is gone before the
 * first byte of input is read.
 *
 * Left after sandbox_enter: reading files, sockets, threads, memory.  Left
 * after sandbox_narrow: reading the files that TLS and name lookup need, TCP
 * to the given ports.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "esc/error.h"
#include <stdint.h>

#define SANDBOX_PORTS_MAX 5

struct sandbox {
    int landlock_abi; /* 0: this kernel has none */
    bool relaxed;     /* a build for sanitizers or coverage */
};

/* ESC_E_SYSTEM: a part that every supported kernel has does not work. */
bool sandbox_enter(struct sandbox *sandbox_out,
                   struct esc_error *err) ESC_MUST_CHECK;

struct sandbox_needs {
    const char *ca_path; /* "" for none */
    const char *ca_file;
    uint16_t ports[SANDBOX_PORTS_MAX]; /* TCP; 0: none */
};
bool sandbox_narrow(const struct sandbox *sandbox,
                    const struct sandbox_needs *needs,
                    struct esc_error *err) ESC_MUST_CHECK;

/* What this kernel could not restrict, in words for the journal; "" when all
 * was. */
const char *sandbox_missing(const struct sandbox *sandbox);

/* The parts, each in its own file. */
bool sandbox_syscalls(struct esc_error *err) ESC_MUST_CHECK;
int landlock_abi(void);
bool landlock_no_changes(int abi, struct esc_error *err) ESC_MUST_CHECK;
bool landlock_narrow(int abi, const struct sandbox_needs *needs,
                     struct esc_error *err) ESC_MUST_CHECK;

#endif
