/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AWS roles as the administrator names them: by name, by ARN, or by the
 * definition that assumes them.
 */
#ifndef ISSUER_ROLE_H
#define ISSUER_ROLE_H

#include "command.h"
#include "site.h"

#define ROLES_MAX 8

struct role {
    char partition[16]; /* "aws", "aws-cn"; empty: not said */
    char account[13];   /* 12 digits; empty: not said */
    char path[513];     /* "/" or "/team/" */
    char name[65];
};

struct roles {
    struct role items[ROLES_MAX];
    size_t count;
    char partition[16], account[13]; /* of all of them */
};

/*
 * The roles that OPTIONS name, and the one account and partition that they
 * and --account have in common.  ESC_E_USAGE or ESC_E_NOT_FOUND with the
 * remedy when there is none.  The definition is searched for role ARNs as
 * text: what it imports or computes is not seen.
 */
bool roles_find(const struct options *options, const struct site *site,
                struct roles *roles_out, struct esc_error *err) ESC_MUST_CHECK;

#endif
