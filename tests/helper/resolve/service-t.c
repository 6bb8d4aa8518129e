/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole program with backend pulumi, sandbox included, against the honest
 * double of the service: what comes back and how few requests it takes.
 */
#include "service_world.h"
#include "tap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED false
#endif

static struct service_world world;
static struct starter s; /* large */

static void
check_lines(int requests, int connections, const char *name)
{
    is_int(service_requests(&world, "{"), requests, "%s: requests", name);
    is_int(service_connections(&world), connections, "%s: connections", name);
}

/* LIFE seconds from now, less the margin; with some for a slow machine. */
static void
check_life(int64_t life, const char *name)
{
    int64_t left =
        s.set == NULL ? -1 : s.set->expires - (int64_t)time(NULL) + 60;

    ok(left > life - 45 && left <= life, "%s: lives %lld of %lld s", name,
       (long long)left, (long long)life);
}

static void
test_personal(void)
{
    const struct esc_cred *secret, *file;

    service_prepare_good(&world, &s, "acme/aws/dev");
    starter_run(&s);
    ok(s.set != NULL && s.exit_status == 0, "it opens: %s", s.failure.text);
    check_lines(3, 1, "token, open, read");
    /* libcurl and OpenSSL are most of it; sanitizers need far more. */
    ok(SANITIZED || s.peak_kib < (long)32 * 1024, "peak memory: %ld KiB",
       s.peak_kib);
    is_int(s.asked_tokens, 1, "one ID token");
    is_str(s.audience, "urn:pulumi:org:acme", "for the organization");
    is_int(s.asked_definitions, 0, "no definition");
    check_life(1800, "the definition's duration");
    service_check_canary(&s, "personal token");
    if (s.set == NULL)
        return;
    is_str(starter_value(&s, "AWS_ACCESS_KEY_ID"), "ASIA1", "the key");
    is_str(starter_value(&s, "NUMBER"), "12345678901234567890123",
           "a number's own text");
    is_str(starter_value(&s, "YES"), "true", "a boolean");
    ok(esc_cred_set_find(s.set, "NULL") != NULL
           && esc_cred_set_find(s.set, "NOTHING") != NULL,
       "null and none are empty");
    ok(esc_cred_set_find(s.set, "LIST") == NULL
           && esc_cred_set_find(s.set, "OBJECT") == NULL
           && esc_cred_set_find(s.set, "UNKNOWN") == NULL
           && esc_cred_set_find(s.set, "NESTED") == NULL,
       "no collections, unknowns and nested groups");
    secret = esc_cred_set_find(s.set, "AWS_SECRET_ACCESS_KEY");
    ok(secret != NULL && secret->secret, "the secret is called one");
    file = esc_cred_set_find(s.set, "CONFIG");
    ok(file != NULL && file->file && file->secret, "a file is one");
    is_str(starter_value(&s, "BOTH"), "file", "and wins over a variable");
    is_str(s.set->origin.environment, "acme/aws/dev", "environment");
    is_str(s.set->origin.backend, "pulumi", "backend");
    is_str(s.set->origin.identity, "user:dana-k", "identity");
    is_str(s.set->origin.revision, "", "revision: not said");
    ok(strstr(s.log, "bad name") != NULL, "a bad name is named");
    is_int(service_requests(&world, "\"duration\": \"1h0m0s\""), 1,
           "a duration as Go prints it");
    is_int(service_requests(&world, "vnd.pulumi+8"), 2, "Accept");
    is_int(service_requests(&world, "\"scheme\": \"token\""), 2,
           "the token is not sent to get one");
    starter_release(&s);
}

static void
test_other_tokens(void)
{
    service_prepare_good(&world, &s, "acme/aws/dev");
    snprintf(s.open.service_kind, sizeof(s.open.service_kind), "team");
    snprintf(s.open.service_scope, sizeof(s.open.service_scope), "team:ops");
    starter_run(&s);
    ok(s.set != NULL, "a team's token: %s", s.failure.text);
    if (s.set != NULL)
        is_str(s.set->origin.identity, "team:ops", "identity");
    starter_release(&s);

    service_prepare_good(&world, &s, "acme/aws/dev");
    s.open.service_kind[0] = '\0';
    s.access = "pul-CANARYfile";
    starter_run(&s);
    ok(s.set != NULL, "a token of the starter: %s", s.failure.text);
    check_lines(2, 1, "open, read");
    is_int(s.asked_tokens, 0, "no ID token");
    service_check_canary(&s, "the starter's token");
    starter_release(&s);

    service_prepare_good(&world, &s, "acme/aws/dev");
    s.open.service_kind[0] = '\0';
    s.access = "pul-x\r\nX-Evil: 1";
    starter_run(&s);
    is_int(s.failure.code, ESC_E_INPUT, "a token with a line break: %s",
           s.failure.text);
    check_lines(0, 0, "nothing is sent");

    service_prepare_good(&world, &s, "acme/aws/dev");
    s.open.service_kind[0] = '\0';
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NOT_PERMITTED, "none: %s", s.failure.text);
}

