/* SPDX-License-Identifier: Apache-2.0 */
/* What status shows, as text and as JSON.  No secret gets in here. */
#ifndef REPORT_H
#define REPORT_H

#include "cli.h"
#include "esc/buf.h"
#include "esc/identity.h"
#include "own_account.h"

#define REPORT_MAX 64
#define REPORT_BYTES_MAX (1024 * 1024)
#define REPORT_SCHEMA 1 /* members are only ever added within a version */

struct report_row {
    char name[ESC_CRED_TEXT_MAX]; /* as asked for */
    struct esc_cred_set *set;     /* NULL: not held */
    struct esc_error failure;     /* the last one, when FAILED */
    bool failed;
    bool own;           /* opened without a login, by the user's token */
    int64_t kept_until; /* when OWN */
};

struct report {
    int64_t now;
    bool in_session;
    struct esc_ticket ticket;      /* when IN_SESSION */
    struct esc_error no_session;   /* else */
    char own_token[OWN_WHOSE_MAX]; /* else, what may do instead; "" none */
    struct report_row rows[REPORT_MAX];
    size_t count;
    struct esc_identity identity; /* kind 0: nobody signed in */
    const char *shell;     /* ESC_SESSION of the caller, borrowed, or NULL */
    int64_t shell_expires; /* of exported AWS credentials; 0: not known */
};
ESC_OWN_DECLARE(report);

struct report *report_new(void) ESC_MUST_CHECK;
/* How it was obtained, in a word; "" for none. */
const char *report_kind(const struct esc_identity *identity);
void report_text(const struct report *report, struct esc_buf *out);
void report_json(const struct report *report, struct esc_buf *out);

#endif
