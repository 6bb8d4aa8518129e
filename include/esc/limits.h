/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one evaluation of an environment may cost.  Definitions are written by
 * people whom the host need not trust, so everything that grows is counted.
 * Reaching a limit is one error diagnostic that names it, never a crash.
 */
#ifndef ESC_LIMITS_H
#define ESC_LIMITS_H

#include <stddef.h>

struct esc_limits {
    size_t bytes;       /* of one definition */
    size_t depth;       /* of nested collections, and of expressions */
    size_t nodes;       /* YAML nodes of one definition */
    size_t aliases;     /* alias nodes reported before giving up */
    size_t diagnostics; /* kept of one phase */
    size_t imports;     /* different environments in one evaluation */
    size_t output;      /* bytes of one string or of one exported document */
    size_t memory;      /* bytes of the arena */
};

#define ESC_LIMITS_DEFAULT                                                    \
    ((struct esc_limits){                                                     \
        .bytes = 1024 * 1024,                                                 \
        .depth = 200,                                                         \
        .nodes = 500 * 1000,                                                  \
        .aliases = 100,                                                       \
        .diagnostics = 1000,                                                  \
        .imports = 256,                                                       \
        .output = 16 * 1024 * 1024,                                           \
        .memory = 512 * 1024 * 1024,                                          \
    })

#endif
