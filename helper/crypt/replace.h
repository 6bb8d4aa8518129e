/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody's only copy: read once, replaced whole or not at all. */
#ifndef CRYPT_REPLACE_H
#define CRYPT_REPLACE_H

#include "esc/secret.h"
#include "esc/str.h"
#include <sys/stat.h>

/* PATH, a regular file and no link, or "-"; STAT_OUT is zero for that. */
struct esc_secret *replace_read(const char *path, size_t max,
                                struct stat *stat_out,
                                struct esc_error *err) ESC_MUST_CHECK;

/*
 * BYTES become the content of PATH by a rename.  WAS says what was read from
 * it: owner and mode stay, and a file that changed since is left alone.  WAS
 * NULL: a new file of mode 0600, or in the place of an old one.
 */
bool replace_write(const char *path, struct esc_str bytes,
                   const struct stat *was,
                   struct esc_error *err) ESC_MUST_CHECK;

#endif
