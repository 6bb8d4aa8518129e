/* SPDX-License-Identifier: Apache-2.0 */
/* The settings: what is taken, and every diagnostic with its line. */
#include "helper/provision/settings.h"
#include "helper/provision/settings_examine.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char complete[] =
    "# all of it\n"
    "backend      = local        # or: pulumi\n"
    "issuer       = https://id.example.com/fleet1\n"
    "signing-key  = /etc/esc-session/issuer.pem\n"
    "\tzone=fleet1\n"
    "host-id      = bastion1\n"
    "environments = /srv/environments\n"
    "importable   = acme/shared/* acme/base/one\n"
    "audience     = sts.amazonaws.com\n"
    "audience     = api://AzureADTokenExchange other\n"
    "region       = eu-central-1\n"
    "sts-endpoint = http://127.0.0.1:8443\n"
    "ca-path      = /etc/ssl/certs\n"
    "proxy        = http://proxy.example.com:3128\n"
    "no-proxy     = .internal,10.0.0.0/8\n"
    "session-name = definition\n"
    "session-tags = on\n"
    "source-identity = on\n"
    "cache-for    = 30m\n"
    "max-payload  = 256KiB\n"
    "max-total    = 1MiB\n"
    "allow-variables = LD_LIBRARY_PATH PERL*\n"
    "map dana@corp.example subject dana pulumi dana-k\n"
    "refuse user  mallory\n"
    "permit user  dana environment acme/aws/prod max-duration 15m\n"
    "permit group developers environment acme/aws/dev values default\n"
    "permit group developers environment acme/aws/*";

static void
test_complete(void)
{
    SETTINGS_OWN s;
    REPORT_OWN report = {0};

    settings_examine_text("t", complete, sizeof(complete) - 1, &s, &report);
    is_int((long long)report.errors, 0, "everything at once: no error");
    if (report.errors > 0)
        diag("%s: %s", report.first.where, report.first.text);
    is_str(s.issuer, "https://id.example.com/fleet1", "issuer");
    is_str(s.zone, "fleet1", "zone, without blanks around");
    is_int((long long)s.importable.count, 2, "two patterns in a line");
    is_int((long long)s.audiences.count, 3, "audiences over two lines");
    is_str(s.audiences.items[2], "other", "in order");
    ok(!s.session_name_login && s.session_tags && s.source_identity,
       "switches");
    is_int((long long)s.cache_for, 1800, "a duration");
    is_int((long long)s.max_payload, 262144, "a size");
    is_int((long long)s.rule_count, 4, "rules");
    ok(!s.rules[0].permit && strcmp(s.rules[0].pattern, "*") == 0,
       "a refuse without environment is for all");
    ok(s.rules[1].permit && !s.rules[1].group && s.rules[1].max_duration == 900
           && !s.rules[1].is_default,
       "a permit with max-duration");
    ok(s.rules[2].group && s.rules[2].is_default && s.rules[2].values,
       "a permit of a group with two words");
    is_str(s.rules[2].where, "t:26", "knows its line");
    ok(s.mapping_count == 1 && strcmp(s.mappings[0].subject, "dana") == 0
           && strcmp(s.mappings[0].pulumi, "dana-k") == 0,
       "a map");
}

static void
test_defaults(void)
{
    SETTINGS_OWN s;
    REPORT_OWN report = {0};

    settings_examine_text("t", "host-id = h\n", 12, &s, &report);
    is_int((long long)report.errors, 0, "nothing set: no error");
    is_str(s.zone, "default", "zone");
    is_str(s.environments, ESC_SYSCONFDIR "/environments", "environments");
    ok(s.audiences.count == 1
           && strcmp(s.audiences.items[0], "sts.amazonaws.com") == 0,
       "audience");
    ok(s.session_name_login && !s.session_tags && !s.source_identity,
       "switches");
    ok(s.cache_for == 3600 && s.max_payload == 65536
           && s.max_total >= s.max_payload,
       "numbers");
}

