/* SPDX-License-Identifier: Apache-2.0 */
/* Small keys until the kernel says EDQUOT: the user keyring keeps them. */
#include "attack.h"

#include <errno.h>
#include <stdio.h>

int
attack_fill(int argc, char **argv)
{
    long made = 0;

    (void)argc;
    (void)argv;
    for (; made < 100000; made++) {
        char name[32];

        snprintf(name, sizeof(name), "fill:%ld", made);
        if (add_key("user", name, "x", 1, KEY_SPEC_USER_KEYRING) < 0)
            break;
    }
    printf("made=%ld\nerrno=%d\nEDQUOT=%d\n", made, errno, EDQUOT);
    return 0;
}
