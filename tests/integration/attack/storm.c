/* SPDX-License-Identifier: Apache-2.0 */
/*
 * storm SECONDS PROCESSES: ring without pause, a name for each process, and
 * unlink every negative key so that the next ring starts a handler again.
 */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
ring_until(time_t end, int number)
{
    char name[64];

    snprintf(name, sizeof(name), "esc:open:acme/storm/e%d", number);
    while (time(NULL) < end) {
        (void)request_key("user", name, "", KEY_SPEC_SESSION_KEYRING);
        (void)keyctl_clear(KEY_SPEC_PROCESS_KEYRING);
        (void)keyctl_clear(KEY_SPEC_SESSION_KEYRING);
    }
}

int
attack_storm(int argc, char **argv)
{
    time_t end = time(NULL) + (argc > 1 ? strtol(argv[1], NULL, 10) : 5);
    int processes = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 50;

    for (int i = 0; i < processes; i++) {
        if (fork() == 0) {
            /* A ring of its own: nothing else of the log-in is lost. */
            (void)keyctl_join_session_keyring(NULL);
            ring_until(end, i);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        ;
    printf("done=%d\n", processes);
    return 0;
}
