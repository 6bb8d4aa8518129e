/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The story of one use.  A renewal that fails never takes away credentials
 * that still work.
 */
#include "obtain.h"
#include "detach.h"
#include "esc/text.h"
#include "hint.h"
#include "own.h"
#include "say.h"
#include "select.h"
#include "sign_in.h"
#include <string.h>

#define HASTE 60 /* seconds left below which a renewal is waited for */
#define MIN_TTL_MAX (7 * 86400)
#define SMALL_STEP 60 /* seconds that a clock may be set back unnoticed */

bool
wish_parse(const struct cli *cli, const struct arguments *arguments,
           char *name, struct wish *wish_out, struct esc_error *err)
{
    const char *min_ttl = arguments->value[OPTION_MIN_TTL];
    uint64_t seconds = 0;

    if (min_ttl != NULL && !esc_text_duration(min_ttl, MIN_TTL_MAX, &seconds))
        return esc_fail(err, ESC_E_USAGE, min_ttl,
                        "cannot use --min-ttl '%s': more than seven days",
                        min_ttl);
    if (!select_environment(cli, arguments, name, err))
        return false;
    *wish_out = (struct wish){
        .name = name,
        .min_ttl = (int64_t)seconds,
        .auto_renew = arguments->value[OPTION_AUTO_RENEW] != NULL,
    };
    return true;
}

static bool
explain(const char *name, struct esc_error *err)
{
    return esc_fail_while(err, "cannot open environment '%s'", name);
}

/* The provisioner's own words as a cause: "file:line: text". */
static void
take_words(const char *name, const struct esc_error *failure,
           struct esc_error *err)
{
    struct esc_error usual = *err;
    const char *where = failure->where;

    *err = *failure;
    if (where[0] != '\0' && strcmp(where, name) != 0
        && strstr(failure->text, where) == NULL)
        esc_fail_while(err, "%s", where);
    if (failure->hint[0] == '\0' && failure->code == usual.code)
        esc_fail_hint(err, "%s", usual.hint);
}

/*
 * A full host is no failure: who waits here, and not in the handler, costs
 * nobody anything.  The second ring comes at once: a login's background ring
 * that comes too soon after another is dropped, and with it whoever waits for
 * the same doorbell.
 */
static bool
ring_patiently(const struct cli *cli, const char *name, enum esc_ring_why why,
               int64_t patience, struct esc_error *err)
{
    int64_t until = cli->now() + patience;

    for (int64_t tries = 0;; tries++) {
        if (cli->keyring->ring(name, why, err))
            return true;
        if (err->code != ESC_E_BUSY
            || (tries > 0 && (cli->now() >= until || tries > patience)))
            return false;
        *err = (struct esc_error){0};
        if (tries == 1)
            say_note(cli, "waiting: too many requests at once");
        if (tries > 0)
            cli->pause(1);
    }
}

bool
obtain_ring(const struct cli *cli, const char *name, enum esc_ring_why why,
            int64_t patience, struct esc_error *err)
{
    struct esc_error failure = {0};

    sign_in_freshen(cli);
    if (ring_patiently(cli, name, why, patience, err))
        return true;
    if (err->code != ESC_E_NO_SESSION
        && cli->keyring->get_error(name, &failure) && failure.text[0] != '\0')
        take_words(name, &failure, err);
    return false;
}

static int64_t
left(const struct cli *cli, const struct esc_cred_set *set)
{
    return set->expires == 0 ? INT64_MAX : set->expires - cli->now();
}

static bool
is_due(const struct cli *cli, const struct esc_cred_set *set)
{
    return set->renew_after != 0 && cli->now() >= set->renew_after;
}

/* By a clock that was set back nobody can tell how much of them is left. */
bool
obtain_is_ahead(const struct esc_cred_set *set, int64_t now)
{
    return set->obtained > now + SMALL_STEP;
}

bool
obtain_check_min_ttl(const struct cli *cli, const struct esc_cred_set *set,
                     const struct wish *wish, struct esc_error *err)
{
    char have[32], want[32];
    int64_t seconds = left(cli, set);

    if (seconds >= wish->min_ttl)
        return true;
    if (seconds < 0 && wish->min_ttl == 0) {
        esc_fail(err, ESC_E_PROVIDER, wish->name,
                 "cannot open environment '%s': by this clock, new credentials"
                 " have ended already",
                 wish->name);
        return esc_fail_hint(err, "the clock of this process, of the host or"
                                  " of the cloud is wrong");
    }
    esc_text_format_duration(seconds < 0 ? 0 : (uint64_t)seconds, have,
                             sizeof(have));
    esc_text_format_duration((uint64_t)wish->min_ttl, want, sizeof(want));
    esc_fail(err, ESC_E_PROVIDER, wish->name,
             "cannot open environment '%s' for at least %s: new credentials "
             "end in %s",
             wish->name, want, have);
    return esc_fail_hint(err, "its definition and the host's max-duration "
                              "say how long they live; ask for less with "
                              "--min-ttl");
}

/* The credentials after a ring that was waited for. */
static struct esc_cred_set *
look_again(const struct cli *cli, const struct wish *wish,
           struct esc_error *err)
{
    struct esc_cred_set *set = cli->keyring->get(wish->name, err);

