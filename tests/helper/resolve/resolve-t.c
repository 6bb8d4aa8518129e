/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole program, sandbox included, against a starter and an STS that are
 * ours: what comes back, and what is asked and said on the way.
 */
#include "canned.h"
#include "starter.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROLE "arn:aws:iam::123456789012:role/esc-oidc"
#define LOGIN                                                                 \
    "values:\n"                                                               \
    "  aws:\n"                                                                \
    "    login:\n"                                                            \
    "      fn::open::aws-login:\n"                                            \
    "        oidc:\n"                                                         \
    "          duration: 1h\n"                                                \
    "          roleArn: " ROLE "\n"                                           \
    "          sessionName: pulumi-environments-session\n"
#define EXPORTS                                                               \
    "  environmentVariables:\n"                                               \
    "    AWS_ACCESS_KEY_ID: ${aws.login.accessKeyId}\n"                       \
    "    AWS_SECRET_ACCESS_KEY: ${aws.login.secretAccessKey}\n"               \
    "    AWS_SESSION_TOKEN: ${aws.login.sessionToken}\n"

static struct canned canned;
static struct starter s; /* large */

static const struct starter_definition login[] = {
    {"acme/aws/dev", LOGIN EXPORTS}, {NULL, NULL}};

/* A starter for DEFINITIONS whose STS is the canned server's PATH. */
static void
prepare(const struct starter_definition *definitions, const char *path)
{
    char url[128];

    starter_init(&s, definitions);
    snprintf(s.open.ca_path, sizeof(s.open.ca_path), "%s/certs",
             canned.folder);
    snprintf(s.open.sts_endpoint, sizeof(s.open.sts_endpoint), "%s",
             canned_url(&canned, "https://127.0.0.1", "good", path, url));
}

static void
test_login(void)
{
    const struct esc_cred *secret;
    int64_t now = (int64_t)time(NULL);

    prepare(login, "/sts/");
    starter_run(&s);
    ok(s.set != NULL && s.exit_status == 0, "the definition opens: %s",
       s.failure.text);
    if (s.set == NULL)
        return;
    is_int((long long)s.set->count, 3, "three variables");
    ok(strncmp(starter_value(&s, "AWS_ACCESS_KEY_ID"), "ASIA", 4) == 0,
       "the key");
    secret = esc_cred_set_find(s.set, "AWS_SECRET_ACCESS_KEY");
    ok(secret != NULL && secret->secret, "the secret is called one");
    ok(s.set->expires >= now + 3590 && s.set->expires <= now + 3610,
       "it ends in an hour");
    ok(s.set->renew_after > now && s.set->renew_after < s.set->expires,
       "and is renewed before");
    is_str(s.set->origin.environment, "acme/aws/dev", "environment");
    is_str(s.set->origin.revision, "rev-7", "revision");
    is_str(s.set->origin.backend, "local", "backend");
    is_str(s.set->origin.role, ROLE, "role");
    is_str(s.set->origin.session_name, "pulumi-environments-session",
           "session name");
    is_str(s.set->origin.account_id, "123456789012", "account");
    is_str(s.set->origin.identity, "bastion:z:host:b1:user:dana", "identity");
    is_str(s.set->origin.access_key_id, starter_value(&s, "AWS_ACCESS_KEY_ID"),
           "key id");
    is_int(s.asked_tokens, 1, "one token");
    is_int(s.asked_definitions, 1, "one definition");
    ok(strstr(s.log, "CANARY") == NULL, "no secret in the journal");
    starter_release(&s);
}

static void
test_settings(void)
{
    char url[128];

    prepare(login, "/sts/");
    s.open.max_duration = 900;
    snprintf(s.open.session_name, sizeof(s.open.session_name), "dana@b1");
    snprintf(s.open.proxy, sizeof(s.open.proxy), "%s",
             canned_url(&canned, "http://127.0.0.1", "forward", "", url));
    starter_run(&s);
    ok(s.set != NULL, "through a proxy: %s", s.failure.text);
    is_int(canned_count(&canned, "forward CONNECT"), 1, "that was asked");
    if (s.set != NULL) {
        is_str(s.set->origin.session_name, "dana@b1",
               "the settings' session name");
        ok(s.set->expires <= (int64_t)time(NULL) + 905,
           "the settings' duration");
    }
    starter_release(&s);
    prepare(login, "/sts/");
    s.open.output_max = 64;
    starter_run(&s);
    is_int(s.failure.code, ESC_E_INPUT, "more than a session may hold: %s",
           s.failure.text);
    prepare(login, "/sts/");
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    starter_run(&s);
    unsetenv("https_proxy");
    ok(s.set != NULL, "the environment is ignored: %s", s.failure.text);
    starter_release(&s);
}

