/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Its limits are the backstop of its own sandbox: a resolver that is taken
 * over cannot write files, dump core or fill memory.
 */
#include "worker.h"
#include "esc/frame.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* AddressSanitizer reserves terabytes; clang tells of it by a feature. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define MEMORY_MAX RLIM_INFINITY
#else
#define MEMORY_MAX ((rlim_t)2 << 30)
#endif
#define END_MS 200 /* for a status, once its socket is closed */

int
worker_run(const void *program, int fd)
{
    static const struct {
        int resource;
        rlim_t limit;
    } limits[] = {
        {RLIMIT_CORE, 0}, {RLIMIT_FSIZE, 0},       {RLIMIT_NOFILE, 64},
        {RLIMIT_CPU, 20}, {RLIMIT_AS, MEMORY_MAX},
    };
    char path[] = "PATH=/usr/bin:/bin", lang[] = "LANG=C", name[32];
    char *argv[] = {name, NULL}, *envp[] = {path, lang, NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0 || dup2(null, 2) < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0)
        return CHILD_NOT_RUN;
    closefrom(3);
    snprintf(name, sizeof(name), "%s", basename((const char *)program));
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        (void)setrlimit((__rlimit_resource_t)limits[i].resource,
                        &(struct rlimit){limits[i].limit, limits[i].limit});
    (void)execve(program, argv, envp);
    return CHILD_NOT_RUN;
}

/* Say of ERR, a failed send or receive, what became of the resolver. */
static void
explain(struct child *worker, struct esc_error *err)
{
    int status;

    if (err->code == ESC_E_TIMEOUT) {
        esc_fail(err, ESC_E_TIMEOUT, NULL,
                 "the resolver did not finish in time");
        return;
    }
    if (err->code != ESC_E_BUG)
        return;
    status = child_stop(worker, END_MS);
    if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_NOT_RUN)
        esc_fail(err, ESC_E_CONFIG, WORKER_PROGRAM,
                 "cannot run the resolver '%s'", WORKER_PROGRAM);
    else if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_NOT_DROPPED)
        esc_fail(err, ESC_E_SYSTEM, NULL,
                 "cannot drop rights for the resolver");
    else if (WIFSIGNALED(status))
        esc_fail_while(err, "the resolver ended by signal %d",
                       WTERMSIG(status));
    else
        esc_fail_while(err, "the resolver ended with status %d",
                       WEXITSTATUS(status));
}

bool
worker_send(struct child *worker, const struct esc_secret *frame,
            struct esc_error *err)
{
    if (esc_frame_send(worker->fd, frame, worker->deadline_ms, err))
        return true;
    explain(worker, err);
    return false;
}

struct esc_secret *
worker_receive(struct child *worker, size_t max, struct esc_error *err)
{
    struct esc_secret *frame =
        esc_frame_receive(worker->fd, max, worker->deadline_ms, err);

    if (frame == NULL)
        explain(worker, err);
    return frame;
}
