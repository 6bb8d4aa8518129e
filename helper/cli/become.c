/* SPDX-License-Identifier: Apache-2.0 */
/* Hand over to a program of ours in the libexec folder. */
#include "become.h"
#include "say.h"
#include <errno.h>
#include <unistd.h>

int
become_helper(const struct cli *cli, char *const *argv)
{
    struct esc_error err = {0};
    char path[512];

    snprintf(path, sizeof(path), "%s/%s", cli->libexec, argv[0]);
    (void)setrlimit(RLIMIT_CORE, &cli->core);
    execve(path, argv, cli->environ);
    esc_fail_errno(&err, ESC_E_SYSTEM, errno, path, "cannot run '%s'", path);
    if (errno == ENOENT)
        esc_fail_hint(&err, "is esc-session installed whole?");
    say_error(cli, &err);
    return 1;
}
