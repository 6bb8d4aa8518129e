/* SPDX-License-Identifier: Apache-2.0 */
/* The real network and the real clock; tests bring their own. */
#include "esc/signin.h"
#include <time.h>

static int64_t
now(void)
{
    return (int64_t)time(NULL);
}

static bool
wait_http(void *http, int64_t until_ms, struct esc_error *err)
{
    return esc_http_wait(http, until_ms, err);
}

struct esc_sign_in
esc_sign_in_online(struct esc_http *http)
{
    return (struct esc_sign_in){
        .ops = &esc_http_ops_curl,
        .http = http,
        .wait = wait_http,
        .now = now,
    };
}
