/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Root's own limits, each met: settings as they are read to serve a request
 * (settings-t reads them as `check` does), short names, definitions, and the
 * file of a token.
 */
#include "helper/provision/definition.h"
#include "helper/provision/policy.h"
#include "helper/provision/service.h"
#include "helper/provision/settings_read.h"
#include "helper/provision/settings_value.h"
#include "esc/file.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The build wraps it (local.mk): what the kernel calls the host. */
static const char *host_name = "host";

int __wrap_gethostname(char *out, size_t size);
int
__wrap_gethostname(char *out, size_t size)
{
    if (host_name == NULL) {
        errno = EFAULT;
        return -1;
    }
    snprintf(out, size, "%s", host_name);
    return 0;
}

static bool
write_file(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);

    return fd >= 0 && esc_file_write_all(fd, text, strlen(text))
           && fchmod(fd, mode) == 0 && close(fd) == 0;
}

static bool
load(const char *dir, const char *text, struct settings *settings,
     struct esc_error *err)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/conf", dir);
    *err = (struct esc_error){0};
    settings_release(settings); /* an earlier one */
    return write_file(path, text, 0644) && settings_load(path, settings, err);
}

/* As many letters as are taken between BEFORE and AFTER, and one more. */
static void
test_long(const char *dir)
{
    static const struct {
        const char *name, *before, *after;
        size_t most;
    } rows[] = {
        {"a zone", "zone = ", "", 100},
        {"a region", "region = ", "", 64},
        {"a path", "signing-key = /", "", 1022},
        {"a user", "permit user ", " environment a/b/c", 256},
        {"a subject", "map dana subject ", "", 200},
        {"an audience", "audience = ", "", 330},
        {"a pattern", "permit user a environment ", "*", 329},
    };
    static struct settings settings; /* large */
    char letters[2048], text[4096];
    struct esc_error err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t len = rows[i].most; len <= rows[i].most + 1; len++) {
            bool fits = len == rows[i].most;

            memset(letters, 'a', len);
            letters[len] = '\0';
            snprintf(text, sizeof(text), "%s%s%s\n", rows[i].before, letters,
                     rows[i].after);
            ok(load(dir, text, &settings, &err) == fits
                   && err.code == (fits ? ESC_OK : ESC_E_CONFIG),
               "%s of %zu: %s", rows[i].name, len, fits ? "taken" : err.text);
        }
    ok(!load(dir, "max-payload = 000000000000000064KiB\n", &settings, &err),
       "a size of more digits than any: %s", err.text);
}

static void
test_settings(const char *dir)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"login-scope = openid\n", true},
        {"permit user a environment abc\n", false},
        {"permit user a environment a/b/c max-duration 59s\n", false},
        {"permit user a environment a/b/c max-duration 1m\n", true},
        {"permit user a environment a/b/c fallback\n", false},
        {"permit user a\x7f environment a/b/c\n", false},
        {"max-payload = KiB\n", false},
        {"max-payload = 2048B\n", true},
        {"max-payload = 2048X\n", false},
        {"zone = _a-b.c\n", true},
        {"aws-token = sign-in\n", false},
        {"aws-token = sign-in\nbackend = pulumi\n", false},
        {"aws-token = sign-in\nlogin-client-id = c\naudience = c\n", true},
        {"aws-token = sign-in\nlogin-client-id = c\naudience = d c\n", false},
        {"frobnicate a\n", false},
    };
    struct esc_error err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        static struct settings settings; /* large */

        ok(load(dir, rows[i].text, &settings, &err) == rows[i].good,
           "%.*s: %s", (int)strcspn(rows[i].text, "\n"), rows[i].text,
           err.text);
    }
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {NULL, "a b", "fine"};
        static struct settings settings; /* large */

        host_name = names[i];
        ok(load(dir, "zone = a\n", &settings, &err) == (i == 2),
           "a host called '%s': %s", i == 0 ? "" : names[i], err.text);
    }
}

static void
test_many(const char *dir)
{
    static char text[SETTINGS_RULES_MAX * 40];
    struct esc_error err;

    for (int more = 0; more < 2; more++) {
        static struct settings settings; /* large */
        size_t len = 0;

        for (int i = 0; i < SETTINGS_RULES_MAX + more; i++)
            len += (size_t)snprintf(text + len, sizeof(text) - len,
                                    "refuse user u%d\n", i);
        ok(load(dir, text, &settings, &err) == (more == 0), "%d rules: %s",
           SETTINGS_RULES_MAX + more, err.text);
        len = (size_t)snprintf(text, sizeof(text), "importable =");
        for (int i = 0; i < SETTINGS_LIST_MAX + more; i++)
            len +=
                (size_t)snprintf(text + len, sizeof(text) - len, " a/b/%d", i);
        snprintf(text + len, sizeof(text) - len, "\n");
        ok(load(dir, text, &settings, &err) == (more == 0), "%d words: %s",
           SETTINGS_LIST_MAX + more, err.text);
    }
}

