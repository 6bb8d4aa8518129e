/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only the resolver can read: the tree of an environment's values, and
 * "${path}" in words of a command line.
 */
#ifndef VALUES_H
#define VALUES_H

#include "cli.h"
#include "esc/buf.h"
#include "esc/cred_set.h"

struct values_want {
    const char *text;  /* as ESC_MESSAGE_RENDER has it */
    const char *words; /* to fill in, or NULL */
    size_t words_len;
};

/* What esc-resolve makes of SET; NULL with ERR. */
struct esc_secret *values_ask(const struct cli *cli,
                              const struct esc_cred_set *set,
                              const struct values_want *want,
                              struct esc_error *err) ESC_MUST_CHECK;

/* A command's arguments, filled in; argv borrows from TEXT. */
struct values_argv {
    char **argv;
    struct esc_buf text; /* no secret */
};
#define VALUES_ARGV_OWN                                                       \
    __attribute__((cleanup(values_argv_cleanup))) struct values_argv

/* Whether an argument of ARGV is more than itself: "${path}" or "$$". */
bool values_has_templates(char *const *argv);

/*
 * ARGV, a command and its arguments, with these filled in from SET.  A path
 * that leads nowhere is warned of.
 */
bool values_fill(const struct cli *cli, const struct esc_cred_set *set,
                 char **argv, struct values_argv *out,
                 struct esc_error *err) ESC_MUST_CHECK;
void values_argv_cleanup(struct values_argv *filled);

#endif
