/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole reads and writes for programs of the user.
 */
#include "esc/file.h"
#include <errno.h>
#include <unistd.h>

bool
esc_file_read(const char *path, struct esc_buf *content_out,
              struct esc_error *err)
{
    ESC_CLOSE int fd = esc_file_open(path, false, err);
    char chunk[4096];
    ssize_t n;

    if (fd < 0)
        return false;
    for (;;) {
        n = read(fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        esc_buf_add(content_out, chunk, (size_t)n);
        if (content_out->failed)
            return esc_fail(err, ESC_E_INPUT, path,
                            "cannot read '%s': more than %zu bytes", path,
                            content_out->limit);
    }
    if (n < 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, path,
                              "cannot read '%s'", path);
    return true;
}

bool
esc_file_write_all(int fd, const void *bytes, size_t len)
{
    const char *p = bytes;

    while (len > 0) {
        ssize_t n = write(fd, p, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

bool
esc_file_read_all(int fd, void *bytes, size_t len)
{
    char *p = bytes;

    while (len > 0) {
        ssize_t n = read(fd, p, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n == 0)
                errno = EPIPE;
            return false;
        }
        p += n;
        len -= (size_t)n;
    }
    return true;
}
