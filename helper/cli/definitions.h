/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Definitions as files of the caller: the one that is meant, and those that it
 * imports, from the same tree <folder>/<org>/<project>/<env>.yaml.
 */
#ifndef DEFINITIONS_H
#define DEFINITIONS_H

#include "cli.h"
#include "esc/message.h"
#include "esc/text.h"
#include <limits.h>

#define DEFINITIONS_MAX 512

struct definition_file {
    char name[ESC_ENVIRONMENT_NAME_MAX + 1]; /* ORG/PROJECT/ENV */
    char path[PATH_MAX];
};

struct definitions {
    char *folders[2]; /* of trees; the first that has a name wins */
    size_t folder_count;
    bool installed; /* the host's own: its rules of ownership hold */
    struct definition_file *files; /* the first is the one that is meant */
    size_t count;
};

#define DEFINITIONS_OWN                                                       \
    __attribute__((cleanup(definitions_release))) struct definitions
void definitions_release(struct definitions *definitions);

/*
 * Find what OPERAND means: a file, "-" for standard input, or an environment
 * of this host.  FOLDER (NULL: the file's own tree, then the host's) is where
 * others are looked for.  Released by the caller either way.
 */
bool definitions_choose(const struct cli *cli, const char *operand,
                        const char *folder,
                        struct definitions *definitions_out,
                        struct esc_error *err) ESC_MUST_CHECK;

/*
 * The bytes of NAME, at most ESC_MESSAGE_DEFINITION_MAX, and whether every
 * account of the host may read the file.
 */
struct esc_secret *definitions_read(struct definitions *definitions,
                                    const char *name, bool *exposed_out,
                                    struct esc_error *err) ESC_MUST_CHECK;

/* The number of NAME among the files that were read; 0 when it is not. */
size_t definitions_find(const struct definitions *definitions,
                        const char *name);

#endif
