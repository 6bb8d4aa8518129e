/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The resolver as a process and the conversation with it: a fake that is good,
 * and ones that crash, hang, send garbage, too much or out of order.
 */
#include "helper/provision/exchange.h"
#include "helper/provision/audit.h"
#include "helper/provision/settings_examine.h"
#include "esc/cipher.h"
#include "esc/file.h"
#include "esc/frame.h"
#include "esc/message.h"
#include "esc/text.h"
#include "helper/provision/service.h"
#include "tap.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AMPLE_MS = 60000 }; /* far from what any of it takes */

struct bench {
    char dir[64];
    struct settings settings;
    struct account account;
    struct policy_grant grant;
    struct rule rule;
    struct identity identity;
    struct esc_jwk *key;
    struct exchange exchange;
    struct esc_secret *sealed; /* in place of a definition */
    const struct esc_request *request;
};

/* In place of the journal and of the keyrings, which need a request. */
static int logged;

void
audit_resolver(const struct esc_request *request, int priority,
               const char *line)
{
    (void)request, (void)priority, (void)line;
    logged++;
}

static bool
write_definition(const struct bench *b, const char *name)
{
    static const char text[] = "values: {}\n";
    const struct esc_secret *sealed = b->sealed;
    const void *bytes =
        sealed == NULL ? text : (const char *)esc_secret_bytes(sealed);
    size_t len = sealed == NULL ? sizeof(text) - 1 : esc_secret_len(sealed);
    char path[256];
    int fd;

    snprintf(path, sizeof(path), "%s/acme", b->dir);
    (void)mkdir(path, 0755);
    snprintf(path, sizeof(path), "%s/acme/fake", b->dir);
    (void)mkdir(path, 0755);
    snprintf(path, sizeof(path), "%s/%s.yaml", b->dir, name);
    fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    return fd >= 0 && esc_file_write_all(fd, bytes, len) && close(fd) == 0;
}

static int
open_file(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY, 0600);

    if (fd >= 0 && write(fd, text, strlen(text)) < 0)
        return -1;
    return fd;
}

static bool
make_key(struct bench *b)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    struct esc_error err = {0};
    char path[80];
    FILE *file;

    snprintf(path, sizeof(path), "%s/key.pem", b->dir);
    file = fopen(path, "we");
    if (file == NULL
        || PEM_write_PrivateKey(file, pkey, NULL, NULL, 0, NULL, NULL) != 1
        || fclose(file) != 0 || chmod(path, 0600) != 0)
        return false;
    EVP_PKEY_free(pkey);
    b->key = esc_jwk_load(path, &err);
    return b->key != NULL;
}

static bool
prepare(struct bench *b)
{
    static const char lines[] =
        "zone = z\nhost-id = h\nissuer = https://i\nsigning-key = /k\n"
        "permit user dana environment acme/fake/*\n";
    REPORT_OWN report = {0};
    struct esc_error err = {0};

    snprintf(b->dir, sizeof(b->dir), "/tmp/exchange-t.XXXXXX");
    settings_examine_text("t", lines, sizeof(lines) - 1, &b->settings,
                          &report);
    if (mkdtemp(b->dir) == NULL || report.errors > 0)
        return false;
    snprintf(b->settings.environments, sizeof(b->settings.environments), "%s",
             b->dir);
    snprintf(b->account.login, sizeof(b->account.login), "dana");
    return make_key(b)
           && identity_make(&b->settings, "dana", &b->identity, &err);
}

struct esc_secret *
esc_request_get_identity(const struct esc_request *request,
                         struct esc_error *err)
{
    struct esc_secret *bytes = esc_secret_new(16);

    if (request == NULL || bytes == NULL
        || !esc_secret_add(bytes, "planted", sizeof("planted"))) {
        esc_secret_free(bytes);
        esc_fail(err, ESC_E_NOT_PERMITTED, NULL, "nobody has signed in");
        return NULL;
    }
    return bytes;
}

