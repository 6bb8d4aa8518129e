/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The definitions that evaluation has asked for, each loaded and parsed once
 * however often and in however many rounds it is used.
 */
#ifndef ESC_EVALUATE_LOADED_H
#define ESC_EVALUATE_LOADED_H

#include "../expression/expression.h"
#include "esc/arena.h"
#include "esc/diagnostic.h"
#include "esc/environment.h"
#include "esc/limits.h"
#include "esc/str.h"

struct esc_loaded {
    struct esc_loaded *next;
    struct esc_str name;
    bool is_found; /* else MESSAGE says why not */
    struct esc_str message;
    struct esc_diagnostics diagnostics;        /* of the load */
    const struct esc_declaration *declaration; /* NULL: see diagnostics */
};

struct esc_library {
    struct esc_arena *arena;
    const struct esc_environment_deps *deps;
    const struct esc_limits *limits;
    struct esc_loaded *first;
    size_t count;
};

/* The environment NAME; NULL when the arena has failed. */
const struct esc_loaded *esc_library_find(struct esc_library *library,
                                          struct esc_str name);

/* Parse BYTES as the environment NAME, which nothing has asked for yet. */
struct esc_loaded *esc_library_add(struct esc_library *library,
                                   struct esc_str name, struct esc_str bytes);

#endif
