/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options: one table says what there is, who takes it and what it means.
 */
#include "command.h"
#include <stddef.h>

enum kind { TEXT, LIST, FLAG };

static const struct option_row {
    const char *name, *value, *commands, *meaning;
    enum kind kind;
    size_t offset;
} rows[] = {
#define AT(field) offsetof(struct options, field)
    {"--account", "ID", " trust-policy ", "the AWS account of the role", TEXT,
     AT(account)},
    {"--also", "FILE", " jwks rotate retire ",
     "publish this key too (may be repeated)", LIST, AT(also)},
    {"--audience", "AUD", " trust-policy ",
     "what tokens are for (default: the settings', else sts.amazonaws.com)",
     LIST, AT(audiences)},
    {"--environment", "ORG/PROJECT/ENV", " trust-policy ",
     "take account and roles from the ARNs in this definition", TEXT,
     AT(environment)},
    {"--help", NULL, " init jwks rotate retire trust-policy verify ",
     "show this", FLAG, AT(help)},
    {"--host-id", "ID", " trust-policy ",
     "only this host (default: every host of the zone)", TEXT, AT(host_id)},
    {"--issuer", "URL", " init jwks rotate retire trust-policy verify ",
     "the issuer (default: the settings')", TEXT, AT(issuer)},
    {"--json", NULL, " trust-policy ", "print the trust policy alone", FLAG,
     AT(json)},
    {"--key", "FILE", " init jwks rotate retire verify ",
     "the signing key (default: the settings')", TEXT, AT(key)},
    {"--now", NULL, " rotate retire ",
     "do not wait until caches have forgotten: an emergency", FLAG, AT(now)},
    {"--role", "NAME", " trust-policy ",
     "the role, by name or ARN (may be repeated)", LIST, AT(roles)},
    {"--settings", "FILE", " init jwks rotate retire trust-policy verify ",
     "other settings than the host's", TEXT, AT(settings)},
    {"--thumbprint", "SHA1", " trust-policy ",
     "of the certificate authority of a private web server", LIST,
     AT(thumbprints)},
    {"--type", "rsa2048|ec256", " init rotate ",
     "of the key (init: rsa2048, rotate: as before)", TEXT, AT(type)},
    {"--user", "SUBJECT", " trust-policy ",
     "only this user (may be repeated; default: all)", LIST, AT(users)},
    {"--zone", "ZONE", " trust-policy ",
     "the zone (default: the settings', else default)", TEXT, AT(zone)},
#undef AT
};
#define ROWS (sizeof(rows) / sizeof(*rows))

static bool
takes(const struct option_row *row, const struct command *command)
{
    const char *found = row->commands;
    size_t len = strlen(command->name);

    while ((found = strstr(found, command->name)) != NULL) {
        if (found[-1] == ' ' && found[len] == ' ')
            return true;
        found += len;
    }
    return false;
}

/* The row of "--name" or "--name=value"; *VALUE_OUT behind the '='. */
static const struct option_row *
find(const struct command *command, const char *word, const char **value_out)
{
    const char *equals = strchr(word, '=');
    size_t len = equals == NULL ? strlen(word) : (size_t)(equals - word);

    *value_out = equals == NULL ? NULL : equals + 1;
    if (strcmp(word, "-h") == 0)
        word = "--help", len = 6;
    for (size_t i = 0; i < ROWS; i++)
        if (strlen(rows[i].name) == len && memcmp(rows[i].name, word, len) == 0
            && takes(&rows[i], command))
            return &rows[i];
    return NULL;
}

static bool
store(const struct option_row *row, const char *value, struct options *options,
      struct esc_error *err)
{
    void *field = (char *)options + row->offset;
    const char **text = field;
    struct list *list = field;
    bool *flag = field;

    if (row->kind == FLAG) {
        *flag = true;
        return true;
    }
    if (*value == '\0')
        return esc_fail(err, ESC_E_USAGE, row->name, "'%s' has no value",
                        row->name);
    if (row->kind == TEXT) {
        if (*text != NULL)
            return esc_fail(err, ESC_E_USAGE, row->name, "'%s' is said twice",
                            row->name);
        *text = value;
        return true;
    }
    if (list->count == LIST_MAX)
        return esc_fail(err, ESC_E_USAGE, row->name,
                        "'%s' is said more than %d times", row->name,
                        LIST_MAX);
    list->items[list->count++] = value;
    return true;
}

static bool
one_option(const struct command *command, char ***argv,
           struct options *options, struct esc_error *err)
{
    const char *word = *(*argv)++, *value;
    const struct option_row *row = find(command, word, &value);

    if (row == NULL)
        return esc_fail(err, ESC_E_USAGE, word, "unknown option '%s'", word);
    if (row->kind == FLAG && value != NULL)
        return esc_fail(err, ESC_E_USAGE, word, "'%s' takes no value",
                        row->name);
    if (row->kind != FLAG && value == NULL) {
        if (**argv == NULL)
            return esc_fail(err, ESC_E_USAGE, word, "'%s' has no value", word);
        value = *(*argv)++;
    }
    return store(row, value, options, err);
}

bool
options_parse(const struct command *command, char **argv,
              struct options *options_out, struct esc_error *err)
{
    bool options_end = false;

    *options_out = (struct options){0};
    while (*argv != NULL) {
        if (!options_end && strcmp(*argv, "--") == 0) {
            options_end = true;
            argv++;
        } else if (!options_end && **argv == '-' && (*argv)[1] != '\0') {
            if (!one_option(command, &argv, options_out, err))
                return false;
        } else if (options_out->operand_count == command->operand_max) {
            return esc_fail(err, ESC_E_USAGE, *argv, "unexpected '%s'", *argv);
        } else {
            options_out->operands[options_out->operand_count++] = *argv++;
        }
    }
    if (!options_out->help
        && options_out->operand_count < command->operand_min)
        return esc_fail(err, ESC_E_USAGE, NULL, "an operand is missing");
    return true;
}

void
options_print(const struct command *command, FILE *out)
{
    char name[64];

    for (size_t i = 0; i < ROWS; i++) {
        if (!takes(&rows[i], command))
            continue;
        snprintf(name, sizeof(name), "%s %s", rows[i].name,
                 rows[i].value == NULL ? "" : rows[i].value);
        fprintf(out, "  %-29s %s\n", name, rows[i].meaning);
    }
}
