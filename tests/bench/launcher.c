/* SPDX-License-Identifier: Apache-2.0 */
/* The least that `esc-session exec CMD` can cost: a program that only execs.
 */
#include <unistd.h>

int
main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    execvp(argv[1], argv + 1);
    return 127;
}