    if (set != NULL)
        return set;
    if (err->code == ESC_E_NOT_FOUND)
        esc_fail(err, ESC_E_NOT_FOUND, wish->name,
                 "its credentials ended before they could be used");
    else
        hint_session(cli, err);
    return NULL;
}

/* Renew now; OLD, which becomes ours, is what to fall back to. */
static struct esc_cred_set *
renew(const struct cli *cli, const struct wish *wish,
      struct esc_cred_set *old_given, struct esc_error *err)
{
    ESC_OWN(esc_cred_set) old = old_given;
    ESC_OWN(esc_cred_set) new = NULL;
    char rest[32];

    bool needed = left(cli, old) <= 0 || left(cli, old) < wish->min_ttl;

    if (obtain_ring(cli, wish->name, ESC_RING_RENEW,
                    needed ? OBTAIN_PATIENT : 0, err)
        && (new = look_again(cli, wish, err)) != NULL)
        return obtain_check_min_ttl(cli, new, wish, err)
                   ? esc_cred_set_take(&new)
                   : NULL;
    if (needed || left(cli, old) <= 0) {
        explain(wish->name, err);
        return NULL;
    }
    esc_text_format_duration((uint64_t)left(cli, old), rest, sizeof(rest));
    say_warning(cli, err->hint[0] == '\0' ? NULL : err->hint,
                "cannot renew environment '%s', %s%s: %s", wish->name,
                obtain_is_ahead(old, cli->now())
                    ? "obtained before the clock was set back"
                    : "its credentials end in ",
                obtain_is_ahead(old, cli->now()) ? "" : rest, err->text);
    return esc_cred_set_take(&old);
}

/* The first use: nothing is held. */
static struct esc_cred_set *
open_first(const struct cli *cli, const struct wish *wish,
           struct esc_error *err)
{
    ESC_OWN(esc_cred_set) set = NULL;

    if (!obtain_ring(cli, wish->name, ESC_RING_USE, OBTAIN_PATIENT, err)
        || (set = look_again(cli, wish, err)) == NULL) {
        explain(wish->name, err);
        return NULL;
    }
    return obtain_check_min_ttl(cli, set, wish, err) ? esc_cred_set_take(&set)
                                                     : NULL;
}

bool
obtain_ticket(const struct cli *cli, struct esc_ticket *ticket_out,
              struct esc_error *err)
{
    if (cli->keyring->get_ticket(ticket_out, err))
        return true;
    if ((err->code == ESC_E_NO_SESSION || err->code == ESC_E_SESSION_ENDED
         || err->code == ESC_E_KEYRING)
        && cli->keyring->adopt() && cli->keyring->get_ticket(ticket_out, err))
        return true;
    hint_session(cli, err);
    return false;
}

/* What this login holds; ERR is the bare cause. */
static struct esc_cred_set *
look(const struct cli *cli, const char *name, struct esc_error *err)
{
    struct esc_cred_set *set = cli->keyring->get(name, err);
    struct esc_ticket ticket;

    if (set != NULL)
        return set;
    /* Without a login that is the cause, whatever the look-up said. */
    if (err->code != ESC_E_INPUT && obtain_ticket(cli, &ticket, err)) {
        set = cli->keyring->get(name, err);
        if (set != NULL)
            return set;
        if (err->code == ESC_E_NOT_FOUND)
            esc_fail(err, ESC_E_NOT_FOUND, NULL, "this login holds none");
    }
    return NULL;
}

struct aside {
    const struct cli *cli;
    const char *name;
};

static void
freshen_and_ring(void *context)
{
    const struct aside *aside = context;

    sign_in_freshen(aside->cli);
    aside->cli->keyring->ring_detached(aside->name, ESC_RING_RENEW);
}

/* The good ones are used meanwhile. */
static void
renew_aside(const struct cli *cli, const char *name)
{
    struct aside aside = {cli, name};

    if (sign_in_is_stale(cli))
        (void)detach(freshen_and_ring, &aside, -1);
    else
        cli->keyring->ring_detached(name, ESC_RING_RENEW);
}

struct esc_cred_set *
obtain_held(const struct cli *cli, const char *name, struct esc_error *err)
{
    struct esc_cred_set *set = look(cli, name, err);

    if (set == NULL)
        explain(name, err);
    return set;
}

struct esc_cred_set *
obtain(const struct cli *cli, const struct wish *wish, struct esc_error *err)
{
    ESC_OWN(esc_cred_set) set = look(cli, wish->name, err);

    if (set == NULL && err->code == ESC_E_NOT_FOUND)
        return open_first(cli, wish, err);
    if (set == NULL && own_applies(err))
        return own_obtain(cli, wish, err);
    if (set == NULL) {
        explain(wish->name, err);
        return NULL;
    }
    if (left(cli, set) < wish->min_ttl || obtain_is_ahead(set, cli->now())
        || (is_due(cli, set) && left(cli, set) < HASTE))
        return renew(cli, wish, esc_cred_set_take(&set), err);
    if (is_due(cli, set))
        renew_aside(cli, wish->name);
    return esc_cred_set_take(&set);
}
