/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cipher of secrets in local definitions.
 *
 * A key file is one line: 32 random bytes in base64 (44 characters).  Its
 * owner alone may read it.  All hosts of a zone have the same one, so that one
 * definition serves them all.
 *
 * A ciphertext is a random nonce of 12 bytes, the text encrypted with
 * AES-256-GCM, and the tag of 16 bytes.  It is not bound to the name of a
 * definition: files may be moved, and who writes definitions decides anyway
 * what they hold.
 */
#ifndef ESC_CIPHER_H
#define ESC_CIPHER_H

#include "esc/secret.h"

#define ESC_CIPHER_KEY_LEN 32
#define ESC_CIPHER_NONCE_LEN 12
#define ESC_CIPHER_TAG_LEN 16
#define ESC_CIPHER_OVERHEAD (ESC_CIPHER_NONCE_LEN + ESC_CIPHER_TAG_LEN)

/* The key in the file PATH.  NULL: not there, not private, or no key. */
struct esc_secret *esc_cipher_load_key(const char *path,
                                       struct esc_error *err) ESC_MUST_CHECK;

/*
 * What was encrypted as the LEN bytes of CIPHERTEXT.  NULL with
 * ESC_E_DEFINITION: with another key, or changed since.
 */
struct esc_secret *esc_cipher_open(const struct esc_secret *key,
                                   const void *ciphertext, size_t len,
                                   struct esc_error *err) ESC_MUST_CHECK;

/* Encrypt LEN bytes of TEXT into OUT, which has room for the overhead too. */
bool esc_cipher_seal(const struct esc_secret *key, const void *text,
                     size_t len, struct esc_secret *out,
                     struct esc_error *err) ESC_MUST_CHECK;

/* Make the file PATH, which must not be there, with a new key; mode 0600. */
bool esc_cipher_new_key(const char *path,
                        struct esc_error *err) ESC_MUST_CHECK;

#endif
