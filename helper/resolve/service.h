/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other backend: Pulumi's service evaluates, we open and read.  What the
 * files of it share; resolve.c calls service_resolve alone.
 *
 * The exchange is as short as it can be: one connection; one request for a
 * token unless there is one, one to open, one to read.  No probes: names have
 * three parts.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include "esc/cjson.h"
#include "esc/json.h"
#include "world.h"

#define SERVICE_NAME_MAX 128

struct service {
    struct world *world;
    char host[ESC_HTTP_HOST_MAX]; /* for messages */
    char organization[SERVICE_NAME_MAX], project[SERVICE_NAME_MAX],
        environment[SERVICE_NAME_MAX], version[SERVICE_NAME_MAX];
    char full_name[ESC_CRED_TEXT_MAX];  /* without the version */
    int64_t deadline_ms;                /* CLOCK_MONOTONIC */
    bool answered;                      /* it spoke HTTP at least once */
    bool refused;                       /* a sign-in: nothing else will do */
    bool gated;                         /* its last word: SERVICE_GATED */
    char identity[ESC_CRED_TEXT_MAX];   /* whose token it is */
    struct esc_arena *arena;            /* of what was read; owned */
    const struct esc_value *tree;       /* where it is shown; in ARENA */
    struct esc_buf authorization;       /* the header with it */
    struct esc_http_transfer *transfer; /* the last one; owned */
};

/*
 * Open the environment at its service.  NULL with ERR; FALL_BACK_OUT says
 * whether it may be evaluated here instead: the request allows it, and no HTTP
 * answer came at all.  An answer of any kind is the service's word.
 */
struct esc_secret *service_resolve(struct world *world, bool *fall_back_out,
                                   struct esc_error *err) ESC_MUST_CHECK;

/* ---- service_call.c: one request and its repetitions ---- */

enum service_kind {
    SERVICE_EXCHANGE, /* for a token: without one */
    SERVICE_OPEN,     /* not repeated once it may have arrived */
    SERVICE_READ,
    SERVICE_ASK, /* about approvals; changes things like OPEN */
};

struct service_call {
    enum service_kind kind;
    const char *path; /* below the service's URL; with the query */
    const char *body; /* NULL: GET */
    size_t body_len;
    size_t reply_max;
};

/*
 * Send CALL until it is answered with a status that no repetition changes.
 * The reply (borrowed until the next call) has status 200 to 299, or NULL with
 * ERR; STATUS_OUT is the last status, 0 when none came.
 */
const struct esc_http_reply *
service_send(struct service *service, const struct service_call *call,
             long *status_out, struct esc_error *err) ESC_MUST_CHECK;

/*
 * Send CALL; the text MEMBER of its answer, not empty, borrowed from JSON_OUT,
 * which is the caller's either way.  NULL with ERR.
 */
const char *service_ask_text(struct service *service,
                             const struct service_call *call,
                             const char *member, struct esc_cjson **json_out,
                             struct esc_error *err) ESC_MUST_CHECK;

/* ---- service_token.c ---- */

/* Have a token: the starter's, or by RFC 8693 for the host's ID token. */
bool service_authorize(struct service *service,
                       struct esc_error *err) ESC_MUST_CHECK;
/* After a 401: another one, where it can be exchanged. */
bool service_renew_token(struct service *service,
                         struct esc_error *err) ESC_MUST_CHECK;

/* ---- service_sign_in.c ---- */

/* Ask the service whose its token is; one request. */
bool service_check_owner(struct service *service,
                         struct esc_error *err) ESC_MUST_CHECK;

/* ---- service_refusal.c ---- */

enum service_verdict {
    SERVICE_STOP,
    SERVICE_GATED,   /* the same; an approval would help */
    SERVICE_AGAIN,   /* after a pause, if it may be repeated */
    SERVICE_NOT_RUN, /* the same, and it surely was not carried out */
};

/* What REPLY, of another status than 200 to 299, means, in words. */
enum service_verdict service_judge(const struct service *service,
                                   enum service_kind kind,
                                   const struct esc_http_reply *reply,
                                   struct esc_error *err);
/* service_diagnostics.c: all of LIST to the starter, by place. */
void service_send_diagnostics(const struct service *service,
                              const struct esc_cjson *list);

/* ---- service_approval.c ---- */

/*
 * ERR says that opening needs an approval (GATED): look for the one that was
 * asked for, ask for it if the user wants that, and make use of it when it is
 * given. True: it may be opened now.  False with ERR: as it was when nothing
 * is asked for, else what is and where to follow it.
 */
bool service_approve(struct service *service,
                     struct esc_error *err) ESC_MUST_CHECK;

/* ---- service_values.c ---- */

/* What was read: a tree of values, in ARENA. */
struct service_values {
    const struct esc_environment_variable *variables;
    size_t count;
    uint64_t life; /* seconds that it surely lives; 0: nothing in it ends */
    const struct esc_json *properties; /* all of it; NULL: it has none */
    bool is_null; /* nor anything else: the answer is null */
};

/*
 * Take apart the LEN bytes that a read gave, DEFAULT_LIFE seconds being the
 * life of credentials whose duration cannot be seen.  ESC_E_INPUT.
 */
bool service_values(struct esc_arena *arena, struct esc_str body,
                    uint64_t default_life, struct service_values *values_out,
                    struct esc_error *err) ESC_MUST_CHECK;

/* ---- service_tree.c ---- */

/* PROPERTIES (NULL: none) as a tree in ARENA, borrowing their texts.  NULL
 * with ESC_E_INPUT. */
const struct esc_value *service_tree(struct esc_arena *arena,
                                     const struct esc_json *properties,
                                     struct esc_error *err) ESC_MUST_CHECK;

#endif
