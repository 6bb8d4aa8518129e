/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command may touch of the world: the environment, the clock, the
 * keyrings and the terminal come in by this one value, so that tests can
 * bring their own.
 */
#ifndef CLI_H
#define CLI_H

#include "esc/keyring.h"
#include <sys/resource.h>

/* Exit statuses that are ours; exec's are those of env(1). */
enum {
    EXIT_MISUSE = 2,
    EXIT_EXEC_FAILED = 125,
    EXIT_CANNOT_RUN = 126,
    EXIT_NOT_FOUND = 127,
};

/* The client's half of esc/keyring.h; the two ways to ring are ring.h's. */
struct keyring_ops {
    struct esc_cred_set *(*get)(const char *name, struct esc_error *err);
    bool (*get_error)(const char *name, struct esc_error *failure_out);
    bool (*get_ticket)(struct esc_ticket *ticket_out, struct esc_error *err);
    bool (*ring)(const char *name, enum esc_ring_why why,
                 struct esc_error *err);
    void (*ring_detached)(const char *name, enum esc_ring_why why);
    void (*forget)(const char *name);
    size_t (*list)(char (*names_out)[ESC_CRED_TEXT_MAX], size_t max);
    bool (*close)(const char *name, struct esc_error *err);
    bool (*adopt)(void);
    struct esc_secret *(*get_identity)(struct esc_error *err);
    bool (*put_identity)(const struct esc_secret *bytes, unsigned int ttl,
                         struct esc_error *err);
    bool (*drop_identity)(struct esc_error *err);
    struct esc_cred_set *(*get_own)(const char *name, uint64_t source,
                                    struct esc_error *err);
    bool (*put_own)(const struct esc_keyring_own *own,
                    const struct esc_secret *bytes, struct esc_error *err);
    size_t (*list_own)(char (*names_out)[ESC_CRED_TEXT_MAX], size_t max);
    size_t (*drop_own)(const char *name);
    bool (*claim_identity)(unsigned int seconds, int32_t *turn_out);
    void (*end_claim)(int32_t turn);
};

struct cli {
    char **environ; /* borrowed from main */
    const struct keyring_ops *keyring;
    int64_t (*now)(void); /* seconds since the epoch, UTC */
    void (*pause)(unsigned int seconds);
    struct rlimit core;   /* RLIMIT_CORE as we were started */
    int out, err;         /* descriptors: 1 and 2 */
    const char *libexec;  /* folder of our other programs */
    const char *settings; /* root's, which may not be readable */
    bool quiet;           /* -q: no warnings; failures are still told */
};

/* Value of variable NAME, borrowed; NULL when it is not set. */
const char *cli_getenv(const struct cli *cli, const char *name);

#endif
