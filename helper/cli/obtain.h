/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the name of an environment to live credentials: look, renew ahead,
 * ring when there are none, and say in one sentence why it did not work.
 */
#ifndef OBTAIN_H
#define OBTAIN_H

#include "command.h"

struct wish {
    const char *name; /* of the environment, as select_environment gives it */
    int64_t min_ttl;  /* seconds that must be left; 0: any */
    bool auto_renew;  /* exec: the command asks by itself */
    bool tree;        /* open: the values themselves, where they may be had */
    const char *lifetime; /* -l, or NULL; without a login only */
};

/* -e and --min-ttl into WISH_OUT; its name is kept in NAME (ESC_CRED_TEXT_MAX
 * bytes). */
bool wish_parse(const struct cli *cli, const struct arguments *arguments,
                char *name, struct wish *wish_out,
                struct esc_error *err) ESC_MUST_CHECK;

/*
 * Live credentials, of this login or, without one, by the user's own token
 * (own.h).  NULL with a whole sentence and a hint in ERR.  Past
 * renew_after a detached ring renews and the good ones are used meanwhile;
 * with under a minute (or min_ttl) left the ring is waited for, and what
 * remains is used, with a warning, when it fails.
 */
struct esc_cred_set *obtain(const struct cli *cli, const struct wish *wish,
                            struct esc_error *err) ESC_MUST_CHECK;

/* Whether SET was obtained later than NOW: the clock was set back since, by
 * more than a minute.  obtain() then waits for a renewal, and falls back on
 * SET with a warning. */
bool obtain_is_ahead(const struct esc_cred_set *set, int64_t now);

/* Whether SET lives for as long as WISH has it; ERR says so. */
bool obtain_check_min_ttl(const struct cli *cli,
                          const struct esc_cred_set *set,
                          const struct wish *wish,
                          struct esc_error *err) ESC_MUST_CHECK;

/* What is held, without asking for more; NULL as from obtain, ESC_E_NOT_FOUND
 * when there is nothing. */
struct esc_cred_set *obtain_held(const struct cli *cli, const char *name,
                                 struct esc_error *err) ESC_MUST_CHECK;

/* This login's ticket, or the one that this process may adopt; errors with
 * the hint that fits. */
bool obtain_ticket(const struct cli *cli, struct esc_ticket *ticket_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * Ring for NAME, wait, and on failure take the provisioner's own words.  While
 * the host is busy, ring again for about PATIENCE seconds, and say so.
 */
#define OBTAIN_PATIENT 60
bool obtain_ring(const struct cli *cli, const char *name,
                 enum esc_ring_why why, int64_t patience,
                 struct esc_error *err) ESC_MUST_CHECK;

#endif
