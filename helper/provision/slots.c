/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slots are bytes of an empty file, locked by open file descriptions: 0 to 31
 * are the host's; a uid's eight stand from UIDS on.  Rates are counts in a
 * window of CLOCK_BOOTTIME, eight bytes for each place of a sparse file.
 */
#include "slots.h"
#include "esc/file.h"
#include "esc/frame.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define UIDS 4096
#define POLL_MS 25 /* a hundred may wait, on two processors */

static void
make_folder(const char *path)
{
    char part[1024];

    for (const char *p = strchr(path + 1, '/'); p != NULL;
         p = strchr(p + 1, '/')) {
        snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
        (void)mkdir(part, 0755);
    }
    (void)mkdir(path, 0700);
}

int
slots_folder(const char *path, struct esc_error *err)
{
    int fd;

    /* Parents by our umask would be closed to others. */
    mode_t mask = umask(022);

    make_folder(path);
    (void)umask(mask);
    fd = esc_file_open_folder(AT_FDCWD, path, path, err);
    if (fd < 0)
        esc_fail_while(err, "cannot use the run-time folder");
    return fd;
}

static int
open_file(int folder, const char *name)
{
    return openat(folder, name,
                  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
}

static bool
lock(int fd, int command, off_t start, off_t len)
{
    struct flock range = {.l_type = F_WRLCK,
                          .l_whence = SEEK_SET,
                          .l_start = start,
                          .l_len = len};

    return fcntl(fd, command, &range) == 0;
}

/* Lock any one of COUNT bytes from START, before UNTIL_MS. */
static bool
lock_one(int fd, off_t start, int count, int64_t until_ms)
{
    static const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};

    for (;;) {
        for (int i = 0; i < count; i++)
            if (lock(fd, F_OFD_SETLK, start + i, 1))
                return true;
        if (esc_frame_now_ms() >= until_ms)
            return false;
        (void)nanosleep(&pause, NULL);
    }
}

int
slots_take(int folder, uid_t uid, int64_t until_ms, struct esc_error *err)
{
    int fd = open_file(folder, "slots");

    if (fd < 0) {
        esc_fail_errno(err, errno == ENOSPC ? ESC_E_FULL : ESC_E_SYSTEM, errno,
                       "slots", "cannot count running openings");
        return -1;
    }
    /* The uid's first: who waits for one must not hold the host's. */
    if (lock_one(fd, UIDS + (off_t)uid * SLOTS_UID, SLOTS_UID, until_ms)
        && lock_one(fd, 0, SLOTS_HOST, until_ms))
        return fd;
    close(fd);
    esc_fail(err, ESC_E_BUSY, NULL, "too many openings are running");
    return -1;
}

bool
slots_due(int folder, const struct slots_rate *rate, uint64_t place)
{
    struct {
        uint32_t start, count;
    } window = {0, 0};
    ESC_CLOSE int fd = open_file(folder, rate->name);
    off_t at = (off_t)(place * sizeof(window));
    struct timespec clock;
    uint32_t now;

    if (fd < 0 || clock_gettime(CLOCK_BOOTTIME, &clock) != 0
        || !lock(fd, F_OFD_SETLKW, at, sizeof(window)))
        return true;
    now = (uint32_t)clock.tv_sec;
    /* After a reboot into an old file, a window of the future is over. */
    if (pread(fd, &window, sizeof(window), at) != sizeof(window)
        || window.start > now || now - window.start >= rate->seconds)
        window.start = now, window.count = 0;
    if (window.count >= rate->times)
        return false;
    window.count++;
    (void)!pwrite(fd, &window, sizeof(window), at);
    return true;
}
