/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results at the PAM edge.  pam_syslog(3), because openlog(3) is the host's.
 */
#include "outcome.h"
#include "esc/log.h"
#include <security/pam_ext.h>
#include <syslog.h>

static void
tell(const struct outcome *outcome, int style, const char *text)
{
    if (!outcome->silent)
        (void)pam_prompt(outcome->pamh, style, NULL, "esc-session: %s", text);
}

static int
denied(const struct outcome *outcome)
{
    return outcome->options->on_failure == FAILURE_DENY ? PAM_SESSION_ERR
                                                        : PAM_SUCCESS;
}

static int
after_prefetch(const struct outcome *outcome, const struct prefetch *prefetch)
{
    switch (prefetch->state) {
    case PREFETCH_STARTED:
        break;
    case PREFETCH_READY:
        tell(outcome, PAM_TEXT_INFO, "credentials are ready");
        break;
    case PREFETCH_FAILED:
        tell(outcome, PAM_ERROR_MSG, prefetch->text);
        return denied(outcome);
    case PREFETCH_LATE:
        tell(outcome, PAM_ERROR_MSG,
             "credentials are not here yet; the first use will wait for them");
        return denied(outcome);
    }
    return PAM_SUCCESS;
}

int
outcome_opened(const struct outcome *outcome, const struct esc_ticket *ticket,
               const struct prefetch *prefetch)
{
    static const char *const words[] = {
        [PREFETCH_STARTED] = "started",
        [PREFETCH_READY] = "ready",
        [PREFETCH_FAILED] = "failed",
        [PREFETCH_LATE] = "late",
    };
    bool bad =
        prefetch->state == PREFETCH_FAILED || prefetch->state == PREFETCH_LATE;
    ESC_LOG_OWN log;

    esc_log_start(&log, "opened");
    esc_log_field(&log, "user", ticket->login);
    esc_log_field(&log, "session", ticket->session);
    if (ticket->remote[0] != '\0')
        esc_log_field(&log, "from", ticket->remote);
    esc_log_time(&log, "ends", ticket->ends);
    esc_log_field(&log, "provision", options_provision(outcome->options));
    if (outcome->options->provision == PROVISION_LOGIN)
        esc_log_field(&log, "credentials", words[prefetch->state]);
    if (prefetch->text[0] != '\0' && bad)
        esc_log_field(&log, "error", prefetch->text);
    pam_syslog(outcome->pamh, bad ? LOG_ERR : LOG_NOTICE, "%s",
               esc_log_text(&log));
    return after_prefetch(outcome, prefetch);
}

int
outcome_closed(const struct outcome *outcome, const char *user,
               const char *session)
{
    ESC_LOG_OWN log;

    esc_log_start(&log, "closed");
    esc_log_field(&log, "user", user);
    esc_log_field(&log, "session", session);
    pam_syslog(outcome->pamh, LOG_NOTICE, "%s", esc_log_text(&log));
    return PAM_SUCCESS;
}

int
outcome_failed(const struct outcome *outcome, const char *user,
               const struct esc_error *err)
{
    ESC_LOG_OWN log;

    esc_log_start(&log, "not opened");
    esc_log_field(&log, "user", user);
    esc_log_error(&log, err);
    pam_syslog(outcome->pamh, LOG_ERR, "%s", esc_log_text(&log));
    tell(outcome, PAM_ERROR_MSG, err->text);
    return denied(outcome);
}

void
outcome_step(const struct outcome *outcome, const struct gate *gate)
{
    if (outcome->options->debug != 0)
        pam_syslog(outcome->pamh, LOG_DEBUG, "ring=%s gate=%d ticket=%d",
                   gate->joined ? "joined" : "inherited", gate->gate,
                   gate->ticket);
}
