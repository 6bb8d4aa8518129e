/* SPDX-License-Identifier: Apache-2.0 */
/* The program as somebody at a terminal meets it: esc-check, and the
 * provisioner by hand. */
#include "esc/buf.h"
#include "esc/file.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Output and errors of COMMAND; its exit status. */
static int
run(const char *command, struct esc_buf *out)
{
    char line[1024], whole[1024];
    FILE *pipe;
    int status;

    esc_buf_release(out);
    snprintf(whole, sizeof(whole), "%s 2>&1", command);
    pipe = popen(whole, "r");
    if (pipe == NULL)
        return -1;
    while (fgets(line, sizeof(line), pipe) != NULL)
        esc_buf_add_str(out, line);
    status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
holds(const struct esc_buf *out, const char *text)
{
    bool found = strstr(esc_buf_text(out), text) != NULL;

    if (!found)
        diag("no '%s' in: %s", text, esc_buf_text(out));
    return found;
}

static void
write_settings(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);

    ok(fd >= 0 && esc_file_write_all(fd, text, strlen(text)) && close(fd) == 0,
       "settings");
}

/* esc-check with OPTIONS and the settings at PATH ends with STATUS. */
static void
check(const char *options, const char *path, int status, const char *name,
      struct esc_buf *out)
{
    char command[512];

    snprintf(command, sizeof(command), CHECK " %s %s", options, path);
    is_int(run(command, out), status, "%s: status %d", name, status);
}

static void
test_errors(const char *path, struct esc_buf *out)
{
    write_settings(path, "zone = a b\nfoo = 1\n= 2\nhost-id = h\n");
    check("", path, 1, "errors", out);
    ok(holds(out, ":1: error: setting 'zone'")
           && holds(out, ":2: error: unknown setting 'foo'")
           && holds(out, ":3: error: ") && holds(out, "3 errors"),
       "each with file and line");
    check("--json", path, 1, "as JSON too", out);
    ok(holds(out, "{\"errors\":3,\"warnings\":")
           && holds(out, "{\"severity\":\"error\",\"where\":")
           && holds(out, "\"text\":\"unknown setting 'foo'\"}"),
       "the same");
}

static void
test_user(const char *path, struct esc_buf *out)
{
    write_settings(path, "host-id = h\nzone = z\n"
                         "refuse user root environment a/b/no\n"
                         "permit user root environment a/b/c default"
                         " max-duration 15m\n");
    check("--user root", path, 0, "a user", out);
    ok(holds(out, "user 'root' is 'bastion:z:host:h:user:root' outside")
           && holds(out, "default: a/b/c by ") && holds(out, "refused by ")
           && holds(out, ":3\n") && holds(out, ":4, max-duration 15m\n"),
       "who it is, and which line decides");
    check("--user root --json", path, 0, "as JSON too", out);
    ok(holds(out, "\"sub\":\"bastion:z:host:h:user:root\"")
           && holds(out, "\"default\":\"a/b/c\"")
           && holds(out, "{\"name\":\"a/b/no\",\"permitted\":false,")
           && holds(out, "\"maxDuration\":900"),
       "the same");
    check("--user no-such-person", path, 1, "an unknown user", out);
    ok(holds(out, "there is no such account"), "says so");
    write_settings(path, "host-id = h\naws-token = sign-in\naudience = ssh\n"
                         "login-issuer = https://id.example.com\n"
                         "login-client-id = ssh\nsession-tags = on\n"
                         "permit user root environment a/b/c\n");
    check("--user root", path, 0, "whose own identity AWS sees", out);
    ok(holds(out, "user 'root' is who signs in at 'https://id.example.com' to")
           && !holds(out, "bastion:"),
       "says that, and not whom the host would name");
    ok(holds(out, "'session-tags' and 'source-identity' do nothing"),
       "and what then does nothing");
    check("--user root --json", path, 0, "as JSON too", out);
    ok(holds(out, "\"sub\":\"\""), "the same");
}

/* What list shows: nothing of what is the administrator's. */
static void
test_own(const char *path, struct esc_buf *out)
{
    char command[512];

    write_settings(path, "host-id = h\nzone = z\n"
                         "refuse user root environment a/b/no\n"
                         "permit user root environment a/b/c\n"
                         "permit user nobody environment a/b/d\n");
    snprintf(command, sizeof(command), "USER=nobody " CHECK " --own %s", path);
    is_int(run(command, out), 0, "one's own: status 0");
    if (geteuid() == 0)
        ok(holds(out, "user 'root' is ")
               && holds(out, "a/b/c                                    "
                             "permitted by "),
           "by the account, whatever USER says");
    else
        skip("not root: whose environments");
    ok(strstr(esc_buf_text(out), "refused") == NULL
           && strstr(esc_buf_text(out), "warning") == NULL,
       "nothing else");
    check("--user root", path, 0, "the administrator's", out);
    ok(holds(out, " refused: no line permits it\n")
           && holds(out, " refused by "),
       "what is refused, and why");
    write_settings(path, "host-id = h\nzone = z\n"
                         "permit user nobody environment a/b/d\n");
    check("--own --user root --json", path, 0, "as JSON too", out);
    ok(holds(out, "\"environments\":[]"), "without what is refused");
    check("--own --user root", path, 0, "nothing is permitted", out);
    ok(holds(out, "no line permits an environment\n"), "it says so");
}

