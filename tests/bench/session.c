/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-session: what the module's own calls cost inside its host, on real
 * keyrings, without libpam and syslog (end-to-end has those).  Each row is a
 * median and a ratio to what the same machine needs in the same run for the
 * least of its kind: a keyring made and revoked, or a process made and reaped.
 */
#include "world.h"
#include <keyutils.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 300
#define UID 1880000 /* and up: one a login, the kernel frees keys late */

static double
now_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static int
compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static uid_t next_uid = UID;
static int failed;

static void
one_keyring(const char *option)
{
    key_serial_t key;

    (void)option;
    key = add_key("keyring", "bench", NULL, 0, KEY_SPEC_SESSION_KEYRING);
    (void)keyctl_revoke(key);
}

static void
one_process(const char *option)
{
    char name[] = "true";
    char *argv[] = {name, NULL};
    pid_t child;

    (void)option;
    if (posix_spawn(&child, "/bin/true", NULL, NULL, argv, environ) == 0)
        (void)waitpid(child, NULL, 0);
}

static void
one_login(const char *option)
{
    static struct pam_handle world;
    const char *argv[] = {option};

    world_reset(&world);
    world.account.pw_uid = next_uid;
    world.account.pw_gid = next_uid++;
    if (pam_sm_open_session(&world, 0, 1, argv) != PAM_SUCCESS
        || strncmp(world.log, "NOTICE opened", 13) != 0)
        failed++;
    (void)pam_sm_close_session(&world, 0, 1, argv);
    world_end(&world, 0);
}

static double
median(void (*act)(const char *), const char *option)
{
    static double taken[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        double start;

        (void)keyctl_join_session_keyring(NULL); /* as each new sshd */
        start = now_us();
        act(option);
        taken[i] = now_us() - start;
        if (option != NULL && strcmp(option, "provision=first-use") != 0)
            usleep(2000); /* its child is not what is measured */
    }
    qsort(taken, ROUNDS, sizeof(taken[0]), compare);
    return taken[ROUNDS / 2];
}

int
main(void)
{
    double keyring, process, first, background;

    if (geteuid() != 0) {
        printf("bench-session: skipped, only root can own keys as root\n");
        return 0;
    }
    keyring = median(one_keyring, NULL);
    process = median(one_process, NULL);
    first = median(one_login, "provision=first-use");
    background = median(one_login, "provision=background");
    printf("%-44s %10s %10s %10s\n", "module alone, median of 300", "us",
           "ratio", "bound us");
    printf("%-44s %10.1f %10s %10s\n", "a keyring made and revoked", keyring,
           "1.00", "");
    printf("%-44s %10.1f %10.2f %10s\n", "open + close, provision=first-use",
           first, first / keyring, "150");
    printf("%-44s %10.1f %10s %10s\n", "posix_spawn of true and wait", process,
           "1.00", "");
    printf("%-44s %10.1f %10.2f %10s\n", "open + close, provision=background",
           background, background / process, "1000");
    if (failed > 0)
        printf("%d logins failed\n", failed);
    return failed > 0;
}
