/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-check: read the settings as an opening would and tell all that is wrong,
 * before a login does.  Runs as whoever calls and changes nothing;
 * `esc-session check` becomes it.  What is found is collected first and shown
 * once, as lines or as JSON.
 *
 * Exit status: 0 in order (warnings allowed), 1 errors, 2 misuse.
 */
#include "check_host.h"
#include "definition.h"
#include "esc/cipher.h"
#include "esc/file.h"
#include "esc/text.h"
#include "idtoken.h"
#include "identity.h"
#include "lookup.h"
#include "service.h"
#include "settings_examine.h"
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_MAX (4 * 1024 * 1024)
#define NOBODY 65534

struct check {
    const char *path, *user;
    char caller[SETTINGS_NAME_MAX];
    bool json, own; /* own: for a user, who wants no review */
    struct settings settings;
    struct report report;
    struct lookup_ids ids;
    char key[96]; /* algorithm and kid of the signing key, when readable */
    struct account account;
    struct identity identity;
    struct esc_buf out;
    size_t shown; /* environments of the user */
};

/* The file that setting NAME says cannot be used; MISSING: what helps when it
 * is not there. */
static void
report_setting(struct check *c, const char *name, const char *missing,
               struct esc_error *err)
{
    if (err->code == ESC_E_NOT_FOUND)
        esc_fail_hint(err, "%s", missing);
    esc_fail_while(err, "setting '%s'", name);
    report_failure(&c->report, err);
}

static void
check_key(struct check *c)
{
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) key = NULL;

    /* Only root may read it, so only root can tell. */
    if (c->own || c->settings.signing_key[0] == '\0' || geteuid() != 0)
        return;
    key = esc_jwk_load(c->settings.signing_key, &err);
    if (key == NULL)
        report_setting(c, "signing-key", "esc-session issuer init makes one",
                       &err);
    else
        snprintf(c->key, sizeof(c->key), "%s kid=%s", key->alg, key->kid);
}

static void
check_secrets_key(struct check *c)
{
    const char *path = c->settings.secrets_key;
    struct esc_error err = {0};
    ESC_OWN(esc_secret) key = NULL;

    if (path[0] == '\0' || geteuid() != 0)
        return;
    key = esc_cipher_load_key(path, &err);
    if (key == NULL)
        report_setting(c, "secrets-key",
                       "esc-session encrypt --new-key makes one", &err);
}

static void
check_folder(struct check *c)
{
    const char *path = c->settings.environments;
    struct esc_error err = {0};
    ESC_CLOSE int fd = -1;

    if (c->settings.pulumi && !c->settings.fallback_local)
        return;
    fd = esc_file_open_folder(AT_FDCWD, path, path, &err);
    if (fd < 0 && err.code == ESC_E_NOT_FOUND)
        report_warning(&c->report, path, "there are no environments: %s",
                       err.text);
    else if (fd < 0)
        report_failure(&c->report, &err);
}

static void
check_token(struct check *c)
{
    struct esc_error err = {0};
    ESC_OWN(esc_secret) token = NULL;

    if (!c->settings.pulumi || geteuid() != 0
        || strncmp(c->settings.pulumi_token, "file:", 5) != 0)
        return;
    token = service_token(&c->settings, &err);
    if (token == NULL)
        report_setting(c, "pulumi-token",
                       "put an access token there, readable by root alone",
                       &err);
}

/* The ids that look-ups drop to: of the installation, or nobody's. */
static void
check_ids(struct check *c)
{
    bool installed = strcmp(c->path, SETTINGS_FILE) == 0;
    struct esc_error err = {0};

    if (!lookup_ids("/etc/passwd", "/etc/group", &c->ids, &err)) {
        if (installed)
            report_failure(&c->report, &err);
        c->ids = (struct lookup_ids){NOBODY, NOBODY, NOBODY};
    }
    if (geteuid() != 0)
        c->ids = (struct lookup_ids){geteuid(), getegid(), 0};
}

static int
answer(const void *context, int fd)
{
    (void)context;
    return esc_lookup_serve(fd) ? 0 : 1;
}

