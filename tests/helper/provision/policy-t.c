/* SPDX-License-Identifier: Apache-2.0 */
/* Who may open what: the first line that matches decides. */
#include "helper/provision/policy.h"
#include "helper/provision/settings_examine.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char lines[] =
    "host-id = h\n"                                                 /* 1 */
    "importable = acme/shared/*\n"                                  /* 2 */
    "refuse user mallory\n"                                         /* 3 */
    "permit user dana environment acme/aws/prod max-duration 15m\n" /* 4 */
    "refuse group interns environment acme/aws/prod\n"              /* 5 */
    "permit group developers environment acme/aws/dev default\n"    /* 6 */
    "permit group developers environment acme/aws/*\n"              /* 7 */
    "permit user admin? environment *\n"                            /* 8 */
    "permit user admin1 environment other/aws/dev default\n"        /* 9 */
    "permit user * environment acme/open/one\n";                    /* 10 */

static char developers[][SETTINGS_NAME_MAX] = {"users", "developers"};
static char interns[][SETTINGS_NAME_MAX] = {"interns", "developers"};
static char none[][SETTINGS_NAME_MAX] = {"users"};

static struct account
account_of(const char *login)
{
    struct account account = {.groups = none, .group_count = 1};

    snprintf(account.login, sizeof(account.login), "%s", login);
    if (strcmp(login, "dana") == 0 || strcmp(login, "mallory") == 0) {
        account.groups = developers;
        account.group_count = 2;
    } else if (strcmp(login, "ian") == 0) {
        account.groups = interns;
        account.group_count = 2;
    }
    return account;
}

static const struct {
    const char *login, *environment, *where; /* NULL: no line */
    bool permit;
} decisions[] = {
    {"dana", "acme/aws/prod", "t:4", true},
    {"dana", "acme/aws/dev", "t:6", true},
    {"dana", "acme/aws/test", "t:7", true},
    {"dana", "acme/gcp/test", NULL, false},
    {"mallory", "acme/aws/dev", "t:3", false},
    {"mallory", "acme/open/one", "t:3", false},
    {"ian", "acme/aws/prod", "t:5", false},
    {"ian", "acme/aws/dev", "t:6", true},
    {"admin1", "any/thing/else", "t:8", true},
    {"admin", "any/thing/else", NULL, false},
    {"erin", "acme/open/one", "t:10", true},
    {"developers", "acme/aws/dev", NULL, false},
};

static void
test_decide(const struct settings *s)
{
    for (size_t i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++) {
        struct account account = account_of(decisions[i].login);
        const struct rule *rule =
            policy_decide(s, &account, decisions[i].environment);

        is_str(rule == NULL ? NULL : rule->where, decisions[i].where, "%s, %s",
               decisions[i].login, decisions[i].environment);
        ok((rule != NULL && rule->permit) == decisions[i].permit, "  is %s",
           decisions[i].permit ? "permitted" : "refused");
    }
}

static const struct {
    const char *login, *name, *environment, *version;
    enum esc_code code;
    const char *text, *hint;
} grants[] = {
    {"dana", "acme/aws/prod", "acme/aws/prod", "", ESC_OK, NULL, NULL},
    {"dana", "acme/aws/prod@12", "acme/aws/prod", "12", ESC_OK, NULL, NULL},
    {"dana", "default", "acme/aws/dev", "", ESC_OK, NULL, NULL},
    {"dana", "default@7", "acme/aws/dev", "7", ESC_OK, NULL, NULL},
    {"dana", "prod", "acme/aws/prod", "", ESC_OK, NULL, NULL},
    {"dana", "filed", "acme/aws/filed", "", ESC_OK, NULL, NULL},
    {"admin1", "dev", NULL, NULL, ESC_E_NOT_FOUND,
     "the short name is not unique", "one of acme/aws/dev, other/aws/dev"},
    {"erin", "dev", NULL, NULL, ESC_E_NOT_FOUND,
     "no environment of this short name is permitted to 'erin'",
     "name it as ORG/PROJECT/ENV"},
    {"erin", "filed", NULL, NULL, ESC_E_NOT_FOUND,
     "no environment of this short name is permitted to 'erin'",
     "name it as ORG/PROJECT/ENV"},
    {"erin", "default", NULL, NULL, ESC_E_NOT_FOUND,
     "no default is permitted to 'erin'",
     "choose one with -e, or ask your administrator for a default"},
    {"erin", "acme/aws/dev", NULL, NULL, ESC_E_NOT_PERMITTED,
     "it is not permitted to 'erin'", ""},
    {"mallory", "default", NULL, NULL, ESC_E_NOT_PERMITTED,
     "it is not permitted to 'mallory'", ""},
    {"dana", "../etc/x", NULL, NULL, ESC_E_INPUT, "not a valid name", ""},
};

