/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines that begin with a word:
 *   permit user|group WHO environment PATTERN [default] [values]
 *          [max-duration TIME] [fallback local]
 *   refuse user|group WHO [environment PATTERN]
 *   map LOGIN [subject SUBJECT] [pulumi NAME]
 */
#include "esc/settings_lines.h"
#include "esc/text.h"
#include "settings_read.h"
#include "settings_value.h"
#include <stdlib.h>
#include <string.h>

#define DURATION_MAX 43200 /* a role's session ends after 12 hours at most */

struct words {
    const struct reading *reading;
    const char *line; /* permit, refuse or map */
    char *rest;
    struct esc_error *err;
};

static const char *
next(struct words *words)
{
    return esc_settings_word(&words->rest);
}

static bool
bad(struct words *words, const char *what, const char *why)
{
    return esc_fail(words->err, ESC_E_CONFIG, NULL, "%s: %s: %s", words->line,
                    what == NULL ? "end of line" : what, why);
}

/* The next word is a value called WHAT, judged by CHECK, kept in OUT. */
static bool
value(struct words *words, const char *what,
      const char *(*check)(const char *), char *out, size_t size)
{
    const char *word = next(words), *why;

    if (word == NULL)
        return bad(words, what, "a value is missing");
    why = check(word);
    if (why != NULL)
        return bad(words, word, why);
    if (!esc_text_copy(out, size, word))
        return bad(words, word, "too long");
    return true;
}

static bool
who(struct words *words, struct rule *rule)
{
    const char *kind = next(words);

    if (kind == NULL
        || (strcmp(kind, "user") != 0 && strcmp(kind, "group") != 0))
        return bad(words, kind, "'user' or 'group' is wanted");
    rule->group = kind[0] == 'g';
    return value(words, kind, value_login, rule->who, sizeof(rule->who));
}

static bool
set_flag(struct words *words, bool *flag, const char *word)
{
    if (*flag)
        return bad(words, word, "it is there twice");
    return *flag = true;
}

static bool
set_max_duration(struct words *words, struct rule *rule)
{
    const char *word = next(words);

    if (rule->max_duration != 0)
        return bad(words, "max-duration", "it is there twice");
    if (word == NULL
        || !esc_text_duration(word, DURATION_MAX, &rule->max_duration)
        || rule->max_duration < 60)
        return bad(words, "max-duration",
                   "a duration like '15m' is wanted, 1m to 12h");
    return true;
}

/* What may follow a permit's pattern. */
static bool
option(struct words *words, struct rule *rule, const char *word)
{
    if (strcmp(word, "default") == 0) {
        if (strpbrk(rule->pattern, "*?") != NULL)
            return bad(words, rule->pattern,
                       "a default is one environment, not a pattern");
        return set_flag(words, &rule->is_default, word);
    }
    if (strcmp(word, "values") == 0)
        return set_flag(words, &rule->values, word);
    if (strcmp(word, "max-duration") == 0)
        return set_max_duration(words, rule);
    if (strcmp(word, "fallback") == 0) {
        const char *to = next(words);

        if (to == NULL || strcmp(to, "local") != 0)
            return bad(words, word, "'fallback local' is wanted");
        return set_flag(words, &rule->fallback_local, word);
    }
    return bad(words, word, "unknown word");
}

/* One item more of SIZE at the end of *ITEMS. */
static bool
append(struct words *words, void **items, size_t *count, const void *item,
       size_t size)
{
    char *grown = *count < SETTINGS_RULES_MAX
                      ? reallocarray(*items, *count + 1, size)
                      : NULL;

    if (grown == NULL)
        return bad(words, "cannot keep line", "too many lines, or no memory");
    *items = grown;
    memcpy(grown + *count * size, item, size);
    ++*count;
    return true;
}

static bool
add_rule(struct words *words)
{
    struct settings *settings = words->reading->settings;
    struct rule rule = {.permit = words->line[0] == 'p', .pattern = "*"};
    const char *word;
    void *rules = settings->rules;
    bool good;

    if (!who(words, &rule))
        return false;
    word = next(words);
    if (word == NULL ? rule.permit : strcmp(word, "environment") != 0)
        return bad(words, word, "'environment' is wanted");
    if (word != NULL
        && !value(words, word, value_pattern, rule.pattern,
                  sizeof(rule.pattern)))
        return false;
    while ((word = next(words)) != NULL)
        if (!rule.permit ? !bad(words, word, "nothing more is wanted")
                         : !option(words, &rule, word))
            return false;
    memcpy(rule.where, words->reading->where, sizeof(rule.where));
    good = append(words, &rules, &settings->rule_count, &rule, sizeof(rule));
    settings->rules = rules;
    return good;
}

static bool
add_mapping(struct words *words)
{
    struct settings *settings = words->reading->settings;
    struct mapping mapping = {0};
    const char *word;
    void *mappings = settings->mappings;
    bool good;

    if (!value(words, "login", value_login, mapping.login,
               sizeof(mapping.login)))
        return false;
    while ((word = next(words)) != NULL) {
        bool subject = strcmp(word, "subject") == 0;
        char *out = subject ? mapping.subject : mapping.pulumi;

        if (!subject && strcmp(word, "pulumi") != 0)
            return bad(words, word, "'subject' or 'pulumi' is wanted");
        if (*out != '\0')
            return bad(words, word, "it is there twice");
        if (!value(words, word, value_subject, out, SETTINGS_NAME_MAX))
            return false;
    }
    if (mapping.subject[0] == '\0' && mapping.pulumi[0] == '\0')
        return bad(words, mapping.login, "'subject' or 'pulumi' is missing");
    memcpy(mapping.where, words->reading->where, sizeof(mapping.where));
    good = append(words, &mappings, &settings->mapping_count, &mapping,
                  sizeof(mapping));
    settings->mappings = mappings;
    return good;
}

bool
settings_rule(struct reading *reading, const char *name, char *rest,
              struct esc_error *err)
{
    struct words words = {reading, name, rest, err};

    if (strcmp(name, "permit") == 0 || strcmp(name, "refuse") == 0)
        return add_rule(&words);
    if (strcmp(name, "map") == 0)
        return add_mapping(&words);
    return esc_fail(err, ESC_E_CONFIG, NULL,
                    "cannot read line: 'name = value', or a line of permit,"
                    " refuse or map is wanted");
}
