/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of esc-session.conf(5), read by the real parser. */
#include "helper/provision/policy.h"
#include "helper/provision/settings_examine.h"
#include "esc/buf.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

/* What stands in the page's displays that begin with OPENING, in order. */
static size_t
examples(struct esc_buf *out, FILE *page, const char *opening)
{
    char line[1024];
    bool inside = false;
    size_t count = 0;

    while (fgets(line, sizeof(line), page) != NULL) {
        if (strcmp(line, ".Ed\n") == 0)
            inside = false;
        if (inside)
            esc_buf_add_str(out, line);
        if (strcmp(line, opening) == 0) {
            inside = true;
            count++;
        }
    }
    return count;
}

static void
test_meaning(const struct settings *s)
{
    char groups[][SETTINGS_NAME_MAX] = {"developers"};
    struct account dana = {
        .login = "dana@corp.example", .groups = groups, .group_count = 1};
    const struct rule *rule = policy_decide(s, &dana, "acme/aws/prod");

    ok(rule != NULL && rule->permit && rule->max_duration == 900,
       "Dana may open prod for a quarter of an hour");
    rule = policy_default(s, &dana);
    is_str(rule == NULL ? NULL : rule->pattern, "acme/aws/dev",
           "her default is dev");
    snprintf(dana.login, sizeof(dana.login), "mallory");
    rule = policy_decide(s, &dana, "acme/aws/dev");
    ok(rule != NULL && !rule->permit, "mallory may not, developer or not");
}

/* An example that stands for itself: of a host with another backend, or one
 * where people sign in. */
static void
test_own(FILE *page, const char *opening, bool pulumi)
{
    ESC_BUF_OWN text = ESC_BUF_LIMIT(65536);
    static struct settings s; /* large */
    REPORT_OWN report = {0};

    rewind(page);
    is_int((long long)examples(&text, page, opening), 1,
           "an example by itself");
    settings_examine_text("example", esc_buf_text(&text), text.len, &s,
                          &report);
    policy_review(&s, "example", &report);
    ok(report.errors == 0 && report.warnings == 0 && s.pulumi == pulumi
           && s.mapping_count == pulumi && s.aws_sign_in != pulumi,
       "it has no error: %s", report.first.text);
    settings_release(&s);
}

int
main(void)
{
    const char *srcdir = getenv("srcdir");
    ESC_BUF_OWN text = ESC_BUF_LIMIT(65536);
    static struct settings s; /* large */
    REPORT_OWN report = {0};
    char path[1024];
    FILE *page;

    snprintf(path, sizeof(path), "%s/man/esc-session.conf.5",
             srcdir == NULL ? "." : srcdir);
    page = fopen(path, "re");
    if (ok(page != NULL, "the page is there")) {
        is_int((long long)examples(&text, page, ".Bd -literal\n"), 2,
               "it has two examples");
        test_own(page, ".Bd -literal -offset indent\n", true);
        test_own(page, ".Bd -literal -offset Ds\n", true);
        test_own(page, ".Bd -literal -offset left\n", false);
        fclose(page);
    }
    settings_examine_text("example", esc_buf_text(&text), text.len, &s,
                          &report);
    is_int((long long)report.errors, 0, "together they have no error");
    if (report.errors > 0)
        diag("%s: %s", report.first.where, report.first.text);
    policy_review(&s, "example", &report);
    is_int((long long)report.warnings, 0, "and no warning");
    ok(s.proxy[0] != '\0' && s.rule_count == 5, "all of it was read");
    test_meaning(&s);
    settings_release(&s);
    return tap_done();
}
