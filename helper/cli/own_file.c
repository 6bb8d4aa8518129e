/* SPDX-License-Identifier: Apache-2.0 */
/* Another user's file, or one that others may write, chooses for nobody. */
#include "own_file.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

bool
own_file_check(int fd, const char *path, mode_t others, struct esc_error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot look at '%s'", path);
    if (!S_ISREG(st.st_mode))
        return esc_fail(err, ESC_E_INPUT, path,
                        "cannot use '%s': not a regular file", path);
    if ((st.st_uid == geteuid() || st.st_uid == 0)
        && (st.st_mode & others) == 0)
        return true;
    esc_fail(err, ESC_E_INPUT, path,
             "cannot use '%s': others own it or may%s"
             " write it",
             path, (others & S_IROTH) != 0 ? " read or" : "");
    return esc_fail_hint(err, "chmod 600 %s", path);
}
