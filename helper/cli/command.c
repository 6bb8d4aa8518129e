/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands. */
#include "command.h"
#include <string.h>

static const struct command *const table[] = {
    &cmd_exec,     &cmd_run,        &cmd_env,
    &cmd_list,     &cmd_open,       &cmd_credentials,
    &cmd_prefetch, &cmd_renew,      &cmd_request,
    &cmd_status,   &cmd_close,      &cmd_login,
    &cmd_logout,   &cmd_revoke,     &cmd_doctor,
    &cmd_check,    &cmd_encrypt,    &cmd_decrypt,
    &cmd_issuer,   &cmd_completion, &cmd_help,
    NULL,
};

const struct command *const *
command_table(void)
{
    return table;
}

const struct command *
command_find(const char *name)
{
    for (size_t i = 0; table[i] != NULL; i++)
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    return NULL;
}
