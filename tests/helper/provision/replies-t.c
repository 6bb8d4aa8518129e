/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes from processes without rights, and what root makes of it, at the
 * limits: answers cut anywhere, replies that do not fit any more, tokens that
 * hold no more, children that do not become what they should, slots and counts
 * of others.
 */
#include "helper/provision/admit.h"
#include "helper/provision/audit.h"
#include "helper/provision/exchange.h"
#include "helper/provision/idtoken.h"
#include "helper/provision/lookup.h"
#include "helper/provision/slots.h"
#include "helper/provision/worker.h"
#include "esc/cred_codec.h"
#include "esc/file.h"
#include "esc/frame.h"
#include "esc/message.h"
#include "esc/text.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The build wraps the journal (local.mk): it is not this machine's. */
static int heard;

void __wrap_syslog(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void
__wrap_syslog(int priority, const char *format, ...)
{
    (void)priority, (void)format;
    heard++;
}

void __wrap___syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void
__wrap___syslog_chk(int priority, int flag, const char *format, ...)
{
    (void)priority, (void)flag, (void)format;
    heard++;
}

static bool
write_file(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);

    return fd >= 0 && esc_file_write_all(fd, text, strlen(text))
           && fchmod(fd, mode) == 0 && close(fd) == 0;
}

/* An answer of the look-up, cut anywhere, or with a byte too many. */
static void
test_look_up(void)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(512);
    struct esc_frame_writer w;
    struct esc_error err;
    size_t len, taken = 0, said = 0;

    for (int failed = 0; failed < 2; failed++) {
        esc_frame_start(&w, bytes,
                        failed ? ESC_LOOKUP_FAILED : ESC_LOOKUP_FOUND);
        if (failed) {
            esc_frame_put_u64(&w, 1, EIO);
        } else {
            esc_frame_put_str(&w, 1, "dana");
            esc_frame_put_str(&w, 2, "/bin/sh");
            esc_frame_put_u64(&w, 3, 7);
            esc_frame_put_str(&w, 4, "password");
            esc_frame_put_u64(&w, 5, 1);
            esc_frame_put_str(&w, 6, "staff");
        }
        ok(esc_frame_finish(&w), "an answer");
        len = esc_secret_len(bytes) - 4;
        for (size_t i = 0; i <= len + 1; i++) {
            ESC_OWN(esc_secret) part = esc_secret_new(len + 2);
            ACCOUNT_OWN account = {0};

            err = (struct esc_error){0};
            (void)!esc_secret_add(part, esc_secret_bytes(bytes) + 4,
                                  i < len ? i : len);
            if (i > len)
                (void)!esc_secret_add(part, "x", 1);
            taken += lookup_take(part, "dana", &account, &err);
            said += err.code == ESC_E_DIRECTORY;
        }
        is_int((long long)taken, failed ? 0 : 1,
               "is taken whole or not at"
               " all");
        is_int((long long)said, (long long)(len + 1 + (failed != 0)),
               "and else called the directory's");
        taken = said = 0;
    }
}

static void
test_ids(const char *dir)
{
    static const struct {
        const char *name;
        int uid, gid, gate;
    } rows[] = {
        {"a resolver of root's group", 990, 0, 992},
        {"a gate of root's group", 990, 991, 0},
    };
    char passwd[128], group[128], text[256];

    snprintf(passwd, sizeof(passwd), "%s/passwd", dir);
    snprintf(group, sizeof(group), "%s/group", dir);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct lookup_ids ids = {0};
        struct esc_error err = {0};

        snprintf(text, sizeof(text), ESC_RESOLVER_USER ":x:%d:%d::/:/bin/f\n",
                 rows[i].uid, rows[i].gid);
        (void)write_file(passwd, text, 0644);
        snprintf(text, sizeof(text), ESC_GATE_GROUP ":x:%d:\n", rows[i].gate);
        (void)write_file(group, text, 0644);
        ok(!lookup_ids(passwd, group, &ids, &err) && err.code == ESC_E_CONFIG,
           "%s: %s", rows[i].name, err.text);
    }
    ok(!lookup_ids("/dev/null/none", group, &(struct lookup_ids){0}, NULL)
           && !lookup_ids(passwd, "/dev/null/none", &(struct lookup_ids){0},
                          NULL),
       "no files at all");
}

struct odd {
    const char *backend, *revision, *identity; /* the host's */
    size_t more;                               /* bytes behind the reply */
};
static const struct odd nothing_odd = {"local", "r", "somebody", 0};

/* A reply of LEN bytes of variables, and what admission says of it. */
static bool
admit_of(struct esc_cred_set *head, size_t len, const struct odd *odd,
         struct esc_error *err)
{
    static const struct list none;
    static uint8_t value[ESC_CRED_VALUE_MAX], bytes[ESC_CRED_BYTES_MAX];
    static struct admitted admitted;
    struct admit_terms terms = {.environment = "a/b/c",
                                .revision = odd->revision,
                                .backend = odd->backend,
                                .identity = odd->identity,
                                .session_name = "",
                                .login = "",
                                .now = 1000,
                                .ticket_ends = 9000,
                                .cache_for = 3600,
                                .max_payload = ESC_CRED_BYTES_MAX,
                                .allow_variables = &none};
    struct esc_wire_out w = {bytes, bytes + sizeof(bytes), false};
    struct esc_str reply = {(const char *)bytes, 0};
    char name[24];
    bool taken;
    size_t count = (len + sizeof(value) - 1) / sizeof(value);

