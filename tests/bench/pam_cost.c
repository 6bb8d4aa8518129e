/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pam_cost ROUNDS USER: what opening and closing a session costs with the
 * stack of /etc/pam.d/sshd, as sshd's monitor would: root, a process of its
 * own for each log-in, a fresh session keyring.  Prints the medians of open
 * and close in microseconds.
 */
#include <keyutils.h>
#include <security/pam_appl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct cost {
    int64_t open_us, close_us;
};

static int64_t
now_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int
converse(int count, const struct pam_message **messages,
         struct pam_response **replies_out, void *data)
{
    (void)messages;
    (void)data;
    *replies_out = calloc((size_t)count, sizeof(**replies_out));
    return *replies_out != NULL ? PAM_SUCCESS : PAM_BUF_ERR;
}

static int
log_in(const char *user, struct cost *cost_out)
{
    const struct pam_conv conversation = {converse, NULL};
    pam_handle_t *handle = NULL;
    int64_t start;
    int status;

    if (keyctl_join_session_keyring(NULL) < 0
        || pam_start("sshd", user, &conversation, &handle) != PAM_SUCCESS)
        return 1;
    pam_set_item(handle, PAM_RHOST, "127.0.0.1");
    pam_set_item(handle, PAM_TTY, "ssh");
    start = now_us();
    status = pam_open_session(handle, 0);
    cost_out->open_us = now_us() - start;
    start = now_us();
    status |= pam_close_session(handle, 0);
    cost_out->close_us = now_us() - start;
    pam_end(handle, status);
    return status != PAM_SUCCESS;
}

/* A process for each log-in, as sshd has; its answer comes by a pipe. */
static int
one(const char *user, struct cost *cost_out)
{
    int ends[2], status = 0;
    pid_t pid;

    if (pipe(ends) != 0 || (pid = fork()) < 0)
        return 1;
    if (pid == 0) {
        status = log_in(user, cost_out);
        if (write(ends[1], cost_out, sizeof(*cost_out)) < 0)
            status = 1;
        _exit(status);
    }
    if (read(ends[0], cost_out, sizeof(*cost_out)) != sizeof(*cost_out))
        status = 1;
    close(ends[0]);
    close(ends[1]);
    waitpid(pid, &status, 0);
    return status;
}

static int
compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

int
main(int argc, char **argv)
{
    size_t rounds = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    int64_t *open_us = calloc(rounds + 1, sizeof(*open_us));
    int64_t *close_us = calloc(rounds + 1, sizeof(*close_us));
    int bad = 0;

    if (rounds == 0 || open_us == NULL || close_us == NULL)
        return 2;
    for (size_t i = 0; i < rounds; i++) {
        struct cost cost = {0, 0};

        bad |= one(argv[2], &cost);
        open_us[i] = cost.open_us;
        close_us[i] = cost.close_us;
    }
    qsort(open_us, rounds, sizeof(*open_us), compare);
    qsort(close_us, rounds, sizeof(*close_us), compare);
    printf("%lld %lld %d\n", (long long)open_us[rounds / 2],
           (long long)close_us[rounds / 2], bad);
    free(open_us);
    free(close_us);
    return 0;
}
