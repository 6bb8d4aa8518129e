/* SPDX-License-Identifier: Apache-2.0 */
/* The new file is complete on the disk before it takes the old one's name. */
#include "replace.h"
#include "esc/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct esc_secret *
replace_read(const char *path, size_t max, struct stat *stat_out,
             struct esc_error *err)
{
    ESC_CLOSE int fd = -1;

    memset(stat_out, 0, sizeof(*stat_out));
    if (strcmp(path, "-") == 0)
        return esc_file_read_open(STDIN_FILENO, "standard input", max, err);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, stat_out) != 0) {
        esc_fail_errno(err, ESC_E_SYSTEM, errno, path, "cannot open '%s'",
                       path);
        return NULL;
    }
    if (!S_ISREG(stat_out->st_mode)) {
        esc_fail(err, ESC_E_INPUT, path, "cannot read '%s': not a file", path);
        return NULL;
    }
    return esc_file_read_open(fd, path, max, err);
}

static bool
is_same(const char *path, const struct stat *was)
{
    struct stat now;

    return was == NULL
           || (lstat(path, &now) == 0 && now.st_ino == was->st_ino
               && now.st_dev == was->st_dev && now.st_size == was->st_size
               && now.st_mtim.tv_sec == was->st_mtim.tv_sec
               && now.st_mtim.tv_nsec == was->st_mtim.tv_nsec);
}

/* Owner first: changing it takes away bits of the mode. */
static bool
fill(int fd, struct esc_str bytes, const struct stat *was)
{
    struct stat now;

    if (was != NULL && fstat(fd, &now) == 0
        && (now.st_uid != was->st_uid || now.st_gid != was->st_gid)
        && fchown(fd, was->st_uid, was->st_gid) != 0)
        return false;
    return fchmod(fd, was == NULL ? 0600 : was->st_mode & 07777) == 0
           && esc_file_write_all(fd, bytes.data, bytes.len) && fsync(fd) == 0;
}

/* So that the new name outlives a power cut; it is there in any case. */
static void
sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    ESC_CLOSE int fd = -1;

    snprintf(folder, sizeof(folder), "%.*s",
             slash == NULL ? 1 : (int)(slash - path) + 1,
             slash == NULL ? "." : path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        (void)fsync(fd);
}

bool
replace_write(const char *path, struct esc_str bytes, const struct stat *was,
              struct esc_error *err)
{
    char temporary[PATH_MAX];
    ESC_CLOSE int fd = -1;

    if ((size_t)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path)
        >= sizeof(temporary))
        return esc_fail(err, ESC_E_SYSTEM, path, "the path '%s' is too long",
                        path);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot write beside '%s'", path);
    if (!fill(fd, bytes, was))
        esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                       "cannot write '%s' with its owner and mode", path);
    else if (!is_same(path, was))
        esc_fail(err, ESC_E_SYSTEM, path,
                 "cannot write '%s': it was changed meanwhile", path);
    else if (rename(temporary, path) != 0)
        esc_fail_errno(err, ESC_E_SYSTEM, errno, path, "cannot replace '%s'",
                       path);
    else {
        sync_folder(path);
        return true;
    }
    (void)unlink(temporary);
    return false;
}
