/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts and groups.  A directory may hang, and its NSS modules may be
 * anything: they run in esc-lookup, which has no rights and two seconds, and
 * so does what takes a user's key apart.  Our own ids come from the files,
 * without NSS.
 */
#ifndef PROVISION_LOOKUP_H
#define PROVISION_LOOKUP_H

#include "child.h"
#include "esc/ticket.h"
#include "policy.h"

#define LOOKUP_MS 2000
#define LOOKUP_PROGRAM ESC_LIBEXECDIR "/esc-lookup"

struct lookup_ids {
    uid_t resolver_uid;
    gid_t resolver_gid;
    gid_t gate_gid;
};

/*
 * The ids of ESC_RESOLVER_USER in PASSWD and of ESC_GATE_GROUP in GROUP, files
 * in the form of passwd(5) and group(5).  ESC_E_CONFIG when one is missing,
 * is root's, the two are one, or the group has members: they could link into
 * their own keyrings what a login holds.
 */
bool lookup_ids(const char *passwd, const char *group,
                struct lookup_ids *ids_out,
                struct esc_error *err) ESC_MUST_CHECK;

/*
 * Ask a child by PLAN whom TICKET names; the answer is lookup_finish's, which
 * waits at most LOOKUP_MS.  The account, its groups, and the credential as a
 * text.  ESC_E_DIRECTORY when the directory does not answer in time or fails;
 * ESC_E_NOT_PERMITTED when there is no such account.  Release ACCOUNT_OUT.
 */
bool lookup_start(const struct child_plan *plan,
                  const struct esc_ticket *ticket, struct child *child_out,
                  struct esc_error *err) ESC_MUST_CHECK;
bool lookup_finish(struct child *child, const char *login,
                   struct account *account_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/* What the answer FRAME says of LOGIN, as lookup_finish gives it. */
bool lookup_take(const struct esc_secret *frame, const char *login,
                 struct account *account,
                 struct esc_error *err) ESC_MUST_CHECK;

#endif
