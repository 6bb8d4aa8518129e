/* SPDX-License-Identifier: Apache-2.0 */
/* Names, groups and ids: answers, silence and lies. */
#include "helper/provision/lookup.h"
#include "helper/provision/worker.h"
#include "esc/frame.h"
#include "tap.h"
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
ask(int (*run)(const void *context, int fd), const void *context,
    const struct esc_ticket *ticket, struct account *account,
    struct esc_error *err)
{
    struct child_plan plan = {.name = "the look-up of names",
                              .uid = geteuid() == 0 ? 65534 : geteuid(),
                              .gid = geteuid() == 0 ? 65534 : getegid(),
                              .run = run,
                              .context = context};
    CHILD_OWN child = CHILD_NONE;

    memset(account, 0, sizeof(*account));
    return lookup_start(&plan, ticket, &child, err)
           && lookup_finish(&child, ticket->login, account, err);
}

static int
answer(const void *context, int fd)
{
    (void)context;
    return esc_lookup_serve(fd) ? 0 : 1;
}

static bool
look_up(const char *login, int (*run)(const void *context, int fd),
        struct account *account, struct esc_error *err)
{
    struct esc_ticket ticket = {.credential = "password"};

    snprintf(ticket.login, sizeof(ticket.login), "%s", login);
    return ask(run, NULL, &ticket, account, err);
}

static void
test_real(void)
{
    ACCOUNT_OWN account;
    struct esc_error err = {0};

    ok(look_up("root", answer, &account, &err), "root is found");
    ok(account.uid == 0 && strcmp(account.login, "root") == 0,
       "  by its number");
    ok(account.group_count > 0 && strcmp(account.groups[0], "root") == 0,
       "  with its groups");
    is_str(account.credential, "password", "  how it had logged in");
    account_release(&account);
    ok(!look_up("no such account", answer, &account, &err)
           && err.code == ESC_E_NOT_PERMITTED,
       "an unknown one is not permitted");
}

/* The program itself, started as an opening does. */
static bool
run_program(const char *program, struct account *account,
            struct esc_error *err)
{
    static const struct esc_ticket ticket = {
        .login = "root",
        .credential = "publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHKEswY"
                      "1D9aEXYsUe3ff75sJbNGztahT2dhwfiFoBwb",
    };

    return ask(worker_run, program, &ticket, account, err);
}

static void
test_program(void)
{
    ACCOUNT_OWN account;
    struct esc_error err = {0};

    ok(run_program(LOOKUP, &account, &err), "the program finds root: %s",
       err.text);
    is_str(account.login, "root", "  by name");
    is_str(account.credential,
           "publickey SHA256:o0epOMGpsSu8p2EhBYMD2VK5WEtV37nGtF0FNgTI9T4",
           "  and the key by its fingerprint");
    account_release(&account);
    ok(!run_program("/nonexistent/esc-lookup", &account, &err)
           && err.code == ESC_E_DIRECTORY,
       "a program that is not there is no refusal");
}

static int
be_silent(const void *login, int fd)
{
    (void)login, (void)fd;
    while (pause() < 0)
        continue;
    return 0;
}

static int
be_gone(const void *login, int fd)
{
    (void)login, (void)fd;
    return 1;
}

static int
send_frame(int fd, uint8_t type, uint64_t groups)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(4096);
    struct esc_frame_writer w;

    esc_frame_start(&w, bytes, type);
    if (type == ESC_LOOKUP_FAILED) {
        esc_frame_put_u64(&w, 1, groups);
    } else {
        esc_frame_put_str(&w, 1, "dana");
        esc_frame_put_str(&w, 2, "/bin/sh");
        esc_frame_put_u64(&w, 3, 1000);
        esc_frame_put_str(&w, 4, "password");
        esc_frame_put_u64(&w, 5, groups);
        esc_frame_put_str(&w, 6, "one");
    }
    return esc_frame_finish(&w) && esc_frame_send(fd, bytes, 0, NULL) ? 0 : 1;
}

static int
say_one(const void *login, int fd)
{
    (void)login;
    return send_frame(fd, ESC_LOOKUP_FOUND, 1);
}

static int
say_two(const void *login, int fd)
{
    (void)login;
    return send_frame(fd, ESC_LOOKUP_FOUND, 2);
}

static int
say_many(const void *login, int fd)
{
    (void)login;
    return send_frame(fd, ESC_LOOKUP_FOUND, ACCOUNT_GROUPS_MAX + 1);
}

