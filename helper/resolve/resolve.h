/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request's story.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "source.h"

/*
 * Open what OPEN asks for; the encoded credential set.  NULL with ERR: the
 * FAILURE to send.
 */
struct esc_secret *resolve(const struct esc_message_open *open,
                           struct source *source,
                           struct esc_error *err) ESC_MUST_CHECK;

/*
 * Check what OPEN asks for: every finding is sent.  An empty secret: all is
 * said.  NULL with ERR: the FAILURE to send.
 */
struct esc_secret *resolve_check(const struct esc_message_open *open,
                                 struct source *source,
                                 struct esc_error *err) ESC_MUST_CHECK;

/* Where the sandbox must let transfers of OPEN go: its ports, 0 for none. */
void resolve_ports(const struct esc_message_open *open, uint16_t *ports_out,
                   size_t count);

#endif
