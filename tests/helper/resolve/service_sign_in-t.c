/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By the person's own sign-in, the whole program: what the starter hands over
 * can be anything, and only what proves to be this login's person's opens, at
 * Pulumi's service or with backend local at STS.
 */
#include "esc/identity.h"
#include "service_world.h"
#include "tap.h"
#include <stdio.h>
#include <string.h>

static struct service_world world;
static struct starter s; /* large */
static struct esc_identity identity;
static char token[4096];

/* FOLDER/sign-in-NAME, without the end of the line. */
static void
load(const char *name, char *out, size_t size)
{
    char path[160];
    FILE *file;

    snprintf(path, sizeof(path), "%s/sign-in-%s", world.canned.folder, name);
    file = fopen(path, "r");
    out[0] = '\0';
    if (file != NULL && fgets(out, (int)size, file) != NULL)
        out[strcspn(out, "\n")] = '\0';
    if (file != NULL)
        fclose(file);
}

static void
hold(enum esc_identity_kind kind, const char *bytes)
{
    struct esc_error err;

    esc_identity_release(&identity);
    identity = (struct esc_identity){.kind = kind};
    ok(esc_identity_keep(&identity.token, bytes, strlen(bytes),
                         ESC_MESSAGE_TOKEN_MAX, &err),
       "a token is held");
    s.identity = &identity;
}

static void
prepare(void)
{
    struct esc_message_whose *whose = &s.open.whose;

    service_prepare(&world, &s, "acme/aws/dev", "good");
    service_faults(&world, NULL, 0);
    load("issuer", whose->issuer, sizeof(whose->issuer));
    snprintf(whose->client, sizeof(whose->client), "ssh");
    snprintf(whose->claim, sizeof(whose->claim), "preferred_username");
    s.tokens = 0; /* the host vouches for nobody here */
    s.open.fallback = true;
}

static void
prepare_token(const char *name)
{
    prepare();
    load(name, token, sizeof(token));
    hold(ESC_IDENTITY_DEVICE, token);
    /* What the key says of itself is worth nothing. */
    snprintf(identity.person, sizeof(identity.person), "dana");
    snprintf(identity.issuer, sizeof(identity.issuer), "%s",
             s.open.whose.issuer);
    identity.expires = INT64_MAX;
}

static void
check_refused(enum esc_code code, const char *words, const char *name)
{
    ok(s.set == NULL && s.answered, "%s: refused", name);
    is_int(s.failure.code, code, "%s: %s", name, s.failure.text);
    ok(strstr(s.failure.text, words) != NULL, "%s: says '%s'", name, words);
    is_int(s.asked_definitions, 0, "%s: nothing is opened instead", name);
    ok(strstr(s.failure.text, "CANARY") == NULL
           && strstr(s.failure.text, "eyJ") == NULL
           && strstr(s.log, "eyJ") == NULL,
       "%s: no token is shown", name);
    starter_release(&s);
}

static void
test_good(void)
{
    prepare_token("good");
    starter_run(&s);
    ok(s.set != NULL, "one's own ID token opens: %s", s.failure.text);
    is_int(service_requests(&world, "{"), 3, "token, open, read");
    is_int(s.asked_tokens, 0, "the host vouches for nobody");
    if (s.set != NULL)
        is_str(s.set->origin.identity, "user:dana-k", "and says as whom");
    starter_release(&s);

    prepare_token("good");
    snprintf(s.open.whose.claim, sizeof(s.open.whose.claim), "email");
    snprintf(s.open.whose.person, sizeof(s.open.whose.person),
             "{login}@example.com");
    starter_run(&s);
    ok(s.set != NULL, "by mail address: %s", s.failure.text);
    starter_release(&s);

    prepare_token("good");
    identity.kind = ESC_IDENTITY_FILE;
    starter_run(&s);
    ok(s.set != NULL, "from a file: %s", s.failure.text);
    starter_release(&s);
}

