/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person's own sign-in at an OpenID provider: obtaining tokens (OpenID
 * Connect Discovery, RFC 8628, RFC 7636, RFC 6749 section 6, RFC 7009) and
 * judging what somebody claims to have obtained.
 */
#ifndef ESC_SIGNIN_H
#define ESC_SIGNIN_H

#include "esc/http.h"
#include "esc/identity.h"

struct esc_sign_in {
    const struct esc_message_whose *whose; /* all borrowed */
    const char *scope;                     /* for the device flow */
    const struct esc_http_ops *ops;
    void *http; /* for OPS, and for esc_http_wait */
    bool (*wait)(void *http, int64_t until_ms, struct esc_error *err);
    int64_t (*now)(void); /* seconds since the epoch, UTC */
    int64_t deadline_ms;  /* CLOCK_MONOTONIC */
    void *context;        /* of PROMPT */
    bool (*prompt)(void *context, const struct esc_message_prompt *prompt,
                   struct esc_error *err);
};

/* By the network and the clock of this process; HTTP is borrowed.  WHOSE,
 * DEADLINE_MS and what a flow needs are the caller's to fill in. */
struct esc_sign_in esc_sign_in_online(struct esc_http *http);

/* The provider's URL may be http: it is a loopback address. */
bool esc_sign_in_is_http(const struct esc_message_whose *whose);

/*
 * Ask a person to approve, wait for it, verify who it was.  IDENTITY_OUT is
 * released by the caller either way.  ESC_E_NOT_PERMITTED: denied, or another
 * person than WHOSE; ESC_E_TIMEOUT: nobody came; ESC_E_PROVIDER: the
 * provider's refusal or a token that is not as it must be.
 */
bool esc_sign_in_device(const struct esc_sign_in *how,
                        struct esc_identity *identity_out,
                        struct esc_error *err) ESC_MUST_CHECK;

/*
 * New tokens for IDENTITY's refresh token; on success IDENTITY has them, and
 * the new refresh token if the provider rotates.  After a failure its members
 * may be of neither.
 */
bool esc_sign_in_refresh(const struct esc_sign_in *how,
                         struct esc_identity *identity,
                         struct esc_error *err) ESC_MUST_CHECK;

/*
 * Verify IDENTITY's ID token and whose it is; on success its members say what
 * the token says, whatever they said before.
 */
bool esc_sign_in_verify(const struct esc_sign_in *how,
                        struct esc_identity *identity,
                        struct esc_error *err) ESC_MUST_CHECK;

/* Revoke IDENTITY's refresh token, where the provider can. */
bool esc_sign_in_revoke(const struct esc_sign_in *how,
                        const struct esc_identity *identity,
                        struct esc_error *err) ESC_MUST_CHECK;

#endif
