/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share: one conversation with one provider. */
#ifndef SIGNIN_FLOW_H
#define SIGNIN_FLOW_H

#include "esc/cjson.h"
#include "esc/signin.h"

#define FLOW_FORM_MAX (48 * 1024) /* a refresh token, percent-encoded */

struct flow {
    const struct esc_sign_in *how;      /* borrowed */
    char host[ESC_HTTP_HOST_MAX];       /* the issuer's, for messages */
    uint16_t port;                      /* the issuer's */
    struct esc_cjson *discovery, *jwks; /* owned */
    struct esc_http_transfer *transfer; /* the last one; owned */
};
#define FLOW_OWN __attribute__((cleanup(flow_release))) struct flow
void flow_release(struct flow *flow);

/* ---- provider.c ---- */

/*
 * Learn the provider's endpoints (OpenID Connect Discovery 1.0).  The document
 * must call itself by the very issuer that was asked for.
 */
bool flow_discover(struct flow *flow, const struct esc_sign_in *how,
                   struct esc_error *err) ESC_MUST_CHECK;

/* An endpoint of the document, judged; NULL: it has none that may be used. */
const char *flow_endpoint(const struct flow *flow, const char *member,
                          struct esc_error *err) ESC_MUST_CHECK;

/* Whether the list MEMBER of the document has WORD. */
bool flow_offers(const struct flow *flow, const char *member,
                 const char *word);

/*
 * GET URL, or POST FORM (NULL: none) to it.  The reply of any status, borrowed
 * until the next call; NULL when none came.
 */
const struct esc_http_reply *flow_send(struct flow *flow, const char *url,
                                       const struct esc_buf *form,
                                       struct esc_error *err) ESC_MUST_CHECK;

/* That answer as JSON when its status is 200, else the provider's refusal
 * (RFC 6749 section 5.2) as words.  ACT: what we were doing. */
struct esc_cjson *flow_answer(const struct flow *flow,
                              const struct esc_http_reply *reply,
                              const char *act,
                              struct esc_error *err) ESC_MUST_CHECK;

/* ---- person.c ---- */

/* Verify TOKEN, bind it to whom it must be of, fill IDENTITY from it. */
bool flow_verify(struct flow *flow, const char *token, size_t len,
                 struct esc_identity *identity,
                 struct esc_error *err) ESC_MUST_CHECK;

/*
 * Take the tokens of a token endpoint's answer.  Without a new refresh token
 * the old one stays.
 */
bool flow_take_tokens(struct flow *flow, const struct esc_cjson *answer,
                      struct esc_identity *identity,
                      struct esc_error *err) ESC_MUST_CHECK;

/* ---- poll.c ---- */

enum poll_step { POLL_DONE, POLL_AGAIN, POLL_STOP };

/*
 * What REPLY (NULL: none came, which WHY explains) to a poll means, RFC 8628
 * section 3.5.  INTERVAL is adjusted, seconds.  POLL_STOP fills ERR.
 */
enum poll_step poll_judge(const struct esc_http_reply *reply,
                          const struct esc_error *why, int64_t *interval,
                          struct esc_error *err);

#endif
