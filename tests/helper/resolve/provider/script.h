/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scripted world for providers: answers by turn, a clock that stands until
 * it is moved, tokens by number.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "esc/deps.h"

struct script_answer {
    long status; /* 0: the transfer fails */
    const char *body;
    int64_t retry_after; /* 0: none */
    bool fatal;          /* of a failure: not transient */
    int64_t date;
};

struct script {
    const struct script_answer *answers; /* the last one repeats */
    size_t count, sent;
    int64_t now, now_ms, wake_ms;
    int tokens;     /* handed out fresh */
    bool no_second; /* the starter refuses another token */
    bool no_token;
    int64_t connect_ms, total_ms; /* of the last request */
    char url[1200];
    char body[8192]; /* of the last request */
    char log[4096];
    struct esc_http_reply reply;
    struct esc_deps_settings settings;
    struct esc_cred_origin origin;
    struct esc_error failure;
    struct esc_deps deps;
};

#define SCRIPT_NOW 1893456000 /* 2030-01-01 */

void script_init(struct script *script, const struct script_answer *answers,
                 size_t count);

/* A success that ends at SCRIPT_NOW + 3600. */
extern const char script_success[];

#endif
