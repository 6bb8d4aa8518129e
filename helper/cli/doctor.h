/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doctor's probes: each looks at one thing that must work on this host and
 * says in a sentence what it found, and what to do about it.  None changes
 * anything.  A new one is a function and a row in cmd_doctor.c.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "cli.h"

enum finding_state {
    FINDING_OK,
    FINDING_NOTE,  /* works, but less well than it could */
    FINDING_ERROR, /* logins get no credentials, or not safely */
};

struct finding {
    enum finding_state state;
    struct esc_error said; /* text and hint */
};

/* Fill FINDING; HINT may be NULL. */
void finding_set(struct finding *finding, enum finding_state state,
                 const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* doctor_kernel.c */
void doctor_keyrings(const struct cli *cli, struct finding *finding);
void doctor_upcall(const struct cli *cli, struct finding *finding);
void doctor_quota(const struct cli *cli, struct finding *finding);
void doctor_sandbox(const struct cli *cli, struct finding *finding);
void doctor_bounds(const struct cli *cli, struct finding *finding);
void doctor_ptrace(const struct cli *cli, struct finding *finding);
void doctor_clock(const struct cli *cli, struct finding *finding);

/* doctor_host.c */
void doctor_rule(const struct cli *cli, struct finding *finding);
void doctor_accounts(const struct cli *cli, struct finding *finding);
void doctor_settings(const struct cli *cli, struct finding *finding);
void doctor_authorities(const struct cli *cli, struct finding *finding);
void doctor_login(const struct cli *cli, struct finding *finding);

/* doctor_own.c */
void doctor_token(const struct cli *cli, struct finding *finding);

/* doctor_pam.c */
void doctor_pam(const struct cli *cli, struct finding *finding);

#endif
