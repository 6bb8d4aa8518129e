/* SPDX-License-Identifier: Apache-2.0 */
/* fn::open::aws-login: inputs checked, outputs and provenance. */
#include "esc/registry.h"
#include "script.h"
#include "tap.h"
#include <stdio.h>
#include <string.h>

static struct script script; /* large */
static const struct script_answer good = {200, script_success, 0, 0, 0};

struct pair {
    const char *key, *value;
};

static const struct esc_value *
text(struct esc_arena *arena, const char *value)
{
    return esc_value_string(arena, esc_str_from(value));
}

static const struct esc_value *
object(struct esc_arena *arena, const struct pair *pairs)
{
    struct esc_property properties[8];
    size_t count = 0;

    for (; pairs[count].key != NULL; count++)
        properties[count] = (struct esc_property){
            esc_str_from(pairs[count].key), text(arena, pairs[count].value)};
    return esc_value_object(arena, properties, count);
}

static const struct esc_value *
wrap(struct esc_arena *arena, const char *key, const struct esc_value *value)
{
    struct esc_property property = {esc_str_from(key), value};

    return esc_value_object(arena, &property, 1);
}

static enum esc_open_status
open_with(struct esc_arena *arena, const struct esc_value *inputs,
          struct esc_provider_call *call)
{
    const struct esc_provider *provider =
        esc_provider_find(ESC_STR("aws-login"));
    enum esc_open_status status = ESC_OPEN_PENDING;

    *call = (struct esc_provider_call){
        .deps = &script.deps,
        .arena = arena,
        .inputs = inputs,
        .expires = ESC_OPEN_FOREVER,
    };
    for (int i = 0; status == ESC_OPEN_PENDING && i < 5; i++)
        status = provider->open(call);
    provider->close(call);
    return status;
}

#define ROLE "arn:aws:iam::123456789012:role/dev"

static const struct row {
    const char *name;
    struct pair oidc[6];
    const char *overriding; /* session-name of the settings */
    uint64_t max;
    const char *want; /* in the body sent, or in the message */
    bool good;
} rows[] = {
    {"the least",
     {{"roleArn", ROLE}, {"sessionName", "s1"}},
     "",
     0,
     "RoleSessionName=s1&DurationSeconds=3600",
     true},
    {"a duration",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "1h30m"}},
     "",
     0,
     "DurationSeconds=5400",
     true},
    {"one second",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "1s"}},
     "",
     0,
     "DurationSeconds=1",
     true},
    {"bounded",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "12h"}},
     "",
     900,
     "DurationSeconds=900",
     true},
    {"the default bounded",
     {{"roleArn", ROLE}, {"sessionName", "s1"}},
     "",
     900,
     "DurationSeconds=900",
     true},
    {"the settings name it",
     {{"roleArn", ROLE}, {"sessionName", "s1"}},
     "dana@b1",
     0,
     "RoleSessionName=dana%40b1",
     true},
    {"also when the definition's is off",
     {{"roleArn", ROLE}, {"sessionName", "a b"}},
     "dana@b1",
     0,
     "dana",
     true},
    {"no role", {{"sessionName", "s1"}}, "", 0, "roleArn is missing", false},
    {"not a role",
     {{"roleArn", "arn:aws:iam::123456789012:user/x"}},
     "",
     0,
     "does not name a role",
     false},
    {"no session name",
     {{"roleArn", ROLE}},
     "",
     0,
     "sessionName is missing",
     false},
    {"a session name with a blank",
     {{"roleArn", ROLE}, {"sessionName", "a b"}},
     "",
     0,
     "'a b'",
     false},
    {"a session name of one",
     {{"roleArn", ROLE}, {"sessionName", "a"}},
     "",
     0,
     "2 to 64",
     false},
    {"a duration of nothing",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "0s"}},
     "",
     0,
     "0s",
     false},
    {"a duration in days",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "1d"}},
     "",
     0,
     "'1d' is not a time",
     false},
    {"a duration without a unit",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "3600"}},
     "",
     0,
     "'3600' is not a time",
     false},
    {"a duration over 12h",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"duration", "13h"}},
     "",
     0,
     "at most 12h",
     false},
    {"a misspelt input",
     {{"roleArn", ROLE}, {"sessionName", "s1"}, {"durration", "1h"}},
     "",
     0,
     "unknown input 'durration'",
     false},
    {"everything wrong, at once",
     {{"roleArn", "arn:aws:iam::123456789012:user/x"},
      {"sessionName", "a b"},
      {"duration", "0s"},
      {"durration", "1h"},
      {"role", ROLE}},
     "",
     0,
     "unknown input 'durration'; unknown input 'role'; roleArn"
     " 'arn:aws:iam::123456789012:user/x' does not name a role: it ends in "
     "ACCOUNT:role/NAME; sessionName"
     " 'a b' is not 2 to 64 letters, digits or _+=,.@-; duration '0s' is not"
     " more than 0 and at most 12h",
     false},
};