static const struct {
    const char *text, *where, *error;
} rows[] = {
    {"foo = 1", "t:1", "unknown setting 'foo'"},
    {"secrets-keys = /x", "t:1", "unknown setting 'secrets-keys'"},
    {"secrets-key = x", "t:1", "setting 'secrets-key': not an absolute path"},
    {"just words", "t:1",
     "cannot read line: 'name = value', or a line of permit, refuse or map is"
     " wanted"},
    {"\n\nzone = a\nzone = b", "t:4", "setting 'zone' is there twice"},
    {"zone =", "t:1", "'zone' has no value"},
    {"zone = # comment", "t:1", "'zone' has no value"},
    {"zone = a:b", "t:1",
     "setting 'zone': only letters, digits and '.', '_', '-' are taken"},
    {"zone = a\x01", "t:1", "the line holds control bytes or is not UTF-8"},
    {"zone = a\r\n", "t:1", "the line ends in CR LF, LF alone is wanted"},
    {"permit user d\xc3\xa4na environment a/b/c", "t:1",
     "permit: d\xc3\xa4na: only printable ASCII characters are taken"},
    {"backend = other", "t:1",
     "setting 'backend': 'pulumi' or 'local' is wanted"},
    {"session-name = x", "t:1",
     "setting 'session-name': 'login' or 'definition' is wanted"},
    {"session-tags = yes", "t:1",
     "setting 'session-tags': 'on' or 'off' is wanted"},
    {"issuer = http://id.example.com\nsigning-key = /k", "t:1",
     "setting 'issuer': not an https URL"},
    {"issuer = ftp://id", "t:1", "setting 'issuer': not an https URL"},
    {"issuer = https://id/\nsigning-key = /k", "t:1",
     "setting 'issuer': must not end in '/'"},
    {"issuer = https://id/?x", "t:1",
     "setting 'issuer': a URL without query, fragment or spaces is wanted"},
    {"issuer = https://a@id/x", "t:1",
     "setting 'issuer': a URL with a user name or password is not taken"},
    {"issuer = https:///x", "t:1", "setting 'issuer': the URL names no host"},
    {"issuer = https://h:0/x", "t:1",
     "setting 'issuer': the port is not a number from 1 to 65535"},
    {"issuer = https://h:99999999999/x", "t:1",
     "setting 'issuer': the port is not a number"},
    {"issuer = https://[::1/x", "t:1",
     "setting 'issuer': the address in brackets does not end"},
    {"issuer = https://id.example.com", "t",
     "'issuer' and 'signing-key' are wanted together"},
    {"signing-key = /k", "t",
     "'issuer' and 'signing-key' are wanted together"},
    {"signing-key = key.pem", "t:1",
     "setting 'signing-key': not an absolute path"},
    {"environments = /a/../b", "t:1",
     "setting 'environments': a path without '.', '..' and '//' is wanted"},
    {"sts-endpoint = http://sts.internal", "t:1",
     "setting 'sts-endpoint': http is taken for a loopback address only, else"
     " https"},
    {"sts-endpoint = http://127.0.0.1.example.com", "t:1",
     "setting 'sts-endpoint': http is taken for a loopback address only, else"
     " https"},
    {"ca-path = /a\nca-file = /b", "t",
     "'ca-path' and 'ca-file' exclude each other"},
    {"proxy = foo", "t:1",
     "setting 'proxy': a URL like 'http://proxy.example.com:3128' is wanted"},
    {"proxy = socks5://p", "t:1",
     "setting 'proxy': a URL like 'http://proxy.example.com:3128' is wanted"},
    {"proxy = https://p/path", "t:1", "setting 'proxy': a proxy has no path"},
    {"no-proxy = a b", "t:1",
     "setting 'no-proxy': host names and networks with commas between are"
     " wanted"},
    {"region = EU", "t:1", "setting 'region': not the name of a region"},
    {"audience = a\"b", "t:1",
     "setting 'audience': only characters of a URL are taken"},
    {"importable = a/b", "t:1",
     "setting 'importable': ORG/PROJECT/ENV or a pattern is wanted"},
    {"importable = a/b/c@1", "t:1",
     "setting 'importable': a pattern names environments without '@version'"},
    {"allow-variables = A-B", "t:1",
     "setting 'allow-variables': not the name of a variable"},
    {"cache-for = 60", "t:1",
     "setting 'cache-for': a duration like '1h' or '30m' is wanted, 1m to"
     " 24h"},
    {"cache-for = 10s", "t:1",
     "setting 'cache-for': a duration like '1h' or '30m' is wanted, 1m to"
     " 24h"},
    {"max-payload = 64", "t:1",
     "setting 'max-payload': a size like '64KiB' is wanted, 1KiB to 256KiB"},
    {"max-payload = 1MiB", "t:1",
     "setting 'max-payload': a size like '64KiB' is wanted, 1KiB to 256KiB"},
    {"max-payload = 99999999999999999999KiB", "t:1",
     "setting 'max-payload': a size like '64KiB' is wanted, 1KiB to 256KiB"},
    {"max-total = 1KiB", "t:1",
     "setting 'max-total': a size like '1MiB' is wanted, 16KiB to 16MiB"},
    {"max-total = 32KiB", "t", "'max-total' is less than 'max-payload'"},
    {"permit", "t:1", "permit: end of line: 'user' or 'group' is wanted"},
    {"permit all dana", "t:1", "permit: all: 'user' or 'group' is wanted"},
    {"permit user", "t:1", "permit: user: a value is missing"},
    {"permit user dana", "t:1",
     "permit: end of line: 'environment' is wanted"},
    {"permit user dana on a/b/c", "t:1",
     "permit: on: 'environment' is wanted"},
    {"permit user dana environment", "t:1",
     "permit: environment: a value is missing"},
    {"permit user dana environment a/b", "t:1",
     "permit: a/b: ORG/PROJECT/ENV or a pattern is wanted"},
    {"permit user dana environment a/b/c:d", "t:1",
     "permit: a/b/c:d: only letters, digits and '.', '_', '-', '/', '*', '?'"
     " are taken"},
    {"permit user dana environment a/*  default", "t:1",
     "permit: a/*: a default is one environment, not a pattern"},
    {"permit user dana environment a/b/c default default", "t:1",
     "permit: default: it is there twice"},
    {"permit user dana environment a/b/c max-duration", "t:1",
     "permit: max-duration: a duration like '15m' is wanted, 1m to 12h"},
    {"permit user dana environment a/b/c max-duration 13h", "t:1",
     "permit: max-duration: a duration like '15m' is wanted, 1m to 12h"},
    {"permit user dana environment a/b/c max-duration 1h max-duration 1h",
     "t:1", "permit: max-duration: it is there twice"},
    {"permit user dana environment a/b/c fallback remote", "t:1",
     "permit: fallback: 'fallback local' is wanted"},
    {"permit user dana environment a/b/c fallback local", "t:1",
     "permit: 'fallback local' is for backend pulumi"},
    {"permit user dana environment a/b/c soon", "t:1",
     "permit: soon: unknown word"},
    {"refuse user dana environment a/* default", "t:1",
     "refuse: default: nothing more is wanted"},
    {"backend = pulumi\npermit user d environment a/b/c max-duration 1h",
     "t:2",
     "permit: 'max-duration' cannot be kept by backend pulumi, which decides"
     " the duration itself"},
    {"backend = pulumi", "t",
     "backend pulumi exchanges ID tokens: 'audience = urn:pulumi:org:ORG' is"
     " wanted, and 'issuer'"},
    {"backend = pulumi\npulumi-token = file:/t\n"
     "permit user d environment a/b/c fallback local",
     "t:3",
     "permit: 'fallback local' wants 'fallback = local' in the settings,"
     " too"},
    {"fallback = remote", "t:1",
     "setting 'fallback': 'local' or 'none' is wanted"},
    {"pulumi-url = https://app.pulumi.com", "t:1",
     "setting 'pulumi-url': that is a site for people, the service is"
     " 'https://api.pulumi.com'"},
    {"pulumi-url = https://pulumi.com/", "t:1",
     "setting 'pulumi-url': that is a site for people, the service is"
     " 'https://api.pulumi.com'"},
    {"pulumi-url = s3://bucket", "t:1",
     "setting 'pulumi-url': a state backend has no environments, an https URL"
     " is wanted"},
    {"pulumi-url = file:///x", "t:1",
     "setting 'pulumi-url': a state backend has no environments, an https URL"
     " is wanted"},
    {"pulumi-url = http://api.example.com", "t:1",
     "setting 'pulumi-url': http is taken for a loopback address only, else"
     " https"},
    {"pulumi-url = https://api.example.com/", "t:1",
     "setting 'pulumi-url': must not end in '/'"},
    {"pulumi-token = mine", "t:1",
     "setting 'pulumi-token': 'personal', 'sign-in', 'team:NAME' or"
     " 'file:/PATH' is wanted"},
    {"backend = pulumi\npulumi-token = sign-in", "t",
     "'sign-in' wants 'login-issuer' and 'login-client-id'"},
    {"aws-token = sign-in\naudience = ssh\nlogin-client-id = ssh", "t",
     "'sign-in' wants 'login-issuer' and 'login-client-id'"},
    {"aws-token = sign-in\nlogin-issuer = https://id.example.com\n"
     "login-client-id = ssh",
     "t",
     "'aws-token = sign-in' wants backend local, and login-client-id as the"
     " first 'audience'"},
    {"backend = pulumi\naws-token = sign-in\naudience = ssh\n"
     "login-client-id = ssh",
     "t",
     "'aws-token = sign-in' wants backend local, and login-client-id as the"
     " first 'audience'"},
    {"aws-token = mine", "t:1",
     "setting 'aws-token': 'sign-in' or 'host' is wanted"},
    {"pulumi-token = team:", "t:1",
     "setting 'pulumi-token': only letters, digits and . _ - @ + = , are"
     " taken"},
    {"pulumi-token = file:token", "t:1",
     "setting 'pulumi-token': not an absolute path"},
    {"pulumi-expiration = 26h", "t:1",
     "setting 'pulumi-expiration': a duration like '15m' is wanted, 1m to"
     " 25h"},
    {"lifetime = 30s", "t:1",
     "setting 'lifetime': a duration like '1h' is wanted, 1m to 24h"},
    {"aws-duration = 5m", "t:1",
     "setting 'aws-duration': a duration like '1h' is wanted, 15m to 12h"},
    {"map", "t:1", "map: login: a value is missing"},
    {"map dana", "t:1", "map: dana: 'subject' or 'pulumi' is missing"},
    {"map dana to x", "t:1", "map: to: 'subject' or 'pulumi' is wanted"},
    {"map dana subject", "t:1", "map: subject: a value is missing"},
    {"map dana subject a:b", "t:1",
     "map: a:b: only letters, digits and . _ - @ + = , are taken"},
    {"map dana subject a subject b", "t:1", "map: subject: it is there twice"},
    {"map dana subject a\nmap dana pulumi b", "t:2",
     "map: 'dana' is mapped at t:1"},
    {"map dana subject a\nmap erin subject a", "t:2",
     "map: subject 'a' belongs to 'dana' (t:1)"},
    {"map dana subject erin\nmap erin pulumi e", "t:2",
     "map: 'erin' has no subject but the login, and that belongs to 'dana'"
     " (t:1)"},
    {"map erin pulumi e\nmap dana subject erin", "t:1",
     "map: 'erin' has no subject but the login, and that belongs to 'dana'"
     " (t:2)"},
};

