/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fn::open::aws-login: an ID token of this host becomes AWS credentials
 * (oidc), or credentials that stand in the definition are handed on (static).
 * The schemas are those that the service publishes.  subjectAttributes choose
 * claims there; here root's settings decide what a token says, so they are
 * noted and ignored.
 */
#include "aws_inputs.h"
#include "providers.h"
#include "sts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

static const char inputs_schema[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"oidc\":{\"type\":\"object\",\"properties\":{"
    "\"duration\":{\"type\":\"string\","
    "\"pattern\":\"^([0-9]+h)?([0-9]+m)?([0-9]+s)?$\"},"
    "\"policyArns\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
    "\"roleArn\":{\"type\":\"string\"},"
    "\"sessionName\":{\"type\":\"string\"},"
    "\"subjectAttributes\":{\"type\":\"array\","
    "\"items\":{\"type\":\"string\"}}},"
    "\"required\":[\"roleArn\",\"sessionName\"]},"
    "\"static\":{\"type\":\"object\",\"properties\":{"
    "\"accessKeyId\":{\"type\":\"string\"},"
    "\"secretAccessKey\":{\"type\":\"string\"},"
    "\"sessionToken\":{\"type\":\"string\"}},"
    "\"required\":[\"accessKeyId\",\"secretAccessKey\"]}}}";

static const char outputs_schema[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"accessKeyId\":{\"type\":\"string\"},"
    "\"secretAccessKey\":{\"type\":\"string\",\"secret\":true},"
    "\"sessionToken\":{\"type\":\"string\",\"secret\":true}},"
    "\"required\":[\"accessKeyId\",\"secretAccessKey\"]}";

static enum esc_open_status
fail(struct esc_provider_call *call, const struct esc_error *err)
{
    const struct esc_value *message =
        esc_value_string(call->arena, esc_str_from(err->text));

    *call->deps->failure = *err;
    call->message =
        message == NULL ? ESC_STR("out of memory") : esc_value_text(message);
    return ESC_OPEN_FAILED;
}

/* The three outputs; TOKEN may be NULL. */
static enum esc_open_status
ready(struct esc_provider_call *call, const struct esc_value *id,
      const struct esc_value *secret, const struct esc_value *token)
{
    struct esc_property properties[] = {
        {ESC_STR("accessKeyId"), id},
        {ESC_STR("secretAccessKey"), esc_value_secret(call->arena, secret)},
        {ESC_STR("sessionToken"), NULL},
    };

    if (token == NULL)
        token = esc_value_string(call->arena, ESC_STR(""));
    properties[2].value = esc_value_secret(call->arena, token);
    call->outputs = esc_value_object(call->arena, properties, 3);
    if (call->outputs != NULL)
        return ESC_OPEN_READY;
    call->message = ESC_STR("out of memory");
    return ESC_OPEN_FAILED;
}

static void
put_text(char *out, size_t size, struct esc_str text)
{
    snprintf(out, size, "%.*s", (int)(text.len < size ? text.len : size - 1),
             text.len > 0 ? text.data : "");
}

/* Inputs last for one round of evaluation only. */
static const struct esc_value *
copy(struct esc_provider_call *call, const struct esc_value *value)
{
    return esc_value_string(call->arena, esc_value_text(value));
}

static enum esc_open_status
open_static(struct esc_provider_call *call, const struct aws_inputs *inputs)
{
    struct esc_cred_origin *origin = call->deps->origin;

    put_text(origin->access_key_id, sizeof(origin->access_key_id),
             esc_value_text(inputs->access_key_id));
    return ready(call, copy(call, inputs->access_key_id),
                 copy(call, inputs->secret_access_key),
                 inputs->session_token == NULL
                     ? NULL
                     : copy(call, inputs->session_token));
}

static void
note_ignored(const struct esc_deps *deps)
{
    ESC_LOG_OWN record = {0};

    esc_log_start(&record, "aws-login-ignores");
    esc_log_field(&record, "input", "subjectAttributes");
    esc_log_field(&record, "reason", "the settings decide what a token says");
    deps->log(deps->context, LOG_INFO, &record);
}

static bool
start(struct esc_provider_call *call, const struct aws_inputs *inputs,
      struct esc_error *err)
{
    struct esc_cred_origin *origin = call->deps->origin;

    if (inputs->has_subject_attributes)
        note_ignored(call->deps);
    put_text(origin->role, sizeof(origin->role),
             esc_str_from(inputs->role_arn));
    put_text(origin->session_name, sizeof(origin->session_name),
             esc_str_from(inputs->session_name));
    call->state = sts_new(call->deps, &inputs->request, err);
    return call->state != NULL;
}

static enum esc_open_status
finish(struct esc_provider_call *call, const struct sts_credentials *c)
{
    struct esc_cred_origin *origin = call->deps->origin;
    struct esc_arena *arena = call->arena;

    put_text(origin->access_key_id, sizeof(origin->access_key_id),
             esc_str_from(c->access_key_id));
    put_text(origin->account_id, sizeof(origin->account_id),
             esc_str_from(c->account_id));
    put_text(origin->request_id, sizeof(origin->request_id),
             esc_str_from(c->request_id));
    call->expires = c->expires;
    return ready(call, esc_value_string(arena, esc_str_from(c->access_key_id)),
                 esc_value_string(arena, esc_str_from(c->secret_access_key)),
                 esc_value_string(arena, esc_str_from(c->session_token)));
}

static enum esc_open_status
open_first(struct esc_provider_call *call, struct esc_error *err)
{
    struct aws_inputs *inputs = calloc(1, sizeof(*inputs));
    enum esc_open_status status = ESC_OPEN_FAILED;

    if (inputs == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    else if (!aws_inputs_read(call->inputs, call->deps->settings, inputs, err))
        status = fail(call, err);
    else if (inputs->is_static)
        status = open_static(call, inputs);
    else if (start(call, inputs, err))
        status = ESC_OPEN_PENDING;
    free(inputs);
    return status;
}

static enum esc_open_status
aws_login_open(struct esc_provider_call *call)
{
    const struct sts_credentials *credentials = NULL;
    struct esc_error err = {0};
    enum esc_open_status status = ESC_OPEN_PENDING;

    if (call->state == NULL)
        status = open_first(call, &err);
    if (call->state != NULL)
        status = sts_step(call->state, &credentials, &err);
    if (status == ESC_OPEN_READY && credentials != NULL)
        return finish(call, credentials);
    if (status == ESC_OPEN_FAILED && call->message.len == 0)
        return fail(call, &err);
    return status;
}

static void
aws_login_close(struct esc_provider_call *call)
{
    sts_free(call->state);
    call->state = NULL;
}

const struct esc_provider provider_aws_login = {
    .name = "aws-login",
    .inputs = inputs_schema,
    .outputs = outputs_schema,
    .open = aws_login_open,
    .close = aws_login_close,
};
