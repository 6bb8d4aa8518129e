/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel counts for a user, from a table like /proc/key-users:
 *   UID: USAGE NKEYS/NIKEYS QNKEYS/MAXKEYS QNBYTES/MAXBYTES
 */
#include "client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A login wants a session keyring and a gate with a name of 41 bytes. */
#define KEYS_OF_A_LOGIN 2
#define BYTES_OF_A_LOGIN 64

/* The columns, in their order. */
enum column {
    OWNER,
    USAGE,
    ALL,
    READY,
    KEYS,
    MAX_KEYS,
    BYTES,
    MAX_BYTES,
    END
};

static bool
parse(const char *line, uint32_t *columns)
{
    for (int i = 0; i < END; i++) {
        unsigned long value;
        char *end;

        line += strspn(line, " :/");
        value = strtoul(line, &end, 10);
        if (end == line || value > UINT32_MAX)
            return false;
        columns[i] = (uint32_t)value;
        line = end;
    }
    return true;
}

bool
client_quota(const char *path, uint32_t uid, struct client_quota *quota_out)
{
    FILE *file = fopen(path, "re");
    uint32_t columns[END];
    char line[256];
    bool found = false;

    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
        found = parse(line, columns) && columns[OWNER] == uid;
    if (found)
        *quota_out = (struct client_quota){.keys = columns[KEYS],
                                           .max_keys = columns[MAX_KEYS],
                                           .bytes = columns[BYTES],
                                           .max_bytes = columns[MAX_BYTES]};
    if (file != NULL)
        fclose(file);
    return found;
}

bool
client_quota_is_full(const struct client_quota *quota)
{
    return quota->keys + KEYS_OF_A_LOGIN > quota->max_keys
           || quota->bytes + BYTES_OF_A_LOGIN > quota->max_bytes;
}
