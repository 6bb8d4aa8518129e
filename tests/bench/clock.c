/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock ROUNDS COMMAND [ARGUMENT...] [-- COMMAND [ARGUMENT...]]: how long do
 * these take, spawned alternately so that a busy machine harms both alike?
 * Prints for each: median and 95th percentile in microseconds, and a bad
 * exit status if there was one.
 */
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static int64_t
now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Microseconds of one run; *STATUS_OUT keeps the first bad status. */
static int64_t
run(char **command, int *status_out)
{
    int64_t from = now_ns();
    pid_t pid = 0;
    int status = 127;

    if (posix_spawnp(&pid, command[0], NULL, NULL, command, environ) == 0)
        (void)waitpid(pid, &status, 0);
    if (*status_out == 0)
        *status_out = status;
    return (now_ns() - from) / 1000;
}

static int
compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static void
report(int64_t *times, size_t count, int status)
{
    qsort(times, count, sizeof(*times), compare);
    printf("%lld %lld %d\n", (long long)times[count / 2],
           (long long)times[count * 95 / 100], status);
}

int
main(int argc, char **argv)
{
    size_t rounds = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
    char **commands[2] = {argv + 2, NULL};
    int64_t *times[2];
    int status[2] = {0, 0};

    if (rounds == 0)
        return 2;
    for (int i = 3; i < argc && commands[1] == NULL; i++) {
        if (strcmp(argv[i], "--") == 0 && strcmp(argv[i - 1], "exec") != 0) {
            argv[i] = NULL;
            commands[1] = argv + i + 1;
        }
    }
    for (size_t k = 0; k < 2; k++) {
        times[k] = calloc(rounds, sizeof(**times));
        if (times[k] == NULL)
            return 1;
    }
    for (size_t i = 0; i < rounds; i++) {
        for (size_t k = 0; k < 2 && commands[k] != NULL; k++)
            times[k][i] = run(commands[k], &status[k]);
    }
    for (size_t k = 0; k < 2; k++) {
        if (commands[k] != NULL)
            report(times[k], rounds, status[k]);
        free(times[k]);
    }
    return 0;
}
