/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NSS modules may be anything and may hang: a child without rights asks them,
 * one byte an answer.  What cannot be told is not warned of.
 */
#include "check_host.h"
#include "definition.h"
#include "esc/file.h"
#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct named {
    bool group;
    const char *name, *where;       /* of the settings */
    const struct mapping *claimant; /* NULL: a permit or refuse names it */
};

struct names {
    struct named *items;
    size_t count;
};

/* ---- accounts and groups ---- */

static void
add_name(struct names *names, const struct named *one)
{
    if (strpbrk(one->name, "*?") != NULL)
        return;
    for (size_t i = 0; i < names->count; i++)
        if (names->items[i].group == one->group
            && (names->items[i].claimant == NULL) == (one->claimant == NULL)
            && strcmp(names->items[i].name, one->name) == 0)
            return;
    names->items[names->count++] = *one;
}

static bool
is_mapped(const struct settings *settings, const char *login)
{
    for (size_t i = 0; i < settings->mapping_count; i++)
        if (strcmp(settings->mappings[i].login, login) == 0)
            return true;
    return false;
}

/* Everything to ask for; false: no memory, or nothing. */
static bool
collect(const struct settings *settings, struct names *names)
{
    size_t most = settings->rule_count + settings->mapping_count;

    names->items = calloc(most + 1, sizeof(*names->items));
    if (names->items == NULL)
        return false;
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        add_name(names,
                 &(struct named){rule->group, rule->who, rule->where, NULL});
    }
    for (size_t i = 0; i < settings->mapping_count; i++) {
        const struct mapping *mapping = &settings->mappings[i];

        /* What a mapped login is outside, its own line says. */
        if (mapping->subject[0] != '\0'
            && !is_mapped(settings, mapping->subject))
            add_name(names, &(struct named){false, mapping->subject,
                                            mapping->where, mapping});
    }
    return names->count > 0;
}

static char
look_up(const struct named *one)
{
    bool found;

    errno = 0;
    found =
        one->group ? getgrnam(one->name) != NULL : getpwnam(one->name) != NULL;
    if (found)
        return 'y';
    return errno == 0 || errno == ENOENT || errno == ESRCH ? 'n' : '?';
}

static int
answer(const void *context, int fd)
{
    const struct names *names = context;

    for (size_t i = 0; i < names->count; i++) {
        char known = look_up(&names->items[i]);

        if (!esc_file_write_all(fd, &known, 1))
            return 1;
    }
    return 0;
}

static void
judge(const struct named *one, char known, struct report *report)
{
    if (one->claimant == NULL && known == 'n')
        report_warning(report, one->where, "this host has no %s '%s'",
                       one->group ? "group" : "user", one->name);
    if (one->claimant != NULL && known == 'y')
        report_warning(report, one->where,
                       "map: '%s' is also a user of this host, whom it keeps"
                       " out: a subject is one person's",
                       one->name);
}

static void
ask(const struct names *names, const struct lookup_ids *as,
    struct report *report)
{
    struct child_plan plan = {"the look-up of names", as->resolver_uid,
                              as->resolver_gid, answer, names};
    struct timeval wait = {LOOKUP_MS / 1000, 0};
    CHILD_OWN child = CHILD_NONE;
    struct esc_error err = {0};
    char known = 0;

    if (!child_start(&child, &plan, &err)) {
        report_concern(report, &err);
        return;
    }
    (void)setsockopt(child.fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    for (size_t i = 0; i < names->count; i++) {
        if (!esc_file_read_all(child.fd, &known, 1)) {
            report_warning(report, names->items[i].where,
                           "the directory does not say whether it knows '%s'",
                           names->items[i].name);
            return;
        }
        judge(&names->items[i], known, report);
    }
}

/* ---- files ---- */

static bool
is_named_before(const struct settings *settings, size_t index)
{
    const struct rule *rules = settings->rules;

    for (size_t i = 0; i < index; i++)
        if (rules[i].permit
            && strcmp(rules[i].pattern, rules[index].pattern) == 0)
            return true;
    return false;
}

static void
check_definition(const struct settings *settings, const struct rule *rule,
                 struct report *report)
{
    struct definition_name name = {settings->environments, rule->pattern, ""};
    struct definition_found found;
    struct esc_error err = {0};
    ESC_OWN(esc_secret) bytes = definition_read(&name, &found, &err);

    /* Only root can tell what it is that root could not read. */
    if (bytes != NULL || (err.code != ESC_E_NOT_FOUND && geteuid() != 0))
        return;
    if (err.code == ESC_E_NOT_FOUND)
        esc_fail_while(&err, "%s'%s'", rule->is_default ? "default " : "",
                       rule->pattern);
    snprintf(err.where, sizeof(err.where), "%s", rule->where);
    report_concern(report, &err);
}

static void
check_definitions(const struct settings *settings, struct report *report)
{
    if (access(settings->environments, X_OK) != 0)
        return;
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->permit && strpbrk(rule->pattern, "*?") == NULL
            && (!settings->pulumi || rule->fallback_local)
            && !is_named_before(settings, i))
            check_definition(settings, rule, report);
    }
}

static void
check_authorities(const char *path, const char *setting, bool is_folder,
                  struct report *report)
{
    struct stat st;

    if (path[0] == '\0')
        return;
    if (stat(path, &st) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            report_warning(report, path, "setting '%s': there is no '%s'",
                           setting, path);
    } else if (is_folder != S_ISDIR(st.st_mode)) {
        report_warning(report, path, "setting '%s': '%s' is %s", setting, path,
                       is_folder ? "no folder" : "not a file");
    }
}

/* Who may write there can take settings away, whoever owns the file. */
static void
check_place(const char *path, struct report *report)
{
    char copy[PATH_MAX];
    const char *folder;
    struct esc_error err = {0};
    struct stat st;

    snprintf(copy, sizeof(copy), "%s", path);
    folder = dirname(copy);
    if (stat(folder, &st) != 0)
        return;
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0
        && (st.st_mode & S_ISVTX) == 0) {
        esc_fail(&err, ESC_E_CONFIG, folder,
                 "others than its owner may take away what is in '%s'",
                 folder);
        esc_fail_hint(&err, "chmod go-w %s", folder);
    } else if (st.st_uid != 0 && st.st_uid != geteuid()) {
        esc_fail(&err, ESC_E_CONFIG, folder, "'%s' is not root's", folder);
        esc_fail_hint(&err, "chown root: %s", folder);
    }
    if (err.code != ESC_OK)
        report_concern(report, &err);
}

void
check_host(const struct settings *settings, const char *path,
           const struct lookup_ids *as, struct report *report)
{
    struct names names = {0};

    if (collect(settings, &names))
        ask(&names, as, report);
    free(names.items);
    check_definitions(settings, report);
    check_authorities(settings->ca_path, "ca-path", true, report);
    check_authorities(settings->ca_file, "ca-file", false, report);
    check_place(path, report);
}
