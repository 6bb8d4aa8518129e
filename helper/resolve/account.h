/* SPDX-License-Identifier: Apache-2.0 */
/* Whose account at Pulumi the files of the original's CLI name. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "esc/message.h"

/*
 * The answer to the ACCOUNT request FRAME at NOW (seconds since the epoch):
 * an encoded identity of kind PULUMI.  NULL with ERR: ESC_E_NOT_FOUND when
 * nobody is signed in, or no longer; ESC_E_INPUT when the files cannot be
 * used, with words for the encrypted form.
 */
struct esc_secret *account_request(const struct esc_secret *frame, int64_t now,
                                   struct esc_error *err) ESC_MUST_CHECK;

#endif