    memset(value, 'v', sizeof(value));
    *err = (struct esc_error){0};
    head->expires = 5000;
    (void)!esc_text_copy(head->origin.environment, ESC_CRED_TEXT_MAX, "a/b/c");
    esc_cred_write_head(&w, head, count, false);
    for (size_t i = 0; i < count; i++) {
        struct esc_cred_item item = {.name = name, .value = value};

        snprintf(name, sizeof(name), "A%03zu", i);
        item.len = len < sizeof(value) ? len : sizeof(value);
        len -= item.len;
        esc_cred_write_item(&w, &item);
    }
    reply.len = (size_t)(w.at - bytes) + odd->more;
    taken = !w.failed && admit(&terms, &reply, &admitted, err);
    esc_secret_free(admitted.bytes);
    return taken;
}

static void
test_admit(void)
{
    struct esc_error err;
    char text[ESC_CRED_TEXT_MAX + 8];
    const struct odd odd[] = {{text, "r", "somebody", 0},
                              {"local", text, "somebody", 0},
                              {"local", "r", text, 0},
                              {"local", "r", "somebody", 1}};

    for (int i = 0; i < 5; i++) {
        static struct esc_cred_set head;
        char *const texts[] = {
            head.origin.session_name, head.origin.access_key_id,
            head.origin.account_id, head.origin.role, head.origin.request_id};

        head = (struct esc_cred_set){0};
        snprintf(texts[i], ESC_CRED_TEXT_MAX, "a\x1b[31m");
        ok(!admit_of(&head, 5, &nothing_odd, &err) && err.code == ESC_E_BUG,
           "what cannot be shown: %s", err.text);
        head = (struct esc_cred_set){0};
        ok(admit_of(&head, 5, &nothing_odd, &err), "without it: %s", err.text);
    }
    memset(text, 't', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
        ok(!admit_of(&(struct esc_cred_set){0}, 5, &odd[i], &err)
               && err.code == ESC_E_BUG,
           "odd %zu: %s", i, err.text);
    for (size_t less = 0; less < 512; less++)
        if (!admit_of(&(struct esc_cred_set){0}, ESC_CRED_BYTES_MAX - less,
                      &nothing_odd, &err)
            && err.code == ESC_E_BUG)
            break;
    ok(strstr(err.text, "too big to be kept") != NULL,
       "what the host adds does not fit any more: %s", err.text);
}

/* In place of the keyrings: nobody has signed in. */
struct esc_secret *
esc_request_get_identity(const struct esc_request *request,
                         struct esc_error *err)
{
    (void)request;
    esc_fail(err, ESC_E_NOT_PERMITTED, NULL, "nobody has signed in");
    return NULL;
}

/* For which of root's URLs the resolver takes http. */
static void
test_loopback(void)
{
    static struct settings settings; /* large */
    static struct esc_message_open open;
    static const struct rule rule;
    static struct policy_grant grant = {.rule = &rule};
    static struct account account;
    static struct identity identity;
    struct exchange exchange = {.settings = &settings,
                                .account = &account,
                                .grant = &grant,
                                .identity = &identity};
    char *const urls[] = {settings.sts_endpoint, settings.pulumi_url,
                          settings.sign_in.issuer};
    ESC_OWN(esc_secret) request = esc_secret_new(16384);
    ESC_OWN(esc_secret) frame = esc_secret_new(16384);
    struct esc_error err = {0};

    for (size_t i = 0; i < 3; i++)
        for (int http = 0; http < 2; http++) {
            snprintf(urls[i], 64, "%s://127.0.0.1:1", http ? "http" : "https");
            esc_secret_clear(frame);
            ok(exchange_open(&exchange, 1000, request, &err)
                   && esc_secret_add(frame, esc_secret_bytes(request) + 4,
                                     esc_secret_len(request) - 4)
                   && esc_message_get_open(frame, &open, &err)
                   && open.loopback_http == http,
               "%s", urls[i]);
            if (http)
                urls[i][0] = '\0';
        }
}

static void
test_token(void)
{
    static char text[IDTOKEN_MAX];
    struct idtoken_claims claims = {
        .issuer = "https://i", .subject = "s", .audience = "a", .now = 1000};
    struct esc_error err = {0};
    ESC_OWN(esc_jwk) key = esc_jwk_from_key(EVP_EC_gen("P-256"), "k", &err);
    ESC_OWN(esc_secret) token = NULL;
    char jti[IDTOKEN_JTI_SIZE];

    memset(text, 't', sizeof(text) - 1);
    claims.subject = text;
    ok(idtoken_sign(key, &claims, jti, &err) == NULL
           && err.code == ESC_E_SYSTEM,
       "a subject that no token holds: %s", err.text);
    claims.subject = "s";
    claims.tag_user = "u";
    text[257] = '\0';
    claims.tag_host = text;
    ok(idtoken_sign(key, &claims, jti, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "a host that no tag holds: %s", err.text);
    claims.tag_host = "";
    ok(idtoken_sign(key, &claims, jti, &err) == NULL, "nor one without any");
    claims.tag_host = "h";
    claims.source_identity = text;
    ok(idtoken_sign(key, &claims, jti, &err) == NULL,
       "a source identity that is too long: %s", err.text);
    claims.source_identity = "ab";
    token = idtoken_sign(key, &claims, jti, &err);
    ok(token != NULL, "what fits is signed");
}

static int
fail_to_drop(const void *context, int fd)
{
    (void)context, (void)fd;
    return CHILD_NOT_DROPPED;
}

static void
test_children(void)
{
    struct child_plan plan = {.name = "a test", .run = fail_to_drop};
    uid_t self = geteuid() == 0 ? 65534 : geteuid();
    const struct {
        const char *name;
        uid_t uid;
    } rows[] = {
        {"that says so", self},
        {"that is to be root", 0},
        {"that is to be somebody else", self + 1},
    };
    struct esc_error err = {0};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHILD_OWN child = CHILD_NONE;
        ESC_OWN(esc_secret) frame = NULL;

        plan.uid = rows[i].uid;
        plan.gid = rows[i].uid;
        ok(child_start(&child, &plan, &err), "a child %s", rows[i].name);
        child.deadline_ms = esc_frame_now_ms() + 60000;
        frame = worker_receive(&child, 100, &err);
        ok(frame == NULL && err.code == ESC_E_SYSTEM, "does no work: %s",
           err.text);
    }
}

/* Without root's rights there is nothing to drop. */
static void
test_unprivileged(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        if ((geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
            || freopen("/dev/null", "w", stdout) == NULL)
            _exit(9);
        test_children();
        exit(tap_done());
    }
    ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status)
           && WEXITSTATUS(status) == 0,
       "the same without rights");
}

