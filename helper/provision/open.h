/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request's story, from the doorbell to its answer.
 */
#ifndef PROVISION_OPEN_H
#define PROVISION_OPEN_H

#include <stdint.h>

/*
 * Serve the doorbell KEY that UID rang: answer or reject it.  SHADOW is of
 * identity_shadow, from before rights were given up.  Returns the exit status:
 * 0 when KEY has its answer.
 */
int open_serve(int32_t key, uint32_t uid, int shadow);

#endif
