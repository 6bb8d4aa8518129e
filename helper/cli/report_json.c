/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status as JSON for programs.  The schema is esc-session(1)'s: times are
 * RFC 3339 or null, texts that are not known are null, order is fixed.
 */
#include "report.h"
#include "esc/text.h"
#include <string.h>

static void
add_name(struct esc_buf *out, const char *name)
{
    char last = out->len == 0 ? '{' : out->data[out->len - 1];

    esc_buf_printf(out, "%s\"%s\": ", last == '{' ? "" : ", ", name);
}

static void
add_text(struct esc_buf *out, const char *name, const char *value)
{
    add_name(out, name);
    if (value == NULL || value[0] == '\0')
        esc_buf_add_str(out, "null");
    else
        esc_buf_add_json(out, value);
}

static void
add_time(struct esc_buf *out, const char *name, int64_t when)
{
    char text[32] = "";

    if (when != 0)
        esc_text_format_time(when, text, sizeof(text));
    add_text(out, name, text);
}

static void
add_error(struct esc_buf *out, const char *name, const struct esc_error *err)
{
    add_name(out, name);
    if (err == NULL) {
        esc_buf_add_str(out, "null");
        return;
    }
    esc_buf_add_char(out, '{');
    add_text(out, "code", esc_code_name(err->code));
    add_text(out, "where", err->where);
    add_text(out, "text", err->text);
    add_text(out, "hint", err->hint);
    esc_buf_add_char(out, '}');
}

static void
add_session(struct esc_buf *out, const struct report *report)
{
    const struct esc_ticket *ticket = &report->ticket;

    add_name(out, "session");
    if (!report->in_session) {
        esc_buf_add_str(out, "null");
        return;
    }
    esc_buf_add_char(out, '{');
    add_text(out, "login", ticket->login);
    add_text(out, "id", ticket->session);
    add_text(out, "service", ticket->service);
    add_text(out, "remote", ticket->remote);
    add_text(out, "credential", ticket->credential);
    add_time(out, "opened", ticket->created);
    add_time(out, "ends", ticket->ends);
    esc_buf_add_char(out, '}');
}

static void
add_identity(struct esc_buf *out, const struct esc_identity *identity)
{
    add_name(out, "identity");
    if (identity->kind == 0) {
        esc_buf_add_str(out, "null");
        return;
    }
    esc_buf_add_char(out, '{');
    add_text(out, "kind", report_kind(identity));
    add_text(out, "issuer", identity->issuer);
    add_text(out, "subject", identity->subject);
    add_text(out, "person", identity->person);
    add_time(out, "obtained", (int64_t)identity->obtained);
    add_time(out, "expires", (int64_t)identity->expires);
    esc_buf_add_char(out, '}');
}

static void
add_variables(struct esc_buf *out, const struct esc_cred_set *set)
{
    add_name(out, "variables");
    esc_buf_add_char(out, '[');
    for (size_t i = 0; set != NULL && i < set->count; i++) {
        esc_buf_add_str(out, i == 0 ? "" : ", ");
        esc_buf_add_json(out, set->items[i].name);
    }
    esc_buf_add_char(out, ']');
}

static void
add_row(struct esc_buf *out, const struct report_row *row)
{
    static const struct esc_cred_origin none;
    const struct esc_cred_set *set = row->set;
    const struct esc_cred_origin *origin = set == NULL ? &none : &set->origin;

    esc_buf_add_char(out, '{');
    add_text(out, "name", row->name);
    add_name(out, "held");
    esc_buf_add_str(out, set == NULL ? "false" : "true");
    add_text(out, "environment", origin->environment);
    add_text(out, "revision", origin->revision);
    add_text(out, "backend", origin->backend);
    add_text(out, "identity", origin->identity);
    add_text(out, "role", origin->role);
    add_text(out, "sessionName", origin->session_name);
    add_text(out, "accessKeyId", origin->access_key_id);
    add_text(out, "accountId", origin->account_id);
    add_text(out, "requestId", origin->request_id);
    add_time(out, "obtained", set == NULL ? 0 : set->obtained);
    add_time(out, "expires", set == NULL ? 0 : set->expires);
    add_time(out, "renewAfter", set == NULL ? 0 : set->renew_after);
    add_name(out, "own");
    esc_buf_add_str(out, row->own ? "true" : "false");
    add_time(out, "cachedUntil", row->kept_until);
    add_variables(out, set);
    add_error(out, "lastError", row->failed ? &row->failure : NULL);
    esc_buf_add_char(out, '}');
}

static void
add_shell(struct esc_buf *out, const struct report *report)
{
    add_name(out, "shell");
    if (report->shell == NULL && report->shell_expires == 0) {
        esc_buf_add_str(out, "null");
        return;
    }
    esc_buf_add_char(out, '{');
    add_text(out, "environment", report->shell);
    add_time(out, "expires", report->shell_expires);
    add_name(out, "expired");
    esc_buf_add_str(out, report->shell_expires != 0
                                 && report->shell_expires <= report->now
                             ? "true"
                             : "false");
    esc_buf_add_char(out, '}');
}

void
report_json(const struct report *report, struct esc_buf *out)
{
    esc_buf_printf(out, "{\"version\": %d", REPORT_SCHEMA);
    add_time(out, "now", report->now);
    add_session(out, report);
    add_error(out, "error", report->in_session ? NULL : &report->no_session);
    add_identity(out, &report->identity);
    add_text(out, "ownToken", report->in_session ? "" : report->own_token);
    add_name(out, "environments");
    esc_buf_add_char(out, '[');
    for (size_t i = 0; i < report->count; i++) {
        esc_buf_add_str(out, i == 0 ? "" : ", ");
        add_row(out, &report->rows[i]);
    }
    esc_buf_add_char(out, ']');
    add_shell(out, report);
    esc_buf_add_str(out, "}\n");
}