static void
test_rows(struct esc_arena *arena)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct esc_provider_call call;
        enum esc_open_status status;

        script_init(&script, &good, 1);
        script.settings.session_name = row->overriding;
        script.settings.max_duration = row->max;
        status = open_with(
            arena, wrap(arena, "oidc", object(arena, row->oidc)), &call);
        is_int(status, row->good ? ESC_OPEN_READY : ESC_OPEN_FAILED, "%s",
               row->name);
        if (row->good)
            ok(strstr(script.body, row->want) != NULL, "%s: %s", row->name,
               script.body);
        else
            ok(strstr(script.failure.text, row->want) != NULL
                   && script.failure.code == ESC_E_DEFINITION
                   && script.sent == 0,
               "%s: %s", row->name, script.failure.text);
    }
}

static void
test_outputs(struct esc_arena *arena)
{
    static const struct pair oidc[] = {
        {"roleArn", ROLE}, {"sessionName", "s1"}, {NULL, NULL}};
    struct esc_provider_call call;
    const struct esc_value *secret;

    script_init(&script, &good, 1);
    is_int(open_with(arena, wrap(arena, "oidc", object(arena, oidc)), &call),
           ESC_OPEN_READY, "opened");
    secret = esc_value_get(call.outputs, "secretAccessKey");
    ok(esc_str_equal(esc_value_text(secret), ESC_STR("CANARYsecret"))
           && secret->is_secret,
       "the secret is one");
    ok(esc_value_get(call.outputs, "sessionToken")->is_secret,
       "so is the token");
    ok(!esc_value_get(call.outputs, "accessKeyId")->is_secret,
       "the key's name is not");
    is_int(call.expires, SCRIPT_NOW + 3600, "expiry");
    is_str(script.origin.role, ROLE, "role");
    is_str(script.origin.session_name, "s1", "session name");
    is_str(script.origin.access_key_id, "ASIAEXAMPLE", "key");
    is_str(script.origin.account_id, "123456789012", "account");
    is_str(script.origin.request_id, "req-1", "request");
}

static void
test_static(struct esc_arena *arena)
{
    static const struct pair keys[] = {{"accessKeyId", "AKIA1"},
                                       {"secretAccessKey", "CANARYs"},
                                       {NULL, NULL}};
    static const struct pair half[] = {{"accessKeyId", "AKIA1"}, {NULL, NULL}};
    struct esc_provider_call call;

    script_init(&script, &good, 1);
    is_int(open_with(arena, wrap(arena, "static", object(arena, keys)), &call),
           ESC_OPEN_READY, "static keys");
    ok(esc_str_equal(
           esc_value_text(esc_value_get(call.outputs, "secretAccessKey")),
           ESC_STR("CANARYs")),
       "are handed on");
    is_int(
        (long long)esc_value_text(esc_value_get(call.outputs, "sessionToken"))
            .len,
        0, "an absent token is empty");
    ok(call.expires == ESC_OPEN_FOREVER, "and never expire");
    is_int(open_with(arena, wrap(arena, "static", object(arena, half)), &call),
           ESC_OPEN_FAILED, "half of them are none");
    is_int(open_with(arena, wrap(arena, "other", object(arena, keys)), &call),
           ESC_OPEN_FAILED, "neither oidc nor static");
    is_int((long long)script.sent, 0, "nothing was sent");
}

static void
test_lists(struct esc_arena *arena)
{
    const struct esc_value *arns[11];
    struct esc_property oidc[] = {
        {ESC_STR("roleArn"), text(arena, ROLE)},
        {ESC_STR("sessionName"), text(arena, "s1")},
        {ESC_STR("policyArns"), NULL},
        {ESC_STR("subjectAttributes"), NULL},
    };
    struct esc_provider_call call;

    for (size_t i = 0; i < 11; i++)
        arns[i] = text(arena, "arn:aws:iam::aws:policy/ReadOnly");
    oidc[2].value = esc_value_array(arena, arns, 2);
    oidc[3].value = esc_value_array(arena, arns, 1);
    script_init(&script, &good, 1);
    is_int(open_with(arena,
                     wrap(arena, "oidc", esc_value_object(arena, oidc, 4)),
                     &call),
           ESC_OPEN_READY, "policies and attributes");
    ok(strstr(script.body, "PolicyArns.member.2.arn=arn%3A") != NULL,
       "policies are sent");
    ok(strstr(script.log, "subjectAttributes") != NULL,
       "attributes are said to be ignored");
    oidc[2].value = esc_value_array(arena, arns, 11);
    is_int(open_with(arena,
                     wrap(arena, "oidc", esc_value_object(arena, oidc, 3)),
                     &call),
           ESC_OPEN_FAILED, "eleven policies are too many");
}

int
main(void)
{
    struct esc_arena *arena = esc_arena_new(1024 * 1024);

    ok(esc_provider_find(ESC_STR("aws-logi")) == NULL, "no such provider");
    test_rows(arena);
    test_outputs(arena);
    test_static(arena);
    test_lists(arena);
    esc_arena_free(arena);
    return tap_done();
}