static void
test_errors(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        SETTINGS_OWN s;
        REPORT_OWN report = {0};

        settings_examine_text("t", rows[i].text, strlen(rows[i].text), &s,
                              &report);
        is_str(report.first.text, rows[i].error, "error %zu", i);
        is_str(report.first.where, rows[i].where, "  at %s", rows[i].where);
        ok(report.errors == 1 && report.first.code == ESC_E_CONFIG, "  alone");
    }
}

static void
test_pulumi(void)
{
    static const char text[] =
        "backend = pulumi\nhost-id = h\naudience = urn:pulumi:org:acme\n"
        "issuer = https://i\nsigning-key = /k\nfallback = local\n"
        "permit user d environment acme/b/c fallback local\n";
    SETTINGS_OWN s;
    REPORT_OWN report = {0};

    settings_examine_text("t", text, sizeof(text) - 1, &s, &report);
    is_int((long long)report.errors, 0, "backend pulumi: no error");
    is_str(s.pulumi_url, "https://api.pulumi.com", "url");
    is_str(s.pulumi_token, "personal", "token");
    ok(s.pulumi_expiration == 900 && s.lifetime == 3600
           && s.aws_duration == 3600,
       "numbers");
    is_str(settings_audience(&s, true), "urn:pulumi:org:acme", "its audience");
    is_str(settings_audience(&s, false), "sts.amazonaws.com",
           "and that of the fallback");
    ok(s.rules[0].fallback_local, "a permit with fallback");
}