static void
test_language(void)
{
    static const struct starter_definition definitions[] = {
        {"acme/aws/dev", "imports:\n- shared/base\n- base\nvalues:\n"
                         "  environmentVariables:\n"
                         "    WHO: ${context.pulumi.user.login}\n"
                         "    WHERE: ${context.session.host}\n"
                         "    GREETING: ${greeting}, ${plain}\n"
                         "    \"bad name\": x\n"
                         "  files:\n"
                         "    CONFIG: |\n      content\n"},
        {"acme/shared/base", "values:\n  greeting: hello\n"},
        {"acme/default/base", "values:\n  plain: world\n"},
        {NULL, NULL}};
    const struct esc_cred *file;

    prepare(definitions, "/sts/");
    starter_run(&s);
    ok(s.set != NULL, "imports: %s", s.failure.text);
    is_str(starter_value(&s, "GREETING"), "hello, world", "are merged");
    is_str(starter_value(&s, "WHO"), "dana", "context: the login");
    is_str(starter_value(&s, "WHERE"), "b1", "context: the host");
    is_int(s.asked_definitions, 3, "each is asked for once");
    is_int(s.asked_tokens, 0, "no token without a login");
    file = s.set == NULL ? NULL : esc_cred_set_find(s.set, "CONFIG");
    ok(file != NULL && file->file, "a file is one");
    is_str(starter_value(&s, "CONFIG"), "content\n", "with its content");
    ok(strstr(s.log, "variable-not-set") != NULL
           && strstr(s.log, "bad name") != NULL,
       "an invalid name is named in the journal");
    if (s.set != NULL)
        is_int(s.set->expires, 0, "nothing ends");
    ok(s.set != NULL && s.set->tree == NULL, "no tree that nobody asked for");
    starter_release(&s);
    prepare(definitions, "/sts/");
    s.open.values = true;
    starter_run(&s);
    ok(s.set != NULL && s.set->tree != NULL, "the tree when asked for it");
    starter_release(&s);
}

static void
test_secrets(void)
{
#define CIPHERTEXT "ZXNjeAAAAAHz5ePy5fTB4+Pl8/PL5fnJxPD7"
    static const struct starter_definition definitions[] = {
        {"acme/aws/dev", "imports:\n- keys/all\nvalues:\n"
                         "  environmentVariables:\n"
                         "    OURS: {fn::secret: {ciphertext: " CIPHERTEXT
                         "}}\n    THEIRS: ${key}\n"},
        {"acme/keys/all",
         "values:\n  key: {fn::secret: {ciphertext: " CIPHERTEXT "}}\n"},
        {NULL, NULL}};
    const struct esc_cred *ours;

    prepare(definitions, "/sts/");
    starter_run(&s);
    ok(s.set != NULL, "ciphertexts: %s", s.failure.text);
    is_str(starter_value(&s, "OURS"), "CANARYplain", "of the environment");
    is_str(starter_value(&s, "THEIRS"), "CANARYplain", "and of an import");
    ours = s.set == NULL ? NULL : esc_cred_set_find(s.set, "OURS");
    ok(ours != NULL && ours->secret, "are secret");
    is_str(s.decrypted, "acme/aws/dev", "each is asked of its environment");
    ok(strstr(s.log, "CANARY") == NULL, "no secret in the journal");
    starter_release(&s);
}

static const struct failure {
    const char *name, *yaml, *path;
    enum esc_code code;
    const char *where, *says, *hint;
} failures[] = {
    {"STS denies", LOGIN EXPORTS, "/sts-denied/", ESC_E_PROVIDER,
     "acme/aws/dev:4:7", "AccessDenied: Not \\x1b[31mauthorized",
     "trust policy"},
    {"STS answers garbage", LOGIN EXPORTS, "/sts-garbage/", ESC_E_PROVIDER,
     "acme/aws/dev:4:7", "malformed answer", ""},
    {"not an STS", LOGIN EXPORTS, "/nothing", ESC_E_PROVIDER,
     "acme/aws/dev:4:7", "does not answer like STS: HTTP 404", ""},
    {"an import that is refused", "imports:\n- other/secret\n", "/sts/",
     ESC_E_NOT_PERMITTED, "acme/aws/dev:2:3", "acme/other/secret", ""},
    {"an import of no name", "imports:\n- ../../x\n", "/sts/",
     ESC_E_DEFINITION, "acme/aws/dev:2:3", "not the name of an environment",
     ""},
    {"not YAML", "values: {\n", "/sts/", ESC_E_DEFINITION, "acme/aws/dev", "",
     ""},
    {"an unknown property",
     "values:\n  environmentVariables:\n    A: ${nothing}\n", "/sts/",
     ESC_E_DEFINITION, "acme/aws/dev:3:", "unknown property", ""},
    {"an unknown provider", "values:\n  a:\n    fn::open::moon-login: {}\n",
     "/sts/", ESC_E_DEFINITION, "acme/aws/dev:3:", "unknown provider", ""},
    {"a misspelt input", LOGIN "          durration: 1h\n", "/sts/",
     ESC_E_DEFINITION, "acme/aws/dev:4:7", "unknown input 'durration'", ""},
    {"a region of another partition",
     LOGIN EXPORTS "    AWS_REGION: cn-north-1\n", "", ESC_E_CONFIG,
     "acme/aws/dev:4:7", "'cn-north-1' from the definition", "partition"},
};

