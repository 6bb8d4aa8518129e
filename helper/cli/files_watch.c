/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody who removes files when their user ends: of a command that we
 * become, because execve leaves nobody of ours, and of a shell that env gave
 * them to. It lives as long as that, sleeps in poll(2) and touches nothing
 * before. Where it cannot be started, or is killed, the next command sweeps.
 */
#include "detach.h"
#include "files.h"
#include "esc/file.h"
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct watch {
    pid_t owner;
    int pidfd; /* OWNER's */
    char folders[FILES_FOLDERS][FILES_PATH_MAX];
    size_t count;
    struct esc_cred_set *set; /* of which a fork is a copy */
};

static int
open_process(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* Whether it was still running when we looked. */
static bool
wait_for_process(int pidfd)
{
    struct pollfd wait = {.fd = pidfd, .events = POLLIN};

    if (poll(&wait, 1, 0) != 0)
        return false;
    while (poll(&wait, 1, -1) != 1)
        ;
    return true;
}

/* Whoever ran may have left others behind. */
static void
wait_for_session(pid_t leader)
{
    pid_t pid = 0;

    while ((pid = files_session_member(leader, pid)) != 0) {
        ESC_CLOSE int pidfd = open_process(pid);

        if (pidfd >= 0 && wait_for_process(pidfd))
            pid = 0;
    }
}

static void
wait_and_remove(void *context)
{
    struct watch *watch = context;
    sigset_t all;

    esc_cred_set_free(watch->set);
    /* A kill of everything that is ours is a logout: the files go, too. */
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    (void)wait_for_process(watch->pidfd);
    wait_for_session(watch->owner);
    for (size_t i = 0; i < watch->count; i++)
        (void)files_of_owner(watch->folders[i], true);
}

bool
files_watch(const struct files *files, struct esc_cred_set *set, pid_t owner)
{
    struct watch watch = {.owner = owner, .set = set};
    ESC_CLOSE int pidfd = -1;

    watch.count = files_folders(files, set->count, watch.folders);
    if (watch.count == 0
        || files_of_owner(watch.folders[0], false) > watch.count)
        return false;
    pidfd = open_process(owner);
    if (pidfd < 3)
        return false;
    watch.pidfd = pidfd;
    return detach(wait_and_remove, &watch, pidfd) == 0;
}
