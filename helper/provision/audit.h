/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines for the journal: who opened what, how they had logged in, and by which
 * token and access key it can be found in the cloud's own log.  No secret.
 */
#ifndef PROVISION_AUDIT_H
#define PROVISION_AUDIT_H

#include "esc/cred_set.h"
#include "esc/keyring.h"

#define AUDIT_IDENT "esc-provision"

/* One opened environment; CREDENTIAL is how its user had logged in, JTI lists
 * the tokens that were made for it. */
void audit_opened(const struct esc_request *request,
                  const struct esc_cred_set *set, const char *credential,
                  const char *jti);

/* One that was not opened. */
void audit_failed(const struct esc_request *request,
                  const struct esc_error *failure);

/* Something that is no request of a login: whoever rang, in FAILURE. */
void audit_refused(uint32_t uid, const struct esc_error *failure);

/* What the resolver asks to be logged; PRIORITY as it says. */
void audit_resolver(const struct esc_request *request, int priority,
                    const char *line);

#endif
