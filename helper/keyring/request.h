/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the provisioner's files of this room.
 */
#ifndef KEYRING_REQUEST_H
#define KEYRING_REQUEST_H

#include "esc/keyring.h"
#include "key.h"

/*
 * Take on the file system ids of UID and GID, which decide rights over keys,
 * without becoming somebody whom the user may signal; and back to root's.
 */
bool fs_become(uid_t uid, gid_t gid, struct esc_error *err) ESC_MUST_CHECK;
void fs_restore(void);

/*
 * Whether INFO, of a key that any user may have made, is a doorbell of
 * request->uid; its name goes to REQUEST.  ESC_E_INPUT.
 */
bool request_judge(struct esc_request *request, const struct key_info *info,
                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * The part of esc_request_open that needs no doorbell: find and check the
 * ticket and the gate of request->uid in the keyrings at hand.
 */
bool request_find_ticket(struct esc_request *request, int64_t now,
                         struct esc_error *err) ESC_MUST_CHECK;

#endif