/* One exchange about acme/fake/MODE with MS of time. */
static struct esc_secret *
run(struct bench *b, const char *program, const char *mode, int ms,
    struct esc_error *err)
{
    ESC_OWN(esc_secret) request = esc_secret_new(16384);
    char name[64];
    CHILD_OWN worker = CHILD_NONE;
    struct child_plan plan = {.name = "the resolver",
                              .uid = geteuid() == 0 ? 65534 : geteuid(),
                              .gid = geteuid() == 0 ? 65534 : getegid(),
                              .run = worker_run,
                              .context = program};

    snprintf(name, sizeof(name), "acme/fake/%s", mode);
    logged = 0;
    worker.deadline_ms = esc_frame_now_ms() + ms;
    if (!write_definition(b, name)
        || !policy_grant(&b->settings, &b->account, name, &b->grant, err))
        return NULL;
    b->exchange = (struct exchange){.settings = &b->settings,
                                    .account = &b->account,
                                    .grant = &b->grant,
                                    .identity = &b->identity,
                                    .key = b->key,
                                    .request = b->request,
                                    .now = 1900000000};
    if (!exchange_open(&b->exchange, 9000, request, err)
        || !child_start(&worker, &plan, err)
        || !worker_send(&worker, request, err))
        return NULL;
    return exchange_serve(&b->exchange, &worker, err);
}

static void
test_good(struct bench *b)
{
    struct esc_error err = {0};
    ESC_OWN(esc_secret) frame = run(b, FAKE_RESOLVER, "good", AMPLE_MS, &err);
    struct esc_message_content content;
    ESC_OWN(esc_cred_set) set = NULL;

    if (!ok(frame != NULL, "a good resolver gives a result")) {
        diag("%s: %s", err.where, err.text);
        return;
    }
    if (esc_message_get_bytes(frame, &content, &err))
        set = esc_cred_set_decode(content.bytes, content.len, &err);
    ok(set != NULL && esc_cred_set_has_aws(set), "  that holds a set");
    is_str(b->exchange.revision, "15ece696ce44", "  its revision is known");
    ok(b->exchange.token_count == 1 && strlen(b->exchange.jti) == 32,
       "  and its token");
    is_str(set == NULL ? NULL
                       : (const char *)esc_secret_bytes(
                           esc_cred_set_find(set, "SUB")->value),
           "bastion:z:host:h:user:dana", "  which says who it is");
}

static const struct {
    const char *mode;
    enum esc_code code;
    const char *text;
    int ms;
} rows[] = {
    {"crash", ESC_E_BUG, "the resolver ended by signal 9", AMPLE_MS},
    {"leave", ESC_E_BUG, "the resolver ended with status 42", AMPLE_MS},
    {"hang", ESC_E_TIMEOUT, "the resolver did not finish in time", 100},
    {"half", ESC_E_BUG, "the resolver ended with status 0", AMPLE_MS},
    {"huge", ESC_E_BUG, "", AMPLE_MS},
    {"garbage", ESC_E_BUG,
     "the resolver sent an unexpected message of type 103", AMPLE_MS},
    {"order", ESC_E_BUG, "the resolver sent an unexpected message of type 1",
     AMPLE_MS},
    {"invent", ESC_E_BUG, "the resolver sent a result without its definition",
     AMPLE_MS},
    {"flood", ESC_E_BUG, "the resolver logs too much", AMPLE_MS},
    {"greedy", ESC_E_NOT_PERMITTED,
     "cannot make an ID token for audience 'sts.amazonaws.com': one was made"
     " for this request",
     AMPLE_MS},
    {"many", ESC_E_BUG, "the resolver asked for more than 512 definitions",
     AMPLE_MS},
    {"version", ESC_E_NOT_FOUND, "there is no version '000000000000'",
     AMPLE_MS},
    {"bad-question", ESC_E_BUG, "malformed frame", AMPLE_MS},
    {"much-question", ESC_E_BUG, "the resolver asked in a malformed frame",
     AMPLE_MS},
    {"bad-log", ESC_E_BUG, "malformed frame", AMPLE_MS},
    {"bad-failure", ESC_E_BUG, "malformed frame", AMPLE_MS},
    {"claim-2", ESC_E_BUG, "it is as I say", AMPLE_MS}, /* misuse */
    {"claim-5", ESC_E_BUG, "it is as I say", AMPLE_MS}, /* no session */
    {"claim-6", ESC_E_BUG, "it is as I say", AMPLE_MS}, /* that ended */
    {"claim-7", ESC_E_BUG, "it is as I say", AMPLE_MS}, /* the keyring */
    {"claim-11", ESC_E_NETWORK, "it is as I say", AMPLE_MS},
};