/* Every finding of TEXT, of LEN bytes with ERRORS errors. */
static void
find_all(const char *text, size_t len, long long errors, struct report *report)
{
    static struct settings s; /* large */

    settings_examine_text("t", text, len, &s, report);
    is_int((long long)report->errors, errors, "%lld errors", errors);
    settings_release(&s);
}

static void
test_all_at_once(void)
{
    static const char each[] = "a = 1\nzone = ok\nb = 2\0x\nc\n";
    static const char crlf[] = "zone = a\r\nhost-id = b\r\nc = 1\nd = 2\r\n";
    REPORT_OWN report = {0};
    REPORT_OWN windows = {0};

    find_all(each, sizeof(each) - 1, 3, &report);
    is_str(report.findings[2].where, "t:4", "each with its line");
    is_str(report.findings[1].text,
           "the line holds control bytes or is not UTF-8",
           "a NUL byte is no end");
    /* Every line of such a file is wrong, and that is one thing to say. */
    find_all(crlf, sizeof(crlf) - 1, 2, &windows);
    is_str(windows.findings[0].where, "t:1", "CR LF, at the first line");
    is_str(windows.findings[0].hint, "sed -i 's/\\r$//' t", "with what helps");
    is_str(windows.findings[1].text, "unknown setting 'c'", "others are told");
}

