/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading settings to tell all that is wrong with them: for `check`.  What an
 * opening refuses is an error here, too; what else is one, is found here only.
 */
#ifndef PROVISION_SETTINGS_EXAMINE_H
#define PROVISION_SETTINGS_EXAMINE_H

#include "report.h"
#include "settings.h"

/*
 * As settings_load, but reading goes on after an error.  Everything found goes
 * to REPORT.
 */
void settings_examine(const char *path, struct settings *settings_out,
                      struct report *report);

/* The same of LEN bytes in memory, called NAME in messages; no PATH.d. */
void settings_examine_text(const char *name, const char *bytes, size_t len,
                           struct settings *settings_out,
                           struct report *report);

/* Warn of lines that can never decide; PATH is what they concern when no line.
 * Quadratic. */
void policy_review(const struct settings *settings, const char *path,
                   struct report *report);

#endif
