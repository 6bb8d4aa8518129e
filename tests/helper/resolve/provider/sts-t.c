/* SPDX-License-Identifier: Apache-2.0 */
/* The request, and what each answer makes it do: the retry table. */
#include "provider/sts.h"
#include "script.h"
#include "tap.h"
#include <stdio.h>
#include <string.h>

#define ERROR(code, message)                                                  \
    "<ErrorResponse><Error><Type>Sender</Type><Code>" code                    \
    "</Code><Message>" message                                                \
    "</Message></Error><RequestId>r-7</RequestId></ErrorResponse>"

static struct script script; /* large */

/* Step until it is over, moving the clock to where it wants to be woken. */
static enum esc_open_status
run(struct esc_error *err)
{
    static const struct sts_request request = {
        .role_arn = "arn:aws:iam::123456789012:role/dev",
        .session_name = "dana@b1",
        .duration = 3600,
        .policy_arns = {"arn:aws:iam::aws:policy/ReadOnlyAccess"},
        .policy_count = 1,
    };
    const struct sts_credentials *credentials = NULL;
    enum esc_open_status status = ESC_OPEN_PENDING;
    ESC_OWN(sts) sts = sts_new(&script.deps, &request, err);

    if (sts == NULL)
        return ESC_OPEN_FAILED;
    for (int i = 0; status == ESC_OPEN_PENDING && i < 20; i++) {
        script.wake_ms = 0;
        status = sts_step(sts, &credentials, err);
        if (script.wake_ms > 0)
            script.now_ms = script.wake_ms;
    }
    if (status == ESC_OPEN_READY)
        ok(credentials != NULL
               && strcmp(credentials->session_token, "CANARYtoken") == 0,
           "the credentials are there");
    return status;
}

static void
test_request(void)
{
    static const struct script_answer good = {200, script_success, 0, 0, 0};
    struct esc_error err = {0};

    script_init(&script, &good, 1);
    is_int(run(&err), ESC_OPEN_READY, "a success");
    is_str(script.url, "https://sts.us-east-1.amazonaws.com/", "URL");
    is_str(script.body,
           "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
           "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdev"
           "&RoleSessionName=dana%40b1&DurationSeconds=3600"
           "&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2F"
           "ReadOnlyAccess&WebIdentityToken=CANARY.jws.1",
           "body");
    is_str(script.origin.identity, "bastion:z:host:b1:user:dana", "identity");
}

