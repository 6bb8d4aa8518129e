/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding roles.  No YAML is read here: a role ARN is recognised wherever it
 * stands on a line of the definition that is no comment.
 */
#include "role.h"
#include "esc/file.h"
#include "esc/text.h"
#include <limits.h>

#define DEFINITION_MAX (1024 * 1024)
#define NAME_BYTES                                                            \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-"

/* Copy the run of BYTES at *P, at most SIZE - 1 long; moves *P behind it. */
static bool
take_run(const char **p, const char *bytes, char *out, size_t size)
{
    size_t len = strspn(*p, bytes);

    if (len == 0 || len >= size)
        return false;
    memcpy(out, *p, len);
    out[len] = '\0';
    *p += len;
    return true;
}

static bool
take_text(const char **p, const char *text)
{
    size_t len = strlen(text);

    if (strncmp(*p, text, len) != 0)
        return false;
    *p += len;
    return true;
}

/* The role ARN that TEXT starts with; *END_OUT behind it. */
static bool
parse_arn(const char *text, struct role *role_out, const char **end_out)
{
    struct role role = {0};
    char whole[513];
    const char *p = text, *slash;

    if (!take_text(&p, "arn:")
        || !take_run(&p, "abcdefghijklmnopqrstuvwxyz-", role.partition,
                     sizeof(role.partition))
        || !take_text(&p, ":iam::")
        || !take_run(&p, "0123456789", role.account, sizeof(role.account))
        || strlen(role.account) != 12 || !take_text(&p, ":role/")
        || !take_run(&p, NAME_BYTES "/", whole, sizeof(whole)))
        return false;
    slash = strrchr(whole, '/');
    if (!esc_text_copy(role.name, sizeof(role.name),
                       slash == NULL ? whole : slash + 1)
        || role.name[0] == '\0')
        return false;
    if (slash == NULL)
        whole[0] = '\0';
    else
        whole[slash - whole + 1] = '\0';
    if (snprintf(role.path, sizeof(role.path), "/%s", whole)
        >= (int)sizeof(role.path))
        return false;
    *role_out = role;
    *end_out = p;
    return true;
}

static bool
add(struct roles *roles, const struct role *role, struct esc_error *err)
{
    for (size_t i = 0; i < roles->count; i++)
        if (strcmp(roles->items[i].name, role->name) == 0
            && strcmp(roles->items[i].account, role->account) == 0)
            return true;
    if (roles->count == ROLES_MAX)
        return esc_fail(err, ESC_E_USAGE, NULL, "more than %d roles",
                        ROLES_MAX);
    roles->items[roles->count++] = *role;
    return true;
}

static bool
add_named(struct roles *roles, const char *text, struct esc_error *err)
{
    struct role role = {.path = "/"};
    const char *p = text;

    if (parse_arn(text, &role, &p)
            ? *p != '\0'
            : !take_run(&p, NAME_BYTES, role.name, sizeof(role.name))
                  || *p != '\0')
        return esc_fail(err, ESC_E_USAGE, "--role",
                        "'%s' is neither a role's name nor its ARN", text);
    return add(roles, &role, err);
}

static bool
add_from_line(struct roles *roles, const char *line, struct esc_error *err)
{
    struct role role;

    line += strspn(line, " \t");
    if (*line == '#')
        return true;
    while ((line = strstr(line, "arn:")) != NULL) {
        if (!parse_arn(line, &role, &line))
            line += 4;
        else if (!add(roles, &role, err))
            return false;
    }
    return true;
}

static bool
add_from_definition(struct roles *roles, const struct site *site,
                    const char *environment, struct esc_error *err)
{
    ESC_BUF_OWN content = ESC_BUF_LIMIT(DEFINITION_MAX);
    char path[PATH_MAX], *line, *newline;

    if (!esc_text_is_environment(environment)
        || strchr(environment, '/') == NULL
        || strchr(environment, '@') != NULL)
        return esc_fail(err, ESC_E_USAGE, "--environment",
                        "'%s' is not ORG/PROJECT/ENV", environment);
    if (snprintf(path, sizeof(path), "%s/%s.yaml", site->environments,
                 environment)
        >= (int)sizeof(path))
        return esc_fail(err, ESC_E_USAGE, NULL, "the path is too long");
    if (!esc_file_read(path, &content, err))
        return false;
    for (line = content.data; line != NULL; line = newline) {
        newline = strchr(line, '\n');
        if (newline != NULL)
            *newline++ = '\0';
        if (!add_from_line(roles, line, err))
            return false;
    }
    if (roles->count > 0)
        return true;
    esc_fail(err, ESC_E_NOT_FOUND, path,
             "there is no role ARN in the text of '%s'", environment);
    return esc_fail_hint(err, "name it: --role NAME --account ID");
}

/* One account: the provider that the policy names lives in it. */
static bool
settle(const char *account, struct roles *roles, struct esc_error *err)
{
    for (size_t i = 0; i < roles->count; i++) {
        const struct role *role = &roles->items[i];

        if (role->account[0] == '\0')
            continue;
        if (account == NULL)
            account = role->account;
        if (strcmp(account, role->account) != 0) {
            esc_fail(err, ESC_E_USAGE, NULL,
                     "role '%s' is in account %s, not %s", role->name,
                     role->account, account);
            return esc_fail_hint(err, "one account at a time: name its roles "
                                      "by --role and it by --account");
        }
        esc_text_copy(roles->partition, sizeof(roles->partition),
                      role->partition);
    }
    if (account == NULL) {
        esc_fail(err, ESC_E_USAGE, NULL, "the AWS account is not known");
        return esc_fail_hint(err, "--account 123456789012, or --environment "
                                  "with a definition that names the role");
    }
    if (strspn(account, "0123456789") != 12 || strlen(account) != 12)
        return esc_fail(err, ESC_E_USAGE, "--account",
                        "'%s' is not an account: 12 digits", account);
    esc_text_copy(roles->account, sizeof(roles->account), account);
    return true;
}

bool
roles_find(const struct options *options, const struct site *site,
           struct roles *roles_out, struct esc_error *err)
{
    *roles_out = (struct roles){.partition = "aws"};
    for (size_t i = 0; i < options->roles.count; i++)
        if (!add_named(roles_out, options->roles.items[i], err))
            return false;
    if (options->environment != NULL && roles_out->count == 0
        && !add_from_definition(roles_out, site, options->environment, err))
        return false;
    return settle(options->account, roles_out, err);
}