static void
write_file(const char *dir, const char *name, const char *text)
{
    char path[512];
    int fd;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    ok(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text)
           && close(fd) == 0,
       "wrote %s", name);
}

static void
test_files(const char *dir)
{
    char main_file[300], folder[304], part[320], where[400];
    static struct settings s; /* large */
    REPORT_OWN report = {0};

    snprintf(main_file, sizeof(main_file), "%s/m.conf", dir);
    snprintf(folder, sizeof(folder), "%s.d", main_file);
    write_file(dir, "m.conf",
               "host-id = h\npermit user a environment x/y/1\n");
    ok(mkdir(folder, 0755) == 0, "a folder beside it");
    write_file(folder, "20.conf", "permit user a environment x/y/3\n");
    write_file(folder, "10.conf", "permit user a environment x/y/2\n");
    write_file(folder, "30.conf~", "nonsense\n");
    write_file(folder, ".40.conf", "nonsense\n");
    settings_examine(main_file, &s, &report);
    ok(report.errors == 0 && s.rule_count == 3, "all files are read");
    is_str(s.rules[1].pattern, "x/y/2", "in order of their names");
    settings_release(&s);
    write_file(folder, "20.conf", "\nhost-id = h2\n");
    settings_examine(main_file, &s, &report);
    snprintf(where, sizeof(where), "%s/20.conf:2", folder);
    is_str(report.first.where, where, "a double is found across files");
    settings_release(&s);
    report_release(&report);
    memset(&report, 0, sizeof(report));
    ok(chmod(folder, 0777) == 0, "a folder that all may write");
    settings_examine(main_file, &s, &report);
    ok(report.errors == 1 && report.first.code == ESC_E_CONFIG
           && report.first.hint[0] != '\0',
       "is refused with the remedy");
    for (const char *const *name =
             (const char *const[]){"10.conf", "20.conf", "30.conf~",
                                   ".40.conf", NULL};
         *name != NULL; name++) {
        snprintf(part, sizeof(part), "%s/%s", folder, *name);
        unlink(part);
    }
    rmdir(folder);
    unlink(main_file);
    settings_release(&s);
}

/* What an opening itself refuses: whatever decides, or makes a subject. */
static const struct {
    const char *text;
    unsigned int line; /* 0: read */
} loads[] = {
    {"host-id = h\npermit user a environment x/y/1\n", 0},
    {"colour = blue", 1},
    {"\nzone fleet1", 2},
    {"zone = a\nzone = b", 2},
    {"zone = a:b", 1},
    {"host-id = a\033b", 1},
    {"cache-for = soon", 1},
    {"max-total = 1", 1},
    {"backend = both", 1},
    {"permit user a", 1},
    {"permit user a environment x/y", 1},
    {"host-id = h\nrefuse user a environment x/y/* values\nzone =", 2},
    {"map dana subject a:b", 1},
    {"host-id = h\nproxy = no URL\n", 0}, /* the resolver's to judge */
};

static void
test_load(const char *dir)
{
    char path[300], where[320];
    SETTINGS_OWN s;

    snprintf(path, sizeof(path), "%s/m.conf", dir);
    for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
        struct esc_error err = {0};
        bool good;

        write_file(dir, "m.conf", loads[i].text);
        good = settings_load(path, &s, &err);
        snprintf(where, sizeof(where), "%s:%u", path, loads[i].line);
        ok(good ? loads[i].line == 0
                : err.code == ESC_E_CONFIG && strcmp(err.where, where) == 0,
           "load %zu: %s", i, err.text);
        settings_release(&s);
        unlink(path);
    }
    ok(!settings_load(path, &s, &(struct esc_error){0}), "nothing to load");
}

static void
test_missing(const char *dir)
{
    char path[300];
    SETTINGS_OWN s;
    REPORT_OWN report = {0};

    snprintf(path, sizeof(path), "%s/none.conf", dir);
    settings_examine(path, &s, &report);
    ok(report.errors == 1 && report.first.code == ESC_E_NOT_FOUND,
       "a missing file is an error");
    is_str(report.first.where, path, "that names it");
}

int
main(void)
{
    char dir[] = "/tmp/settings-t.XXXXXX";

    test_complete();
    test_defaults();
    test_errors();
    test_pulumi();
    test_all_at_once();
    if (ok(mkdtemp(dir) != NULL, "a folder")) {
        test_load(dir);
        test_files(dir);
        test_missing(dir);
        rmdir(dir);
    }
    return tap_done();
}