static void
test_slots(const char *dir)
{
    static const struct slots_rate rate = {"rate", 1, 60};
    struct timespec now;
    uint32_t window[2] = {0, 1};
    struct esc_error err = {0};
    int folder, fd, ends[2], more;
    char path[128], byte;
    pid_t pid;

    snprintf(path, sizeof(path), "%s/run", dir);
    folder = slots_folder(path, &err);
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    window[0] = (uint32_t)now.tv_sec + 1000;
    fd = openat(folder, "rate", O_CREAT | O_WRONLY, 0600);
    ok(fd >= 0 && pwrite(fd, window, sizeof(window), 0) == sizeof(window)
           && slots_due(folder, &rate, 0) && !slots_due(folder, &rate, 0),
       "a count of before the reboot is over");
    window[0] = (uint32_t)now.tv_sec - 60;
    ok(pwrite(fd, window, sizeof(window), 0) == sizeof(window)
           && slots_due(folder, &rate, 0) && !slots_due(folder, &rate, 0),
       "so is one of a minute ago");
    close(fd);
    ok(pipe(ends) == 0, "a pipe");
    pid = fork();
    if (pid == 0) {
        close(ends[1]);
        for (int i = 0; i < SLOTS_UID; i++)
            if (slots_take(folder, 7, esc_frame_now_ms() + 60000, &err) < 0)
                _exit(1);
        (void)!read(ends[0], &byte, 1);
        (void)nanosleep(&(struct timespec){.tv_nsec = 80000000}, NULL);
        _exit(0);
    }
    close(ends[0]);
    while ((more = slots_take(folder, 7, 0, NULL)) >= 0)
        close(more); /* until the child has them all */
    close(ends[1]);
    more = slots_take(folder, 7, esc_frame_now_ms() + 60000, &err);
    ok(more >= 0, "who waits gets the slot of who leaves: %s", err.text);
    close(more);
    (void)waitpid(pid, NULL, 0);
    close(folder);
}

static void
test_audit(void)
{
    struct esc_request request = {.name = "a/b/c"};
    static const struct esc_cred_set set; /* that does not end */

    audit_opened(&request, &set, "", "");
    audit_resolver(&request, 3, "an error of the resolver");
    audit_resolver(&request, 6, "a word of it");
    is_int(heard, 3,
           "the journal hears of sets without an end, and of what"
           " the resolver says");
}

int
main(void)
{
    char dir[] = "/tmp/replies-t.XXXXXX", command[64];

    if (!ok(mkdtemp(dir) != NULL, "a folder"))
        return tap_done();
    test_look_up();
    test_ids(dir);
    test_admit();
    test_loopback();
    test_token();
    test_children();
    test_unprivileged();
    test_slots(dir);
    test_audit();
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    ok(system(command) == 0, "removed");
    return tap_done();
}
