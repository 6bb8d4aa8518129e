/* SPDX-License-Identifier: Apache-2.0 */
/* Status as text for people: a line a fact, empty facts left out. */
#include "report.h"
#include "esc/text.h"
#include "obtain.h"
#include <string.h>

struct report *
report_new(void)
{
    return calloc(1, sizeof(struct report));
}

void
report_free(struct report *report)
{
    if (report == NULL)
        return;
    for (size_t i = 0; i < REPORT_MAX; i++)
        esc_cred_set_free(report->rows[i].set);
    esc_identity_release(&report->identity);
    free(report);
}

/* "  LABEL  VALUE", VALUE made safe for a terminal. */
static void
add_fact(struct esc_buf *out, const char *label, const char *value)
{
    char safe[ESC_ERROR_TEXT_MAX];

    if (value[0] == '\0')
        return;
    esc_text_safe(value, strlen(value), safe, sizeof(safe));
    esc_buf_printf(out, "  %-15s %s\n", label, safe);
}

static void
add_time(struct esc_buf *out, const char *label, int64_t when, int64_t now)
{
    char time[32], span[32], text[96];
    int64_t left = when - now;

    if (when == 0)
        return;
    esc_text_format_time(when, time, sizeof(time));
    esc_text_format_duration((uint64_t)(left < 0 ? -left : left), span,
                             sizeof(span));
    snprintf(text, sizeof(text), "%s (%s%s%s)", time, left < 0 ? "" : "in ",
             span, left < 0 ? " ago" : "");
    add_fact(out, label, text);
}

/* A public key by its kind and its end, where keys differ. */
static void
shorten(const char *text, char *out, size_t size)
{
    size_t len = strlen(text), tail = 16;

    if (len < size)
        memcpy(out, text, len + 1);
    else
        snprintf(out, size, "%.*s...%s", (int)(size - tail - 4), text,
                 text + len - tail);
}

static void
add_login(struct esc_buf *out, const struct report *report)
{
    const struct esc_ticket *ticket = &report->ticket;
    char credential[64];

    if (!report->in_session) {
        esc_buf_printf(out, "no login: %s\n", report->no_session.text);
        if (report->own_token[0] != '\0')
            esc_buf_printf(out, "your own token opens environments: %s\n",
                           report->own_token);
        else if (report->no_session.hint[0] != '\0')
            esc_buf_printf(out, "hint: %s\n", report->no_session.hint);
        return;
    }
    esc_buf_printf(out, "login '%s'\n", ticket->login);
    add_fact(out, "session", ticket->session);
    add_fact(out, "service", ticket->service);
    add_fact(out, "from", ticket->remote);
    shorten(ticket->credential, credential, sizeof(credential));
    add_fact(out, "by", credential);
    add_time(out, "opened", ticket->created, report->now);
    add_time(out, "ends", ticket->ends, report->now);
}

static void
add_set(struct esc_buf *out, const struct report_row *row, int64_t now)
{
    const struct esc_cred_origin *origin = &row->set->origin;

    if (strcmp(origin->environment, row->name) != 0)
        add_fact(out, "asked for as", row->name);
    add_fact(out, "backend", origin->backend);
    add_fact(out, "revision", origin->revision);
    add_fact(out, row->own ? "own token" : "identity", origin->identity);
    add_fact(out, "role", origin->role);
    add_fact(out, "session name", origin->session_name);
    add_fact(out, "access key id", origin->access_key_id);
    add_time(out, "obtained", row->set->obtained, now);
    if (obtain_is_ahead(row->set, now))
        add_fact(out, "clock", "was set back since: the next use renews");
    if (row->set->expires == 0)
        add_fact(out, "expires", "never");
    add_time(out, "expires", row->set->expires, now);
    add_time(out, "renew after", row->set->renew_after, now);
    add_time(out, "cached until", row->kept_until, now);
}

static void
add_row(struct esc_buf *out, const struct report_row *row, int64_t now)
{
    const char *environment =
        row->set != NULL && row->set->origin.environment[0] != '\0'
            ? row->set->origin.environment
            : row->name;
    char safe[ESC_CRED_TEXT_MAX];

    esc_text_safe(environment, strlen(environment), safe, sizeof(safe));
    esc_buf_printf(out, "environment '%s'%s\n", safe,
                   row->set == NULL ? ": not held" : "");
    if (row->set != NULL)
        add_set(out, row, now);
    if (row->failed)
        add_fact(out, "last error", row->failure.text);
    if (row->failed)
        add_fact(out, "hint", row->failure.hint);
}

const char *
report_kind(const struct esc_identity *identity)
{
    switch (identity->kind) {
    case ESC_IDENTITY_DEVICE:
        return "device";
    case ESC_IDENTITY_FILE:
        return "token-file";
    case ESC_IDENTITY_PULUMI:
        return "pulumi-token";
    default:
        return "";
    }
}

/* As it was kept: whoever uses it asks the provider again. */
static void
add_identity(struct esc_buf *out, const struct report *report)
{
    const struct esc_identity *identity = &report->identity;

    if (identity->kind == 0)
        return;
    esc_buf_add_str(out, "signed in\n");
    if (identity->kind == ESC_IDENTITY_PULUMI)
        add_fact(out, "at", "Pulumi Cloud, by a token of yours");
    add_fact(out, "as", identity->person);
    add_fact(out, "subject", identity->subject);
    add_fact(out, "at", identity->issuer);
    add_fact(out, "file", identity->path);
    add_time(out, "since", (int64_t)identity->obtained, report->now);
    add_time(out, "expires", (int64_t)identity->expires, report->now);
    if (identity->refresh != NULL)
        add_fact(out, "then", "'esc-session login' needs no approval");
}

void
report_text(const struct report *report, struct esc_buf *out)
{
    add_login(out, report);
    add_identity(out, report);
    for (size_t i = 0; i < report->count; i++)
        add_row(out, &report->rows[i], report->now);
    if (report->count == 0 && report->in_session)
        esc_buf_add_str(out, "no credentials held: the first use opens "
                             "them\n");
    if (report->shell == NULL && report->shell_expires == 0)
        return;
    esc_buf_add_str(out, "this shell\n");
    add_fact(out, "environment", report->shell == NULL ? "" : report->shell);
    add_time(out, "expires", report->shell_expires, report->now);
}
