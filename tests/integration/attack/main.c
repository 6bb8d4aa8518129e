/* SPDX-License-Identifier: Apache-2.0 */
/* attack NAME ARGUMENT...: one program, a row for each attack. */
#include "attack.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} rows[] = {
    {"links", attack_links}, {"destinations", attack_destinations},
    {"fill", attack_fill},   {"odd", attack_odd},
    {"storm", attack_storm}, {"races", attack_races},
};

int
main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (argc > 1 && strcmp(argv[1], rows[i].name) == 0)
            return rows[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr,
            "usage: attack links|destinations|fill|odd|storm|races ...\n");
    return 2;
}