static const struct {
    const char *token, *words;
    enum esc_code code;
} bad[] = {
    {"bob", "'bob' approved it, but this login is of 'dana'",
     ESC_E_NOT_PERMITTED},
    {"expired", "expired", ESC_E_PROVIDER},
    {"audience", "was not made for this client", ESC_E_PROVIDER},
    {"issued", "issuer", ESC_E_PROVIDER},
    {"forged", "signature", ESC_E_PROVIDER},
    {"unsigned", "algorithm 'none'", ESC_E_PROVIDER},
    {"hmac", "algorithm 'HS256'", ESC_E_PROVIDER},
    {"garbage", "", ESC_E_PROVIDER},
};
#define BAD (sizeof(bad) / sizeof(bad[0]))

static void
test_bad(void)
{
    for (size_t i = 0; i < BAD; i++) {
        prepare_token(bad[i].token);
        starter_run(&s);
        check_refused(bad[i].code, bad[i].words, bad[i].token);
        is_int(service_requests(&world, "{"), 0, "%s: not shown to Pulumi",
               bad[i].token);
    }
    prepare_token("unverified");
    snprintf(s.open.whose.claim, sizeof(s.open.whose.claim), "email");
    starter_run(&s);
    check_refused(ESC_E_PROVIDER, "has not verified the address",
                  "an unverified address");
    prepare();
    s.identity = NULL;
    starter_run(&s);
    check_refused(ESC_E_NOT_PERMITTED, "cannot use your own sign-in",
                  "nobody signed in");
}

/* Another login at the service cannot be had with one's own token. */
static void
test_policy(void)
{
    prepare_token("good");
    snprintf(s.open.service_scope, sizeof(s.open.service_scope), "user:root");
    starter_run(&s);
    check_refused(ESC_E_PROVIDER, "403", "as somebody else at the service");
}

static void
test_pulumi_token(void)
{
    prepare();
    hold(ESC_IDENTITY_PULUMI, "pul-CANARYdana");
    starter_run(&s);
    ok(s.set != NULL, "one's own token of the service: %s", s.failure.text);
    is_int(service_requests(&world, "{"), 3, "whose it is, open, read");
    if (s.set != NULL)
        is_str(s.set->origin.identity, "user:dana-k", "says as whom");
    starter_release(&s);

    prepare();
    hold(ESC_IDENTITY_PULUMI, "pul-CANARYbob");
    starter_run(&s);
    check_refused(ESC_E_NOT_PERMITTED, "its token is of 'bob-k'",
                  "a token of another person");

    prepare();
    hold(ESC_IDENTITY_PULUMI, "pul-CANARYfile");
    starter_run(&s);
    check_refused(ESC_E_NOT_PERMITTED, "its token is of 'robot'",
                  "a token of a machine");

    prepare();
    hold(ESC_IDENTITY_PULUMI, "pul-CANARYnobody");
    starter_run(&s);
    check_refused(ESC_E_PROVIDER, "401", "a token of nobody");

    prepare();
    hold(ESC_IDENTITY_PULUMI, "pul-CANARY\r\nX-Evil: 1");
    starter_run(&s);
    check_refused(ESC_E_INPUT, "no token has", "a token with a line break");
}

/* A provider that is not there is no reason to do without. */
static void
test_no_provider(void)
{
    prepare_token("good");
    snprintf(s.open.whose.issuer, sizeof(s.open.whose.issuer),
             "https://127.0.0.1:1");
    starter_run(&s);
    check_refused(ESC_E_NETWORK, "127.0.0.1", "no provider");
}

#define AWS(name)                                                             \
    "  " name ":\n    fn::open::aws-login:\n      oidc:\n"                    \
    "        roleArn: arn:aws:iam::123456789012:role/dev\n"                   \
    "        sessionName: dana\n"

static const struct starter_definition logins[] = {
    {"acme/aws/dev",
     "values:\n" AWS("one") AWS("two") "  environmentVariables:\n"
                                       "    ONE: ${one.accessKeyId}\n"
                                       "    TWO: ${two.accessKeyId}\n"},
    {NULL, NULL}};
static const struct starter_definition plain[] = {
    {"acme/aws/dev", "values:\n  environmentVariables:\n    ONE: text\n"},
    {NULL, NULL}};

