/* SPDX-License-Identifier: Apache-2.0 */
/* A world for commands: scripted keyrings, a fixed clock, a pipe to read what
 * is said. */
#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include "cli.h"

#define WORLD_NOW 1000000

/* Add NAME=VALUE to SET. */
void world_add(struct esc_cred_set *set, const char *name, const char *value,
               bool file);
/* A set with AWS credentials; seconds from WORLD_NOW, 0: never. */
struct esc_cred_set *world_aws(int64_t renew, int64_t expires);
int64_t world_now(void);
/* What was said on CLI's err since the last call; static memory. */
const char *world_said(struct cli *cli);
/* ENVIRON ends with NULL and is borrowed. */
struct cli world_new(char **environ_, const struct keyring_ops *ops);

#endif
