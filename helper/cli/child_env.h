/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The environment that exec's command gets, and the rules that `env` shares:
 * which inherited variables go, and which of a set's are not passed on.
 */
#ifndef CHILD_ENV_H
#define CHILD_ENV_H

#include "cli.h"
#include "files.h"

struct child_env {
    struct esc_secret *text; /* what we add, "NAME=VALUE" behind each other */
    char **vars;             /* for execve: inherited ones and into text */
};
ESC_OWN_DECLARE(child_env);

/*
 * The inherited variables, without those that SET or we set and, when SET
 * brings AWS credentials, without any other AWS credential source; then SET's;
 * then AWS_CREDENTIAL_EXPIRATION and ESC_SESSION.  FILES has the paths of file
 * entries.  NAME is what SET was asked for by.  When FILES has a
 * configuration, AWS_CONFIG_FILE and AWS_PROFILE take the place of SET's AWS
 * credentials. ESC_E_SYSTEM: no memory.
 */
struct child_env *child_env_new(const struct cli *cli, const char *name,
                                const struct esc_cred_set *set,
                                const struct files *files,
                                struct esc_error *err) ESC_MUST_CHECK;

/* Whether inherited variable NAME (LEN bytes) is a source of AWS credentials
 * that must not stand beside new ones. */
bool child_env_is_stale(const char *name, size_t len);

/* Whether entry CRED of a set may become a variable: not what would make
 * programs load or run something else (LD_*, GLIBC_TUNABLES, functions),
 * unless root's allow-variables admits it. */
bool child_env_admits(const struct esc_cred *cred);

/* One warning that names all entries of SET that are not admitted. */
void child_env_warn(const struct cli *cli, const struct esc_cred_set *set);

/* What ESC_SESSION and AWS_CREDENTIAL_EXPIRATION are for SET. */
const char *child_env_session(const struct esc_cred_set *set,
                              const char *name);
bool child_env_expiration(const struct esc_cred_set *set, char *out,
                          size_t size);

#endif
