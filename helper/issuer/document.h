/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two documents of an issuer, for any static HTTPS host:
 * ISSUER/.well-known/openid-configuration (OpenID Connect Discovery 1.0
 * section 3) and ISSUER/keys.json (RFC 7517).
 */
#ifndef ISSUER_DOCUMENT_H
#define ISSUER_DOCUMENT_H

#include "command.h"
#include "esc/jwk.h"
#include <cJSON.h>

#define DOCUMENT_KEYS_MAX 100 /* STS refuses a longer list */

struct keys {
    struct esc_jwk *items[DOCUMENT_KEYS_MAX]; /* owned */
    size_t count;
};
#define KEYS_OWN __attribute__((cleanup(keys_release))) struct keys
void keys_release(struct keys *keys);

/* Take JWK (also when it fails); a key that is already there is left out. */
bool keys_add(struct keys *keys, struct esc_jwk *jwk,
              struct esc_error *err) ESC_MUST_CHECK;

/*
 * Load the signing key at PATH, then those that rotation keeps beside it
 * (PATH.next, PATH.old), then the others (private or public), in this order.
 */
bool keys_load(struct keys *keys, const char *path, const struct list *also,
               struct esc_error *err) ESC_MUST_CHECK;

/*
 * JWK as a JSON object with x5c, a certificate that the key signs for itself:
 * some verifiers (Ceph's RGW) take the key from there only.  Never a private
 * member.  A public key has no x5c.  NULL without memory; the caller frees.
 */
cJSON *document_jwk(const struct esc_jwk *jwk,
                    struct esc_error *err) ESC_MUST_CHECK;

/* Write both documents of ISSUER into FOLDER: keys first, each atomically. */
bool document_write(const char *folder, const char *issuer,
                    const struct keys *keys,
                    struct esc_error *err) ESC_MUST_CHECK;

#endif