static void
test_bad(struct bench *b)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};
        ESC_OWN(esc_secret) frame =
            run(b, FAKE_RESOLVER, rows[i].mode, rows[i].ms, &err);

        ok(frame == NULL, "%s: no result", rows[i].mode);
        is_int(err.code, rows[i].code, "  code");
        ok(strncmp(err.text, rows[i].text, strlen(rows[i].text)) == 0,
           "  text: %s", err.text);
    }
    is_int(logged, 0, "the last one logged nothing");
}

/* Eight tokens at most; what is imported; loopback endpoints. */
static void
test_most(struct bench *b)
{
    char audiences[9][SETTINGS_PATTERN_MAX];
    struct list list = b->settings.audiences;
    struct esc_error err = {0};
    ESC_OWN(esc_secret) frame = NULL;
    ESC_OWN(esc_secret) both = NULL;

    for (int i = 0; i < 9; i++)
        snprintf(audiences[i], sizeof(audiences[i]), "a%d.example", i + 1);
    b->settings.audiences = (struct list){audiences, 9};
    frame = run(b, FAKE_RESOLVER, "nine-tokens", AMPLE_MS, &err);
    ok(frame == NULL && err.code == ESC_E_NOT_PERMITTED
           && b->exchange.token_count == EXCHANGE_TOKENS_MAX,
       "a ninth token is not made: %s", err.text);
    b->settings.audiences = list;
    both = run(b, FAKE_RESOLVER, "import", AMPLE_MS, &err);
    ok(both != NULL, "what is permitted may be imported");
}

/* Without a key, with it, with another. */
static void
test_secret(struct bench *b)
{
    char *path = b->settings.secrets_key;
    ESC_OWN(esc_secret) key = NULL;
    struct esc_error err = {0};
    struct esc_message_content content;
    ESC_OWN(esc_secret) frame = NULL;
    ESC_OWN(esc_cred_set) set = NULL;

    snprintf(path, 128, "%s/secrets.key", b->dir);
    ok(esc_cipher_new_key(path, &err), "a key of the zone");
    key = esc_cipher_load_key(path, &err);
    b->sealed = esc_secret_new(64);
    ok(key != NULL && esc_cipher_seal(key, "hunter2", 7, b->sealed, &err),
       "and a secret");
    frame = run(b, FAKE_RESOLVER, "secret", AMPLE_MS, &err);
    if (frame != NULL && esc_message_get_bytes(frame, &content, &err))
        set = esc_cred_set_decode(content.bytes, content.len, &err);
    is_str(set == NULL ? err.text
                       : (const char *)esc_secret_bytes(
                           esc_cred_set_find(set, "SUB")->value),
           "hunter2", "the resolver gets its plaintext");
    (void)unlink(path);
    ok(run(b, FAKE_RESOLVER, "secret", AMPLE_MS, &err) == NULL
           && err.code == ESC_E_NOT_FOUND,
       "a key that is not there: %s", err.text);
    ok(esc_cipher_new_key(path, &err)
           && run(b, FAKE_RESOLVER, "secret", AMPLE_MS, &err) == NULL
           && err.code == ESC_E_DEFINITION,
       "another key: %s", err.text);
    is_str(err.text,
           "cannot decrypt a secret of 'acme/fake/secret': it was encrypted"
           " with another key, or changed since",
           "  says so");
    path[0] = '\0';
    ok(run(b, FAKE_RESOLVER, "secret", AMPLE_MS, &err) == NULL
           && err.code == ESC_E_CONFIG
           && strcmp(err.hint, "root can set secrets-key") == 0,
       "no key: %s", err.text);
    esc_secret_free(b->sealed);
    b->sealed = NULL;
}

