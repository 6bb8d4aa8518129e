/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two calls after their arguments are read.
 */
#ifndef PAM_ESC_SESSION_H
#define PAM_ESC_SESSION_H

#include "outcome.h"

/*
 * PAM_IGNORE for a service or a user that is not ours, and for nothing else;
 * otherwise as outcome_failed and outcome_opened say.
 */
int session_open(const struct outcome *outcome);
int session_close(const struct outcome *outcome);

#endif
