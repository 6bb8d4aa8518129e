/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to the client's files of this room.
 */
#ifndef KEYRING_CLIENT_H
#define KEYRING_CLIENT_H

#include "esc/keyring.h"

/*
 * The serial of root's ticket in this session; -1 with errno: EKEYREVOKED (the
 * login is over), EKEYEXPIRED (past its end), ENOKEY (none), or what makes
 * keyrings unusable here.
 */
int32_t client_find_ticket(void);

/* That errno as a failure with its remedy; false. */
bool client_no_ticket(int errnum, struct esc_error *err);

/* The session keyring, never a new one; -1 when there is none or it is another
 * user's: under su(1) the one of whoever called it. */
int32_t client_own_ring(void);

struct client_quota {
    unsigned int keys, max_keys, bytes, max_bytes;
};

/* What UID has used of its quota, from PATH (/proc/key-users); false: the
 * kernel counts nothing, or does not say. */
bool client_quota(const char *path, uint32_t uid,
                  struct client_quota *quota_out);
/* Whether no room is left for what a login needs. */
bool client_quota_is_full(const struct client_quota *quota);

#endif
