/* SPDX-License-Identifier: Apache-2.0 */
/* The world's environment, as it was handed to us. */
#include "cli.h"
#include <string.h>

const char *
cli_getenv(const struct cli *cli, const char *name)
{
    size_t len = strlen(name);

    for (char **var = cli->environ; *var != NULL; var++)
        if (strncmp(*var, name, len) == 0 && (*var)[len] == '=')
            return *var + len + 1;
    return NULL;
}