/* What the settings name and this host lacks; DIR has the settings alone. */
static void
test_host(const char *dir, const char *path, struct esc_buf *out)
{
    char text[512], hint[128], env[64];

    snprintf(env, sizeof(env), "%s/env", dir);
    ok(mkdir(env, 0755) == 0, "environments");

    snprintf(text, sizeof(text),
             "host-id = h\nenvironments = %s/env\nca-file = %s/ca\n"
             "permit user no-such-person environment a/b/c default\n"
             "permit group no-such-group environment a/*\n"
             "permit user no-such-* environment a/b/c\n"
             "map somebody subject nobody\n",
             dir, dir);
    write_settings(path, text);
    check("", path, 0, "what the host lacks is no error", out);
    snprintf(hint, sizeof(hint), "    hint: is there a %s/env/a/b/c.yaml?\n",
             dir);
    ok(holds(out, ":4: warning: this host has no user 'no-such-person'\n")
           && holds(out, ":5: warning: this host has no group 'no-such-group'")
           && holds(out, ":7: warning: map: 'nobody' is also a user of this"),
       "accounts and groups are warned of");
    ok(strstr(esc_buf_text(out), ":6: ") == NULL, "a pattern is not");
    ok(holds(out, ":4: warning: default 'a/b/c': it has no definition")
           && holds(out, hint) && holds(out, "setting 'ca-file': there is no"),
       "definitions and authorities too");
    ok(strstr(esc_buf_text(out), "take away") == NULL, "its folder is good");
    ok(chmod(dir, 0777) == 0, "a folder that others write");
    check("", path, 0, "is a warning", out);
    ok(holds(out, "others than its owner may take away")
           && holds(out, "chmod go-w "),
       "with what helps");
    check("--own --user root", path, 0, "one's own list", out);
    ok(strstr(esc_buf_text(out), "warning") == NULL, "shows none of it");
    ok(chmod(dir, 0700) == 0 && rmdir(env) == 0, "repaired");
}

/* Files of settings that are not there: which setting, and what makes one. */
static void
test_missing(const char *dir, const char *path, struct esc_buf *out)
{
    char text[512];

    if (geteuid() != 0) {
        skip("not root: files that only root can read");
        return;
    }
    snprintf(text, sizeof(text),
             "host-id = h\nissuer = https://i\nsigning-key = %s/no\n"
             "secrets-key = %s/no\n",
             dir, dir);
    write_settings(path, text);
    check("", path, 1, "keys that are not there", out);
    ok(holds(out, "error: setting 'signing-key': cannot open '")
           && holds(out, "    hint: esc-session issuer init makes one\n")
           && holds(out, "error: setting 'secrets-key': cannot open '")
           && holds(out, "    hint: esc-session encrypt --new-key makes one"),
       "which, and what makes them");
    check("--json", path, 1, "as JSON too", out);
    ok(holds(out, "\"hint\":\"esc-session issuer init makes one\"}"),
       "the same");
}

/* A file that cannot be read has nothing more to be said about. */
static void
test_unread(const char *dir, const char *path, struct esc_buf *out)
{
    char link[64];

    snprintf(link, sizeof(link), "%s/l.conf", dir);
    ok(symlink(path, link) == 0, "a link");
    check("", link, 1, "is refused", out);
    ok(holds(out, "l.conf: error: refuse '") && holds(out, "a symbolic link\n")
           && holds(out, "hint: put the file itself there\n")
           && holds(out, ": 1 error, 0 warnings\n"),
       "for what it is, and that is all");
    unlink(link);
}

static void
test_by_hand(struct esc_buf *out)
{
    is_int(run(PROVISION, out), 2, "no arguments: status 2");
    ok(holds(out, "usage: esc-provision"), "usage");
    is_int(run(PROVISION " 1 2", out), 2, "two arguments: status 2");
    is_int(run(PROVISION " 1 2 3", out), 1, "by hand: status 1");
    ok(holds(out, "esc-provision: cannot take over request 1")
           && holds(out, "hint: the kernel starts this program"),
       "says who starts it");
    is_int(run(PROVISION " -1 2 3", out), 2, "a negative key: status 2");
    is_int(run(CHECK " --what", out), 2, "misuse: status 2");
}

int
main(void)
{
    char dir[] = "/tmp/check-t.XXXXXX", path[64];
    ESC_BUF_OWN out = ESC_BUF_LIMIT(65536);

    if (!ok(mkdtemp(dir) != NULL, "a folder"))
        return 1;
    snprintf(path, sizeof(path), "%s/s.conf", dir);
    test_errors(path, &out);
    test_user(path, &out);
    test_own(path, &out);
    test_host(dir, path, &out);
    test_missing(dir, path, &out);
    test_unread(dir, path, &out);
    test_by_hand(&out);
    unlink(path);
    rmdir(dir);
    return tap_done();
}
