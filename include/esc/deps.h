/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a provider may touch: the clock, the network, ID tokens, the
 * journal and what root's settings say.  Made by the resolver for each call of
 * fn::open; tests make their own.
 */
#ifndef ESC_DEPS_H
#define ESC_DEPS_H

#include "esc/cred_set.h"
#include "esc/http.h"
#include "esc/log.h"

/* What root's settings bind a provider to.  Texts are never NULL. */
struct esc_deps_settings {
    const char *session_name; /* "": the definition's */
    const char *region;       /* "": by the role's partition */
    const char *region_from;  /* who says so, for messages: "the settings" */
    const char *sts_endpoint; /* "": by the region */
    const char *audience;     /* of tokens to STS; never empty */
    uint64_t max_duration;    /* seconds; 0: no bound */
    bool loopback_http;
    int64_t deadline_ms; /* CLOCK_MONOTONIC: all transfers end before it */
};

/* An ID token.  Borrowed until the next one of the same audience is asked. */
struct esc_token {
    const char *subject; /* its "sub", for the audit line */
    const char *bytes;   /* the compact JWS: secret, never shown */
    size_t len;
};

struct esc_deps {
    void *context;

    int64_t (*now)(void *context);    /* seconds since the epoch, UTC */
    int64_t (*now_ms)(void *context); /* CLOCK_MONOTONIC */
    uint32_t (*random)(void *context);

    const struct esc_http_ops *http;
    void *http_context;

    /*
     * The host's token for AUDIENCE; FRESH: not the one that was handed out
     * before.  ESC_E_NOT_PERMITTED and what else the starter refuses with.
     */
    bool (*token)(void *context, const char *audience, bool fresh,
                  struct esc_token *token_out, struct esc_error *err);

    /* The caller is waiting for a time, not a transfer: call it then. */
    void (*wake_at)(void *context, int64_t ms);

    /* PRIORITY as in syslog(3). */
    void (*log)(void *context, int priority, const struct esc_log *record);

    const struct esc_deps_settings *settings;

    /* This call's provenance, filled in as it becomes known. */
    struct esc_cred_origin *origin;

    /* Of a call that answered FAILED: code, where and hint of its message. */
    struct esc_error *failure;
};

#endif
