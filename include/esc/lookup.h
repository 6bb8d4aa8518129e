/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the provisioner asks of esc-lookup, which has no rights: an account as
 * the directory knows it, and by which key somebody logged in.  NSS modules
 * and the bytes of a user's key are read there.  One question, one answer,
 * each a frame (esc/frame.h) with these fields in order:
 *
 *   ASK     1 login, 2 credential (a ticket's)
 *   FOUND   1 canonical login, 2 shell, 3 uid, 4 credential as a text for the
 *           journal, 5 the number of groups, then each group's name as 6
 *   FAILED  1 errno of the directory; 0: there is no such account
 *
 * All groups or none: where one cannot be told, or more than the limits fit
 * (EOVERFLOW), the answer is FAILED, because a refuse line may name it.
 */
#ifndef ESC_LOOKUP_H
#define ESC_LOOKUP_H

#include <stdbool.h>

enum esc_lookup_type {
    ESC_LOOKUP_ASK = 1,
    ESC_LOOKUP_FOUND,
    ESC_LOOKUP_FAILED,
};

/* With its NUL: a login, a shell, a group; the text for the journal. */
#define ESC_LOOKUP_NAME_MAX 257
#define ESC_LOOKUP_KEY_MAX 512
#define ESC_LOOKUP_GROUPS_MAX 1024
#define ESC_LOOKUP_ASK_MAX 8192
#define ESC_LOOKUP_ANSWER_MAX                                                 \
    (ESC_LOOKUP_GROUPS_MAX * (ESC_LOOKUP_NAME_MAX + 5) + 4096)
/* After which the one that is asked ends by itself. */
#define ESC_LOOKUP_SECONDS 3

/*
 * Answer one question on the socket FD, in this process and with its rights;
 * every other descriptor is closed.  False: there was none, or nobody heard.
 */
bool esc_lookup_serve(int fd);

#endif
