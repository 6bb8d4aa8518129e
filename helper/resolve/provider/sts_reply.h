/* SPDX-License-Identifier: Apache-2.0 */
/*
 * STS answers, in JSON or XML, from AWS or from a server that only resembles
 * it.  Pure.
 *
 *   AssumeRoleWithWebIdentityResponse
 *     AssumeRoleWithWebIdentityResult
 *       Credentials { AccessKeyId SecretAccessKey SessionToken Expiration }
 *       AssumedRoleUser { Arn AssumedRoleId }
 *       SubjectFromWebIdentityToken Audience Provider PackedPolicySize
 *     ResponseMetadata { RequestId }
 *
 * Expiration is RFC 3339 in XML and seconds in JSON.  Errors:
 * ErrorResponse/Error { Type Code Message }, RequestId; some servers leave out
 * ErrorResponse.
 */
#ifndef STS_REPLY_H
#define STS_REPLY_H

#include "esc/error.h"
#include <stdint.h>

struct sts_credentials {
    char access_key_id[257];
    char secret_access_key[257];
    char session_token[16 * 1024]; /* no published bound */
    int64_t expires;               /* seconds since the epoch, UTC */
    char role_arn[2049];           /* of the assumed role; may be empty */
    char account_id[32];           /* from it; may be empty */
    char request_id[129];          /* may be empty */
};

/*
 * The body of a 200.  ESC_E_PROVIDER, where HOST: no such document, or a field
 * that must be there is missing, empty, not printable or over its size.
 */
bool sts_parse_credentials(const char *body, size_t len, const char *host,
                           struct sts_credentials *credentials_out,
                           struct esc_error *err) ESC_MUST_CHECK;

struct sts_refusal {
    char code[129]; /* empty: the body is no STS error */
    char message[513];
    char request_id[129];
};

void sts_parse_refusal(const char *body, size_t len,
                       struct sts_refusal *refusal_out);

#endif
