/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who an account is outside this host: the subject that the host vouches for
 * and the name of its sessions.  Pure, but for the one look at the shadow
 * file.  A user can choose none of it.
 */
#ifndef PROVISION_IDENTITY_H
#define PROVISION_IDENTITY_H

#include "policy.h"

#define IDENTITY_SUB_MAX 256 /* what STS takes is 255 */
#define IDENTITY_SESSION_MAX 65

struct identity {
    char subject[SETTINGS_NAME_MAX]; /* the login, or what map says */
    char sub[IDENTITY_SUB_MAX];      /* bastion:ZONE:host:HOST:user:SUBJECT */
    char session_name[IDENTITY_SESSION_MAX]; /* <login>@<host-id>, cut */
    char scope[SETTINGS_NAME_MAX + 8];       /* at Pulumi; service.h */
};

/*
 * ESC_E_CONFIG: LOGIN does not fit a subject and has no map line, its subject
 * belongs to another login's map line, or the whole is too long.
 */
bool identity_make(const struct settings *settings, const char *login,
                   struct identity *identity_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * The shadow file PATH opened for identity_check, or its errno, negative.  To
 * be called while the process may still read files of mode 0000, as some
 * systems have it.
 */
int identity_shadow(const char *path);

/*
 * May ACCOUNT still be served?  ESC_E_NOT_PERMITTED: its shell is nologin or
 * false, or SHADOW (shadow(5), not NSS; what identity_shadow returned, closed
 * here) says that it expired before NOW.  A locked password alone does not
 * count: people who log in by key have one.  A host without the file knows no
 * such date; one that cannot be read is ESC_E_SYSTEM.
 */
bool identity_check(const struct account *account, int shadow, int64_t now,
                    struct esc_error *err) ESC_MUST_CHECK;

#endif