static void
test_short_names(const char *dir)
{
    char text[4096], name[400];
    struct account account = {.login = "dana"};
    struct policy_grant grant;
    static struct settings settings; /* large */
    struct esc_error err;
    size_t len = 0;

    for (int i = 0; i < 20; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len,
                                "permit user dana environment a/b%d/dev\n", i);
    snprintf(text + len, sizeof(text) - len,
             "refuse user dana environment a/b/gone\n");
    ok(load(dir, text, &settings, &err), "twenty of one short name");
    ok(!policy_grant(&settings, &account, "dev", &grant, &err)
           && err.code == ESC_E_NOT_FOUND && strstr(err.hint, "a/b0/dev"),
       "are not unique: %s", err.hint);
    ok(!policy_grant(&settings, &account, "gone", &grant, &err)
           && err.code == ESC_E_NOT_FOUND,
       "what is refused is no candidate: %s", err.text);
    memset(name, 'a', sizeof(name));
    name[100] = name[201] = '/';
    name[302] = '@';
    name[325] = '\0';
    ok(!policy_grant(&settings, &account, name, &grant, &err)
           && err.code == ESC_E_INPUT,
       "a name longer than what is said about it: %s", err.text);
}

static void
test_identity(const char *dir)
{
    char label[128], text[1024];
    static struct settings settings; /* large */
    struct identity identity;
    struct esc_error err;

    memset(label, 'l', 100);
    label[100] = '\0';
    snprintf(text, sizeof(text), "zone = %s\nhost-id = %s\n", label, label);
    ok(load(dir, text, &settings, &err)
           && identity_make(&settings, "dana", &identity, &err),
       "zone and host-id of a hundred letters: %s", err.text);
    ok(!identity_make(&settings, label, &identity, &err)
           && err.code == ESC_E_CONFIG,
       "and a login of as many: %s", err.text);
    ok(value_login("a\x7f") != NULL && value_login("a b") != NULL
           && value_login("a~!") == NULL,
       "what is no login");
}

static void
see(void *context, const char *name)
{
    int *seen = context;

    *seen += strcmp(name, "a/b/dev") == 0 ? 1 : 100;
}

static void
test_definitions(const char *dir)
{
    static const char *const folders[] = {"a", "a/b", "a/b c"};
    char path[128], deep[3000];
    int seen = 0;

    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, folders[i]);
        (void)mkdir(path, 0755);
    }
    for (size_t i = 1; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/%s/dev.yaml", dir, folders[i]);
        ok(write_file(path, "values: {}\n", 0644), "%s", path);
    }
    definition_each(dir, "dev", see, &seen);
    is_int(seen, 1, "a file whose name is no environment's is not seen");
    memset(deep, '/', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    definition_each(deep, "dev", see, &seen);
    is_int(seen, 1, "nor what is in a folder with too long a name");
}

static void
test_service(const char *dir)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"token", true}, {"token\n", true}, {"", false},
        {"\n", false},   {"to ken", false}, {"tok\xc3\xa9n", false},
    };
    static struct settings settings; /* large */
    struct identity identity;
    struct esc_error err;
    char path[128];

    ok(load(
           dir,
           "backend = pulumi\nmap erin pulumi other\nmap dana pulumi dana-k\n",
           &settings, &err)
           && service_identity(&settings, "dana", &identity, &err),
       "a login that root calls by its name at the service: %s", err.text);
    is_str(identity.scope, "user:dana-k", "is that");
    snprintf(path, sizeof(path), "%s/token", dir);
    snprintf(settings.pulumi_token, sizeof(settings.pulumi_token), "file:%s",
             path);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ESC_OWN(esc_secret) token = NULL;

        err = (struct esc_error){0};
        if (write_file(path, rows[i].text, 0600))
            token = service_token(&settings, &err);
        ok((token != NULL) == rows[i].good, "a token file of %zu bytes: %s",
           strlen(rows[i].text), err.text);
    }
}

int
main(void)
{
    char dir[] = "/tmp/bounds-t.XXXXXX", command[64];

    if (!ok(mkdtemp(dir) != NULL, "a folder"))
        return tap_done();
    test_long(dir);
    test_settings(dir);
    test_many(dir);
    test_short_names(dir);
    test_identity(dir);
    test_definitions(dir);
    test_service(dir);
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    ok(system(command) == 0, "removed");
    return tap_done();
}
