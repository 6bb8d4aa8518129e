/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one error type.  A fallible call returns bool or a pointer and fills in
 * a struct esc_error that the caller provides; libraries never log or exit.
 * The text names the failed act, its subject and the cause (lower case, no
 * full stop); the hint says what to do.  No secret ever stands in either.
 * Everything stored is made safe for a terminal and a log on the way in:
 * control bytes and invalid UTF-8 become \xNN.
 */
#ifndef ESC_ERROR_H
#define ESC_ERROR_H

#include "esc/own.h"
#include <stdarg.h>
#include <stdbool.h>

#define ESC_ERROR_WHERE_MAX 320
#define ESC_ERROR_TEXT_MAX 640
#define ESC_ERROR_HINT_MAX 320

/*
 * What kind of failure, which decides exit status, PAM result and the errno
 * that a doorbell is rejected with.  Values cross process borders: append
 * only.
 */
enum esc_code {
    ESC_OK = 0,
    ESC_E_SYSTEM = 1,        /* the machine: memory, file, process, limit */
    ESC_E_USAGE = 2,         /* the caller's words are off */
    ESC_E_CONFIG = 3,        /* root's settings are wrong or missing */
    ESC_E_NOT_PERMITTED = 4, /* policy says no */
    ESC_E_NO_SESSION = 5,    /* not a login opened by pam_esc */
    ESC_E_SESSION_ENDED = 6, /* the login is over (revoked, or past its end) */
    ESC_E_KEYRING = 7,       /* no keyring, no quota, not supported here */
    ESC_E_NOT_FOUND = 8,     /* no such environment, credential, command */
    ESC_E_DEFINITION = 9,    /* the environment's definition has errors */
    ESC_E_PROVIDER = 10,     /* the cloud refused (its own words in text) */
    ESC_E_NETWORK = 11,   /* the cloud could not be reached, or TLS failed */
    ESC_E_TIMEOUT = 12,   /* a deadline passed */
    ESC_E_BUSY = 13,      /* too many at once: try again */
    ESC_E_DIRECTORY = 14, /* users and groups cannot be looked up now */
    ESC_E_INPUT = 15,     /* outside bytes are malformed or over a limit */
    ESC_E_BUG = 16,       /* a peer process of ours broke its contract */
    ESC_E_FULL = 17,      /* no room in the host's run-time folder */
    ESC_CODE_COUNT
};

struct esc_error {
    enum esc_code code;
    char
        where[ESC_ERROR_WHERE_MAX]; /* reader's where: file:line, host, name */
    char text[ESC_ERROR_TEXT_MAX];
    char hint[ESC_ERROR_HINT_MAX]; /* empty when there is none */
};

/*
 * Fill ERR (which may be NULL) and return false, so that a failure is one
 * return statement.  WHERE may be NULL.  A later esc_fail overwrites.
 */
bool esc_fail(struct esc_error *err, enum esc_code code, const char *where,
              const char *format, ...) __attribute__((format(printf, 4, 5)));

/* As esc_fail, with ": " and strerror(ERRNUM) after the text. */
bool esc_fail_errno(struct esc_error *err, enum esc_code code, int errnum,
                    const char *where, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Put "FORMAT: " before the text that stands in ERR; returns false. */
bool esc_fail_while(struct esc_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Set the remedy; returns false, so it can end a failing return. */
bool esc_fail_hint(struct esc_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A stable lower-case name, for logs and JSON: "not-permitted". */
const char *esc_code_name(enum esc_code code);

/*
 * The errno that a doorbell is rejected with for CODE, and back.  The kernel
 * hands it to the requester (request_key(2)); unknown errnos are ESC_E_SYSTEM.
 */
int esc_code_to_errno(enum esc_code code);
enum esc_code esc_code_from_errno(int errnum);

#endif
