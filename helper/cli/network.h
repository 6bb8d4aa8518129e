/* SPDX-License-Identifier: Apache-2.0 */
/* How the user's programs reach the world. */
#ifndef NETWORK_H
#define NETWORK_H

#include "cli.h"
#include "esc/message.h"

/*
 * Proxies and certificate authorities into OPEN: of the variables that such
 * programs share (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR), else
 * of root's settings where they can be read.  One that is too long is
 * ESC_E_USAGE.
 */
bool network_fill(const struct cli *cli, struct esc_message_open *open,
                  struct esc_error *err) ESC_MUST_CHECK;

#endif
