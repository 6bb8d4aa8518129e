/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking the inputs of aws-login, all of them before the first is refused.
 * Session names are refused, never rewritten: what CloudTrail shows must be
 * what somebody wrote.
 */
#include "aws_inputs.h"
#include "esc/text.h"
#include "sts_endpoint.h"
#include <stdio.h>
#include <string.h>

enum { HOUR = 3600, DURATION_MAX = 12 * HOUR };

static const char *const oidc_members[] = {"duration",          "policyArns",
                                           "roleArn",           "sessionName",
                                           "subjectAttributes", NULL};
static const char *const static_members[] = {"accessKeyId", "secretAccessKey",
                                             "sessionToken", NULL};
static const char *const top_members[] = {"oidc", "static", NULL};

/* Add ONE to what ALL says; to be told at once. */
static void
also(struct esc_error *all, bool good, const struct esc_error *one)
{
    size_t len = strlen(all->text);

    if (good)
        return;
    if (all->code == ESC_OK)
        *all = *one;
    else
        snprintf(all->text + len, sizeof(all->text) - len, "; %s", one->text);
}

/* A misspelt optional input would otherwise be ignored in silence. */
static bool
check_members(const struct esc_value *object, const char *const *names,
              struct esc_error *err)
{
    struct esc_error all = {0}, one;

    for (uint32_t i = 0; i < object->count; i++) {
        struct esc_str key = object->u.properties[i].key;
        size_t n = 0;

        while (names[n] != NULL && !esc_str_equal(key, esc_str_from(names[n])))
            n++;
        if (names[n] == NULL)
            also(&all,
                 esc_fail(&one, ESC_E_DEFINITION, NULL, "unknown input '%.*s'",
                          key.len > 64 ? 64 : (int)key.len, key.data),
                 &one);
    }
    if (all.code == ESC_OK)
        return true;
    *err = all;
    return false;
}

/* VALUE's text as a C string. */
static bool
copy_text(const struct esc_value *value, const char *name, char *out,
          size_t size, struct esc_error *err)
{
    struct esc_str text = esc_value_text(value);

    if (value == NULL || value->kind != ESC_VALUE_STRING || text.len == 0)
        return esc_fail(err, ESC_E_DEFINITION, NULL, "%s is missing or empty",
                        name);
    if (text.len >= size)
        return esc_fail(err, ESC_E_DEFINITION, NULL,
                        "%s has more than %zu characters", name, size - 1);
    if (memchr(text.data, '\0', text.len) != NULL)
        return esc_fail(err, ESC_E_DEFINITION, NULL, "%s has a NUL in it",
                        name);
    memcpy(out, text.data, text.len);
    out[text.len] = '\0';
    return true;
}

static bool
check_session_name(const char *name, struct esc_error *err)
{
    size_t len = strlen(name);

    if (len < 2 || len > 64
        || strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789_+=,.@-")
               != len)
        return esc_fail(err, ESC_E_DEFINITION, NULL,
                        "sessionName '%s' is not 2 to 64 letters, digits or "
                        "_+=,.@-",
                        name);
    return true;
}

static bool
read_session_name(const struct esc_value *oidc, const char *overriding,
                  char out[65], struct esc_error *err)
{
    if (overriding[0] != '\0') {
        if (!esc_text_copy(out, 65, overriding))
            return esc_fail(err, ESC_E_CONFIG, NULL,
                            "the session name of the settings is too long");
    } else if (!copy_text(esc_value_get(oidc, "sessionName"), "sessionName",
                          out, 65, err)) {
        return false;
    }
    return check_session_name(out, err);
}

/*
 * STS's own default is an hour, and so is what a new role allows at most.  A
 * minimum is the server's business: its refusal is turned into words.
 */
static bool
read_duration(const struct esc_value *oidc, uint64_t max, uint64_t *out,
              struct esc_error *err)
{
    const struct esc_value *value = esc_value_get(oidc, "duration");
    uint64_t seconds = HOUR;
    char text[65];

    if (value != NULL) {
        if (!copy_text(value, "duration", text, sizeof(text), err))
            return false;
        if (!esc_text_duration(text, UINT32_MAX, &seconds)
            || strchr(text, 'd') != NULL)
            return esc_fail(err, ESC_E_DEFINITION, NULL,
                            "duration '%s' is not a time such as 1h, 30m or "
                            "1h30m",
                            text);
        if (seconds == 0 || seconds > DURATION_MAX)
            return esc_fail(err, ESC_E_DEFINITION, NULL,
                            "duration '%s' is not more than 0 and at most 12h",
                            text);
    }
    *out = max != 0 && seconds > max ? max : seconds;
    return true;
}

