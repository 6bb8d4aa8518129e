/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While one request of a doorbell is under construction, ask for the same one
 * with other destinations.  The kernel coalesces and links its result there:
 * into the user keyring, which outlives the log-in, and a process keyring.
 * What lands there must be a doorbell and never a credential.
 */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Credentials among the keys of RING, by description. */
static long
credentials(key_serial_t ring)
{
    void *list = NULL;
    long bytes = keyctl_read_alloc(ring, &list);
    long found = 0;

    for (long i = 0; list != NULL && i < bytes / (long)sizeof(int); i++) {
        char *text = NULL;

        if (keyctl_describe_alloc(((key_serial_t *)list)[i], &text) > 0
            && strstr(text, ";esc:env:") != NULL)
            found++;
        free(text);
    }
    free(list);
    return found;
}

static void
ring(const char *name, key_serial_t destination)
{
    (void)request_key("user", name, "", destination);
}

int
attack_destinations(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "esc:open:default";
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 8;
    const key_serial_t rings[] = {KEY_SPEC_SESSION_KEYRING,
                                  KEY_SPEC_USER_KEYRING,
                                  KEY_SPEC_PROCESS_KEYRING, 0};
    long found = 0;

    while (rounds-- > 0) {
        for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
            if (fork() == 0) {
                ring(name, rings[i]);
                _exit(credentials(KEY_SPEC_PROCESS_KEYRING) > 0);
            }
        }
        for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
            int status = 0;

            (void)wait(&status);
            found += status != 0;
        }
        found += credentials(KEY_SPEC_USER_KEYRING);
        sleep(1); /* the doorbell lives a second */
    }
    printf("found=%ld\n", found);
    return 0;
}
