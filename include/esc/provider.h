/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a provider is: the implementation of fn::open::<name>.  A provider is
 * one constant row; the registry is a table of them and the evaluator knows
 * only this header.
 *
 * Opening is a small state machine, so that several calls of an environment
 * wait for their servers at the same time without threads: OPEN is called
 * first with a zeroed state and again whenever a transfer that it started
 * has ended, until it answers something else than pending.
 */
#ifndef ESC_PROVIDER_H
#define ESC_PROVIDER_H

#include <stdint.h>

#include "esc/arena.h"
#include "esc/str.h"
#include "esc/value.h"

struct esc_deps; /* esc/deps.h: the clock, the network, tokens */

enum esc_open_status {
    ESC_OPEN_READY,  /* the outputs are set */
    ESC_OPEN_FAILED, /* the message is set */
    ESC_OPEN_PENDING /* waits; nothing else is set */
};

/* Outputs that never expire. */
#define ESC_OPEN_FOREVER INT64_MAX

/* One call of fn::open, from its start to its end. */
struct esc_provider_call {
    /* Set by the caller, constant over the call's life. */
    const struct esc_deps *deps;
    struct esc_arena *arena;        /* outlives the evaluation */
    struct esc_str environment;     /* that holds the call */
    const struct esc_value *inputs; /* matches the inputs' schema, all known */

    /* The provider's own, zeroed before the first OPEN. */
    void *state;

    /* Results. */
    const struct esc_value *outputs; /* READY: in ARENA; secrets flagged */
    int64_t expires;                 /* READY: seconds since the epoch, UTC;
                                        preset to ESC_OPEN_FOREVER */
    struct esc_str message; /* FAILED: in ARENA; one line without secrets */
};

struct esc_provider {
    const char *name;    /* "aws-login" */
    const char *inputs;  /* JSON schema of the inputs, as text */
    const char *outputs; /* JSON schema of the outputs */

    enum esc_open_status (*open)(struct esc_provider_call *call);

    /*
     * Release STATE and abandon transfers; called exactly once for every call
     * that was opened, also after READY and FAILED.  NULL: nothing to release.
     */
    void (*close)(struct esc_provider_call *call);
};

#endif
