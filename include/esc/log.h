/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line in the journal: "opened user=dana env=acme/dev expires=...".  Only
 * mains and the PAM edge log.  Fields are added by name, so that only what is
 * meant to be seen can be; values are made safe (esc_text_safe), and quoted
 * when they hold anything but letters, digits and a little punctuation; '"'
 * and
 * '\' in quotes stand behind a '\'.  Never a secret.
 *
 * Others choose what some values say, so none pushes another one out: a value
 * is cut off, and a field that finds no room is left out whole and cut=yes
 * stands in the line.
 */
#ifndef ESC_LOG_H
#define ESC_LOG_H

#include "esc/buf.h"

#define ESC_LOG_LINE_MAX 2048 /* RFC 5424, 6.1: receivers take as much */
#define ESC_LOG_VALUE_MAX 200
#define ESC_LOG_WORDS_MAX 640 /* of a sentence */

struct esc_log {
    struct esc_buf line; /* limit ESC_LOG_LINE_MAX */
};

#define ESC_LOG_OWN __attribute__((cleanup(esc_log_release))) struct esc_log

void esc_log_start(struct esc_log *log, const char *event);
void esc_log_field(struct esc_log *log, const char *name, const char *value);
/* The same for a sentence, which may be longer. */
void esc_log_words(struct esc_log *log, const char *name, const char *words);
void esc_log_number(struct esc_log *log, const char *name, int64_t value);
void esc_log_time(struct esc_log *log, const char *name, int64_t epoch);
/* code=, where= when set, error= */
void esc_log_error(struct esc_log *log, const struct esc_error *err);
const char *esc_log_text(const struct esc_log *log);
void esc_log_release(struct esc_log *log);

/*
 * By syslog(3), LOG_AUTHPRIV, as IDENT[pid]; PRIORITY is LOG_ERR and so on.
 * Programs of our own only; the module hands esc_log_text to pam_syslog(3).
 */
void esc_log_send(const struct esc_log *log, const char *ident, int priority);

#endif
