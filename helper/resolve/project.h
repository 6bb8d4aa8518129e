/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an evaluated environment to what a session gets.
 */
#ifndef PROJECT_H
#define PROJECT_H

#include "world.h"

/*
 * The COUNT variables and then files of an environment; what cannot be one (no
 * valid name, a NUL, too long) is left out, and a record in the journal names
 * it.  NULL: ESC_E_SYSTEM, or ESC_E_DEFINITION (too many).
 */
struct esc_cred_set *
project_variables(struct world *world,
                  const struct esc_environment_variable *variables,
                  size_t count, struct esc_error *err) ESC_MUST_CHECK;

/* Times and provenance, from what the providers said. */
void project_origin(const struct world *world, struct esc_cred_set *set,
                    int64_t obtained);

/*
 * Into SET all of VALUE (NULL: nothing), when the starter shows it and there
 * is room: without where values were defined if need be, else not at all,
 * which a record says.
 */
void project_tree(struct world *world, struct esc_cred_set *set,
                  const struct esc_value *value);

/* The bytes of the reply: SET as far as root lets a session hold it. */
struct esc_secret *project_encode(const struct world *world,
                                  const struct esc_cred_set *set,
                                  struct esc_error *err) ESC_MUST_CHECK;

#endif
