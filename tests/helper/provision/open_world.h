/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files around the handler in the test of whole openings: accounts,
 * settings, definitions, keys, and who stands for the directory and the
 * resolver.
 */
#ifndef TEST_OPEN_WORLD_H
#define TEST_OPEN_WORLD_H

#include <stdbool.h>
#include <sys/types.h>

#define WORLD_GATE_GROUP 1899999

/* Three hosts that permit acme/app/NAME to "somebody" of the group staff. */
extern const char world_aws_settings[];
extern const char world_service_settings[];
extern const char world_sign_in_settings[];

/* All but esc-session.conf, afresh; somebody's uid is UID. */
bool world_make(uid_t uid);
/* The file NAME with TEXT, instead of what is there. */
bool world_put(const char *name, const char *text, mode_t mode);
void world_clear(void);

#endif
