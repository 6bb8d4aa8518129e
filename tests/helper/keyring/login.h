/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log-in without sshd for tests on the kernel's real keyrings: a fresh
 * session keyring that belongs to a user without an account, with a gate and a
 * ticket as pam_esc makes them, and children that are that user in it.
 */
#ifndef TEST_LOGIN_H
#define TEST_LOGIN_H

#include "esc/ticket.h"

struct login {
    uid_t uid;
    gid_t gid;
    int32_t ring, gate, ticket;
    struct esc_ticket fields;
};

/* Whether real keyrings and root's rights are there; says why not. */
bool login_possible(void);

/* UID without processes of its own or an account. */
uid_t login_uid(void);

/* Join a fresh session keyring and make UID's gate and ticket in it, of a
 * log-in from NOW on for a thousand seconds; NOW is 1000. */
bool login_open_at(struct login *login, uid_t uid, int64_t now);
bool login_open(struct login *login, uid_t uid);
void login_close(const struct login *login);

/* Run FN as the user in a child of this session; what it returned (0-254),
 * or 255.  ARG must be in login_shared memory if the child is to change it. */
int login_as(uid_t uid, int (*fn)(void *), void *arg);

/* Zeroed memory that children share. */
void *login_shared(size_t size);

#endif
