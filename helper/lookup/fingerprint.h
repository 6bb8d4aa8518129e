/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By which key a person logged in, as a text for the journal: so that a
 * shared account still has a person.
 */
#ifndef LOOKUP_FINGERPRINT_H
#define LOOKUP_FINGERPRINT_H

#include <stddef.h>

/*
 * CREDENTIAL is a ticket's: "publickey TYPE BASE64" becomes "publickey
 * SHA256:..." as ssh-keygen -l prints it; a certificate "publickey certificate
 * KEY-ID serial N CA SHA256:..."; any other method stays.  What cannot be
 * taken apart keeps its method and type alone.
 */
void fingerprint_text(const char *credential, char *out, size_t size);

#endif