static void
test_versions(void)
{
    static const struct {
        const char *name, *revision, *which;
    } rows[] = {{"acme/aws/dev@1", "1", "one"},
                {"acme/aws/dev@stable", "stable", "one"},
                {"acme/aws/dev@2", "2", ""}};

    for (size_t i = 0; i < 3; i++) {
        service_prepare_good(&world, &s, rows[i].name);
        starter_run(&s);
        ok(s.set != NULL, "%s: %s", rows[i].name, s.failure.text);
        is_str(starter_value(&s, "WHICH"), rows[i].which, "%s: its values",
               rows[i].name);
        check_lines(3, 1, rows[i].name);
        if (s.set != NULL) {
            is_str(s.set->origin.environment, "acme/aws/dev", "environment");
            is_str(s.set->origin.revision, rows[i].revision, "revision");
        }
        starter_release(&s);
    }
}

static void
test_lives(void)
{
    static const struct {
        const char *name;
        uint64_t setting;
        int64_t life; /* 0: nothing ends */
    } rows[] = {
        {"acme/aws/dev", 900, 1800},    {"acme/aws/other", 900, 7200},
        {"acme/aws/variable", 0, 3600}, {"acme/aws/variable", 900, 900},
        {"acme/aws/imported", 0, 3600}, {"acme/aws/imported", 7200, 7200},
        {"acme/aws/static", 3600, 0},   {"acme/aws/dev@1", 3600, 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        service_prepare_good(&world, &s, rows[i].name);
        s.open.aws_duration = rows[i].setting;
        starter_run(&s);
        ok(s.set != NULL, "%s: %s", rows[i].name, s.failure.text);
        if (rows[i].life > 0)
            check_life(rows[i].life, rows[i].name);
        else if (s.set != NULL)
            is_int(s.set->expires, 0, "%s: nothing ends", rows[i].name);
        starter_release(&s);
    }
    service_prepare_good(&world, &s, "acme/aws/empty");
    starter_run(&s);
    ok(s.set != NULL && s.set->count == 0
           && strstr(s.log, "nothing-exported") != NULL,
       "nothing exported: a word in the journal");
    starter_release(&s);
}

#define OPEN "POST *[!t]/open"

/* No answer came: what root's definition says is used, and nothing else. */
static const struct starter_definition local[] = {
    {"acme/aws/dev", "values:\n  environmentVariables:\n    WHICH: local\n"},
    {NULL, NULL}};

static void
test_fallback(void)
{
    static const struct service_fault slow = {
        .match = "POST *", .times = 9, .delay = 40};
    static const struct service_fault slow_open = {
        .match = OPEN, .times = 9, .delay = 40};

    service_prepare(&world, &s, "acme/aws/dev", "closed");
    s.open.fallback = true;
    s.definitions = local;
    starter_run(&s);
    is_str(starter_value(&s, "WHICH"), "local", "down: falls back: %s",
           s.failure.text);
    if (s.set != NULL)
        is_str(s.set->origin.backend, "local (fallback)", "and says so");
    ok(strstr(s.log, "fallback") != NULL, "in the journal too: %s", s.log);
    starter_release(&s);

    service_prepare(&world, &s, "acme/aws/dev", "closed");
    s.definitions = local;
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NETWORK, "down, without leave: %s",
           s.failure.text);
    is_int(s.asked_definitions, 0, "asks for no definition");

    /* After half of the time; a slow machine is not slow each time. */
    for (int i = 0; i < 4 && (i == 0 || s.took_ms >= 8500); i++) {
        starter_release(&s);
        service_prepare_good(&world, &s, "acme/aws/dev");
        service_faults(&world, &slow, 1);
        s.open.fallback = true;
        s.open.deadline_ms = 9000;
        s.definitions = local;
        starter_run(&s);
    }
    is_str(starter_value(&s, "WHICH"), "local", "hangs: falls back: %s",
           s.failure.text);
    ok(s.took_ms < 8500, "in time: %lld ms", (long long)s.took_ms);
    starter_release(&s);

    service_prepare_good(&world, &s, "acme/aws/dev");
    service_faults(&world, &slow_open, 1);
    s.open.fallback = true;
    s.open.deadline_ms = 9000;
    s.definitions = local;
    starter_run(&s);
    is_int(s.failure.code, ESC_E_TIMEOUT, "hangs after an answer: %s",
           s.failure.text);
    is_int(s.asked_definitions, 0, "does not fall back");
}

