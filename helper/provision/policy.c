/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First match.  Patterns are of esc_text_match: '*' is any run, '/' included.
 */
#include "policy.h"
#include "definition.h"
#include "esc/buf.h"
#include "esc/text.h"
#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 16

void
account_release(struct account *account)
{
    free(account->groups);
    account->groups = NULL;
    account->group_count = 0;
}

static bool
concerns(const struct rule *rule, const struct account *account)
{
    if (!rule->group)
        return esc_text_match(rule->who, account->login);
    for (size_t i = 0; i < account->group_count; i++)
        if (esc_text_match(rule->who, account->groups[i]))
            return true;
    return false;
}

const struct rule *
policy_decide(const struct settings *settings, const struct account *account,
              const char *environment)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (esc_text_match(rule->pattern, environment)
            && concerns(rule, account))
            return rule;
    }
    return NULL;
}

const struct rule *
policy_default(const struct settings *settings, const struct account *account)
{
    for (size_t i = 0; i < settings->rule_count; i++)
        if (settings->rules[i].is_default
            && concerns(&settings->rules[i], account))
            return &settings->rules[i];
    return NULL;
}

static bool
is_permitted(const struct settings *settings, const struct account *account,
             const char *environment)
{
    const struct rule *rule = policy_decide(settings, account, environment);

    return rule != NULL && rule->permit;
}

bool
policy_may_import(const struct settings *settings,
                  const struct account *account, const char *name)
{
    for (size_t i = 0; i < settings->importable.count; i++)
        if (esc_text_match(settings->importable.items[i], name))
            return true;
    return is_permitted(settings, account, name);
}

/* The environments that a short name could mean. */
struct candidates {
    const struct settings *settings;
    const struct account *account;
    char names[CANDIDATES_MAX][ESC_ERROR_WHERE_MAX];
    size_t count;
};

static void
consider(void *context, const char *name)
{
    struct candidates *found = context;

    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->names[i], name) == 0)
            return;
    if (found->count < CANDIDATES_MAX
        && is_permitted(found->settings, found->account, name)
        && esc_text_copy(found->names[found->count], ESC_ERROR_WHERE_MAX,
                         name))
        found->count++;
}

static bool
expand_short(const struct settings *settings, const struct account *account,
             const char *name, char *out, struct esc_error *err)
{
    struct candidates found = {.settings = settings, .account = account};
    ESC_BUF_OWN list = ESC_BUF_LIMIT(ESC_ERROR_HINT_MAX - 32);

    for (size_t i = 0; i < settings->rule_count; i++) {
        const char *pattern = settings->rules[i].pattern;
        const char *last = strrchr(pattern, '/');

        if (strpbrk(pattern, "*?") == NULL && strcmp(last + 1, name) == 0)
            consider(&found, pattern);
    }
    definition_each(settings->environments, name, consider, &found);
    if (found.count == 1)
        return esc_text_copy(out, ESC_ERROR_WHERE_MAX, found.names[0]);
    if (found.count == 0) {
        esc_fail(err, ESC_E_NOT_FOUND, name,
                 "no environment of this short name is permitted to '%s'",
                 account->login);
        return esc_fail_hint(err, "name it as ORG/PROJECT/ENV");
    }
    for (size_t i = 0; i < found.count; i++)
        esc_buf_printf(&list, "%s%s", i == 0 ? "" : ", ", found.names[i]);
    esc_fail(err, ESC_E_NOT_FOUND, name, "the short name is not unique");
    return esc_fail_hint(err, "one of %s", esc_buf_text(&list));
}

/* NAME without its version to the full name of an environment. */
static bool
expand(const struct settings *settings, const struct account *account,
       const char *name, char *out, struct esc_error *err)
{
    if (strcmp(name, "default") == 0) {
        const struct rule *rule = policy_default(settings, account);

        if (rule != NULL)
            return esc_text_copy(out, ESC_ERROR_WHERE_MAX, rule->pattern);
        esc_fail(err, ESC_E_NOT_FOUND, name, "no default is permitted to '%s'",
                 account->login);
        return esc_fail_hint(err, "choose one with -e, or ask your"
                                  " administrator for a default");
    }
    if (strchr(name, '/') == NULL)
        return expand_short(settings, account, name, out, err);
    return esc_text_copy(out, ESC_ERROR_WHERE_MAX, name)
           || esc_fail(err, ESC_E_INPUT, NULL, "name is too long");
}

bool
policy_grant(const struct settings *settings, const struct account *account,
             const char *name, struct policy_grant *grant_out,
             struct esc_error *err)
{
    char base[ESC_ERROR_WHERE_MAX];
    char *at;

    memset(grant_out, 0, sizeof(*grant_out));
    if (!esc_text_is_environment(name)
        || !esc_text_copy(base, sizeof(base), name))
        return esc_fail(err, ESC_E_INPUT, name, "not a valid name");
    at = strchr(base, '@');
    if (at != NULL) {
        *at = '\0';
        if (!esc_text_copy(grant_out->version, sizeof(grant_out->version),
                           at + 1))
            return esc_fail(err, ESC_E_INPUT, name, "version is too long");
    }
    if (!expand(settings, account, base, grant_out->environment, err))
        return false;
    grant_out->rule = policy_decide(settings, account, grant_out->environment);
    if (grant_out->rule == NULL || !grant_out->rule->permit)
        return esc_fail(err, ESC_E_NOT_PERMITTED, grant_out->environment,
                        "it is not permitted to '%s'", account->login);
    return true;
}
