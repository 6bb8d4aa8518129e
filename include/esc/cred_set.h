/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an opened environment gives to a session: variables, files, the AWS
 * credential set among them, when all of it ends, and where it came from.
 * This is the payload of an esc:env key and of the resolver's reply.
 *
 * Limits: ESC_CRED_VARIABLES_MAX entries; names by esc_text_is_name; a value
 * at most ESC_CRED_VALUE_MAX bytes without NUL; the encoded form at most
 * ESC_CRED_BYTES_MAX (settings may say less).
 */
#ifndef ESC_CRED_SET_H
#define ESC_CRED_SET_H

#include "esc/secret.h"

#define ESC_CRED_VARIABLES_MAX 1024
#define ESC_CRED_VALUE_MAX                                                    \
    (128 * 1024 - 512) /* one execve string, name too                         \
                        */
#define ESC_CRED_BYTES_MAX (256 * 1024)
#define ESC_CRED_TEXT_MAX 512 /* a provenance text */

/* One variable.  A file's value is its content; exec makes the file. */
struct esc_cred {
    char *name;
    struct esc_secret *value;
    bool secret; /* the definition calls it secret: mask it when shown */
    bool file; /* the variable will hold the path of a file of this content */
    /* Root's allow-variables names it: exec sets it though it is a name that
     * changes what programs load.  Only the provisioner says so. */
    bool allowed;
};

/* Where a set came from.  All texts may be empty; none is secret. */
struct esc_cred_origin {
    char environment[ESC_CRED_TEXT_MAX];  /* ORG/PROJECT/ENV as resolved */
    char revision[ESC_CRED_TEXT_MAX];     /* of the definition */
    char backend[32];                     /* "local" or "pulumi" */
    char role[ESC_CRED_TEXT_MAX];         /* role ARN, if one was assumed */
    char session_name[ESC_CRED_TEXT_MAX]; /* role session name */
    char
        access_key_id[ESC_CRED_TEXT_MAX]; /* public half, for the audit line */
    char account_id[32];
    char request_id[ESC_CRED_TEXT_MAX]; /* the STS call, for support */
    char identity[ESC_CRED_TEXT_MAX];   /* whose token: sub, or Pulumi login */
};

struct esc_cred_set {
    struct esc_cred *items; /* sorted by name, names unique */
    size_t count;
    struct esc_secret *tree; /* all values for `open`: opaque bytes that only
                                the resolver reads, or NULL */
    struct esc_secret *room; /* what decoded values are carved from, or NULL */
    int64_t obtained;        /* seconds since the epoch, UTC */
    int64_t expires; /* the earliest end of anything inside; 0: none ends */
    int64_t renew_after; /* ask for a new one from here on; 0: never */
    struct esc_cred_origin origin;
};

ESC_OWN_DECLARE(esc_cred_set);

struct esc_cred_set *esc_cred_set_new(void) ESC_MUST_CHECK;

/*
 * Add a variable (value copied).  ESC_E_INPUT names the variable and what is
 * wrong with it: bad name, NUL in the value, too long, twice, too many.
 */
bool esc_cred_set_add(struct esc_cred_set *set, const struct esc_cred *cred,
                      struct esc_error *err) ESC_MUST_CHECK;

/* The same, taking CRED's value over on success. */
bool esc_cred_set_put(struct esc_cred_set *set, const struct esc_cred *cred,
                      struct esc_error *err) ESC_MUST_CHECK;

/* Borrowed, NULL when there is none of that name. */
const struct esc_cred *esc_cred_set_find(const struct esc_cred_set *set,
                                         const char *name);

/*
 * Whether SET brings AWS credentials: AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY are both there and not empty.
 */
bool esc_cred_set_has_aws(const struct esc_cred_set *set);

/*
 * When to renew, seconds since the epoch: 20 minutes before the end or after
 * two thirds of the life, whichever is earlier; after half of a life under an
 * hour.  0 when EXPIRES is 0.
 */
int64_t esc_cred_set_renewal(int64_t obtained, int64_t expires);

/*
 * RENEW_AFTER brought forward by up to an eighth of the time since OBTAINED,
 * always the same for the same WHO ("": not at all): a fleet whose logins
 * began together does not renew together.
 */
int64_t esc_cred_set_spread(int64_t obtained, int64_t renew_after,
                            const char *who);

/*
 * The bounded binary form (helper/credential/codec.c says its layout): equal
 * sets give equal bytes.  Encode appends to BYTES_OUT; ESC_E_INPUT when it
 * does not fit.  Decode takes all of BYTES or fails with ESC_E_INPUT, trusting
 * nothing.
 */
bool esc_cred_set_encode(const struct esc_cred_set *set,
                         struct esc_secret *bytes_out,
                         struct esc_error *err) ESC_MUST_CHECK;
struct esc_cred_set *esc_cred_set_decode(const void *bytes, size_t len,
                                         struct esc_error *err) ESC_MUST_CHECK;

#endif