static void
test_network(void)
{
    static const struct service_fault slow = {
        .match = OPEN, .times = 9, .delay = 40};
    static const struct service_fault slow_exchange = {
        .match = "POST *oauth/token", .times = 1, .delay = 6};

    service_prepare(&world, &s, "acme/aws/dev", "other");
    service_faults(&world, NULL, 0);
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NETWORK, "another's certificate");
    ok(strstr(s.failure.text, "cannot trust the certificate") != NULL
           && strstr(s.failure.text, "127.0.0.1") != NULL,
       "with the reason: %s", s.failure.text);
    check_lines(0, 0, "nothing is sent");

    service_prepare_good(&world, &s, "acme/aws/dev");
    s.open.ca_path[0] = '\0';
    starter_run(&s);
    is_int(s.failure.code, ESC_E_NETWORK, "a CA that is not the host's: %s",
           s.failure.text);

    service_prepare_good(&world, &s, "acme/aws/dev");
    service_faults(&world, &slow, 1);
    s.open.deadline_ms = 5000;
    starter_run(&s);
    is_int(s.failure.code, ESC_E_TIMEOUT, "it hangs: %s", s.failure.text);
    ok(s.took_ms < 25000, "the deadline holds: %lld ms", (long long)s.took_ms);
    is_int(service_requests(&world, "POST"), 2, "an open is sent once");

    /* What may be sent twice is not, only because it is slow. */
    service_prepare_good(&world, &s, "acme/aws/dev");
    service_faults(&world, &slow_exchange, 1);
    s.open.deadline_ms = 60000;
    starter_run(&s);
    ok(s.set != NULL, "a slow exchange is waited for: %s", s.failure.text);
    is_int(service_requests(&world, "POST"), 2, "and sent once");
    starter_release(&s);

    service_prepare_good(&world, &s, "acme/aws/dev");
    s.token = world.stranger;
    starter_run(&s);
    ok(strstr(s.failure.text, "does not accept this host's ID token") != NULL,
       "signed by a stranger: %s", s.failure.text);
    service_check_canary(&s, "a stranger");
}

/* Lines of the front's log with TEXT; it writes them behind its answers. */
static int
front_saw(const char *text, int want)
{
    int count = canned_count(&world.canned, text);

    for (int i = 0; i < 1500 && count < want; i++) {
        usleep(20000);
        count = canned_count(&world.canned, text);
    }
    return count;
}

/* Where HTTP/2 is offered it is used, and one connection carries it all. */
static void
test_http2(void)
{
    char log[128], first[64] = "";
    FILE *file;

    if (canned_port(&world.canned, "http2") == 0) {
        skip("no nginx to speak HTTP/2");
        return;
    }
    service_prepare(&world, &s, "acme/aws/dev", "http2");
    service_faults(&world, NULL, 0);
    starter_run(&s);
    ok(s.set != NULL, "HTTP/2: it opens: %s", s.failure.text);
    is_int(front_saw("HTTP/2.0", 3), 3, "HTTP/2: token, open, read");
    snprintf(log, sizeof(log), "%s/log", world.canned.folder);
    file = fopen(log, "r");
    ok(file != NULL && fgets(first, sizeof(first), file) != NULL
           && strchr(first, ' ') != NULL,
       "HTTP/2: they are in the log");
    if (file != NULL)
        fclose(file);
    first[strcspn(first, " ") + 1] = '\0';
    is_int(front_saw(first, 3), 3, "HTTP/2: on one connection");
    starter_release(&s);
}

