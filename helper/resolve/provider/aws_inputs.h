/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands under fn::open::aws-login, checked: the schema has judged types
 * and presence already, this judges meaning.  Pure.
 */
#ifndef AWS_INPUTS_H
#define AWS_INPUTS_H

#include "esc/deps.h"
#include "esc/value.h"
#include "sts.h"

struct aws_inputs {
    bool is_static;

    /* static: borrowed values */
    const struct esc_value *access_key_id, *secret_access_key, *session_token;

    /* oidc: a request for STS; its texts are the buffers below */
    struct sts_request request;
    bool has_subject_attributes;
    char role_arn[2049];
    char session_name[65];
    char policy_arns[STS_POLICY_ARNS_MAX][2049];
};

/* ESC_E_DEFINITION names the input and what is wrong with it. */
bool aws_inputs_read(const struct esc_value *inputs,
                     const struct esc_deps_settings *settings,
                     struct aws_inputs *inputs_out,
                     struct esc_error *err) ESC_MUST_CHECK;

#endif
