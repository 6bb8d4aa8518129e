/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link loop: while credentials are renewed, look for the credential key and
 * for the doorbell through our session keyring, and link what is found into
 * the user keyring, the session keyring itself and a keyring of our own.
 * A credential that can be linked once outlives the log-in.
 */
#include "attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct tally {
    long tried, seen, linked;
};

static void
count(struct tally *tally, int done)
{
    tally->tried++;
    tally->linked += done;
}

static void
try_links(struct tally *tally, key_serial_t key, key_serial_t mine)
{
    const key_serial_t rings[] = {KEY_SPEC_USER_KEYRING,
                                  KEY_SPEC_SESSION_KEYRING,
                                  KEY_SPEC_USER_SESSION_KEYRING, mine};

    for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
        count(tally, keyctl_link(key, rings[i]) == 0);
        count(tally,
              keyctl_move(key, KEY_SPEC_SESSION_KEYRING, rings[i], 0) == 0);
    }
}

int
attack_links(int argc, char **argv)
{
    struct tally tally = {0};
    time_t end = time(NULL) + (argc > 1 ? strtol(argv[1], NULL, 10) : 5);
    /* Then the name, and a file that ends it sooner. */
    const char *name = argc > 2 ? argv[2] : "esc:env:default";
    key_serial_t mine =
        add_key("keyring", "attack", NULL, 0, KEY_SPEC_PROCESS_KEYRING);
    key_serial_t last = 0;

    while (time(NULL) < end && (argc < 4 || access(argv[3], F_OK) != 0)) {
        key_serial_t key = request_key("user", name, NULL, 0);

        if (key < 0)
            continue;
        tally.seen += key != last;
        last = key;
        try_links(&tally, key, mine);
        /* One more door: find and link in a single call. */
        count(&tally,
              keyctl_search(KEY_SPEC_SESSION_KEYRING, "user", name, mine) > 0);
    }
    printf("tried=%ld\nseen=%ld\nlinked=%ld\n", tally.tried, tally.seen,
           tally.linked);
    return 0;
}
