/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in as the client sees it: who decides what, what is asked of the
 * resolver, what is kept.  No answer of a provider is read here.
 */
#ifndef SIGN_IN_H
#define SIGN_IN_H

#include "command.h"
#include "esc/identity.h"

/* What a sign-in needs to know. */
struct sign_in_plan {
    struct esc_message_sign_in want;
    struct esc_ticket ticket; /* when IN_SESSION */
    bool in_session;
    bool is_used; /* environments are opened by it here */
    int64_t now;
};

/*
 * Root's settings, or outside of a login ISSUER and CLIENT (NULL: not given).
 * ESC_E_CONFIG: nobody named a provider; ESC_E_NOT_PERMITTED: in a login only
 * root names one.
 */
bool sign_in_plan(const struct cli *cli, const char *issuer,
                  const char *client, struct sign_in_plan *plan_out,
                  struct esc_error *err) ESC_MUST_CHECK;

/*
 * Have the resolver do ACTION with IDENTITY, which becomes what it answers
 * (but for REVOKE).  A prompt is shown on CLI's err.
 */
bool sign_in_ask(const struct cli *cli, struct sign_in_plan *plan,
                 enum esc_sign_in_action action, struct esc_identity *identity,
                 struct esc_error *err) ESC_MUST_CHECK;

/* Keep IDENTITY in the keyring, no longer than it is good for. */
bool sign_in_keep(const struct cli *cli, const struct sign_in_plan *plan,
                  const struct esc_identity *identity,
                  struct esc_error *err) ESC_MUST_CHECK;

/*
 * Before environments are asked for where sign-ins open them: a file is read
 * again, and tokens that end within a minute are exchanged for new ones, kept
 * before anybody uses them.  What fails shows when the old ones are judged.
 */
void sign_in_freshen(const struct cli *cli);
/* Whether that may take a while; cheap. */
bool sign_in_is_stale(const struct cli *cli);

/* What is kept, decoded and not verified.  ESC_E_NOT_FOUND. */
bool sign_in_held(const struct cli *cli, struct esc_identity *identity_out,
                  struct esc_error *err) ESC_MUST_CHECK;

#endif
