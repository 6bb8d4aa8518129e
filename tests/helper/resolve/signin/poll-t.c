/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer to a poll means, and how long to wait for the next. */
#include "signin/flow.h"
#include "tests/tap/tap.h"
#include <string.h>

static const struct {
    const char *name;
    long status; /* 0: no answer */
    const char *body;
    enum poll_step step;
    int64_t interval; /* after 5 */
    enum esc_code code;
    const char *text;
} rows[] = {
    {"tokens", 200, "{}", POLL_DONE, 5, ESC_OK, ""},
    {"pending", 400, "{\"error\":\"authorization_pending\"}", POLL_AGAIN, 5,
     ESC_OK, ""},
    {"slow down", 400, "{\"error\":\"slow_down\"}", POLL_AGAIN, 10, ESC_OK,
     ""},
    {"denied", 400, "{\"error\":\"access_denied\"}", POLL_STOP, 5,
     ESC_E_NOT_PERMITTED, "cannot sign in: it was denied"},
    {"expired", 400, "{\"error\":\"expired_token\"}", POLL_STOP, 5,
     ESC_E_TIMEOUT, "cannot sign in: the code expired"},
    {"another error", 401,
     "{\"error\":\"invalid_client\",\"error_description\":\"who?\"}",
     POLL_STOP, 5, ESC_E_PROVIDER,
     "cannot sign in: the provider says invalid_client: who?"},
    {"no words", 404, "<html>", POLL_STOP, 5, ESC_E_PROVIDER,
     "cannot sign in: the provider answers with HTTP 404"},
    {"a redirect", 302, "", POLL_STOP, 5, ESC_E_PROVIDER,
     "cannot sign in: the provider answers with HTTP 302"},
    {"a server in trouble", 503, "", POLL_AGAIN, 10, ESC_OK, ""},
    {"too many", 429, "", POLL_AGAIN, 10, ESC_OK, ""},
    {"silence", 0, "", POLL_AGAIN, 10, ESC_OK, ""},
};

int
main(void)
{
    struct esc_error why = {.code = ESC_E_TIMEOUT};
    struct esc_error err = {0};
    int64_t interval = 5;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_http_reply reply = {.status = rows[i].status,
                                       .body = rows[i].body,
                                       .body_len = strlen(rows[i].body)};

        err = (struct esc_error){0};
        interval = 5;
        is_int(poll_judge(rows[i].status == 0 ? NULL : &reply, &why, &interval,
                          &err),
               rows[i].step, "%s", rows[i].name);
        is_int(interval, rows[i].interval, "%s: interval", rows[i].name);
        is_int(err.code, rows[i].code, "%s: code", rows[i].name);
        is_str(err.text, rows[i].text, "%s: words", rows[i].name);
    }
    for (int i = 0; i < 20; i++)
        (void)poll_judge(NULL, &why, &interval, &err);
    is_int(interval, 60, "never longer than a minute");
    why.code = ESC_E_CONFIG;
    is_int(poll_judge(NULL, &why, &interval, &err), POLL_STOP,
           "what trying again does not mend");
    is_int(err.code, ESC_E_CONFIG, "ends it with its own words");
    return tap_done();
}