static void
check_user(struct check *c)
{
    struct child_plan plan = {.name = "the look-up of names",
                              .uid = c->ids.resolver_uid,
                              .gid = c->ids.resolver_gid,
                              .run = answer};
    struct esc_ticket ticket = {.credential = ""};
    struct esc_error err = {0};
    CHILD_OWN child = CHILD_NONE;
    int shadow = identity_shadow("/etc/shadow");

    /* Anybody may check; dates of expiry are for root. */
    if (shadow == -EACCES && geteuid() != 0)
        shadow = -ENOENT;
    if (!esc_text_copy(ticket.login, sizeof(ticket.login), c->user))
        esc_fail(&err, ESC_E_USAGE, NULL, "the user's name is too long");
    if (err.code != ESC_OK || !lookup_start(&plan, &ticket, &child, &err)
        || !lookup_finish(&child, ticket.login, &c->account, &err)
        || !identity_check(&c->account, shadow, time(NULL), &err)
        || !identity_make(&c->settings, c->user, &c->identity, &err)
        || !service_identity(&c->settings, c->user, &c->identity, &err))
        report_failure(&c->report, &err);
}

static void
json_member(struct esc_buf *out, const char *name, const char *value)
{
    esc_buf_printf(out, "\"%s\":", name);
    esc_buf_add_json(out, value);
}

/* One environment that the user may or may not open. */
static void
show_environment(void *context, const char *name)
{
    struct check *c = context;
    const struct rule *rule = policy_decide(&c->settings, &c->account, name);
    bool permitted = rule != NULL && rule->permit;
    const char *where = rule == NULL ? "no line" : rule->where;
    char most[32] = "";

    if (!permitted && c->own)
        return;
    c->shown++;
    if (permitted && rule->max_duration != 0)
        esc_text_format_duration(rule->max_duration, most, sizeof(most));
    if (!c->json) {
        esc_buf_printf(&c->out, "  %-40s %s%s%s%s\n", name,
                       permitted      ? "permitted by "
                       : rule == NULL ? "refused: no line permits it"
                                      : "refused by ",
                       rule == NULL ? "" : where,
                       *most == '\0' ? "" : ", max-duration ", most);
        return;
    }
    esc_buf_add_str(&c->out, c->shown == 1 ? "{" : ",{");
    json_member(&c->out, "name", name);
    esc_buf_printf(&c->out, ",\"permitted\":%s,",
                   permitted ? "true" : "false");
    json_member(&c->out, "where", where);
    if (permitted)
        esc_buf_printf(&c->out, ",\"maxDuration\":%llu,\"values\":%s",
                       (unsigned long long)rule->max_duration,
                       rule->values ? "true" : "false");
    esc_buf_add_char(&c->out, '}');
}

/* An environment named by a line, unless its file shows it. */
static bool
is_named_first(const struct settings *settings, size_t index)
{
    const char *pattern = settings->rules[index].pattern;

    if (strpbrk(pattern, "*?") != NULL)
        return false;
    for (size_t i = 0; i < index; i++)
        if (strcmp(settings->rules[i].pattern, pattern) == 0)
            return false;
    return true;
}

static void
show_unless_named(void *context, const char *name)
{
    struct check *c = context;

    for (size_t i = 0; i < c->settings.rule_count; i++)
        if (strcmp(c->settings.rules[i].pattern, name) == 0)
            return;
    show_environment(c, name);
}

static void
show_environments(struct check *c)
{
    for (size_t i = 0; i < c->settings.rule_count; i++)
        if (is_named_first(&c->settings, i))
            show_environment(c, c->settings.rules[i].pattern);
    definition_each(c->settings.environments, "*", show_unless_named, c);
}

static void
show_user(struct check *c)
{
    const struct rule *rule = policy_default(&c->settings, &c->account);
    const char *name = rule == NULL ? "" : rule->pattern;

    if (c->json) {
        esc_buf_add_str(&c->out, ",\"user\":{");
        json_member(&c->out, "login", c->user);
        esc_buf_add_char(&c->out, ',');
        json_member(&c->out, "sub",
                    c->settings.aws_sign_in ? "" : c->identity.sub);
        esc_buf_add_char(&c->out, ',');
        json_member(&c->out, "pulumi", c->identity.scope);
        esc_buf_add_char(&c->out, ',');
        json_member(&c->out, "default", name);
        esc_buf_add_str(&c->out, ",\"environments\":[");
        show_environments(c);
        esc_buf_add_str(&c->out, "]}");
        return;
    }
    if (c->settings.aws_sign_in)
        esc_buf_printf(&c->out, "user '%s' is who signs in at '%s' to AWS\n",
                       c->user, c->settings.sign_in.issuer);
    else
        esc_buf_printf(&c->out, "user '%s' is '%s' outside\n", c->user,
                       c->identity.sub);
    if (c->identity.scope[0] != '\0')
        esc_buf_printf(&c->out, "and '%s' at Pulumi\n", c->identity.scope);
    if (rule == NULL)
        esc_buf_add_str(&c->out, "default: none\n");
    else
        esc_buf_printf(&c->out, "default: %s by %s\n", name, rule->where);
    show_environments(c);
    if (c->shown == 0 && c->own)
        esc_buf_add_str(&c->out, "no line permits an environment\n");
}

