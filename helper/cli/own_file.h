/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the caller's own, which choose for the caller. */
#ifndef OWN_FILE_H
#define OWN_FILE_H

#include "esc/error.h"
#include <sys/types.h>

/*
 * Whether the open FD, called PATH, is a regular file of the caller or root
 * with none of the modes OTHERS.  ESC_E_INPUT with the chmod as hint.
 */
bool own_file_check(int fd, const char *path, mode_t others,
                    struct esc_error *err) ESC_MUST_CHECK;

#endif
