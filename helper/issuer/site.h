/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an issuer is: its URL, its key, its claims.  Taken from the options,
 * then from the host's settings, of which only these names are read here; the
 * provisioner and `esc-session check` judge the rest.
 */
#ifndef ISSUER_SITE_H
#define ISSUER_SITE_H

#include "command.h"
#include "esc/jwk.h"

#define SITE_TEXT_MAX 1024
#define SITE_URL_MAX 256 /* IAM's limit of 255, and a NUL */

struct site {
    char issuer[SITE_URL_MAX]; /* checked; empty when nobody said */
    char key[SITE_TEXT_MAX];   /* path of the signing key */
    char zone[SITE_TEXT_MAX];
    char environments[SITE_TEXT_MAX]; /* folder of the definitions */
    struct list audiences;            /* never empty */
    char audience_text[4096];         /* what the list may borrow from */
    bool session_tags, source_identity;
};

/*
 * Fill SITE_OUT.  Settings that were named must exist; the default ones need
 * not.  ESC_E_CONFIG and ESC_E_USAGE say what is wrong with a value.
 */
bool site_load(const struct options *options, struct site *site_out,
               struct esc_error *err) ESC_MUST_CHECK;

/* ESC_E_USAGE with the remedy when nobody said what the issuer is. */
bool site_need_issuer(const struct site *site,
                      struct esc_error *err) ESC_MUST_CHECK;

/* The rules that IAM has for the URL of a provider. */
bool site_check_issuer(const char *url, struct esc_error *err) ESC_MUST_CHECK;

#endif