static void
test_failures(void)
{
    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
        const struct failure *f = &failures[i];
        const struct starter_definition one[] = {{"acme/aws/dev", f->yaml},
                                                 {NULL, NULL}};

        prepare(one, f->path);
        if (f->path[0] == '\0')
            s.open.sts_endpoint[0] = '\0';
        starter_run(&s);
        ok(s.answered && s.set == NULL && s.exit_status == 0, "%s", f->name);
        is_int(s.failure.code, f->code, "%s: code", f->name);
        ok(strncmp(s.failure.where, f->where, strlen(f->where)) == 0,
           "%s: where: %s", f->name, s.failure.where);
        ok(strstr(s.failure.text, f->says) != NULL, "%s: %s", f->name,
           s.failure.text);
        ok(strstr(s.failure.hint, f->hint) != NULL, "%s: hint: %s", f->name,
           s.failure.hint);
        ok(strstr(s.failure.text, "CANARY") == NULL
               && strstr(s.log, "CANARY") == NULL,
           "%s: shows no secret", f->name);
        starter_release(&s);
    }
}

/* Without the deadline a try takes five seconds: a slow machine must not look
 * like that, and does not so each time. */
static void
test_hang(void)
{
    for (int i = 0; i < 5 && (i == 0 || s.took_ms >= 4500); i++) {
        prepare(login, "/sts-hang/");
        s.open.deadline_ms = 600;
        starter_run(&s);
    }
    is_int(s.failure.code, ESC_E_TIMEOUT, "STS hangs: %s", s.failure.text);
    ok(s.took_ms < 4500, "the deadline holds: %lld ms", (long long)s.took_ms);
}

static void
test_network(void)
{
    char url[128];

    prepare(login, "/");
    snprintf(s.open.sts_endpoint, sizeof(s.open.sts_endpoint), "%s",
             canned_url(&canned, "https://127.0.0.1", "closed", "/", url));
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NETWORK, "STS is down: %s", s.failure.text);

    prepare(login, "/sts/");
    s.open.ca_path[0] = '\0';
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NETWORK, "a CA that is not the host's: %s",
           s.failure.text);

    prepare(login, "/sts/");
    s.tokens = 0;
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NOT_PERMITTED, "no token: %s",
           s.failure.text);
}

/* STS answers none of them before all have asked. */
static void
test_side_by_side(void)
{
#define ONE(n)                                                                \
    "  l" n ":\n    fn::open::aws-login:\n      oidc:\n"                      \
    "        roleArn: " ROLE "\n        sessionName: s" n "\n"
    static const struct starter_definition four[] = {
        {"acme/aws/dev", "values:\n" ONE("1") ONE("2") ONE("3")
                             ONE("4") "  environmentVariables:\n"
                                      "    A: ${l1.accessKeyId}\n"
                                      "    B: ${l4.accessKeyId}\n"},
        {NULL, NULL}};

    prepare(four, "/sts-together/");
    starter_run(&s);
    ok(s.set != NULL, "four logins that wait for each other: %s",
       s.failure.text);
    ok(canned_count(&canned, "POST /sts-together/") >= 4,
       "are under way at once");
    is_int(s.asked_tokens, 1, "and one token");
    starter_release(&s);
}

static void
test_bad_requests(void)
{
    static const struct {
        const char *name, *bytes;
        size_t len;
    } rows[] = {
        {"nothing", "", 0},
        {"half a length", "\0\0", 2},
        {"a frame that is too long", "\x7f\xff\xff\xff\x01", 5},
        {"an empty frame", "\0\0\0\0", 4},
        {"another message", "\0\0\0\x01\x05", 5},
        {"a request without fields", "\0\0\0\x01\x01", 5},
        {"a field over its frame", "\0\0\0\x06\x01\x01\0\0\xff\xff", 10},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool answered;

        is_int(starter_send_raw(rows[i].bytes, rows[i].len, &answered), 1,
               "%s: exit status", rows[i].name);
        ok(!answered, "%s: no answer", rows[i].name);
    }
}

