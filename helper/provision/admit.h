/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reply must satisfy before anything of it is stored.  The resolver
 * speaks with the outside and may be taken over: its reply is judged field by
 * field against what was asked and what root allows.
 */
#ifndef PROVISION_ADMIT_H
#define PROVISION_ADMIT_H

#include "esc/cred_set.h"
#include "esc/str.h"
#include "settings.h"

#define ADMIT_SKEW 60 /* seconds that an issuer's clock may be ahead */

struct admit_terms {
    const char *environment; /* that was asked for */
    const char *revision;    /* of the definition that was handed out */
    const char *backend;
    const char *identity;     /* the sub handed out; "" when none was, NULL:
                                 the person's own, as the reply says */
    const char *session_name; /* that was imposed; "" when none was */
    const char *login;        /* the login's random id: spreads renewals */
    int64_t now;              /* seconds since the epoch, UTC */
    int64_t ticket_ends;
    uint64_t max_duration;              /* seconds; 0: not bounded */
    uint64_t cache_for;                 /* seconds, for what never ends */
    uint64_t max_payload;               /* bytes */
    bool values;                        /* policy shows the whole tree */
    const struct list *allow_variables; /* patterns */
};

/* What may be stored. */
struct admitted {
    struct esc_cred_set head; /* times and origin, no variables */
    struct esc_secret *bytes; /* the encoded set; the caller's to free */
    unsigned int ttl;         /* seconds that it may be kept */
};

/*
 * The set that REPLY encodes, with what the host itself knows (obtained,
 * origin in part, renew_after, which variables are allowed) in place of what
 * the reply says, and the seconds that it may be kept: what never ends, for
 * the lesser of cache_for and max_duration.  ESC_E_BUG (the reply breaks the
 * contract: the text names the field), ESC_E_INPUT (over root's max-payload)
 * or ESC_E_PROVIDER (ends too late or too soon).
 */
bool admit(const struct admit_terms *terms, const struct esc_str *reply,
           struct admitted *admitted_out,
           struct esc_error *err) ESC_MUST_CHECK;

#endif
