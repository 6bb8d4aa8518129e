/* SPDX-License-Identifier: Apache-2.0 */
/*
 * races SECONDS: take away whatever the gate holds, as fast as it comes, in
 * every way that the owner of a login has: unlink, invalidate, revoke, clear.
 * The login may lose what it has; nobody else may notice.
 */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define KEYS 64

/* The gate: whichever keyring in our session keyring can be read. */
static long
read_gates(key_serial_t *keys_out, key_serial_t *gate_out)
{
    key_serial_t rings[KEYS];
    long len =
        keyctl_read(KEY_SPEC_SESSION_KEYRING, (char *)rings, sizeof(rings));

    for (long i = 0; i < len / (long)sizeof(rings[0]) && i < KEYS; i++) {
        long got =
            keyctl_read(rings[i], (char *)keys_out, KEYS * sizeof(*keys_out));

        *gate_out = rings[i];
        if (got > 0)
            return got / (long)sizeof(*keys_out);
    }
    return 0;
}

int
attack_races(int argc, char **argv)
{
    time_t end = time(NULL) + (argc > 1 ? strtol(argv[1], NULL, 10) : 5);
    long taken = 0, revoked = 0, changed = 0;
    key_serial_t keys[KEYS], gate = 0;

    for (unsigned int round = 0; time(NULL) < end; round++) {
        long count = read_gates(keys, &gate);

        for (long i = 0; i < count && i < KEYS; i++) {
            char text[256] = "";

            /* The ticket stays: without it nothing would come any more. */
            if (keyctl_describe(keys[i], text, sizeof(text)) < 0)
                continue;
            revoked += keyctl_revoke(keys[i]) == 0;
            changed += keyctl_set_timeout(keys[i], 90000) == 0;
            changed += keyctl_setperm(keys[i], 0x3f3f3f3f) == 0;
            changed += keyctl_update(keys[i], "x", 1) == 0;
            taken += (round % 2 == 0 ? keyctl_unlink(keys[i], gate)
                                     : keyctl_invalidate(keys[i]))
                     == 0;
        }
        (void)request_key("user", "esc:open:default", "",
                          KEY_SPEC_SESSION_KEYRING);
        (void)keyctl_invalidate(request_key("user", "esc:open:default", NULL,
                                            KEY_SPEC_PROCESS_KEYRING));
    }
    printf("taken=%ld\nrevoked=%ld\nchanged=%ld\n", taken, revoked, changed);
    return 0;
}
