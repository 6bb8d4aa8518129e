/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust-policy: what AWS must be told, as commands to read and run, or the
 * policy alone.  It always names audience and subject: a policy without the
 * subject trusts every host and user of the issuer, one without the audience
 * tokens that were made for somebody else.
 */
#include "esc/buf.h"
#include "role.h"

#define SUBJECT_BYTES                                                         \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+=,"
#define SUBJECT_MAX 255 /* what STS takes */
#define POLICY_MAX (64 * 1024)

/* A part of "sub": nothing that could be a separator or a wildcard. */
static bool
check_part(const char *what, const char *text, struct esc_error *err)
{
    if (text[0] != '\0' && text[strspn(text, SUBJECT_BYTES)] == '\0')
        return true;
    return esc_fail(err, ESC_E_USAGE, NULL,
                    "cannot use %s '%s': it holds more than letters, digits "
                    "and . _ - @ + = ,",
                    what, text);
}

static bool
check(const struct options *options, const struct site *site,
      struct esc_error *err)
{
    if (!check_part("zone", site->zone, err)
        || (options->host_id != NULL
            && !check_part("host", options->host_id, err)))
        return false;
    for (size_t i = 0; i < options->users.count; i++) {
        const char *user = options->users.items[i];

        if (!check_part("user", user, err))
            return false;
        if (strlen(user) + strlen(site->zone) + 32
                + (options->host_id == NULL ? 1 : strlen(options->host_id))
            > SUBJECT_MAX)
            return esc_fail(err, ESC_E_USAGE, NULL,
                            "the subject of user '%s' is longer than STS's "
                            "%d bytes",
                            user, SUBJECT_MAX);
    }
    return true;
}

/* One string as it is, several as a list: the forms that IAM itself prints. */
static void
add_strings(struct esc_buf *json, const struct list *list)
{
    if (list->count > 1)
        esc_buf_add_char(json, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            esc_buf_add_str(json, ", ");
        esc_buf_add_json(json, list->items[i]);
    }
    if (list->count > 1)
        esc_buf_add_char(json, ']');
}

static void
add_subjects(struct esc_buf *json, const struct options *options,
             const struct site *site)
{
    const char *host = options->host_id == NULL ? "*" : options->host_id;
    size_t count = options->users.count == 0 ? 1 : options->users.count;

    if (count > 1)
        esc_buf_add_char(json, '[');
    for (size_t i = 0; i < count; i++) {
        const char *user =
            options->users.count == 0 ? "*" : options->users.items[i];

        esc_buf_printf(json, "%s\"bastion:%s:host:%s:user:%s\"",
                       i == 0 ? "" : ", ", site->zone, host, user);
    }
    if (count > 1)
        esc_buf_add_char(json, ']');
}

/* PROVIDER is the issuer without its scheme: how IAM names it. */
static void
add_conditions(struct esc_buf *json, const struct options *options,
               const struct site *site, const char *provider)
{
    bool exact = options->host_id != NULL && options->users.count > 0;

    esc_buf_printf(json,
                   "      \"Condition\": {\n"
                   "        \"StringEquals\": {\n"
                   "          \"%s:aud\": ",
                   provider);
    add_strings(json, &site->audiences);
    esc_buf_add_str(json, exact ? ",\n"
                                : "\n        },\n"
                                  "        \"StringLike\": {\n");
    esc_buf_printf(json, "          \"%s:sub\": ", provider);
    add_subjects(json, options, site);
    esc_buf_add_str(json, "\n        }\n      }\n");
}

static void
add_policy(struct esc_buf *json, const struct options *options,
           const struct site *site, const struct roles *roles)
{
    const char *provider = site->issuer + strlen("https://");
    struct list actions = {{"sts:AssumeRoleWithWebIdentity"}, 1};

    /* A token with these claims needs these rights, or STS refuses it. */
    if (site->session_tags)
        actions.items[actions.count++] = "sts:TagSession";
    if (site->source_identity)
        actions.items[actions.count++] = "sts:SetSourceIdentity";
    esc_buf_printf(json,
                   "{\n"
                   "  \"Version\": \"2012-10-17\",\n"
                   "  \"Statement\": [\n"
                   "    {\n"
                   "      \"Effect\": \"Allow\",\n"
                   "      \"Principal\": {\n"
                   "        \"Federated\": \"arn:%s:iam::%s:oidc-provider/"
                   "%s\"\n"
                   "      },\n"
                   "      \"Action\": ",
                   roles->partition, roles->account, provider);
    add_strings(json, &actions);
    esc_buf_add_str(json, ",\n");
    add_conditions(json, options, site, provider);
    esc_buf_add_str(json, "    }\n  ]\n}\n");
}

/* TEXT as one word of the shell. */
static void
print_word(const char *text)
{
    putchar('\'');
    for (; *text != '\0'; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*text);
    putchar('\'');
}

static void
print_provider(const struct options *options, const struct site *site)
{
    printf("# 1. Once per account: the identity provider.\n"
           "aws iam create-open-id-connect-provider \\\n"
           "    --url %s \\\n    --client-id-list",
           site->issuer);
    for (size_t i = 0; i < site->audiences.count; i++) {
        putchar(' ');
        print_word(site->audiences.items[i]);
    }
    if (options->thumbprints.count > 0)
        fputs(" \\\n    --thumbprint-list", stdout);
    for (size_t i = 0; i < options->thumbprints.count; i++) {
        putchar(' ');
        print_word(options->thumbprints.items[i]);
    }
    putchar('\n');
}

static void
print_role(const struct role *role)
{
    printf("\naws iam create-role --role-name %s", role->name);
    if (strcmp(role->path, "/") != 0)
        printf(" --path %s", role->path);
    printf(" \\\n    --assume-role-policy-document \"$trust\"\n"
           "# There already?\n"
           "# aws iam update-assume-role-policy --role-name %s \\\n"
           "#     --policy-document \"$trust\"\n"
           "# Then what it may do, for instance:\n"
           "# aws iam attach-role-policy --role-name %s \\\n"
           "#     --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess\n",
           role->name, role->name);
}

static bool
run(const struct options *options, struct esc_error *err)
{
    struct site site;
    struct roles roles;
    ESC_BUF_OWN policy = ESC_BUF_LIMIT(POLICY_MAX);

    if (!site_load(options, &site, err) || !site_need_issuer(&site, err)
        || !check(options, &site, err)
        || !roles_find(options, &site, &roles, err))
        return false;
    add_policy(&policy, options, &site, &roles);
    if (!esc_buf_ok(&policy, err))
        return false;
    if (options->json) {
        fputs(esc_buf_text(&policy), stdout);
        return true;
    }
    if (roles.count == 0) {
        esc_fail(err, ESC_E_USAGE, NULL, "the role is not known");
        return esc_fail_hint(err, "--role NAME, --environment ORG/PROJECT/ENV "
                                  "or, for the policy alone, --json");
    }
    printf("# For account %s: read these, then run them as its "
           "administrator.\n\n",
           roles.account);
    print_provider(options, &site);
    printf("\n# 2. The role, and who may assume it.\ntrust=");
    print_word(esc_buf_text(&policy));
    putchar('\n');
    for (size_t i = 0; i < roles.count; i++)
        print_role(&roles.items[i]);
    return true;
}

const struct command command_trust_policy = {
    .name = "trust-policy",
    .usage = "[--environment ORG/PROJECT/ENV | --role NAME ...] "
             "[--account ID] [--user SUBJECT] ... [--host-id ID] [--json]",
    .summary = "print what makes AWS trust the issuer, and whom",
    .run = run,
};