static bool
read_policy_arn(const struct esc_value *value, size_t i, struct aws_inputs *in,
                struct esc_error *err)
{
    char name[32], *arn = in->policy_arns[i];

    snprintf(name, sizeof(name), "policyArns[%zu]", i);
    if (!copy_text(value, name, arn, sizeof(in->policy_arns[i]), err))
        return false;
    in->request.policy_arns[i] = arn;
    return (strncmp(arn, "arn:", 4) == 0 && strlen(arn) >= 20)
           || esc_fail(err, ESC_E_DEFINITION, NULL,
                       "%s '%s' is not the ARN of a policy", name, arn);
}

static void
read_policy_arns(const struct esc_value *oidc, struct aws_inputs *in,
                 struct esc_error *all)
{
    const struct esc_value *arns = esc_value_get(oidc, "policyArns");
    struct esc_error one;

    if (arns == NULL)
        return;
    if (arns->kind != ESC_VALUE_ARRAY || arns->count > STS_POLICY_ARNS_MAX) {
        also(all,
             esc_fail(&one, ESC_E_DEFINITION, NULL,
                      "policyArns is not a list of at most %d",
                      STS_POLICY_ARNS_MAX),
             &one);
        return;
    }
    for (size_t i = 0; i < arns->count; i++)
        also(all, read_policy_arn(esc_value_item(arns, i), i, in, &one), &one);
    in->request.policy_count = arns->count;
}

static void
read_oidc(const struct esc_value *oidc,
          const struct esc_deps_settings *settings, struct aws_inputs *in,
          struct esc_error *all)
{
    const struct esc_value *attributes =
        esc_value_get(oidc, "subjectAttributes");
    struct esc_error one;

    in->request.role_arn = in->role_arn;
    in->request.session_name = in->session_name;
    in->has_subject_attributes = attributes != NULL && attributes->count > 0;
    also(all, check_members(oidc, oidc_members, &one), &one);
    also(all,
         copy_text(esc_value_get(oidc, "roleArn"), "roleArn", in->role_arn,
                   sizeof(in->role_arn), &one)
             && sts_check_role(in->role_arn, &one),
         &one);
    also(all,
         read_session_name(oidc, settings->session_name, in->session_name,
                           &one),
         &one);
    also(all,
         read_duration(oidc, settings->max_duration, &in->request.duration,
                       &one),
         &one);
    read_policy_arns(oidc, in, all);
}

static void
read_static(const struct esc_value *keys, struct aws_inputs *in,
            struct esc_error *all)
{
    struct esc_error one;

    in->is_static = true;
    in->access_key_id = esc_value_get(keys, "accessKeyId");
    in->secret_access_key = esc_value_get(keys, "secretAccessKey");
    in->session_token = esc_value_get(keys, "sessionToken");
    also(all, check_members(keys, static_members, &one), &one);
    also(all,
         esc_value_text(in->access_key_id).len > 0
             || esc_fail(&one, ESC_E_DEFINITION, NULL,
                         "accessKeyId is missing or empty"),
         &one);
    also(all,
         esc_value_text(in->secret_access_key).len > 0
             || esc_fail(&one, ESC_E_DEFINITION, NULL,
                         "secretAccessKey is missing or empty"),
         &one);
}

bool
aws_inputs_read(const struct esc_value *inputs,
                const struct esc_deps_settings *settings,
                struct aws_inputs *inputs_out, struct esc_error *err)
{
    const struct esc_value *oidc = esc_value_get(inputs, "oidc");
    const struct esc_value *keys = esc_value_get(inputs, "static");
    struct esc_error all = {0}, one;

    memset(inputs_out, 0, sizeof(*inputs_out));
    if (inputs == NULL || inputs->kind != ESC_VALUE_OBJECT
        || (oidc == NULL) == (keys == NULL))
        return esc_fail(err, ESC_E_DEFINITION, NULL,
                        "the inputs must have either 'oidc' or 'static'");
    also(&all, check_members(inputs, top_members, &one), &one);
    if ((oidc != NULL ? oidc : keys)->kind != ESC_VALUE_OBJECT)
        also(&all,
             esc_fail(&one, ESC_E_DEFINITION, NULL, "'%s' is not an object",
                      oidc != NULL ? "oidc" : "static"),
             &one);
    else if (oidc != NULL)
        read_oidc(oidc, settings, inputs_out, &all);
    else
        read_static(keys, inputs_out, &all);
    if (all.code == ESC_OK)
        return true;
    *err = all;
    return false;
}
