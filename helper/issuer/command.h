/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the issuer's files share: a command is a file and a row, its options
 * are rows of one table, and settings fill in what was not said.  ERR is never
 * NULL in this program.
 */
#ifndef ISSUER_COMMAND_H
#define ISSUER_COMMAND_H

#include "esc/error.h"
#include <stdio.h>

#define LIST_MAX                                                              \
    100 /* what IAM takes of audiences; more than enough of rest */

struct list {
    const char *items[LIST_MAX]; /* borrowed from argv or the settings */
    size_t count;
};

/* What the command line says; NULL and empty: nothing. */
struct options {
    const char *key, *type, *issuer, *settings;
    const char *zone, *host_id, *account, *environment;
    struct list also, users, roles, audiences, thumbprints;
    bool json, now, help;
    const char *operands[2];
    size_t operand_count;
};

struct command {
    const char *name;
    const char *usage; /* behind the name */
    const char *summary;
    size_t operand_min, operand_max;
    bool (*run)(const struct options *options, struct esc_error *err);
};

/*
 * Take ARGV apart (NULL-terminated, the command's name not among them).  An
 * option that is unknown, not COMMAND's, said twice or without its value is
 * ESC_E_USAGE.
 */
bool options_parse(const struct command *command, char **argv,
                   struct options *options_out,
                   struct esc_error *err) ESC_MUST_CHECK;

/* The names of COMMAND's options with their meaning, for its help. */
void options_print(const struct command *command, FILE *out);

extern const struct command command_init;
extern const struct command command_jwks;
extern const struct command command_rotate;
extern const struct command command_retire;
extern const struct command command_trust_policy;
extern const struct command command_verify;

#endif