static void
test_no_program(struct bench *b)
{
    struct esc_error err = {0};

    ok(run(b, "/nonexistent/esc-resolve", "good", AMPLE_MS, &err) == NULL
           && err.code == ESC_E_CONFIG,
       "no resolver: says so");
}

/* What the request says, as root set it. */
static void
test_request(struct bench *b)
{
    struct esc_message_open open;
    struct esc_error err = {0};
    ESC_OWN(esc_secret) request = esc_secret_new(16384);
    ESC_OWN(esc_secret) frame = esc_secret_new(16384);

    snprintf(b->settings.sts_endpoint, 64, "http://127.0.0.1:1");
    snprintf(b->settings.region, 65, "eu-central-1");
    b->rule.max_duration = 900;
    b->grant.rule = &b->rule;
    ok(exchange_open(&b->exchange, 1234, request, &err)
           && esc_secret_add(frame, esc_secret_bytes(request) + 4,
                             esc_secret_len(request) - 4)
           && esc_message_get_open(frame, &open, &err),
       "the request is composed");
    ok(open.loopback_http && open.max_duration == 900
           && open.deadline_ms == 1234 && open.output_max == 65536,
       "  numbers");
    is_str(open.session_name, "dana@h", "  the session's name is imposed");
    is_str(open.region, "eu-central-1", "  region");
    is_str(open.audience, "sts.amazonaws.com", "  audience");
    b->settings.session_name_login = false;
    ok(exchange_open(&b->exchange, 1234, request, &err), "again");
    esc_secret_clear(frame);
    ok(esc_secret_add(frame, esc_secret_bytes(request) + 4,
                      esc_secret_len(request) - 4)
           && esc_message_get_open(frame, &open, &err)
           && open.session_name[0] == '\0',
       "  or left to the definition");
}

/* Backend pulumi: whose token, what is asked for, what is not handed out. */
static void
test_service(struct bench *b)
{
    struct settings *s = &b->settings;
    struct esc_message_open open = {0};
    struct esc_error err = {0};
    ESC_OWN(esc_secret) token = NULL;
    char path[96];
    int fd;

    s->pulumi = true;
    snprintf(s->pulumi_token, sizeof(s->pulumi_token), "personal");
    ok(!service_identity(s, "dana", &b->identity, &err)
           && err.code == ESC_E_CONFIG && strstr(err.hint, "map dana pulumi"),
       "nobody's Pulumi name is guessed: %s", err.text);
    snprintf(s->pulumi_token, sizeof(s->pulumi_token), "team:ops");
    ok(service_identity(s, "dana", &b->identity, &err)
           && strcmp(b->identity.scope, "team:ops") == 0,
       "a team");
    snprintf(b->grant.version, sizeof(b->grant.version), "stable");
    snprintf(b->grant.environment, sizeof(b->grant.environment), "acme/a/b");
    ok(service_open(&b->exchange, &open), "the request is composed");
    is_str(open.environment, "acme/a/b@stable", "  with the version");
    is_str(open.service_kind, "team", "  kind");
    is_str(open.service_scope, "team:ops", "  scope");
    ok(!open.fallback && !service_local(&b->exchange),
       "  without leave to fall back");
    s->fallback_local = b->rule.fallback_local = true;
    ok(service_open(&b->exchange, &open) && open.fallback,
       "  with it, when settings and permit say so");
    ok(service_token(s, &err) == NULL && err.code == ESC_E_CONFIG,
       "no file: no token of it");
    snprintf(path, sizeof(path), "%s/token", b->dir);
    snprintf(s->pulumi_token, sizeof(s->pulumi_token), "file:%s", path);
    fd = open_file(path, "pul-CANARY\n");
    token = service_token(s, &err);
    ok(token != NULL && esc_secret_len(token) == 10,
       "a token is read from a file: %s", err.text);
    ok(fd >= 0 && chmod(path, 0644) == 0 && service_token(s, &err) == NULL
           && err.code == ESC_E_CONFIG && strstr(err.text, "CANARY") == NULL,
       "not from one that others can read: %s", err.text);
    ok(chmod(path, 0600) == 0 && write(fd, "x y\n", 4) == 4
           && service_token(s, &err) == NULL,
       "nor what is no token: %s", err.text);
    close(fd);
}

