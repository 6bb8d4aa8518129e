/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose clock is wrong when a server refuses a token for its times: its answer
 * says what time it is there.  Pure.
 */
#include "esc/http.h"
#include "esc/text.h"
#include <stdio.h>

#define CLOCK_SKEW 60 /* seconds: an answer takes some, tokens bear some */

bool
esc_http_clock_is_off(const struct esc_http_reply *reply, const char *host,
                      int64_t now, char out[ESC_HTTP_CLOCK_MAX])
{
    int64_t ahead = now - reply->date;
    char span[32];

    if (reply->date == 0 || (ahead <= CLOCK_SKEW && ahead >= -CLOCK_SKEW))
        return false;
    esc_text_format_duration((uint64_t)(ahead > 0 ? ahead : -ahead), span,
                             sizeof(span));
    snprintf(out, ESC_HTTP_CLOCK_MAX,
             "this host's clock is %s %s that of '%.64s': root can set it "
             "(timedatectl, chronyc makestep)",
             span, ahead > 0 ? "ahead of" : "behind", host);
    return true;
}
