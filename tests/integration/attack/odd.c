/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ring with descriptions and callouts that no client of ours would use.  The
 * handler is root and both are any local user's choice.
 */
#include "attack.h"

#include <stdio.h>
#include <string.h>

#define LONG 4000

int
attack_odd(int argc, char **argv)
{
    static const char *const names[] = {
        "esc:open:",
        "esc:open:-",
        "esc:open:--help",
        "esc:open:../../../etc/shadow",
        "esc:open:acme/aws/../../../../etc/shadow",
        "esc:open:acme//dev",
        "esc:open:/acme/aws/dev",
        "esc:open:acme/aws/dev@",
        "esc:open:acme/aws/dev@-1",
        "esc:open:$(touch /tmp/esc-odd)",
        "esc:open:`touch /tmp/esc-odd`",
        "esc:open:a;touch /tmp/esc-odd",
        "esc:open:a b c",
        "esc:open:\x1b[31mred",
        "esc:open:\xff\xfe",
        "esc:open:a\nb",
        "esc:open:%s%n",
    };
    char text[LONG + 1];
    long made = 0;

    (void)argc;
    (void)argv;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        made +=
            request_key("user", names[i], "", KEY_SPEC_SESSION_KEYRING) > 0;
    memset(text, 'a', LONG);
    text[LONG] = '\0';
    memcpy(text, "esc:open:", strlen("esc:open:"));
    made += request_key("user", text, "", KEY_SPEC_SESSION_KEYRING) > 0;
    made +=
        request_key("user", "esc:open:default", text, KEY_SPEC_SESSION_KEYRING)
        > 0;
    made += request_key("user", "esc:open:acme/aws/dev", "\x1b]0;x\a",
                        KEY_SPEC_SESSION_KEYRING)
            > 0;
    made += request_key("keyring", "esc:open:default", "",
                        KEY_SPEC_SESSION_KEYRING)
            > 0;
    printf("made=%ld\n", made);
    return 0;
}
