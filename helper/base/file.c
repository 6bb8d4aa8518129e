/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that root reads: opened without following a link or waiting for a
 * FIFO's writer, then judged by what the descriptor says.
 */
#include "esc/file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the descriptor must be. */
enum want { WANT_FILE, WANT_PRIVATE, WANT_FOLDER };

static bool
refuse(struct esc_error *err, const char *path, const char *why,
       const char *remedy)
{
    esc_fail(err, ESC_E_CONFIG, path, "refuse '%s': %s", path, why);
    return esc_fail_hint(err, "%s %s", remedy, path);
}

static bool
check(int fd, const char *path, enum want want, struct esc_error *err)
{
    struct stat st;
    uid_t self = geteuid();

    if (fstat(fd, &st) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot examine '%s'", path);
    if (want == WANT_FOLDER ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode))
        return esc_fail(err, ESC_E_CONFIG, path, "refuse '%s': not a %s", path,
                        want == WANT_FOLDER ? "directory" : "regular file");
    if (st.st_uid != 0 && (self == 0 || st.st_uid != self))
        return refuse(err, path, "not owned by root", "chown root:");
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return refuse(err, path, "others than its owner may write it",
                      "chmod go-w");
    if (want == WANT_PRIVATE && (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
        return refuse(err, path, "others than its owner may read it",
                      "chmod 0600");
    return true;
}

static int
open_checked(int dir, const char *name, const char *shown, enum want want,
             struct esc_error *err)
{
    int fd = openat(dir, name,
                    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
                        | (want == WANT_FOLDER ? O_DIRECTORY : 0));

    if (fd < 0 && errno == ELOOP) {
        esc_fail(err, ESC_E_CONFIG, shown, "refuse '%s': a symbolic link",
                 shown);
        esc_fail_hint(err, "put the file itself there");
    } else if (fd < 0) {
        esc_fail_errno(err,
                       errno == ENOENT || errno == ENOTDIR ? ESC_E_NOT_FOUND
                                                           : ESC_E_CONFIG,
                       errno, shown, "cannot open '%s'", shown);
    } else if (!check(fd, shown, want, err)) {
        close(fd);
        return -1;
    }
    return fd;
}

int
esc_file_open(const char *path, bool private_, struct esc_error *err)
{
    return open_checked(AT_FDCWD, path, path,
                        private_ ? WANT_PRIVATE : WANT_FILE, err);
}

int
esc_file_open_at(int dir, const char *name, const char *shown,
                 struct esc_error *err)
{
    return open_checked(dir, name, shown, WANT_FILE, err);
}

int
esc_file_open_folder(int dir, const char *name, const char *shown,
                     struct esc_error *err)
{
    return open_checked(dir, name, shown, WANT_FOLDER, err);
}

struct esc_secret *
esc_file_read_open(int fd, const char *path, size_t max, struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = NULL;
    size_t limit = max, room;
    struct stat st;
    uint8_t *tail;
    ssize_t n;

    /* A pipe's is not known; what grows meanwhile is refused. */
    if (fstat(fd, &st) == 0 && st.st_size > 0 && (size_t)st.st_size < max)
        limit = (size_t)st.st_size;
    bytes = esc_secret_new(limit + 1);
    if (bytes == NULL) {
        esc_fail(err, ESC_E_SYSTEM, path, "cannot read '%s': no memory", path);
        return NULL;
    }
    do {
        tail = esc_secret_tail(bytes, &room);
        n = room == 0 ? 0 : read(fd, tail, room);
        if (n > 0)
            esc_secret_grow(bytes, (size_t)n);
    } while (n > 0 || (n < 0 && errno == EINTR));
    if (n < 0)
        esc_fail_errno(err, ESC_E_SYSTEM, errno, path, "cannot read '%s'",
                       path);
    else if (esc_secret_len(bytes) > limit)
        esc_fail(err, ESC_E_INPUT, path,
                 "cannot read '%s': more than %zu bytes", path, limit);
    else
        return esc_secret_take(&bytes);
    return NULL;
}

struct esc_secret *
esc_file_read_secret(const char *path, size_t max, struct esc_error *err)
{
    ESC_CLOSE int fd = esc_file_open(path, true, err);

    return fd < 0 ? NULL : esc_file_read_open(fd, path, max, err);
}
