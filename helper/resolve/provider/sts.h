/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AWS STS AssumeRoleWithWebIdentity: the request, its tries, and the reply.
 *
 *   POST / HTTP/1.1, form encoded, unsigned, Accept: application/json
 *   Action Version RoleArn RoleSessionName WebIdentityToken DurationSeconds
 *   PolicyArns.member.N.arn
 *
 * At most three tries within the deadline: connecting 2 s, then all the time
 * there is for the answer, pauses of full jitter from 100 ms or what
 * Retry-After says.  What STS has is not asked for again because it is slow
 * (docs/decisions/0026).  A token that STS finds expired or invalid is
 * replaced once.
 */
#ifndef STS_H
#define STS_H

#include "esc/deps.h"
#include "esc/provider.h"
#include "sts_reply.h"

#define STS_POLICY_ARNS_MAX 10

/* Texts are borrowed during sts_new only. */
struct sts_request {
    const char *role_arn;     /* sts_check_role */
    const char *session_name; /* 2-64 of A-Za-z0-9_+=,.@- */
    uint64_t duration;        /* seconds */
    const char *policy_arns[STS_POLICY_ARNS_MAX];
    size_t policy_count;
};

struct sts;
ESC_OWN_DECLARE(sts);

/* Nothing is sent yet.  ESC_E_CONFIG, ESC_E_SYSTEM. */
struct sts *sts_new(const struct esc_deps *deps,
                    const struct sts_request *request,
                    struct esc_error *err) ESC_MUST_CHECK;

/*
 * Go on as far as possible.  READY: *CREDENTIALS_OUT, borrowed from STS, is
 * set.  FAILED: ERR says why.  Not to be called again after either.
 */
enum esc_open_status sts_step(struct sts *sts,
                              const struct sts_credentials **credentials_out,
                              struct esc_error *err) ESC_MUST_CHECK;

/* What an answer that is no success asks for; ERR gets its words. */
enum sts_verdict { STS_STOP, STS_RETRY, STS_FRESH_TOKEN };
enum sts_verdict sts_judge(const struct esc_http_reply *reply,
                           const char *host, int64_t now,
                           struct esc_error *err);

#endif