/* Use acme/aws/gated, asking for the approval if ASK, in MS milliseconds. */
static void
use_gated(bool ask, int64_t ms)
{
    service_prepare_good(&world, &s, "acme/aws/gated");
    s.open.ask_approval = ask;
    s.open.deadline_ms = (uint64_t)ms;
    starter_run(&s);
}

static void
check_waiting(const char *name, int created)
{
    ok(s.set == NULL
           && strstr(s.failure.text, "the approval is asked for and not given "
                                     "yet: change request 'cr-")
                  != NULL,
       "%s: %s", name, s.failure.text);
    ok(strstr(s.failure.hint, "the next use looks again") != NULL,
       "%s: and then: %s", name, s.failure.hint);
    is_int(service_requests(&world, "/open/request"), created,
           "%s: requests that are created", name);
    is_int(service_requests(&world, "/submit"), created, "%s: and submitted",
           name);
    is_int(service_connections(&world), 1, "%s: one connection", name);
    starter_release(&s);
}

static void
test_approval(void)
{
    use_gated(false, 9000);
    ok(strstr(s.failure.text, "it needs an approval") != NULL
           && strstr(s.failure.hint, "esc-session request") != NULL,
       "nobody asked for one: %s", s.failure.text);
    is_int(service_requests(&world, "/open/request"), 0, "nor is it now");
    starter_release(&s);

    use_gated(true, 9000);
    check_waiting("asked for", 1);
    use_gated(true, 12000);
    check_waiting("asked for again", 0);
    ok(service_requests(&world,
                        "\"GET\", \"path\": \"/api/change-requests/acme"
                        "/cr-")
           > 1,
       "looks more than once: %lld ms", (long long)s.took_ms);
    ok(s.took_ms < 40000, "within the deadline: %lld ms",
       (long long)s.took_ms);
    /* Who waits looks until 2.5 seconds before the deadline. */
    use_gated(false, 20000);
    check_waiting("used meanwhile", 0);
    ok(s.took_ms < 15000, "does not wait: %lld ms", (long long)s.took_ms);

    service_approve_all(&world);
    use_gated(false, 9000);
    ok(s.set != NULL, "approved, it opens: %s", s.failure.text);
    is_int(service_requests(&world, "/apply"), 1, "once it is applied");
    starter_release(&s);
    use_gated(false, 9000);
    ok(s.set != NULL, "and again: %s", s.failure.text);
    is_int(service_requests(&world, "change-requests"), 0, "with no look");
    starter_release(&s);
}

/* With a reviewer who says so while the user waits, or says no. */
static void
test_reviewer(void)
{
    service_prepare_good(&world, &s, "acme/aws/quick");
    s.open.ask_approval = true;
    starter_run(&s);
    ok(s.set != NULL, "approved at the second look, it opens: %s",
       s.failure.text);
    is_int(service_requests(&world, "/open/request"), 1, "asked for once");
    starter_release(&s);

    service_prepare_good(&world, &s, "acme/aws/refused");
    s.open.ask_approval = true;
    s.open.deadline_ms = 9000;
    starter_run(&s);
    check_waiting("another", 1);
    service_close_all(&world);
    service_prepare_good(&world, &s, "acme/aws/refused");
    starter_run(&s);
    ok(strstr(s.failure.text, "it needs an approval") != NULL,
       "closed: as if it had not been asked for: %s", s.failure.text);
    starter_release(&s);

    service_prepare_good(&world, &s, "acme/aws/refused");
    s.open.service_kind[0] = s.open.service_scope[0] = '\0';
    s.access = "pul-CANARYfile";
    s.open.ask_approval = true;
    s.open.deadline_ms = 9000;
    starter_run(&s);
    is_int(service_requests(&world, "/api/user"), 1,
           "a token that tells no name: asked whose it is");
    check_waiting("by a token of root's", 1);
    service_prepare_good(&world, &s, "acme/aws/refused");
    starter_run(&s);
    ok(strstr(s.failure.text, "it needs an approval") != NULL,
       "another person's request is not ours: %s", s.failure.text);
    starter_release(&s);
}

int
main(void)
{
    if (!service_world_start(&world)) {
        skip("no double: it needs python3-jwt, python3-cryptography, openssl");
        return tap_done();
    }
    test_personal();
    test_other_tokens();
    test_versions();
    test_lives();
    test_fallback();
    test_network();
    test_http2();
    test_approval();
    test_reviewer();
    service_world_stop(&world);
    return tap_done();
}
