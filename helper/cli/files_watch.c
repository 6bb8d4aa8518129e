/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody who removes the files of a command that we become: execve leaves
 * nobody of ours.  It lives as long as the command, sleeps in one poll(2) and
 * touches nothing before its end.  Where it cannot be started, or is killed,
 * the next command sweeps.
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
    int command; /* pidfd of what we become */
    pid_t pid;   /* the same */
    char folders[FILES_FOLDERS][FILES_PATH_MAX];
    size_t count;
    struct esc_cred_set *set; /* of which a fork is a copy */
};

static void
wait_and_remove(void *context)
{
    struct watch *watch = context;
    struct pollfd wait = {.fd = watch->command, .events = POLLIN};
    sigset_t all;

    esc_cred_set_free(watch->set);
    /* A kill of everything that is ours is a logout: the files go, too. */
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    while (poll(&wait, 1, -1) != 1)
        ;
    if (files_session_lives(watch->pid))
        return; /* others use them; swept behind the last */
    for (size_t i = 0; i < watch->count; i++)
        files_remove_folder(watch->folders[i]);
}

void
files_watch(const struct files *files, struct esc_cred_set *set)
{
    struct watch watch = {.set = set, .pid = getpid()};
    ESC_CLOSE int command = -1;

    watch.count = files_folders(files, set->count, watch.folders);
    if (watch.count == 0)
        return;
    command = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (command < 3)
        return;
    watch.command = command;
    (void)detach(wait_and_remove, &watch, command);
}
