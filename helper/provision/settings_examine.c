/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines as an opening reads them, with the forms of values judged before,
 * and afterwards what only the whole of them can tell.
 */
#include "settings_examine.h"
#include "esc/str.h"
#include "settings_form.h"
#include "settings_read.h"
#include <stdlib.h>
#include <string.h>

struct examination {
    struct reading reading;
    struct report *report;
    char crlf[ESC_ERROR_WHERE_MAX]; /* the file that was told of it last */
};

/* Whether LINE's value has its form, or is none's to judge. */
static bool
has_form(const struct esc_settings_line *line, struct esc_error *err)
{
    char *copy = line->is_rule ? NULL : strdup(line->value);
    const char *why = copy == NULL ? NULL : settings_form(line->name, copy);

    free(copy);
    return why == NULL
           || esc_fail(err, ESC_E_CONFIG, NULL, "setting '%s': %s", line->name,
                       why);
}

static bool
examine_line(void *context, const struct esc_settings_line *line,
             struct esc_error *err)
{
    struct examination *examination = context;
    struct esc_error why = {0};
    char where[ESC_ERROR_WHERE_MAX];
    bool formed = has_form(line, &why);

    (void)err;
    snprintf(where, sizeof(where), "%s:%u", line->file, line->number);
    if (!settings_line(&examination->reading, line, &why) || !formed)
        report_error(examination->report, where, "%s", why.text);
    return true;
}

static bool
read_on(void *context, const struct esc_error *why)
{
    struct examination *examination = context;
    struct esc_error said = *why;
    char *colon = strrchr(said.where, ':');

    if (strcmp(why->text, ESC_SETTINGS_CRLF) == 0 && colon != NULL) {
        *colon = '\0';
        if (strcmp(examination->crlf, said.where) == 0)
            return true;
        snprintf(examination->crlf, sizeof(examination->crlf), "%s",
                 said.where);
        esc_fail_hint(&said, "sed -i 's/\\r$//' %s", said.where);
        *colon = ':';
    }
    report_failure(examination->report, &said);
    return true;
}

static void
check_pairs(const struct settings *settings, const char *path,
            struct report *report)
{
    if ((settings->issuer[0] == '\0') != (settings->signing_key[0] == '\0'))
        report_error(report, path,
                     "'issuer' and 'signing-key' are wanted together");
    if (settings->ca_path[0] != '\0' && settings->ca_file[0] != '\0')
        report_error(report, path,
                     "'ca-path' and 'ca-file' exclude each other");
    if (settings_sign_in(settings)
        && (settings->sign_in.issuer[0] == '\0'
            || settings->sign_in.client[0] == '\0'))
        report_error(report, path,
                     "'sign-in' wants 'login-issuer' and"
                     " 'login-client-id'");
    if (settings->aws_sign_in
        && (settings->session_tags || settings->source_identity))
        report_warning(report, path,
                       "'session-tags' and 'source-identity' do nothing with"
                       " 'aws-token = sign-in'");
    if (settings->max_total < settings->max_payload)
        report_error(report, path, "'max-total' is less than 'max-payload'");
}

static void
check_rules(const struct settings *settings, struct report *report)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->max_duration != 0 && settings->pulumi)
            report_error(report, rule->where,
                         "permit: 'max-duration' cannot be kept by backend"
                         " pulumi, which decides the duration itself");
        if (rule->fallback_local && !settings->pulumi)
            report_error(report, rule->where,
                         "permit: 'fallback local' is for backend pulumi");
        else if (rule->fallback_local && !settings->fallback_local)
            report_error(report, rule->where,
                         "permit: 'fallback local' wants 'fallback = local'"
                         " in the settings, too");
    }
}

/* LATER against the line EARLIER: two people must never be one outside. */
static void
check_pair(const struct mapping *earlier, const struct mapping *later,
           struct report *report)
{
    const struct mapping *own = later, *other = earlier;

    if (strcmp(later->login, earlier->login) == 0) {
        report_error(report, later->where, "map: '%s' is mapped at %s",
                     later->login, earlier->where);
        return;
    }
    if (later->subject[0] != '\0'
        && strcmp(later->subject, earlier->subject) == 0) {
        report_error(report, later->where,
                     "map: subject '%s' belongs to '%s' (%s)", later->subject,
                     earlier->login, earlier->where);
        return;
    }
    if (own->subject[0] != '\0') {
        own = earlier;
        other = later;
    }
    if (own->subject[0] == '\0' && strcmp(own->login, other->subject) == 0)
        report_error(report, own->where,
                     "map: '%s' has no subject but the login, and that belongs"
                     " to '%s' (%s)",
                     own->login, other->login, other->where);
}

static void
check_mappings(const struct settings *settings, struct report *report)
{
    for (size_t i = 0; i < settings->mapping_count; i++)
        for (size_t j = 0; j < i; j++)
            check_pair(&settings->mappings[j], &settings->mappings[i], report);
}

/* What Pulumi's backend needs tokens for. */
static void
check_audiences(const struct settings *settings, const char *path,
                struct report *report)
{
    if (settings->pulumi && strncmp(settings->pulumi_token, "file:", 5) != 0
        && !settings_sign_in(settings)
        && settings_audience(settings, true) == NULL)
        report_error(report, path,
                     "backend pulumi exchanges ID tokens: 'audience ="
                     " " SETTINGS_PULUMI_AUDIENCE "ORG' is wanted, and"
                     " 'issuer'");
}

/* PATH, or TEXT that is called so. */
static void
examine(const char *path, const struct esc_str *text,
        struct settings *settings, struct report *report)
{
    struct examination examination = {.reading = {.settings = settings},
                                      .report = report};
    struct esc_settings_visitor visitor = {
        .context = &examination, .line = examine_line, .problem = read_on};
    struct esc_error err = {0};

    settings_defaults(settings);
    if (text == NULL
            ? !esc_settings_read(path, &visitor, &err)
            : !esc_settings_parse(path, text->data, text->len, &visitor, &err))
        report_failure(report, &err);
    if (!settings_finish(settings, path, &err))
        report_failure(report, &err);
    /* A partner that was refused is no partner that is missing. */
    if (report->errors == 0)
        check_pairs(settings, path, report);
    check_rules(settings, report);
    check_mappings(settings, report);
    if (report->errors == 0)
        check_audiences(settings, path, report);
}

void
settings_examine(const char *path, struct settings *settings_out,
                 struct report *report)
{
    examine(path, NULL, settings_out, report);
}

void
settings_examine_text(const char *name, const char *bytes, size_t len,
                      struct settings *settings_out, struct report *report)
{
    struct esc_str text = {bytes, len};

    examine(name, &text, settings_out, report);
}
