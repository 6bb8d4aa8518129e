/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects, session names, and who is served no more. */
#include "helper/provision/identity.h"
#include "helper/provision/settings_examine.h"
#include "tap.h"
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char lines[] = "zone = fleet1\nhost-id = bastion1\n"
                            "map dana@corp.example subject dana\n"
                            "map o'hara subject ohara pulumi x\n"
                            "map erin pulumi erin-k\n";

static const struct {
    const char *login, *sub, *session;
    enum esc_code code;
    const char *where;
} rows[] = {
    {"alice", "bastion:fleet1:host:bastion1:user:alice", "alice@bastion1",
     ESC_OK, ""},
    {"dana@corp.example", "bastion:fleet1:host:bastion1:user:dana",
     "dana@corp.example@bastion1", ESC_OK, ""},
    {"bob@corp.example", "bastion:fleet1:host:bastion1:user:bob@corp.example",
     "bob@corp.example@bastion1", ESC_OK, ""},
    {"erin", "bastion:fleet1:host:bastion1:user:erin", "erin@bastion1", ESC_OK,
     ""},
    {"o'hara", "bastion:fleet1:host:bastion1:user:ohara",
     "o-hara@bastion1-2d1d5d7b", ESC_OK, ""},
    {"dana", NULL, NULL, ESC_E_CONFIG, "t:3"},
    {"x:user:alice", NULL, NULL, ESC_E_CONFIG, "x:user:alice"},
    {"CORP\\dana", NULL, NULL, ESC_E_CONFIG, "CORP\\dana"},
    {"with blank", NULL, NULL, ESC_E_CONFIG, "with blank"},
    {"", NULL, NULL, ESC_E_CONFIG, ""},
};

static void
test_make(const struct settings *s)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct identity identity;
        struct esc_error err = {0};
        bool made = identity_make(s, rows[i].login, &identity, &err);

        is_int(err.code, rows[i].code, "'%s'", rows[i].login);
        is_str(err.where, rows[i].where, "  where");
        if (made) {
            is_str(identity.sub, rows[i].sub, "  sub");
            /* The hash is the digest's; its form is what matters. */
            ok(strncmp(identity.session_name, rows[i].session,
                       strcspn(rows[i].session, "'"))
                       == 0
                   || strchr(rows[i].login, '\'') != NULL,
               "  session name %s", identity.session_name);
        }
    }
}

static void
test_long(const struct settings *s)
{
    char login[260];
    struct identity a, b;
    struct esc_error err = {0};

    memset(login, 'x', 100);
    login[100] = '\0';
    ok(identity_make(s, login, &a, &err), "a login of 100 letters");
    is_int((long long)strlen(a.session_name), 64, "  is cut to 64");
    login[99] = 'y';
    ok(identity_make(s, login, &b, &err)
           && strcmp(a.session_name, b.session_name) != 0,
       "  and stays different from another");
    memset(login, 'x', 220);
    login[220] = '\0';
    ok(!identity_make(s, login, &a, &err) && err.code == ESC_E_CONFIG,
       "of 220 letters: refused, never cut");
    memset(login, 'x', 200);
    login[200] = '\0';
    ok(identity_make(s, login, &a, &err) && strlen(a.sub) < IDENTITY_SUB_MAX,
       "of 200 letters: fits");
}

static const struct {
    const char *login, *shell;
    enum esc_code code;
} accounts[] = {
    {"alice", "/bin/bash", ESC_OK},
    {"alice", "", ESC_OK},
    {"alice", "/usr/sbin/nologin", ESC_E_NOT_PERMITTED},
    {"alice", "/bin/false", ESC_E_NOT_PERMITTED},
    {"locked", "/bin/bash", ESC_OK}, /* people with a key have a '!' */
    {"expired", "/bin/bash", ESC_E_NOT_PERMITTED},
    {"future", "/bin/bash", ESC_OK},
    {"today", "/bin/bash", ESC_E_NOT_PERMITTED},
    {"unknown", "/bin/bash", ESC_OK},
};