/* Backend local, where AWS is to see the person. */
static void
prepare_local(const struct starter_definition *definitions)
{
    char url[128];

    s.definitions = definitions;
    s.tokens = 9; /* the host's would be there */
    s.open.service_url[0] = s.open.service_kind[0] = '\0';
    s.open.fallback = false;
    snprintf(
        s.open.sts_endpoint, sizeof(s.open.sts_endpoint), "%s",
        canned_url(&world.canned, "https://127.0.0.1", "sts", "/sts/", url));
}

static void
test_local(void)
{
    prepare_token("good");
    prepare_local(logins);
    starter_run(&s);
    ok(s.set != NULL, "STS takes one's own ID token: %s", s.failure.text);
    ok(strncmp(starter_value(&s, "TWO"), "ASIA", 4) == 0, "for each login");
    is_int(canned_count(&world.canned, "sts POST"), 2, "two were asked for");
    is_int(s.asked_identities, 1, "and the sign-in once");
    is_int(s.asked_tokens, 0, "the host vouches for nobody");
    if (s.set != NULL) {
        is_str(s.set->origin.identity, "dana", "and says as whom");
        is_str(s.set->origin.backend, "local", "by this backend");
    }
    ok(strstr(s.log, "eyJ") == NULL, "no token is shown");
    starter_release(&s);

    prepare_token("bob");
    prepare_local(plain);
    starter_run(&s);
    ok(s.set != NULL && s.asked_identities == 0,
       "where nothing logs in nobody is asked who they are: %s",
       s.failure.text);
    starter_release(&s);
}

static void
check_local_refused(enum esc_code code, const char *words, const char *name)
{
    int before = canned_count(&world.canned, "sts POST");

    prepare_local(logins);
    starter_run(&s);
    ok(s.set == NULL && s.answered, "local, %s: refused", name);
    is_int(s.failure.code, code, "local, %s: %s", name, s.failure.text);
    ok(strstr(s.failure.text, "cannot use your own sign-in") != NULL
           && strstr(s.failure.text, words) != NULL,
       "local, %s: says '%s'", name, words);
    /* Whoever let another person approve needs another hint. */
    ok(strstr(s.failure.hint, code == ESC_E_NOT_PERMITTED && words[0] != '\0'
                                  ? "your own sessions"
                                  : "esc-session login")
           != NULL,
       "local, %s: hints: %s", name, s.failure.hint);
    is_int(canned_count(&world.canned, "sts POST") - before, 0,
           "local, %s: not shown to AWS", name);
    is_int(s.asked_tokens, 0, "local, %s: the host does not stand in", name);
    is_int(s.asked_identities, 1, "local, %s: and is asked once", name);
    ok(strstr(s.failure.text, "CANARY") == NULL
           && strstr(s.failure.text, "eyJ") == NULL
           && strstr(s.log, "eyJ") == NULL,
       "local, %s: no token is shown", name);
    starter_release(&s);
}

static void
test_local_bad(void)
{
    for (size_t i = 0; i < BAD; i++) {
        prepare_token(bad[i].token);
        check_local_refused(bad[i].code, bad[i].words, bad[i].token);
    }
    prepare();
    s.identity = NULL;
    check_local_refused(ESC_E_NOT_PERMITTED, "", "nobody signed in");
    prepare();
    hold(ESC_IDENTITY_PULUMI, "pul-CANARYdana");
    check_local_refused(ESC_E_INPUT, "is no ID token", "a token of Pulumi's");
    prepare_token("good");
    snprintf(s.open.whose.issuer, sizeof(s.open.whose.issuer),
             "https://127.0.0.1:1");
    check_local_refused(ESC_E_NETWORK, "127.0.0.1", "no provider");
}

int
main(void)
{
    if (!service_world_start(&world)) {
        skip("python3-jwt, python3-cryptography or openssl is missing");
        return tap_done();
    }
    test_good();
    test_bad();
    test_policy();
    test_pulumi_token();
    test_no_provider();
    test_local();
    test_local_bad();
    esc_identity_release(&identity);
    service_world_stop(&world);
    return tap_done();
}