static int
say_other(const void *login, int fd)
{
    (void)login;
    return send_frame(fd, 9, 0);
}

static int
say_failed(const void *login, int fd)
{
    (void)login;
    return send_frame(fd, ESC_LOOKUP_FAILED, 5); /* EIO */
}

static int
say_none(const void *login, int fd)
{
    (void)login;
    return send_frame(fd, ESC_LOOKUP_FAILED, 0);
}

static int
say_much(const void *login, int fd)
{
    (void)login;
    return write(fd, "\x7f\xff\xff\xff", 4) == 4 ? 0 : 1;
}

static const struct {
    const char *name;
    int (*ask)(const void *login, int fd);
    enum esc_code code;
    const char *text;
} rows[] = {
    {"a directory that hangs", be_silent, ESC_E_DIRECTORY,
     "cannot look up 'dana': the directory did not answer in 2 seconds"},
    {"a child that dies", be_gone, ESC_E_DIRECTORY,
     "cannot look up 'dana': the look-up failed"},
    {"one group", say_one, ESC_OK, ""},
    {"fewer groups than said", say_two, ESC_E_DIRECTORY,
     "cannot look up 'dana': malformed answer"},
    {"too many groups", say_many, ESC_E_DIRECTORY,
     "cannot look up 'dana': malformed answer"},
    {"another message", say_other, ESC_E_DIRECTORY,
     "cannot look up 'dana': malformed answer"},
    {"a directory that fails", say_failed, ESC_E_DIRECTORY,
     "cannot look up 'dana' in the directory: Input/output error"},
    {"a directory that knows nobody", say_none, ESC_E_NOT_PERMITTED,
     "cannot serve 'dana': there is no such account"},
    {"more than the limit", say_much, ESC_E_DIRECTORY,
     "cannot look up 'dana': the look-up failed"},
};

static void
test_answers(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};
        ACCOUNT_OWN account;

        (void)!look_up("dana", rows[i].ask, &account, &err);
        is_int(err.code, rows[i].code, "%s", rows[i].name);
        is_str(err.text, rows[i].text, "  says so");
    }
}

static bool
write_text(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);

    return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text)
           && close(fd) == 0;
}

static const struct {
    const char *name, *passwd, *group;
    enum esc_code code;
} files[] = {
    {"both", ESC_RESOLVER_USER ":x:990:991::/:/sbin/nologin\n",
     ESC_GATE_GROUP ":x:992:\n", ESC_OK},
    {"no user", "root:x:0:0::/:/bin/sh\n", ESC_GATE_GROUP ":x:992:\n",
     ESC_E_CONFIG},
    {"no group", ESC_RESOLVER_USER ":x:990:991::/:/sbin/nologin\n", "\n",
     ESC_E_CONFIG},
    {"the user is root", ESC_RESOLVER_USER ":x:0:991::/:/sbin/nologin\n",
     ESC_GATE_GROUP ":x:992:\n", ESC_E_CONFIG},
    {"the user's group is the gate's",
     ESC_RESOLVER_USER ":x:990:992::/:/sbin/nologin\n",
     ESC_GATE_GROUP ":x:992:\n", ESC_E_CONFIG},
    {"the gate's group has a member",
     ESC_RESOLVER_USER ":x:990:991::/:/sbin/nologin\n",
     ESC_GATE_GROUP ":x:992:mallory\n", ESC_E_CONFIG},
};

static void
test_ids(const char *dir)
{
    char passwd[64], group[64];

    snprintf(passwd, sizeof(passwd), "%s/passwd", dir);
    snprintf(group, sizeof(group), "%s/group", dir);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct lookup_ids found = {0};
        struct esc_error err = {0};

        ok(write_text(passwd, files[i].passwd)
               && write_text(group, files[i].group),
           "files: %s", files[i].name);
        (void)!lookup_ids(passwd, group, &found, &err);
        is_int(err.code, files[i].code, "  code");
        ok(err.code != ESC_OK
               || (found.resolver_uid == 990 && found.resolver_gid == 991
                   && found.gate_gid == 992),
           "  numbers");
    }
    unlink(passwd);
    unlink(group);
}

int
main(void)
{
    char dir[] = "/tmp/lookup-t.XXXXXX";

    test_real();
    test_program();
    test_answers();
    if (ok(mkdtemp(dir) != NULL, "a folder")) {
        test_ids(dir);
        rmdir(dir);
    }
    return tap_done();
}