/* A system that hides it from root without capabilities: mode 0000. */
static enum esc_code
check_without(const char *path, const char *login, bool opened_before)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {0};
    struct account account = {.shell = "/bin/sh"};
    struct esc_error err = {0};
    int shadow = identity_shadow(path), status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        if (syscall(SYS_capset, &head, none) != 0)
            _exit(99);
        if (!opened_before)
            shadow = identity_shadow(path);
        snprintf(account.login, sizeof(account.login), "%s", login);
        (void)!identity_check(&account, shadow, 20000LL * 86400, &err);
        _exit((int)err.code);
    }
    if (shadow >= 0)
        close(shadow);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return ESC_CODE_COUNT;
    return (enum esc_code)WEXITSTATUS(status);
}

static void
test_hidden(const char *path)
{
    ok(chmod(path, 0) == 0, "a shadow file of mode 0000");
    is_int(check_without(path, "alice", false), ESC_E_SYSTEM,
           "  not to be read: a failure, no permission");
    if (geteuid() != 0) {
        skip("only root can open it at all");
        return;
    }
    is_int(check_without(path, "expired", true), ESC_E_NOT_PERMITTED,
           "  opened before rights were given up: who expired is refused");
    is_int(check_without(path, "alice", true), ESC_OK,
           "  and who did not is served");
}

static void
test_none(const char *path)
{
    struct account account = {.login = "alice", .shell = "/bin/sh"};
    struct esc_error err = {0};

    ok(identity_check(&account, identity_shadow("/nonexistent/shadow"), 0,
                      &err),
       "no shadow file: nobody expires");
    is_int(identity_check(&account, identity_shadow(path), 0, &err), false,
           "a folder in its place");
    is_int(err.code, ESC_E_SYSTEM, "  is a failure");
}

static void
test_check(const char *shadow)
{
    static const char text[] = "alice:$6$x:19000:0:99999:7:::\n"
                               "locked:!$6$x:19000:0:99999:7:::\n"
                               "expired:$6$x:19000:0:99999:7::100:\n"
                               "today:$6$x:19000:0:99999:7::20000:\n"
                               "future:$6$x:19000:0:99999:7::20001:\n";
    int fd = open(shadow, O_WRONLY);
    int64_t now = 20000LL * 86400 + 5;

    ok(fd >= 0 && write(fd, text, sizeof(text) - 1) == sizeof(text) - 1
           && close(fd) == 0,
       "a shadow file");
    for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
        struct account account = {0};
        struct esc_error err = {0};

        snprintf(account.login, sizeof(account.login), "%s",
                 accounts[i].login);
        snprintf(account.shell, sizeof(account.shell), "%s",
                 accounts[i].shell);
        (void)!identity_check(&account, identity_shadow(shadow), now, &err);
        is_int(err.code, accounts[i].code, "%s with shell '%s'",
               accounts[i].login, accounts[i].shell);
    }
}

static void
test_lines(void)
{
    struct settings *s = calloc(1, sizeof(*s)); /* large */
    REPORT_OWN report = {0};

    if (s == NULL)
        return;
    settings_examine_text("t", lines, sizeof(lines) - 1, s, &report);
    ok(report.errors == 0, "settings for the tests");
    test_make(s);
    test_long(s);
    settings_release(s);
    free(s);
}

/* Of lines that check would find: two people are never one. */
static void
test_twice(void)
{
    static const char text[] = "host-id = h\nmap dana subject d\n"
                               "map erin subject d\nmap fred subject f\n"
                               "map fred subject g\n";
    static const char *const logins[] = {"dana", "erin", "fred", "d", "f"};
    struct settings *s = calloc(1, sizeof(*s)); /* large */
    REPORT_OWN report = {0};

    if (s == NULL)
        return;
    settings_examine_text("t", text, sizeof(text) - 1, s, &report);
    is_int((long long)report.errors, 2, "a subject and a login twice");
    for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
        struct identity identity;
        struct esc_error err = {0};

        ok(!identity_make(s, logins[i], &identity, &err)
               && err.code == ESC_E_CONFIG,
           "no identity for '%s': %s", logins[i], err.text);
    }
    settings_release(s);
    free(s);
}

int
main(void)
{
    char shadow[] = "/tmp/identity-t.XXXXXX";
    int fd = mkstemp(shadow);

    test_lines();
    test_twice();
    if (ok(fd >= 0 && close(fd) == 0, "a file")) {
        test_check(shadow);
        test_hidden(shadow);
        test_none("/tmp");
        unlink(shadow);
    }
    return tap_done();
}