/* A person's own sign-in: handed over as it is, with what must hold of it. */
static void
test_sign_in(struct bench *b)
{
    static const struct esc_request request;
    struct settings *s = &b->settings;
    struct esc_message_open open = {0};
    struct esc_error err = {0};
    ESC_OWN(esc_secret) frame = NULL;
    struct esc_message_content content;
    ESC_OWN(esc_cred_set) set = NULL;

    frame = run(b, FAKE_RESOLVER, "identity", AMPLE_MS, &err);
    ok(frame == NULL && err.code == ESC_E_NOT_PERMITTED,
       "not where the host is who vouches: %s", err.text);
    s->pulumi = true;
    snprintf(s->pulumi_token, sizeof(s->pulumi_token), "sign-in");
    snprintf(s->sign_in.issuer, sizeof(s->sign_in.issuer), "https://id");
    snprintf(s->sign_in.client, sizeof(s->sign_in.client), "ssh");
    ok(!service_identity(s, "dana", &b->identity, &err),
       "who they are at the service is root's word: %s", err.text);
    snprintf(b->identity.scope, sizeof(b->identity.scope), "user:dana-k");
    ok(service_open(&b->exchange, &open)
           && strcmp(open.service_kind, "personal") == 0
           && strcmp(open.service_scope, "user:dana-k") == 0,
       "a personal token is wanted");
    is_str(open.whose.issuer, "https://id", "  of this issuer");
    is_str(open.whose.client, "ssh", "  for this client");
    is_str(open.whose.claim, "preferred_username", "  named by this claim");
    is_str(open.whose.person, "", "  as the login");
    frame = run(b, FAKE_RESOLVER, "identity", AMPLE_MS, &err);
    ok(frame == NULL && strcmp(err.text, "nobody has signed in") == 0,
       "nobody: %s", err.text);
    b->request = &request;
    frame = run(b, FAKE_RESOLVER, "identity", AMPLE_MS, &err);
    if (frame != NULL && esc_message_get_bytes(frame, &content, &err))
        set = esc_cred_set_decode(content.bytes, content.len, &err);
    is_str(set == NULL ? err.text
                       : (const char *)esc_secret_bytes(
                           esc_cred_set_find(set, "SUB")->value),
           "planted", "whatever it is");
    ok(b->exchange.signed_in, "and it is known that it was used");
}

/* Backend local, where AWS sees the person: the same, and no service. */
static void
test_aws_sign_in(struct bench *b)
{
    static const struct esc_request request;
    struct settings *s = &b->settings;
    struct esc_message_open open = {0};
    struct esc_error err = {0};
    ESC_OWN(esc_secret) frame = NULL;

    s->pulumi = false;
    ok(!settings_sign_in(s), "not unless AWS is to see the person");
    s->aws_sign_in = true;
    ok(settings_sign_in(s) && service_identity(s, "dana", &b->identity, &err),
       "aws-token: %s", err.text);
    ok(service_open(&b->exchange, &open) && open.service_url[0] == '\0',
       "no service is wanted");
    is_str(open.whose.issuer, "https://id", "  but whose sign-in");
    b->request = &request;
    frame = run(b, FAKE_RESOLVER, "identity", AMPLE_MS, &err);
    ok(b->exchange.signed_in, "which is handed out: %s", err.text);
    s->sign_in.issuer[0] = '\0';
    ok(!service_identity(s, "dana", &b->identity, &err)
           && err.code == ESC_E_CONFIG,
       "not without its provider: %s", err.text);
}

int
main(void)
{
    struct bench *b = calloc(1, sizeof(*b));
    char command[96];

    if (b == NULL || !ok(prepare(b), "settings, key and account"))
        return 1;
    test_good(b);
    test_bad(b);
    test_most(b);
    test_secret(b);
    test_no_program(b);
    test_request(b);
    test_service(b);
    test_sign_in(b);
    test_aws_sign_in(b);
    snprintf(command, sizeof(command), "rm -rf '%s'", b->dir);
    ok(system(command) == 0, "removed");
    esc_jwk_free(b->key);
    settings_release(&b->settings);
    free(b);
    return tap_done();
}
