/* SPDX-License-Identifier: Apache-2.0 */
/* The other request: a person signs in, or what they hold is judged. */
#ifndef SIGN_IN_H
#define SIGN_IN_H

#include "esc/signin.h"
#include "world.h"

/*
 * Do what WANT asks.  The encoded identity, empty after a revocation; NULL
 * with ERR: the FAILURE to send.
 */
struct esc_secret *sign_in(const struct esc_message_sign_in *want,
                           struct source *source,
                           struct esc_error *err) ESC_MUST_CHECK;

/* Where the sandbox must let transfers of WANT go: its ports, 0 for none. */
void sign_in_ports(const struct esc_message_sign_in *want, uint16_t *ports_out,
                   size_t count);

/*
 * Have the person's own sign-in, for a request to HOST, in WORLD->signed_in:
 * an ID token that was verified and is of whom the request names, or with
 * PULUMI a token of the service too, which the service must judge.
 * ESC_E_NOT_PERMITTED: there is none, or it is another person's.
 */
bool sign_in_own(struct world *world, const char *host, bool pulumi,
                 struct esc_error *err) ESC_MUST_CHECK;

#endif
