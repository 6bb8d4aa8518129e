/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of findings.  Bounded: a file of nothing but errors costs no more
 * than a screenful.
 */
#include "report.h"
#include <stdio.h>
#include <stdlib.h>

void
report_release(struct report *report)
{
    free(report->findings);
    report->findings = NULL;
    report->count = 0;
}

static void
keep(struct report *report, bool warning, const struct esc_error *err)
{
    struct finding *findings;

    if (warning)
        report->warnings++;
    else if (report->errors++ == 0)
        report->first = *err;
    if (report->count == REPORT_FINDINGS_MAX)
        return;
    findings =
        reallocarray(report->findings, report->count + 1, sizeof(*findings));
    if (findings == NULL)
        return;
    report->findings = findings;
    findings += report->count++;
    findings->warning = warning;
    snprintf(findings->where, sizeof(findings->where), "%s", err->where);
    snprintf(findings->text, sizeof(findings->text), "%s", err->text);
    snprintf(findings->hint, sizeof(findings->hint), "%s", err->hint);
}

static void keep_format(struct report *report, bool warning, const char *where,
                        const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void
keep_format(struct report *report, bool warning, const char *where,
            const char *format, va_list args)
{
    char text[ESC_ERROR_TEXT_MAX];
    struct esc_error err = {0};

    vsnprintf(text, sizeof(text), format, args);
    esc_fail(&err, ESC_E_CONFIG, where, "%s", text);
    keep(report, warning, &err);
}

bool
report_error(struct report *report, const char *where, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    keep_format(report, false, where, format, args);
    va_end(args);
    return false;
}

void
report_warning(struct report *report, const char *where, const char *format,
               ...)
{
    va_list args;

    va_start(args, format);
    keep_format(report, true, where, format, args);
    va_end(args);
}

void
report_failure(struct report *report, const struct esc_error *failure)
{
    keep(report, false, failure);
}

void
report_concern(struct report *report, const struct esc_error *failure)
{
    keep(report, true, failure);
}

bool
report_ok(const struct report *report, struct esc_error *err)
{
    if (report->errors == 0)
        return true;
    if (err != NULL)
        *err = report->first;
    return false;
}
