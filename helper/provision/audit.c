/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Priorities: an administrator must act on ERR; WARNING is somebody else's
 * failure; NOTICE are openings and refusals; INFO is daily life.  What the
 * resolver says comes last.
 */
#include "audit.h"
#include "esc/log.h"
#include <syslog.h>

void
audit_opened(const struct esc_request *request, const struct esc_cred_set *set,
             const char *credential, const char *jti)
{
    ESC_LOG_OWN log;

    esc_log_start(&log, "opened");
    esc_log_field(&log, "user", request->ticket.login);
    esc_log_field(&log, "credential", credential);
    esc_log_field(&log, "from", request->ticket.remote);
    esc_log_field(&log, "env", set->origin.environment);
    esc_log_field(&log, "revision", set->origin.revision);
    esc_log_field(&log, "backend", set->origin.backend);
    esc_log_field(&log, "identity", set->origin.identity);
    esc_log_field(&log, "login-session", request->ticket.session);
    esc_log_field(&log, "jti", jti);
    if (set->expires != 0)
        esc_log_time(&log, "expires", set->expires);
    esc_log_field(&log, "role", set->origin.role);
    esc_log_field(&log, "session-name", set->origin.session_name);
    esc_log_field(&log, "access-key-id", set->origin.access_key_id);
    esc_log_field(&log, "request-id", set->origin.request_id);
    esc_log_send(&log, AUDIT_IDENT, LOG_NOTICE);
}

static int
priority_of(enum esc_code code)
{
    static const int priorities[ESC_CODE_COUNT] = {
        [ESC_E_NOT_PERMITTED] = LOG_NOTICE,
        [ESC_E_NOT_FOUND] = LOG_NOTICE,
        [ESC_E_SESSION_ENDED] = LOG_INFO,
        [ESC_E_NO_SESSION] = LOG_INFO,
        [ESC_E_USAGE] = LOG_INFO,
        [ESC_E_INPUT] = LOG_INFO,
        [ESC_E_BUSY] = LOG_INFO,
        [ESC_E_DEFINITION] = LOG_WARNING,
        [ESC_E_PROVIDER] = LOG_WARNING,
        [ESC_E_NETWORK] = LOG_WARNING,
        [ESC_E_TIMEOUT] = LOG_WARNING,
        [ESC_E_DIRECTORY] = LOG_WARNING,
    };

    /* LOG_EMERG is 0: nobody's. */
    return priorities[code] == 0 ? LOG_ERR : priorities[code];
}

void
audit_failed(const struct esc_request *request,
             const struct esc_error *failure)
{
    int priority = priority_of(failure->code);
    ESC_LOG_OWN log;

    esc_log_start(&log, priority == LOG_NOTICE ? "refused" : "failed");
    esc_log_field(&log, "user", request->ticket.login);
    esc_log_field(&log, "env", request->name);
    esc_log_field(&log, "from", request->ticket.remote);
    esc_log_field(&log, "login-session", request->ticket.session);
    esc_log_error(&log, failure);
    esc_log_send(&log, AUDIT_IDENT, priority);
}

void
audit_refused(uint32_t uid, const struct esc_error *failure)
{
    ESC_LOG_OWN log;

    esc_log_start(&log, "refused");
    esc_log_number(&log, "uid", uid);
    esc_log_error(&log, failure);
    esc_log_send(&log, AUDIT_IDENT, priority_of(failure->code));
}

void
audit_resolver(const struct esc_request *request, int priority,
               const char *line)
{
    ESC_LOG_OWN log;

    esc_log_start(&log, "resolver");
    esc_log_field(&log, "user", request->ticket.login);
    esc_log_field(&log, "env", request->name);
    esc_log_words(&log, "says", line);
    esc_log_send(&log, AUDIT_IDENT,
                 priority < LOG_WARNING ? LOG_WARNING : priority);
}
