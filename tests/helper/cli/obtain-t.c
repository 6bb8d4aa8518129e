/* SPDX-License-Identifier: Apache-2.0 */
/* The story of one use, with scripted keyrings. */
#include "obtain.h"
#include "tap.h"
#include "world.h"
#include <string.h>
#include <unistd.h>

/* What the keyrings do; one script at a time. */
struct script {
    enum esc_code get;      /* ESC_OK: there is one */
    int64_t renew, expires; /* of the present one, from WORLD_NOW */
    enum esc_code ring;     /* what a ring comes to */
    int64_t new_expires;    /* of the one after it; 0: none appears */
    enum esc_code failure;  /* what the provisioner left to be known */
    bool adopts;            /* a gate of scope=user is there */
    int busy;               /* rings that meet a full host */
    int64_t obtained;       /* the present one, from WORLD_NOW; 0: before */
    bool rung, detached, adopted;
    enum esc_ring_why why;
};

/* The operations get no context, and a test has one thread. */
static struct script *now_playing;

static struct esc_cred_set *
get(const char *name, struct esc_error *err)
{
    struct script *s = now_playing;

    if (s->rung && s->ring == ESC_OK && s->new_expires != 0)
        return world_aws(s->new_expires / 2, s->new_expires);
    if (s->get == ESC_OK || s->adopted) {
        struct esc_cred_set *set = world_aws(s->renew, s->expires);

        if (s->obtained != 0)
            set->obtained = WORLD_NOW + s->obtained;
        return set;
    }
    esc_fail(err, s->get, name, "cannot find credentials for '%s': x", name);
    return NULL;
}

static bool
get_error(const char *name, struct esc_error *failure_out)
{
    if (now_playing->failure == ESC_OK)
        return false;
    return !esc_fail(failure_out, now_playing->failure, "sts.example",
                     "AccessDenied for %s", name);
}

static bool
get_ticket(struct esc_ticket *ticket_out, struct esc_error *err)
{
    struct script *s = now_playing;

    *ticket_out = (struct esc_ticket){.uid = 1};
    if (s->adopted || s->get == ESC_OK || s->get == ESC_E_NOT_FOUND)
        return true;
    return esc_fail(err, s->get, NULL, "the login's cause");
}

static bool
ring(const char *name, enum esc_ring_why why, struct esc_error *err)
{
    now_playing->rung = true;
    if (now_playing->busy-- > 0)
        return esc_fail(err, ESC_E_BUSY, name, "a full host");
    now_playing->why = why;
    if (now_playing->ring == ESC_OK)
        return true;
    esc_fail(err, now_playing->ring, name, "the errno's sentence");
    return esc_fail_hint(err, "the errno's hint");
}

static void
ring_detached(const char *name, enum esc_ring_why why)
{
    (void)name;
    now_playing->detached = true;
    now_playing->why = why;
}

static bool
adopt(void)
{
    now_playing->adopted = now_playing->adopts;
    return now_playing->adopted;
}

static const struct keyring_ops ops = {
    .get = get,
    .get_error = get_error,
    .get_ticket = get_ticket,
    .ring = ring,
    .ring_detached = ring_detached,
    .adopt = adopt,
};

#define GONE .get = ESC_E_NOT_FOUND

