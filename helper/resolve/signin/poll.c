/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 8628 section 3.5, as a table.  "slow_down" raises the interval for good;
 * silence and servers in trouble double it.
 */
#include "flow.h"
#include <string.h>

enum { SLOWER = 5, INTERVAL_MAX = 60 };

static enum poll_step
again(int64_t *interval, int64_t next)
{
    *interval = next < INTERVAL_MAX ? next : INTERVAL_MAX;
    return POLL_AGAIN;
}

static enum poll_step
stop(struct esc_error *err, enum esc_code code, const char *text,
     const char *hint)
{
    esc_fail(err, code, NULL, "cannot sign in: %s", text);
    if (hint != NULL)
        esc_fail_hint(err, "%s", hint);
    return POLL_STOP;
}

static enum poll_step
judge_error(const char *code, const char *words, int64_t *interval,
            struct esc_error *err)
{
    static const char restart[] = "'esc-session login' starts again";

    if (strcmp(code, "authorization_pending") == 0)
        return POLL_AGAIN;
    if (strcmp(code, "slow_down") == 0)
        return again(interval, *interval + SLOWER);
    if (strcmp(code, "access_denied") == 0)
        return stop(err, ESC_E_NOT_PERMITTED, "it was denied", NULL);
    if (strcmp(code, "expired_token") == 0)
        return stop(err, ESC_E_TIMEOUT, "the code expired", restart);
    esc_fail(err, ESC_E_PROVIDER, NULL,
             "cannot sign in: the provider says %.64s%s%.256s", code,
             words == NULL ? "" : ": ", words == NULL ? "" : words);
    return POLL_STOP;
}

enum poll_step
poll_judge(const struct esc_http_reply *reply, const struct esc_error *why,
           int64_t *interval, struct esc_error *err)
{
    struct esc_error ignored;
    ESC_OWN(esc_cjson) json = NULL;
    const char *code;

    if (reply == NULL && why->code != ESC_E_NETWORK
        && why->code != ESC_E_TIMEOUT) {
        *err = *why;
        return POLL_STOP;
    }
    if (reply == NULL || reply->status >= 500 || reply->status == 429)
        return again(interval, *interval * 2);
    if (reply->status == 200)
        return POLL_DONE;
    json = esc_cjson_parse(reply->body, reply->body_len, &ignored);
    code = esc_cjson_text(esc_cjson_get(json, "error"));
    if (code != NULL)
        return judge_error(
            code, esc_cjson_text(esc_cjson_get(json, "error_description")),
            interval, err);
    esc_fail(err, ESC_E_PROVIDER, NULL,
             "cannot sign in: the provider answers with HTTP %ld",
             reply->status);
    return POLL_STOP;
}
