/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world of the language's test cases: their providers and rotators, a
 * cipher, and imports from the folder of the case.
 */
#ifndef TESTS_CONFORMANCE_PROVIDERS_H
#define TESTS_CONFORMANCE_PROVIDERS_H

#include "esc/environment.h"

struct case_world {
    const char *folder; /* of the case */
    const char *name;   /* the folder's last part */
};

/* WORLD is borrowed. */
struct esc_environment_deps case_world_deps(struct case_world *world);

/* The bytes of a file in ARENA; false when it cannot be read. */
bool case_read_file(const char *path, struct esc_arena *arena,
                    struct esc_str *bytes_out);

#endif
