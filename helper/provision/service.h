/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backend pulumi as the provisioner sees it: whose token opens, what the
 * resolver is told, and the token that root keeps in a file.  What talks to
 * the service is the resolver.
 */
#ifndef PROVISION_SERVICE_H
#define PROVISION_SERVICE_H

#include "esc/message.h"
#include "exchange.h"

/*
 * Whom Pulumi's audit log will show for LOGIN: "user:NAME" by map, "team:NAME"
 * or "token file"; "" with backend local.  ESC_E_CONFIG: no line of map names
 * one, and a person is never guessed.
 */
bool service_identity(const struct settings *settings, const char *login,
                      struct identity *identity,
                      struct esc_error *err) ESC_MUST_CHECK;

/* Fill in OPEN's part; with backend local only whose sign-in it needs. */
bool service_open(const struct exchange *exchange,
                  struct esc_message_open *open) ESC_MUST_CHECK;

/* The token that the settings keep in a file; ESC_E_CONFIG: none, or bad. */
struct esc_secret *service_token(const struct settings *settings,
                                 struct esc_error *err) ESC_MUST_CHECK;

/* May definitions of this host be handed out to this request? */
bool service_local(const struct exchange *exchange);

#endif
