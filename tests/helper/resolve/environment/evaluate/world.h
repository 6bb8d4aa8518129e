/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world of the evaluator's own tests: the providers of the language's
 * cases, and imports out of one text.
 */
#ifndef TESTS_EVALUATE_WORLD_H
#define TESTS_EVALUATE_WORLD_H

#include "tests/conformance/providers.h"

struct world {
    struct case_world case_world;
    struct esc_str others; /* environments after the first */
};

/*
 * SOURCE is the definition "env" and, after lines "-- NAME", those that it
 * may import.  Everything is borrowed.
 */
struct esc_environment_request world_request(struct world *world,
                                             struct esc_str source);
struct esc_environment_deps world_deps(struct world *world);

/* A SOURCE that uses all of the language. */
struct esc_str world_rich(void);

#endif
