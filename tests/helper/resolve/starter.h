/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other side of esc-resolve: starts the built program, sends the request,
 * answers its questions from what the test gives, keeps what it says.
 */
#ifndef STARTER_H
#define STARTER_H

#include "esc/cred_set.h"
#include "esc/identity.h"

struct starter_definition {
    const char *name, *yaml;
};

struct starter {
    struct esc_message_open open;
    const struct starter_definition *definitions; /* a NULL name ends them */
    int tokens;                                   /* that may be handed out */
    const char *token;                            /* NULL: no real one */
    const char *access; /* token for the service; NULL: refused */
    const struct esc_identity *identity; /* NULL: nobody signed in */
    bool exposed;                        /* the whole host may read them */

    /* What happened. */
    int diagnostics; /* of a check */
    int asked_definitions, asked_tokens, asked_identities;
    char audience[512];  /* that a token was asked for last */
    char decrypted[512]; /* of whom a plaintext was asked last */
    char log[8192];
    struct esc_cred_set *set; /* of a RESULT, else NULL */
    struct esc_error failure; /* of a FAILURE */
    bool answered;            /* one of the two came */
    int exit_status;          /* -1: by a signal */
    int64_t took_ms;
    long peak_kib; /* resident memory at most */
};

/* Defaults: everything empty, acme/aws/dev of dana on b1, ten seconds. */
void starter_init(struct starter *starter,
                  const struct starter_definition *definitions);
void starter_run(struct starter *starter);
void starter_release(struct starter *starter);

/* Send BYTES instead of a request; the exit status, -1 by a signal. */
int starter_send_raw(const void *bytes, size_t len, bool *answered_out);

/* The value of variable NAME, "" when there is none. */
const char *starter_value(const struct starter *starter, const char *name);

#endif
