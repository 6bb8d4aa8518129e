/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open, then check the open descriptor: never a decision by path alone.
 */
#ifndef ESC_FILE_H
#define ESC_FILE_H

#include "esc/buf.h"
#include "esc/secret.h"

/*
 * Open PATH for reading: O_NOFOLLOW, O_NONBLOCK, a regular file, owned by root
 * and not writable by group or world; with PRIVATE set also not readable by
 * them.  Returns a descriptor (close-on-exec), or -1 with ERR: ESC_E_NOT_FOUND
 * when nothing is there, else ESC_E_CONFIG saying what is wrong and, as hint,
 * the chmod or chown that mends it.  In a program that does not run as root
 * (tests, check), OWNER is the effective uid or root.
 */
int esc_file_open(const char *path, bool private_,
                  struct esc_error *err) ESC_MUST_CHECK;

/*
 * The same below the open directory DIR (or AT_FDCWD): NAME is opened, SHOWN
 * stands in messages.  esc_file_open_folder wants a directory instead of a
 * regular file, under the same rules of ownership; for one that stays put
 * below root's, so that a walk cannot be led astray.
 */
int esc_file_open_at(int dir, const char *name, const char *shown,
                     struct esc_error *err) ESC_MUST_CHECK;
int esc_file_open_folder(int dir, const char *name, const char *shown,
                         struct esc_error *err) ESC_MUST_CHECK;

/* All of PATH after esc_file_open, at most the buffer's limit. */
bool esc_file_read(const char *path, struct esc_buf *content_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * All that is left of the open FD, at most MAX bytes; PATH names it in
 * messages only.  ESC_E_INPUT: more than MAX; ESC_E_SYSTEM.
 */
struct esc_secret *esc_file_read_open(int fd, const char *path, size_t max,
                                      struct esc_error *err) ESC_MUST_CHECK;

/* As both: a private file, checked by esc_file_open, at most MAX bytes. */
struct esc_secret *esc_file_read_secret(const char *path, size_t max,
                                        struct esc_error *err) ESC_MUST_CHECK;

/* write(2)/read(2) until done; false with errno set.  read: EOF early is
 * EPIPE. */
bool esc_file_write_all(int fd, const void *bytes, size_t len);
bool esc_file_read_all(int fd, void *bytes, size_t len);

#endif
