/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Without a login of pam_esc, on a laptop or in a container: the environment
 * is opened at Pulumi's service with the user's own token, by a resolver that
 * runs as the user in the same sandbox, and what it gives is kept in the
 * session keyring where there is one.
 */
#ifndef OWN_H
#define OWN_H

#include "obtain.h"

/* Whether WHY, the failure to find a login, leaves this way open: a login
 * that is over does not. */
bool own_applies(const struct esc_error *why);

/*
 * As obtain does for a login.  ERR says on entry why there is none, which is
 * a part of the sentence when there is no token either.
 */
struct esc_cred_set *own_obtain(const struct cli *cli, const struct wish *wish,
                                struct esc_error *err) ESC_MUST_CHECK;

/* Open NAME now, whatever is kept; with APPROVAL ask for what it needs. */
bool own_renew(const struct cli *cli, const char *name, bool approval,
               struct esc_error *err) ESC_MUST_CHECK;

/* When SET leaves the keyring. */
int64_t own_kept_until(const struct esc_cred_set *set);

#endif
