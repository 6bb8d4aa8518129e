/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a call came to: the PAM code, the one line in the journal, the one line
 * for the user.
 */
#ifndef PAM_ESC_OUTCOME_H
#define PAM_ESC_OUTCOME_H

#include "gate.h"
#include "options.h"
#include "prefetch.h"

struct outcome {
    pam_handle_t *pamh;
    const struct options *options;
    bool silent; /* PAM_SILENT: nothing is shown to the user */
};

/* PAM_SUCCESS, or PAM_SESSION_ERR where the prefetch was waited for, came to
 * nothing and on-failure=deny. */
int outcome_opened(const struct outcome *outcome,
                   const struct esc_ticket *ticket,
                   const struct prefetch *prefetch);
int outcome_closed(const struct outcome *outcome, const char *user,
                   const char *session);

/*
 * PAM_SUCCESS: without credentials one can still log in and repair the cause.
 * PAM_SESSION_ERR only where the administrator wants it.
 */
int outcome_failed(const struct outcome *outcome, const char *user,
                   const struct esc_error *err);

/* With the option debug: a step. */
void outcome_step(const struct outcome *outcome, const struct gate *gate);

#endif