static const struct {
    const char *name;
    struct script script;
    int64_t min_ttl;
    int64_t want; /* seconds that the result has left; -1: an error */
    bool rung, detached;
    const char *said; /* part of the error, or of the warning */
    const char *hint;
} rows[] = {
    {"a fresh one is used",
     {.renew = 1200, .expires = 3600},
     0,
     3600,
     false,
     false,
     NULL,
     NULL},
    {"one without an end too", {.expires = 0}, 0, 0, false, false, NULL, NULL},
    {"one without an end is renewed before the keyring drops it",
     {.renew = -1, .expires = 0},
     0,
     0,
     false,
     true,
     NULL,
     NULL},
    {"past renew_after it is used, and a detached ring renews",
     {.renew = -1, .expires = 600, .ring = ESC_E_NETWORK},
     0,
     600,
     false,
     true,
     NULL,
     NULL},
    {"with under a minute left the ring is waited for",
     {.renew = -1, .expires = 59, .new_expires = 3600},
     0,
     3600,
     true,
     false,
     NULL,
     NULL},
    {"short lives are not rung for before they are due",
     {.renew = 10, .expires = 30},
     0,
     30,
     false,
     false,
     NULL,
     NULL},
    {"what remains is used when that fails",
     {.renew = -1, .expires = 40, .ring = ESC_E_NETWORK},
     0,
     40,
     true,
     false,
     "warning: cannot renew environment 'x', its credentials end in 40s: the "
     "errno's sentence\nhint: the errno's hint\n",
     NULL},
    {"after the clock was set back a renewal is waited for",
     {.renew = 5000, .expires = 7200, .obtained = 3600, .new_expires = 3600},
     0,
     3600,
     true,
     false,
     NULL,
     NULL},
    {"and when it fails, what was obtained is not taken away",
     {.renew = 5000, .expires = 7200, .obtained = 61, .ring = ESC_E_PROVIDER},
     0,
     7200,
     true,
     false,
     "warning: cannot renew environment 'x', obtained before the clock was "
     "set back: the errno's sentence\nhint: the errno's hint\n",
     NULL},
    {"a small step back asks for nothing",
     {.renew = 1800, .expires = 3600, .obtained = 60},
     0,
     3600,
     false,
     false,
     NULL,
     NULL},
    {"but not what has ended",
     {.renew = -100, .expires = -1, .ring = ESC_E_NETWORK},
     0,
     -1,
     true,
     false,
     "cannot open environment 'x': the errno's sentence",
     "the errno's hint"},
    {"without any the ring is waited for",
     {GONE, .new_expires = 3600},
     0,
     3600,
     true,
     false,
     NULL,
     NULL},
    {"a ring that was dropped with a background one is repeated",
     {GONE, .new_expires = 3600, .busy = 1},
     0,
     3600,
     true,
     false,
     NULL,
     NULL},
    {"while the host is full, it is rung again, and one line says so",
     {GONE, .new_expires = 3600, .busy = 30},
     0,
     3600,
     true,
     false,
     "esc-session: waiting: too many requests at once\n",
     NULL},
    {"but not for ever",
     {GONE, .new_expires = 3600, .busy = 1000},
     0,
     -1,
     true,
     false,
     "cannot open environment 'x': a full host",
     NULL},
    {"a renewal does not wait for a turn while something works",
     {.renew = -1, .expires = 40, .new_expires = 3600, .busy = 3},
     0,
     40,
     true,
     false,
     "its credentials end in 40s: a full host\n",
     NULL},
    {"a failure has the provisioner's words",
     {GONE, .ring = ESC_E_PROVIDER, .failure = ESC_E_PROVIDER},
     0,
     -1,
     true,
     false,
     "cannot open environment 'x': sts.example: AccessDenied for x",
     "the errno's hint"},
    {"the errno's hint only when it is about the same",
     {GONE, .ring = ESC_E_SYSTEM, .failure = ESC_E_PROVIDER},
     0,
     -1,
     true,
     false,
     "AccessDenied for x",
     ""},
    {"a ring that leaves nothing",
     {GONE},
     0,
     -1,
     true,
     false,
     "cannot open environment 'x': its credentials ended before they could be "
     "used",
     NULL},
    {"no login: no ring",
     {.get = ESC_E_NO_SESSION},
     0,
     -1,
     false,
     false,
     "cannot open environment 'x': the login's cause",
     "log in by SSH"},
    {"a login that is over: no ring",
     {.get = ESC_E_SESSION_ENDED},
     0,
     -1,
     false,
     false,
     "cannot open environment 'x': the login's cause",
     "tmux"},
    {"no keyrings: no ring",
     {.get = ESC_E_KEYRING},
     0,
     -1,
     false,
     false,
     "the login's cause",
     "containers"},
    {"another login's gate is adopted where that is allowed",
     {.get = ESC_E_SESSION_ENDED, .adopts = true, .renew = 9, .expires = 99},
     0,
     99,
     false,
     false,
     NULL,
     NULL},
    {"malformed bytes are said, not rung over",
     {.get = ESC_E_INPUT},
     0,
     -1,
     false,
     false,
     "cannot open environment 'x': cannot find credentials",
     NULL},
    {"enough for --min-ttl",
     {.renew = 9, .expires = 3600},
     3600,
     3600,
     false,
     false,
     NULL,
     NULL},
    {"not enough: renewed first",
     {.renew = 9, .expires = 3599, .new_expires = 7200},
     3600,
     7200,
     true,
     false,
     NULL,
     NULL},
    {"and when even then there is not: an error",
     {.renew = 9, .expires = 900, .new_expires = 1800},
     3600,
     -1,
     true,
     false,
     "cannot open environment 'x' for at least 1h: new credentials end in 30m",
     "--min-ttl"},
    {"new ones that have ended are the clock's fault",
     {GONE, .new_expires = -60},
     0,
     -1,
     true,
     false,
     "cannot open environment 'x': by this clock, new credentials have ended "
     "already",
     "clock"},
    {"also at the first use",
     {GONE, .new_expires = 1800},
     3600,
     -1,
     true,
     false,
     "for at least 1h",
     "max-duration"},
    {"when the renewal fails, what is left is too little",
     {.renew = 9, .expires = 900, .ring = ESC_E_NETWORK},
     3600,
     -1,
     true,
     false,
     "cannot open environment 'x': the errno's sentence",
     NULL},
};

