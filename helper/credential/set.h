/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the files of this room.
 */
#ifndef CREDENTIAL_SET_H
#define CREDENTIAL_SET_H

#include "esc/cred_set.h"

/*
 * Append CRED, taking its value over on success: as esc_cred_set_put, of who
 * knows that its name stands behind all others.
 */
bool set_push(struct esc_cred_set *set, const struct esc_cred *cred,
              struct esc_error *err) ESC_MUST_CHECK;

#endif