static const struct row {
    const char *name;
    struct script_answer answers[3];
    size_t count;
    enum esc_open_status status;
    size_t sent;
    enum esc_code code;
    const char *says, *hint;
} rows[] = {
    {"IDPCommunicationError, then fine",
     {{400, ERROR("IDPCommunicationError", "m"), 0, 0, 0},
      {200, script_success, 0, 0, 0}},
     2,
     ESC_OPEN_READY,
     2,
     ESC_OK,
     "",
     ""},
    {"unreachable keys for ever",
     {{400,
       ERROR("InvalidIdentityToken",
             "Couldn't retrieve verification key from your identity provider"),
       0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     3,
     ESC_E_PROVIDER,
     "verification key",
     "jwks_uri"},
    {"no such provider",
     {{400,
       ERROR("InvalidIdentityToken",
             "No OpenIDConnect provider found in your account"),
       0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "request r-7",
     "byte for byte"},
    {"wrong audience",
     {{400, ERROR("InvalidIdentityToken", "Incorrect token audience"), 0, 0,
       0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "audience",
     "client ids"},
    {"trust policy",
     {{403, ERROR("AccessDenied", "Not authorized to perform x"), 0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "AccessDenied",
     "trust policy"},
    {"tags",
     {{403, ERROR("AccessDenied", "not authorized to perform: sts:TagSession"),
       0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "TagSession",
     "session-tags"},
    {"duration",
     {{400,
       ERROR("ValidationError",
             "The requested DurationSeconds exceeds the MaxSessionDuration"),
       0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "DurationSeconds",
     "shorter"},
    {"throttled, then fine",
     {{400, ERROR("Throttling", "slow"), 0, 0, 0},
      {429, "", 2, 0, 0},
      {200, script_success, 0, 0, 0}},
     3,
     ESC_OPEN_READY,
     3,
     ESC_OK,
     "",
     ""},
    {"Retry-After beyond the deadline",
     {{503, "busy", 60, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "HTTP 503",
     ""},
    {"a broken gateway, thrice",
     {{502, "<html>", 0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     3,
     ESC_E_PROVIDER,
     "HTTP 502",
     ""},
    {"a wrong server",
     {{404, "no", 0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "does not answer like STS: HTTP 404",
     ""},
    {"no connection, then fine",
     {{0, NULL, 0, 0, 0}, {200, script_success, 0, 0, 0}},
     2,
     ESC_OPEN_READY,
     2,
     ESC_OK,
     "",
     ""},
    {"a certificate that is not trusted",
     {{0, NULL, 0, true, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_NETWORK,
     "scripted",
     ""},
    {"a success that is none",
     {{200, "{}", 0, 0, 0}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "AccessKeyId",
     ""},
    {"our clock is ahead",
     {{400, ERROR("ExpiredTokenException", "Token expired"), 0, 0,
       SCRIPT_NOW - 900}},
     1,
     ESC_OPEN_FAILED,
     2,
     ESC_E_PROVIDER,
     "expired",
     "this host's clock is 15m ahead of that of 'sts.us-east-1.amazonaws.com'"
     ": root can set it (timedatectl, chronyc makestep)"},
    {"our clock is behind, and STS does not say that it is that",
     {{403, ERROR("AccessDenied", "Not authorized to perform x"), 0, 0,
       SCRIPT_NOW + 7200}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "AccessDenied",
     "this host's clock is 2h behind that of 'sts.us-east-1.amazonaws.com': "
     "root can set it (timedatectl, chronyc makestep); else: does the role "
     "exist, and does its trust policy name this issuer, audience and "
     "subject? see esc-session issuer trust-policy"},
    {"our clock is off, and that is not it",
     {{403, ERROR("AccessDenied", "not authorized to perform: sts:TagSession"),
       0, 0, SCRIPT_NOW - 7200}},
     1,
     ESC_OPEN_FAILED,
     1,
     ESC_E_PROVIDER,
     "TagSession",
     "the role's trust policy must allow sts:TagSession"},
    {"our clock is right",
     {{400, ERROR("InvalidIdentityToken", "No"), 0, 0, SCRIPT_NOW - 60}},
     1,
     ESC_OPEN_FAILED,
     2,
     ESC_E_PROVIDER,
     "InvalidIdentityToken",
     "does the issuer publish the key that signs"},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct esc_error err = {0};

        script_init(&script, row->answers, row->count);
        is_int(run(&err), row->status, "%s", row->name);
        is_int((long long)script.sent, (long long)row->sent, "%s: tries",
               row->name);
        if (row->status == ESC_OPEN_READY)
            continue;
        is_int(err.code, row->code, "%s: code", row->name);
        ok(strstr(err.text, row->says) != NULL, "%s: %s", row->name, err.text);
        ok(strstr(err.hint, row->hint) != NULL, "%s: hint: %s", row->name,
           err.hint);
        ok(strstr(err.text, "CANARY") == NULL
               && strstr(script.log, "CANARY") == NULL,
           "%s: shows no secret", row->name);
    }
}

static void
test_second_token(void)
{
    static const struct script_answer answers[] = {
        {400, ERROR("ExpiredTokenException", "Token expired"), 0, 0, 0},
        {200, script_success, 0, 0, 0}};
    struct esc_error err = {0};

    script_init(&script, answers, 2);
    is_int(run(&err), ESC_OPEN_READY, "an expired token is replaced");
    ok(strstr(script.body, "CANARY.jws.2") != NULL, "and the new one sent");

    script_init(&script, answers, 1);
    is_int(run(&err), ESC_OPEN_FAILED, "but only once");
    is_int((long long)script.sent, 2, "two tries");

    script_init(&script, answers, 2);
    script.no_second = true;
    is_int(run(&err), ESC_OPEN_FAILED, "the starter gives no second one");
    ok(strstr(err.text, "ExpiredToken") != NULL, "what STS said stays: %s",
       err.text);

    script_init(&script, answers, 2);
    script.no_token = true;
    is_int(run(&err), ESC_OPEN_FAILED, "no token at all");
    is_int(err.code, ESC_E_NOT_PERMITTED, "the starter's code");
    is_int((long long)script.sent, 0, "nothing is sent");
}

static void
test_time(void)
{
    static const struct script_answer good = {200, script_success, 0, 0, 0};
    static const struct script_answer dated = {200, script_success, 0, 0,
                                               SCRIPT_NOW};
    static const struct script_answer broken = {500, "", 0, 0, 0};
    struct esc_error err = {0};

    script_init(&script, &good, 1);
    script.now_ms = script.settings.deadline_ms;
    is_int(run(&err), ESC_OPEN_FAILED, "past the deadline");
    is_int(err.code, ESC_E_TIMEOUT, "code");

    /* A slow STS keeps what it was sent until the time is over. */
    script_init(&script, &good, 1);
    script.now_ms = script.settings.deadline_ms - 8500;
    is_int(run(&err), ESC_OPEN_READY, "a good answer: %s", err.text);
    is_int((long long)script.total_ms, 8500, "all that is left for it");
    is_int((long long)script.connect_ms, 2000, "two seconds to connect");

    script_init(&script, &broken, 1);
    script.now_ms = script.settings.deadline_ms - 50;
    is_int(run(&err), ESC_OPEN_FAILED, "no time for a pause");
    is_int((long long)script.sent, 1, "one try");

    script_init(&script, &good, 1);
    script.now = SCRIPT_NOW + 3600;
    is_int(run(&err), ESC_OPEN_FAILED, "credentials that have ended");
    is_str(err.hint, "is this host's clock right?", "hint at the clock");
    script_init(&script, &dated, 1);
    script.now = SCRIPT_NOW + 3600;
    is_int(run(&err), ESC_OPEN_FAILED, "the same, and the server's time");
    ok(strstr(err.hint, "clock is 1h ahead of") != NULL, "hint: %s", err.hint);
}

int
main(void)
{
    test_request();
    test_rows();
    test_second_token();
    test_time();
    return tap_done();
}