static void
check(size_t i, struct cli *cli)
{
    struct script script = rows[i].script;
    struct wish wish = {.name = "x", .min_ttl = rows[i].min_ttl};
    ESC_OWN(esc_cred_set) set = NULL;
    struct esc_error err = {0};
    const char *said;

    now_playing = &script;
    set = obtain(cli, &wish, &err);
    said = world_said(cli);
    if (!ok((set != NULL) == (rows[i].want >= 0) && script.rung == rows[i].rung
                && script.detached == rows[i].detached,
            "%s", rows[i].name))
        diag("set %d rung %d detached %d: %s", set != NULL, script.rung,
             script.detached, err.text);
    if (set != NULL)
        is_int(set->expires == 0 ? 0 : set->expires - WORLD_NOW, rows[i].want,
               "  the right one");
    if (rows[i].said != NULL
        && !ok(strstr(set == NULL ? err.text : said, rows[i].said) != NULL,
               "  says why"))
        diag("%s%s", err.text, said);
    if (rows[i].hint != NULL
        && !ok(rows[i].hint[0] == '\0'
                   ? err.hint[0] == '\0'
                   : strstr(err.hint, rows[i].hint) != NULL,
               "  and what helps"))
        diag("%s", err.hint);
    if (set != NULL && rows[i].said == NULL)
        is_str(said, "", "  in silence");
}

static void
check_why(struct cli *cli)
{
    struct script first = {GONE, .new_expires = 60};
    struct script late = {.renew = -1, .expires = 600};
    struct wish wish = {.name = "x"};
    struct esc_error err = {0};
    ESC_OWN(esc_cred_set) a = NULL;
    ESC_OWN(esc_cred_set) b = NULL;

    now_playing = &first;
    a = obtain(cli, &wish, &err);
    ok(first.why == ESC_RING_USE, "the first use says so");
    now_playing = &late;
    b = obtain(cli, &wish, &err);
    ok(late.why == ESC_RING_RENEW, "a renewal says so");
}

/* Root by way of sudo gets words of its own. */
static void
check_sudo(struct cli *cli)
{
    struct script script = {.get = ESC_E_NO_SESSION};
    struct wish wish = {.name = "x"};
    struct esc_error err = {0};

    now_playing = &script;
    if (geteuid() != 0) {
        skip("only root is root by way of sudo");
        return;
    }
    ok(obtain(cli, &wish, &err) == NULL
           && strstr(err.text, "root has no login session") != NULL
           && strstr(err.hint, "esc-session exec sudo --preserve-env=AWS_"
                               "ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_"
                               "SESSION_TOKEN COMMAND")
                  != NULL,
       "sudo esc-session: the other way round");
}

int
main(void)
{
    char sudo[] = "SUDO_USER=dana", *none[] = {NULL},
         *by_sudo[] = {sudo, NULL};
    struct cli cli = world_new(none, &ops);
    struct cli root = world_new(by_sudo, &ops);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(i, &cli);
    check_why(&cli);
    check_sudo(&root);
    return tap_done();
}
