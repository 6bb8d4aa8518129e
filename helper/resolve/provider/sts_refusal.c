/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What to do about an answer that is not a success, and what to tell people.
 * Every row is a code of AWS's API reference or was met in the field.
 */
#include "sts.h"
#include "sts_reply.h"
#include <string.h>

static const struct rule {
    const char *code;    /* NULL: any */
    const char *message; /* a part of it, NULL: any */
    enum sts_verdict verdict;
    bool clock; /* of ours, when it is off: may be why */
    const char *hint;
} rules[] = {
    {"IDPCommunicationError", NULL, STS_RETRY, false,
     "STS must reach the issuer's discovery document and keys over the "
     "internet within a few seconds"},
    {"InvalidIdentityToken", "retrieve verification key", STS_RETRY, false,
     "STS must reach the issuer's jwks_uri over the internet within a few "
     "seconds"},
    {"InvalidIdentityToken", "No OpenIDConnect provider found", STS_STOP,
     false,
     "the role's own account needs an IAM OIDC provider whose URL equals "
     "'issuer' in the settings byte for byte, or 'login-issuer' where people "
     "sign in"},
    {"InvalidIdentityToken", "audience", STS_STOP, false,
     "add the first 'audience' of the settings to the client ids of the IAM "
     "OIDC "
     "provider"},
    {"InvalidIdentityToken", NULL, STS_FRESH_TOKEN, true,
     "does the issuer publish the key that signs, and is this host's clock "
     "right?"},
    {"ExpiredTokenException", NULL, STS_FRESH_TOKEN, true,
     "is this host's clock right?"},
    {"ExpiredToken", NULL, STS_FRESH_TOKEN, true,
     "is this host's clock right?"},
    {"IDPRejectedClaim", NULL, STS_FRESH_TOKEN, true,
     "the issuer says that the token is not valid"},
    {"AccessDenied", "TagSession", STS_STOP, false,
     "the role's trust policy must allow sts:TagSession, or set session-tags "
     "= off"},
    {"AccessDenied", "SetSourceIdentity", STS_STOP, false,
     "the role's trust policy must allow sts:SetSourceIdentity, or set "
     "source-identity = off"},
    {"AccessDenied", NULL, STS_STOP, true,
     "does the role exist, and does its trust policy name this issuer, "
     "audience and subject? see esc-session issuer trust-policy"},
    {"RegionDisabledException", NULL, STS_STOP, false,
     "enable STS for that region in the account, or set 'region' in the "
     "settings"},
    {"ValidationError", "DurationSeconds", STS_STOP, false,
     "set a shorter 'duration' in the definition, or raise the role's "
     "maximum session duration (one hour by default)"},
    {"InvalidArgument", NULL, STS_STOP, false,
     "is the duration within what the role allows, and the session name "
     "valid?"},
    {"ValidationError", NULL, STS_STOP, false, ""},
    {"MalformedPolicyDocument", NULL, STS_STOP, false,
     "check policyArns in the definition"},
    {"PackedPolicyTooLarge", NULL, STS_STOP, false,
     "use fewer or shorter policyArns, or fewer session tags"},
    {"Throttling", NULL, STS_RETRY, false, ""},
    {"ThrottlingException", NULL, STS_RETRY, false, ""},
    {"RequestThrottled", NULL, STS_RETRY, false, ""},
};

static bool
is_overload(long status)
{
    return status == 429 || status == 500 || (status >= 502 && status <= 504);
}

static const struct rule *
find_rule(const struct sts_refusal *refusal)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (strcmp(rules[i].code, refusal->code) == 0
            && (rules[i].message == NULL
                || strstr(refusal->message, rules[i].message) != NULL))
            return &rules[i];
    return NULL;
}

/* A clock that is off makes good tokens look expired or not yet valid; not all
 * servers say so. */
static void
hint(const struct rule *rule, const struct esc_http_reply *reply,
     const char *host, int64_t now, struct esc_error *err)
{
    char off[ESC_HTTP_CLOCK_MAX];

    if (rule->hint[0] != '\0')
        esc_fail_hint(err, "%s", rule->hint);
    if (!rule->clock || !esc_http_clock_is_off(reply, host, now, off))
        return;
    if (rule->verdict == STS_STOP)
        esc_fail_hint(err, "%s; else: %s", off, rule->hint);
    else
        esc_fail_hint(err, "%s", off);
}

enum sts_verdict
sts_judge(const struct esc_http_reply *reply, const char *host, int64_t now,
          struct esc_error *err)
{
    struct sts_refusal refusal;
    const struct rule *rule;
    const char *id;

    sts_parse_refusal(reply->body, reply->body_len, &refusal);
    rule = find_rule(&refusal);
    id =
        refusal.request_id[0] != '\0' ? refusal.request_id : reply->request_id;
    esc_fail(err, ESC_E_PROVIDER, host, "STS at '%s' refuses: %s%s%s%s%s",
             host, refusal.code[0] != '\0' ? refusal.code : "no STS answer",
             refusal.message[0] != '\0' ? ": " : "", refusal.message,
             id[0] != '\0' ? ", request " : "", id);
    if (refusal.code[0] == '\0')
        esc_fail(err, ESC_E_PROVIDER, host,
                 "'%s' does not answer like STS: HTTP %ld", host,
                 reply->status);
    if (rule != NULL)
        hint(rule, reply, host, now, err);
    if (rule != NULL && rule->verdict != STS_STOP)
        return rule->verdict;
    return is_overload(reply->status) ? STS_RETRY : STS_STOP;
}