/* What the whole host may read has no secrets in plain text. */
static void
test_exposed(void)
{
    static const struct starter_definition plain[] = {
        {"acme/aws/dev", "values:\n  a: {fn::secret: CANARY}\n"},
        {NULL, NULL}};
    static const struct starter_definition imported[] = {
        {"acme/aws/dev", "imports: [acme/aws/base]\n"},
        {"acme/aws/base", "values:\n  a: {fn::secret: CANARY}\n"},
        {NULL, NULL}};
    static const struct starter_definition sealed[] = {
        {"acme/aws/dev", "values:\n  a: {fn::secret: {ciphertext: "
                         "ZXNjeAAAAAHo9e705fKyKo30VQ==}}\n"
                         "  environmentVariables: {A: '${a}'}\n"},
        {NULL, NULL}};
    static const struct {
        const struct starter_definition *definitions;
        const char *where;
    } rows[] = {{plain, "acme/aws/dev:2"}, {imported, "acme/aws/dev:1:11"}};

    for (size_t i = 0; i < 2; i++) {
        starter_init(&s, rows[i].definitions);
        starter_run(&s);
        ok(s.set != NULL && s.failure.code == ESC_OK, "a private file opens");
        starter_release(&s);
        starter_init(&s, rows[i].definitions);
        s.exposed = true;
        starter_run(&s);
        is_int(s.failure.code, ESC_E_CONFIG, "one that is not does not");
        is_str(s.failure.where, rows[i].where, "where");
        ok(strstr(s.failure.text, ":2: plaintext secret in a file that every")
                   != NULL
               && strstr(s.failure.hint, "esc-session encrypt") != NULL
               && strstr(s.failure.text, "CANARY") == NULL,
           "what and how to mend it: %s", s.failure.text);
    }
    starter_init(&s, sealed);
    s.exposed = true;
    starter_run(&s);
    is_str(starter_value(&s, "A"), "CANARYplain", "encrypted it may be");
    is_str(s.set == NULL ? "" : s.set->origin.revision, "rev-7",
           "the mark is not the revision's");
    starter_release(&s);
}

/* fn::rotate opens to its state; what only rotating needs is not asked for. */
static void
test_rotators(void)
{
    static const struct starter_definition state[] = {
        {"acme/aws/dev",
         "values:\n"
         "  iam:\n"
         "    fn::rotate::aws-iam:\n"
         "      inputs: {region: r, login: '${environments.a.b.c}'}\n"
         "      state: {current: {id: AKIA, key: {fn::secret: s3}}}\n"
         "  none: {fn::rotate::postgres: {inputs: {database: {}}}}\n"
         "  environmentVariables:\n"
         "    ID: ${iam.current.id}\n"
         "    KEY: ${iam.current.key}\n"},
        {NULL, NULL}};
    static const struct starter_definition unknown[] = {
        {"acme/aws/dev", "values:\n  a: {fn::rotate::moon: {inputs: {}}}\n"},
        {NULL, NULL}};
    const struct esc_cred *key;

    starter_init(&s, state);
    /* Looking for a region checks the definition, all of it. */
    snprintf(s.open.region, sizeof(s.open.region), "eu-central-1");
    starter_run(&s);
    is_str(s.failure.text, "", "a rotator opens");
    is_str(starter_value(&s, "ID"), "AKIA", "to its state");
    is_str(starter_value(&s, "KEY"), "s3", "all of it");
    key = s.set == NULL ? NULL : esc_cred_set_find(s.set, "KEY");
    ok(key != NULL && key->secret, "a secret stays one");
    is_int(s.asked_definitions, 1, "what rotates it is not looked at");
    starter_release(&s);
    starter_init(&s, unknown);
    starter_run(&s);
    is_str(s.failure.text,
           "unknown rotator \"moon\": this version knows aws-iam,"
           " azure-app-secret, external, mysql, passphrase, password, postgres"
           " and snowflake-user",
           "an unknown one hears which are known");
    starter_release(&s);
}

int
main(void)
{
    test_bad_requests();
    test_exposed();
    test_rotators();
    if (!canned_start(&canned)) {
        skip("no python3 or openssl to run servers on loopback");
        return tap_done();
    }
    test_login();
    test_settings();
    test_language();
    test_secrets();
    test_failures();
    test_hang();
    test_network();
    test_side_by_side();
    canned_stop(&canned);
    return tap_done();
}
