/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's arguments.  They are all of its configuration: root in sshd
 * opens no file.
 */
#ifndef PAM_ESC_OPTIONS_H
#define PAM_ESC_OPTIONS_H

#include <security/pam_modules.h>
#include <stdbool.h>
#include <stdint.h>

enum provision {
    PROVISION_BACKGROUND, /* start fetching, do not wait */
    PROVISION_LOGIN,      /* fetch and wait for it, at most TIMEOUT */
    PROVISION_FIRST_USE,  /* start nothing */
};
enum on_failure { FAILURE_ALLOW, FAILURE_DENY };
enum logout { LOGOUT_REVOKE, LOGOUT_KEEP };
enum scope { SCOPE_SESSION, SCOPE_USER };

struct options {
    const char *services; /* comma separated; borrowed from argv */
    uint64_t min_uid;
    uint64_t timeout;                              /* seconds */
    uint64_t max_session;                          /* seconds */
    uint64_t provision, on_failure, logout, scope; /* the enums above */
    uint64_t debug;
};

/*
 * The defaults, and what ARGV says over them.  An unknown argument or a bad
 * value is logged by PAMH (NULL: not again) and ignored: no misspelling
 * refuses a login.
 */
void options_parse(pam_handle_t *pamh, int argc, const char **argv,
                   struct options *options_out);

/* Whether SERVICE stands in options->services. */
bool options_serve(const struct options *options, const char *service);

/* The word for options->provision. */
const char *options_provision(const struct options *options);

#endif
