/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conversation with the resolver: one request, answers to its few typed
 * questions, one reply.  What a resolver that was taken over can ask for is
 * bounded here: definitions of root's files that this user may open or import,
 * one token for each audience of root's list.
 */
#ifndef PROVISION_EXCHANGE_H
#define PROVISION_EXCHANGE_H

#include "definition.h"
#include "esc/keyring.h"
#include "idtoken.h"
#include "identity.h"
#include "worker.h"

#define EXCHANGE_TOKENS_MAX 8
#define EXCHANGE_DEFINITIONS_MAX 512 /* answers, not different ones */
#define EXCHANGE_LOGS_MAX 50

struct exchange {
    /* Borrowed; set by the caller. */
    const struct settings *settings;
    const struct account *account;
    const struct policy_grant *grant;
    const struct identity *identity;
    const struct esc_jwk *key; /* NULL: no tokens, why says why */
    const struct esc_error *key_failure;
    const struct esc_request *request;
    int64_t now;       /* seconds since the epoch, UTC */
    bool ask_approval; /* of the service, when opening needs one */

    /* What happened. */
    char revision[DEFINITION_REVISION_SIZE]; /* of the environment's own */
    char
        told[DEFINITION_REVISION_SIZE + 1]; /* of the last one, and the mark */
    char jti[EXCHANGE_TOKENS_MAX * IDTOKEN_JTI_SIZE]; /* comma between */
    size_t token_count;
    bool token_used[SETTINGS_LIST_MAX]; /* for that audience of the list */
    bool signed_in; /* the requester's own sign-in was asked for */
    size_t definition_count, log_count;
};

/* Compose the request, for transfers of at most TRANSFER_MS. */
bool exchange_open(const struct exchange *exchange, uint64_t transfer_ms,
                   struct esc_secret *frame_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/*
 * Serve WORKER until it sends its result: that frame, whose content is the
 * encoded credential set.  NULL with the resolver's own failure, or ESC_E_BUG
 * when it breaks the protocol (backend local: a result of no definition that
 * was handed out, too) or exceeds a bound, or ESC_E_TIMEOUT.
 */
struct esc_secret *exchange_serve(struct exchange *exchange,
                                  struct child *worker,
                                  struct esc_error *err) ESC_MUST_CHECK;

#endif