static void
test_grant(const struct settings *s)
{
    for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
        struct account account = account_of(grants[i].login);
        struct policy_grant grant;
        struct esc_error err = {0};
        bool granted = policy_grant(s, &account, grants[i].name, &grant, &err);

        is_int(err.code, grants[i].code, "%s asks for %s", grants[i].login,
               grants[i].name);
        if (granted) {
            is_str(grant.environment, grants[i].environment, "  gets it");
            is_str(grant.version, grants[i].version, "  in the version");
        } else {
            is_str(err.text, grants[i].text, "  hears why");
            is_str(err.hint, grants[i].hint, "  and what helps");
        }
    }
}

static void
test_import(const struct settings *s)
{
    struct account dana = account_of("dana"), erin = account_of("erin");

    ok(policy_may_import(s, &erin, "acme/shared/base"), "importable: anybody");
    ok(policy_may_import(s, &dana, "acme/aws/dev"), "permitted: its user");
    ok(!policy_may_import(s, &erin, "acme/aws/dev"), "else nobody");
}

static const struct {
    const char *text, *where; /* NULL: no warning */
} reviews[] = {
    {"permit user a environment x/y/z\npermit user a environment x/y/z values",
     "t:2"},
    {"permit user a environment x/*\npermit user a environment x/y/z", "t:2"},
    {"refuse user *\npermit group g environment x/y/z", "t:2"},
    {"permit user a* environment x/*\npermit user ab environment x/y*", "t:2"},
    {"permit user a environment x/y/z\npermit user a environment x/*", NULL},
    {"permit user a environment x/*\npermit user b environment x/*", NULL},
    {"permit group a environment x/*\npermit user a environment x/*", NULL},
    {"permit user a environment x/?\npermit user a environment x/*", NULL},
    {"refuse user a", "t"},
    {"refuse user a\npermitt user b environment x/*", NULL},
    {"refuse user *\npermit user a environment x/y/z\nfoo", "t:2"},
};

static void __attribute__((noinline)) test_review(void)
{
    for (size_t i = 0; i < sizeof(reviews) / sizeof(reviews[0]); i++) {
        static const char key[] = "host-id = h\nissuer = https://i\n"
                                  "signing-key = /k\n";
        char text[512];
        SETTINGS_OWN s;
        REPORT_OWN report = {0};

        snprintf(text, sizeof(text), "%s\n%s", reviews[i].text, key);
        settings_examine_text("t", text, strlen(text), &s, &report);
        policy_review(&s, "t", &report);
        is_int((long long)report.warnings, reviews[i].where != NULL,
               "review %zu", i);
        if (report.count > 0 && reviews[i].where != NULL)
            is_str(report.findings[report.count - 1].where, reviews[i].where,
                   "  warns of the later line");
    }
}

static void __attribute__((noinline)) test_issuer(void)
{
    static const struct {
        const char *issuer, *warning;
    } rows[] = {
        {"https://id.example.com/Fleet:1", NULL},
        {"https://id.example.com:8443/x",
         "'issuer' has a port, which AWS does not take"},
        {"https://ID.example.com/x",
         "'issuer' has capitals in its host, which AWS does not take"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[512];
        SETTINGS_OWN s;
        REPORT_OWN report = {0};

        snprintf(text, sizeof(text),
                 "host-id = h\nissuer = %s\nsigning-key = /k\n"
                 "permit user a environment x/y/z\n",
                 rows[i].issuer);
        settings_examine_text("t", text, strlen(text), &s, &report);
        policy_review(&s, "t", &report);
        is_str(report.count == 0 ? NULL : report.findings[0].text,
               rows[i].warning, "%s", rows[i].issuer);
    }
}

/* DIR/acme/aws/filed.yaml: an environment that only a file names. */
static bool
make_tree(const char *dir, bool make)
{
    static const char *const parts[] = {"acme", "acme/aws"};
    char path[2][64], file[64];
    int fd;

    snprintf(file, sizeof(file), "%s/acme/aws/filed.yaml", dir);
    for (size_t i = 0; i < 2; i++)
        snprintf(path[i], sizeof(path[i]), "%s/%s", dir, parts[i]);
    if (!make)
        return unlink(file) == 0 && rmdir(path[1]) == 0 && rmdir(path[0]) == 0
               && rmdir(dir) == 0;
    if (mkdir(path[0], 0755) != 0 || mkdir(path[1], 0755) != 0)
        return false;
    fd = open(file, O_CREAT | O_WRONLY, 0644);
    return fd >= 0 && close(fd) == 0;
}

static void __attribute__((noinline)) test_lines(const char *dir)
{
    static struct settings s; /* large */
    REPORT_OWN report = {0};

    settings_examine_text("t", lines, sizeof(lines) - 1, &s, &report);
    ok(report.errors == 0, "settings for the tests");
    snprintf(s.environments, sizeof(s.environments), "%s", dir);
    test_decide(&s);
    test_grant(&s);
    test_import(&s);
    settings_release(&s);
}

int
main(void)
{
    char dir[] = "/tmp/policy-t.XXXXXX";

    if (ok(mkdtemp(dir) != NULL && make_tree(dir, true), "a tree")) {
        test_lines(dir);
        ok(make_tree(dir, false), "removed");
    }
    test_review();
    test_issuer();
    return tap_done();
}
