/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines.  The module composes them here too but sends them by
 * pam_syslog(3): sshd's openlog(3) is not ours to change.
 */
#include "esc/log.h"
#include "esc/text.h"
#include <stdio.h>
#include <string.h>
#include <syslog.h>

void
esc_log_start(struct esc_log *log, const char *event)
{
    log->line = ESC_BUF_LIMIT(ESC_LOG_LINE_MAX);
    esc_buf_add_str(&log->line, event);
}

static bool
is_plain(const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:/@+,=*%[]";

    return *value != '\0' && value[strspn(value, plain)] == '\0';
}

/* " NAME=VALUE" whole, or a mark that something is missing. */
static void
append(struct esc_log *log, const struct esc_buf *field)
{
    static const char mark[] = " cut=yes";
    size_t end = log->line.len;

    if (end + field->len + sizeof(mark) <= log->line.limit)
        esc_buf_add(&log->line, field->data, field->len);
    else if (end < sizeof(mark)
             || strcmp(log->line.data + end - strlen(mark), mark) != 0)
        esc_buf_add_str(&log->line, mark);
}

/* VALUE, at most MAX bytes of it. */
static void
add(struct esc_log *log, const char *name, const char *value, size_t max)
{
    ESC_BUF_OWN field = ESC_BUF_LIMIT(ESC_LOG_LINE_MAX);
    char safe[ESC_LOG_WORDS_MAX];
    const char *quote;

    esc_text_safe(value, strlen(value), safe, max);
    quote = is_plain(safe) ? "" : "\"";
    esc_buf_printf(&field, " %s=%s", name, quote);
    for (const char *p = safe; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            esc_buf_add_char(&field, '\\');
        esc_buf_add_char(&field, *p);
    }
    esc_buf_add_str(&field, quote);
    append(log, &field);
}

void
esc_log_field(struct esc_log *log, const char *name, const char *value)
{
    add(log, name, value, ESC_LOG_VALUE_MAX);
}

void
esc_log_words(struct esc_log *log, const char *name, const char *words)
{
    add(log, name, words, ESC_LOG_WORDS_MAX);
}

void
esc_log_number(struct esc_log *log, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    esc_log_field(log, name, text);
}

void
esc_log_time(struct esc_log *log, const char *name, int64_t epoch)
{
    char text[32];

    esc_text_format_time(epoch, text, sizeof(text));
    esc_log_field(log, name, text);
}

void
esc_log_error(struct esc_log *log, const struct esc_error *err)
{
    esc_log_field(log, "code", esc_code_name(err->code));
    if (err->where[0] != '\0')
        esc_log_field(log, "where", err->where);
    esc_log_words(log, "error", err->text);
}

const char *
esc_log_text(const struct esc_log *log)
{
    return esc_buf_text(&log->line);
}

void
esc_log_release(struct esc_log *log)
{
    esc_buf_release(&log->line);
}

void
esc_log_send(const struct esc_log *log, const char *ident, int priority)
{
    openlog(ident, LOG_PID, LOG_AUTHPRIV);
    syslog(priority, "%s", esc_log_text(log));
    closelog();
}
