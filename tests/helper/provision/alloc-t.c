/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is not there: each story once for every allocation that it
 * makes, until none fails.  A failure is an error, never a crash or half a
 * result; what leaks, AddressSanitizer tells.
 */
#include "helper/provision/admit.h"
#include "helper/provision/definition.h"
#include "helper/provision/idtoken.h"
#include "helper/provision/settings_examine.h"
#include "esc/file.h"
#include "esc/text.h"
#include "tap.h"
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The build wraps these (local.mk).  Where the next failure is due: the one
 * variable of the file, because a wrapped function has no parameter for it. */
static long countdown = -1;

void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of);

static bool
is_due(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return is_due() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
    return is_due() ? NULL : __real_realloc(old, size);
}

void *
__wrap_reallocarray(void *old, size_t count, size_t size)
{
    return is_due() ? NULL : __real_reallocarray(old, count, size);
}

void *
__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of)
{
    return is_due() ? MAP_FAILED : __real_mmap(at, len, prot, flags, fd, of);
}

struct story {
    const char *name;
    /* True: it came to its end; false: with an error in ERR. */
    bool (*tell)(const struct story *story, struct esc_error *err);
    const char *dir;
    const struct esc_secret *reply;
};

static bool
tell_settings(const struct story *story, struct esc_error *err)
{
    static const char text[] =
        "host-id = h\nimportable = a/* b/*\naudience = x y\n"
        "map a subject b\nrefuse user m\n"
        "permit user d environment a/b/c default\npermit group g environment "
        "a/*\n";
    SETTINGS_OWN settings;
    REPORT_OWN report = {0};

    (void)story;
    settings_examine_text("t", text, sizeof(text) - 1, &settings, &report);
    return report_ok(&report, err);
}

static bool
tell_errors(const struct story *story, struct esc_error *err)
{
    static const char text[] = "host-id = h\na = 1\nb = 2\n";
    SETTINGS_OWN settings;
    REPORT_OWN report = {0};

    (void)story;
    settings_examine_text("t", text, sizeof(text) - 1, &settings, &report);
    /* What is found is counted even when it cannot be kept. */
    return !report_ok(&report, err) && report.errors >= 2 && report.count == 2;
}

static bool
tell_admit(const struct story *story, struct esc_error *err)
{
    static const struct list none;
    static const struct admit_terms terms = {
        .environment = "a/b/c",
        .revision = "r",
        .backend = "local",
        .identity = "",
        .session_name = "",
        .login = "",
        .now = 1000,
        .ticket_ends = 9000,
        .cache_for = 3600,
        .max_payload = 4096,
        .allow_variables = &none,
    };
    struct esc_str reply = {(const char *)esc_secret_bytes(story->reply),
                            esc_secret_len(story->reply)};
    static struct admitted admitted;
    bool taken = admit(&terms, &reply, &admitted, err);

    esc_secret_free(admitted.bytes);
    return taken;
}

static bool
tell_definition(const struct story *story, struct esc_error *err)
{
    struct definition_name name = {story->dir, "a/b/c", ""};
    struct definition_found found = {0};
    ESC_OWN(esc_secret) bytes = definition_read(&name, &found, err);

    return bytes != NULL && esc_secret_len(bytes) == 11;
}

static bool
tell_token(const struct story *story, struct esc_error *err)
{
    struct idtoken_claims claims = {
        .issuer = "https://i", .subject = "s", .audience = "a", .now = 1000};
    ESC_OWN(esc_jwk) key = esc_jwk_from_key(EVP_EC_gen("P-256"), "k", err);
    ESC_OWN(esc_secret) token = NULL;
    char jti[IDTOKEN_JTI_SIZE];

    (void)story;
    if (key != NULL)
        token = idtoken_sign(key, &claims, jti, err);
    return token != NULL;
}

static void
test(const struct story *story)
{
    size_t silent = 0, failed = 0;

    for (long n = 0; n < 1000; n++) {
        struct esc_error err = {0};
        bool ended, ran_out;

        countdown = n;
        ended = story->tell(story, &err);
        ran_out = countdown >= 0;
        countdown = -1;
        if (ended && ran_out)
            break;
        failed += !ended;
        silent += !ended && err.code == ESC_OK;
    }
    ok(failed > 0, "%s: %zu allocations fail in turn", story->name, failed);
    is_int((long long)silent, 0, "  each with an error");
}

static bool
make_reply(struct esc_secret *reply)
{
    ESC_OWN(esc_cred_set) set = esc_cred_set_new();
    ESC_OWN(esc_secret) value = esc_secret_new(1);
    char first[] = "A", second[] = "B";

    set->expires = 2000;
    return esc_text_copy(set->origin.environment, ESC_CRED_TEXT_MAX, "a/b/c")
           && esc_cred_set_add(
               set, &(struct esc_cred){.name = first, .value = value}, NULL)
           && esc_cred_set_add(
               set, &(struct esc_cred){.name = second, .value = value}, NULL)
           && esc_cred_set_encode(set, reply, NULL);
}

static bool
make_definition(const char *dir)
{
    char path[64];
    int fd;

    snprintf(path, sizeof(path), "%s/a", dir);
    if (mkdir(path, 0755) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/a/b", dir);
    if (mkdir(path, 0755) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/a/b/c.yaml", dir);
    fd = open(path, O_CREAT | O_WRONLY, 0644);
    return fd >= 0 && esc_file_write_all(fd, "values: {}\n", 11)
           && close(fd) == 0;
}

int
main(void)
{
    char dir[] = "/tmp/alloc-t.XXXXXX", command[64];
    ESC_OWN(esc_secret) reply = esc_secret_new(4096);
    struct story stories[] = {
        {"settings", tell_settings, dir, reply},
        {"their errors", tell_errors, dir, reply},
        {"a reply", tell_admit, dir, reply},
        {"a definition", tell_definition, dir, reply},
        {"a token", tell_token, dir, reply},
    };

    if (!ok(make_reply(reply) && mkdtemp(dir) != NULL && make_definition(dir),
            "a reply and a definition"))
        return 1;
    for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
        test(&stories[i]);
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    ok(system(command) == 0, "removed");
    return tap_done();
}
