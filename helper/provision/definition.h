/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of definitions: FOLDER/ORG/PROJECT/ENV.yaml, root's files, read
 * and never understood here.
 */
#ifndef PROVISION_DEFINITION_H
#define PROVISION_DEFINITION_H

#include "esc/secret.h"

#define DEFINITION_REVISION_SIZE 13 /* 12 hexadecimal digits */

struct definition_found {
    char revision[DEFINITION_REVISION_SIZE];
    bool exposed; /* every account of the host may read the file */
};

/*
 * Read the definition of ENVIRONMENT (a valid ORG/PROJECT/ENV) below FOLDER,
 * at most ESC_MESSAGE_DEFINITION_MAX bytes.  A VERSION (empty: any) must be
 * the revision that the bytes have.  Every folder and the file are root's and
 * writable by nobody else; no link is followed.  NULL with ESC_E_NOT_FOUND,
 * ESC_E_CONFIG, or ESC_E_INPUT for one that is too long.
 */
struct definition_name {
    const char *folder, *environment, *version;
};
struct esc_secret *definition_read(const struct definition_name *name,
                                   struct definition_found *found_out,
                                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * Call VISIT with every ORG/PROJECT/SHORT that has a file; SHORT may be "*".
 * An unreadable folder has none.
 */
void definition_each(const char *folder, const char *short_name,
                     void (*visit)(void *context, const char *name),
                     void *context);

#endif
