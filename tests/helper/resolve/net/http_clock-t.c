/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer's Date tells of this host's clock. */
#include "esc/http.h"
#include "tap.h"
#include <string.h>

#define NOW 1893456000

static const struct row {
    const char *name, *want; /* NULL: the clock is right */
    int64_t date, now;
} rows[] = {
    {"no Date", NULL, 0, NOW},
    {"the same second", NULL, NOW, NOW},
    {"a minute ahead", NULL, NOW, NOW + 60},
    {"a minute behind", NULL, NOW, NOW - 60},
    {"more than a minute ahead", "is 1m1s ahead of that of 'h': root ", NOW,
     NOW + 61},
    {"more than a minute behind", "is 1m1s behind that of 'h': root ", NOW,
     NOW - 61},
    {"more than a day behind", "is 26h behind that of 'h': root ", NOW,
     NOW - 93600},
    {"a machine without a battery", "behind that of 'h': root ", NOW, 0},
};

int
main(void)
{
    char out[ESC_HTTP_CLOCK_MAX], host[ESC_HTTP_HOST_MAX];
    struct esc_http_reply reply = {0};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];

        reply.date = row->date;
        memcpy(out, "as it was", sizeof("as it was"));
        is_int(esc_http_clock_is_off(&reply, "h", row->now, out),
               row->want != NULL, "%s", row->name);
        ok(row->want == NULL ? strcmp(out, "as it was") == 0
                             : strstr(out, row->want) != NULL,
           "%s: %s", row->name, out);
    }
    memset(host, 'h', sizeof(host) - 1);
    host[sizeof(host) - 1] = '\0';
    reply.date = NOW;
    ok(esc_http_clock_is_off(&reply, host, INT64_MAX / 2, out)
           && strstr(out, "makestep)") != NULL,
       "a long name leaves room for what to do: %s", out);
    return tap_done();
}