static void
show_json(struct check *c)
{
    esc_buf_printf(&c->out, "{\"errors\":%zu,\"warnings\":%zu,",
                   c->report.errors, c->report.warnings);
    json_member(&c->out, "file", c->path);
    esc_buf_add_str(&c->out, ",\"findings\":[");
    for (size_t i = 0; i < c->report.count; i++) {
        const struct finding *finding = &c->report.findings[i];

        esc_buf_add_str(&c->out, i == 0 ? "{" : ",{");
        json_member(&c->out, "severity",
                    finding->warning ? "warning" : "error");
        esc_buf_add_char(&c->out, ',');
        json_member(&c->out, "where", finding->where);
        esc_buf_add_char(&c->out, ',');
        json_member(&c->out, "text", finding->text);
        if (finding->hint[0] != '\0') {
            esc_buf_add_char(&c->out, ',');
            json_member(&c->out, "hint", finding->hint);
        }
        esc_buf_add_char(&c->out, '}');
    }
    esc_buf_add_char(&c->out, ']');
    if (c->key[0] != '\0') {
        esc_buf_add_char(&c->out, ',');
        json_member(&c->out, "signingKey", c->key);
    }
    if (c->user != NULL && c->report.errors == 0)
        show_user(c);
    esc_buf_add_str(&c->out, "}\n");
}

static void
show_text(struct check *c)
{
    for (size_t i = 0; i < c->report.count; i++) {
        const struct finding *finding = &c->report.findings[i];

        if (finding->warning && c->own)
            continue;
        esc_buf_printf(&c->out, "%s: %s: %s\n", finding->where,
                       finding->warning ? "warning" : "error", finding->text);
        if (finding->hint[0] != '\0')
            esc_buf_printf(&c->out, "    hint: %s\n", finding->hint);
    }
    if (c->key[0] != '\0')
        esc_buf_printf(&c->out, "signing key: %s\n", c->key);
    if (c->user != NULL && c->report.errors == 0)
        show_user(c);
    if (c->own)
        return;
    esc_buf_printf(&c->out, "%s: %zu error%s, %zu warning%s\n", c->path,
                   c->report.errors, c->report.errors == 1 ? "" : "s",
                   c->report.warnings, c->report.warnings == 1 ? "" : "s");
}

/* Who calls, by the directory: a variable could name anybody. */
static void
find_caller(struct check *c)
{
    const struct passwd *entry = getpwuid(geteuid());
    struct esc_error err = {0};

    if (entry != NULL
        && esc_text_copy(c->caller, sizeof(c->caller), entry->pw_name)) {
        c->user = c->caller;
        return;
    }
    esc_fail(&err, ESC_E_NOT_PERMITTED, NULL,
             "cannot list environments: uid %u has no account", geteuid());
    report_failure(&c->report, &err);
}

static bool
arguments(struct check *c, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            c->json = true;
        else if (strcmp(argv[i], "--own") == 0)
            c->own = true;
        else if (strcmp(argv[i], "--user") == 0 && i + 1 < argc)
            c->user = argv[++i];
        else if (argv[i][0] != '-' && i == argc - 1)
            c->path = argv[i];
        else
            return false;
    }
    return true;
}

/* All of it; the exit status. */
static int
examine(struct check *c)
{
    bool said;

    settings_examine(c->path, &c->settings, &c->report);
    policy_review(&c->settings, c->path, &c->report);
    if (c->own && c->user == NULL)
        find_caller(c);
    check_ids(c);
    if (!c->own)
        check_host(&c->settings, c->path, &c->ids, &c->report);
    if (c->report.errors == 0) {
        check_key(c);
        check_token(c);
        check_secrets_key(c);
        check_folder(c);
    }
    if (c->user != NULL && c->report.errors == 0)
        check_user(c);
    if (c->json)
        show_json(c);
    else
        show_text(c);
    said = fputs(esc_buf_text(&c->out), stdout) >= 0 && fflush(stdout) == 0;
    return said && c->report.errors == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
    struct check *c = calloc(1, sizeof(*c));
    int status;

    if (c == NULL)
        return 1;
    c->path = SETTINGS_FILE;
    c->out = ESC_BUF_LIMIT(OUTPUT_MAX);
    if (arguments(c, argc, argv)) {
        status = examine(c);
    } else {
        fputs("usage: esc-check [--own] [--user NAME] [--json] [FILE]\n",
              stderr);
        status = 2;
    }
    esc_buf_release(&c->out);
    account_release(&c->account);
    settings_release(&c->settings);
    report_release(&c->report);
    free(c);
    return status;
}
