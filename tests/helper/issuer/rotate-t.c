/* SPDX-License-Identifier: Apache-2.0 */
/* rotate and retire: what is published, and what signs, at each step. */
#include "run.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SITE "www --key k.pem --issuer " RUN_URL

/* The kids of www/keys.json in order, each 43 bytes, divided by blanks. */
static void
published(struct run *run, char *out, size_t size)
{
    cJSON *root = run_file(run, "www/keys.json"), *jwk;
    size_t used = 0;

    out[0] = '\0';
    cJSON_ArrayForEach(jwk, cJSON_GetObjectItem(root, "keys"))
    {
        const char *kid =
            cJSON_GetStringValue(cJSON_GetObjectItem(jwk, "kid"));

        used += (size_t)snprintf(out + used, size - used, "%s%s",
                                 used == 0 ? "" : " ", kid);
    }
    cJSON_Delete(root);
}

/* PATH becomes a little older than a day. */
static void
age(const char *path)
{
    struct timespec times[2] = {{.tv_sec = time(NULL) - 24 * 3600 - 5}};

    times[1] = times[0];
    if (utimensat(AT_FDCWD, path, times, 0) != 0)
        diag("cannot date %s", path);
}

static bool
exists(const char *path)
{
    return access(path, F_OK) == 0;
}

int
main(void)
{
    static struct run run;
    char first[256], both[256], turned[256], last[256];

    if (!run_start(&run)) {
        ok(false, "a folder to work in");
        return tap_done();
    }
    run_issuer(&run, "init --key k.pem --type ec256");
    run_issuer(&run, "jwks " SITE);
    published(&run, first, sizeof(first));
    is_int(run_issuer(&run, "retire " SITE), 1, "nothing to retire yet");
    is_int(run_issuer(&run, "rotate " SITE), 0, "rotate, first time");
    published(&run, both, sizeof(both));
    ok(strlen(both) == 87 && strncmp(both, first, 43) == 0,
       "the present key first, then the next one");
    is_int(run_issuer(&run, "rotate " SITE), 1, "too early to switch");
    ok(strstr(run.output, "cannot go on before 20") != NULL, "says when");
    run_issuer(&run, "jwks " SITE);
    published(&run, turned, sizeof(turned));
    is_str(turned, both, "jwks in between publishes both");
    age("k.pem.next");
    is_int(run_issuer(&run, "rotate " SITE), 0, "a day later: switch");
    published(&run, turned, sizeof(turned));
    ok(strncmp(turned, both + 44, 43) == 0
           && strncmp(turned + 44, both, 43) == 0,
       "the new key first, then the old one");
    ok(!exists("k.pem.next") && exists("k.pem.old"), "the files say the same");
    is_int(run_issuer(&run, "rotate " SITE), 1, "no new round before retire");
    ok(strstr(run.output, "hint: esc-session issuer retire") != NULL,
       "says what helps");
    is_int(run_issuer(&run, "retire " SITE), 1, "too early to retire");
    age("k.pem.old");
    is_int(run_issuer(&run, "retire " SITE), 0, "a day later: retire");
    published(&run, last, sizeof(last));
    ok(strlen(last) == 43 && strncmp(last, both + 44, 43) == 0,
       "only the new key is left");
    ok(!exists("k.pem.old"), "the old file is gone");
    run_issuer(&run, "rotate " SITE);
    is_int(link("k.pem", "k.pem.old"), 0, "a switch interrupted half way");
    is_int(run_issuer(&run, "rotate --now " SITE), 0, "is done again, now");
    is_int(run_issuer(&run, "verify " SITE), 0, "and what is published fits");
    run_end(&run);
    return tap_done();
}
