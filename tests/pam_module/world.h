/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world around the module in its unit tests: a PAM handle, a kernel with
 * keys, process ids, and calls that fail when told to.  The module's objects
 * are linked into the test with these in place of libpam and libkeyutils;
 * other calls are wrapped by the linker.  No root, no keyrings.
 */
#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include <pwd.h>
#include <security/pam_modules.h>
#include <stdbool.h>
#include <sys/types.h>

#define WORLD_TEXT_MAX 8192
#define WORLD_KEYS_MAX 16

struct world_key {
    char type[16], description[80];
    unsigned char payload[2048];
    size_t len;
    unsigned uid, perm, timeout;
    int ring; /* index of the key it is in, or -1: the session ring */
    bool linked, revoked;
};

struct pam_handle { /* libpam's own name for what it keeps opaque */
    const char *user, *service, *rhost, *auth;
    struct passwd account;
    bool no_account;
    uid_t euid, fsuid;
    const char *ring;          /* what the kernel says of the session ring, or
                                  NULL: there is none */
    const char *fail;          /* name of the call that fails */
    int fail_at, fail_with;    /* its number, from 1; the errno */
    int calls;                 /* of that name so far */
    char log[WORLD_TEXT_MAX];  /* "PRIORITY text\n" */
    char told[WORLD_TEXT_MAX]; /* "STYLE text\n" */
    char did[WORLD_TEXT_MAX];  /* calls that change keys, one a line */
    struct world_key keys[WORLD_KEYS_MAX];
    int key_count;
    void *data;
    void (*cleanup)(pam_handle_t *, void *, int);
};

/* The world of root's sshd where dana (uid 1001) logs in. */
void world_reset(struct pam_handle *world);
/* The end of the handle, as pam_end(3) with STATUS. */
void world_end(struct pam_handle *world, int status);
/* How many calls failed since, in this process and its children. */
int world_failed(void);
/* Keys of ours that a process of the session still reaches. */
int world_live_keys(const struct pam_handle *world);

#endif
