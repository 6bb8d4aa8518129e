/* SPDX-License-Identifier: Apache-2.0 */
/* Detached processes; only what is safe between fork and _exit. */
#include "detach.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/wait.h>
#include <unistd.h>

static void
let_go(int keep)
{
    int null = open("/dev/null", O_RDWR);

    (void)setsid();
    (void)!chdir("/");
    for (int fd = 0; fd <= 2; fd++)
        if (null < 0 || dup2(null, fd) < 0)
            close(fd);
    if (keep < 0) {
        (void)close_range(3, ~0U, 0);
        return;
    }
    if (keep > 3)
        (void)close_range(3, (unsigned int)keep - 1, 0);
    (void)close_range((unsigned int)keep + 1, ~0U, 0);
}

int
detach(void (*work)(void *context), void *context, int keep)
{
    int status;
    pid_t between = fork();

    if (between < 0)
        return errno;
    if (between == 0) {
        pid_t child;

        /* Before we go on: a hangup or Ctrl-C that comes at once must not
         * reach it. */
        (void)setsid();
        child = fork();
        if (child == 0) {
            let_go(keep);
            work(context);
            _exit(0);
        }
        _exit(child < 0 ? errno : 0);
    }
    while (waitpid(between, &status, 0) < 0)
        if (errno != EINTR)
            return 0; /* SIGCHLD is ignored: started all the same */
    return WIFEXITED(status) ? WEXITSTATUS(status) : EAGAIN;
}
