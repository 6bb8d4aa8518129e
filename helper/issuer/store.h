/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that appear whole or not at all.
 */
#ifndef ISSUER_STORE_H
#define ISSUER_STORE_H

#include "esc/jwk.h"

/* A new key: "rsa2048" or "ec256"; anything else is ESC_E_USAGE. */
struct esc_jwk *store_make_key(const char *type,
                               struct esc_error *err) ESC_MUST_CHECK;

/*
 * Write KEY as PKCS#8 PEM, mode 0600, to PATH, on disk when this returns.
 * ESC_E_CONFIG, and nothing changed, when PATH exists in any form.
 */
bool store_key(const struct esc_jwk *jwk, const char *path,
               struct esc_error *err) ESC_MUST_CHECK;

/* Write TEXT and a newline to FOLDER/NAME, mode 0644, replacing the old. */
bool store_document(const char *folder, const char *name, const char *text,
                    struct esc_error *err) ESC_MUST_CHECK;

/* Make FOLDER, mode 0755, unless it is there. */
bool store_folder(const char *folder, struct esc_error *err) ESC_MUST_CHECK;

/* Write the folder of PATH to disk, so that renames in it last. */
bool store_sync_folder(const char *path, struct esc_error *err) ESC_MUST_CHECK;

#endif
