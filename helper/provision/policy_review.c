/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that never decide, for `check`: no opening asks. */
#include "esc/text.h"
#include "settings_examine.h"
#include <string.h>

/* Whether everything that INNER matches, OUTER does; may say no too often. */
static bool
covers(const char *outer, const char *inner)
{
    if (strchr(outer, '?') != NULL && strchr(inner, '*') != NULL)
        return strcmp(outer, inner) == 0;
    return esc_text_match(outer, inner);
}

static bool
decides_before(const struct rule *earlier, const struct rule *later)
{
    bool everyone = !earlier->group && strcmp(earlier->who, "*") == 0;

    return covers(earlier->pattern, later->pattern)
           && (everyone
               || (earlier->group == later->group
                   && covers(earlier->who, later->who)));
}

/* The issuer as AWS judges it. */
static void
review_issuer(const struct settings *settings, const char *path,
              struct report *report)
{
    const char *host = settings->issuer + strlen("https://");
    size_t len = strcspn(host, "/");

    if (memchr(host, ':', len) != NULL)
        report_warning(report, path,
                       "'issuer' has a port, which AWS does not take");
    for (size_t i = 0; i < len; i++)
        if (host[i] >= 'A' && host[i] <= 'Z') {
            report_warning(report, path,
                           "'issuer' has capitals in its host, which AWS does"
                           " not take");
            break;
        }
}

void
policy_review(const struct settings *settings, const char *path,
              struct report *report)
{
    bool permits = false;

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        permits = permits || rule->permit;
        for (size_t j = 0; j < i; j++) {
            if (!decides_before(&settings->rules[j], rule))
                continue;
            report_warning(report, rule->where,
                           "this line can never decide: the one at %s comes"
                           " first",
                           settings->rules[j].where);
            break;
        }
    }
    /* A line that could not be read may be the one that is missing. */
    if (report->errors > 0)
        return;
    if (!permits)
        report_warning(report, path,
                       "nobody may open anything: there is no permit line");
    if (settings->issuer[0] == '\0' && !settings_sign_in(settings))
        report_warning(report, path,
                       "no 'issuer' and 'signing-key': nothing that logs in to"
                       " a cloud can be opened");
    else if (settings->issuer[0] != '\0')
        review_issuer(settings, path, report);
}
