/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reading the settings found: every error and warning with its file and
 * line, so that `check` lists all in one go.  An opening stops at the first
 * error.
 */
#ifndef PROVISION_REPORT_H
#define PROVISION_REPORT_H

#include "esc/error.h"

#define REPORT_FINDINGS_MAX 200

struct finding {
    bool warning;
    char where[ESC_ERROR_WHERE_MAX]; /* FILE:LINE */
    char text[ESC_ERROR_TEXT_MAX];
    char hint[ESC_ERROR_HINT_MAX]; /* empty: none */
};

struct report {
    struct esc_error first; /* code is ESC_OK while nothing is wrong */
    struct finding *findings;
    size_t count; /* kept; errors and warnings below count all */
    size_t errors, warnings;
};

#define REPORT_OWN __attribute__((cleanup(report_release))) struct report

void report_release(struct report *report);

/* Add an error (ESC_E_CONFIG); false, so that it can end a failing return. */
bool report_error(struct report *report, const char *where, const char *format,
                  ...) __attribute__((format(printf, 3, 4)));
void report_warning(struct report *report, const char *where,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Add a failure of a library as an error, its code and hint kept; or as what
 * an opening may hear. */
void report_failure(struct report *report, const struct esc_error *failure);
void report_concern(struct report *report, const struct esc_error *failure);

/* False, with the first error in ERR, when there was any. */
bool report_ok(const struct report *report,
               struct esc_error *err) ESC_MUST_CHECK;

#endif
