/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file for each uid, held.UID: records of a key's serial and its bytes.
 * Every opening drops those whose key has ended.  Native byte order: the file
 * lives in a run-time folder and never leaves the machine.
 */
#include "held.h"
#include "esc/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define RECORDS_MAX 1024

void
held_close(struct held *held)
{
    if (held->fd >= 0)
        close(held->fd);
    held->fd = -1;
}

/* Keep the records that count at the front of the file, and room for those of
 * one more store, so that none is ever forgotten. */
static bool
sweep(struct held *held, const struct held_wish *wish, uint64_t *total_out,
      struct esc_error *err)
{
    struct esc_stored_key records[RECORDS_MAX + ESC_STORED_MAX] = {0};
    ssize_t n = pread(held->fd, records, sizeof(records), 0), size, kept = 0;

    for (ssize_t i = 0; i < n / (ssize_t)sizeof(*records); i++)
        if (wish->alive(wish->request, records[i].key)) {
            *total_out += records[i].bytes;
            records[kept++] = records[i];
        }
    if (kept > RECORDS_MAX) {
        esc_fail(err, ESC_E_KEYRING, NULL,
                 "cannot keep more: the user's sessions hold %zd keys", kept);
        return esc_fail_hint(err, "close other sessions, or wait: what has"
                                  " ended counts for five minutes");
    }
    memset(records + kept, 0, ESC_STORED_MAX * sizeof(*records));
    held->end = kept * (ssize_t)sizeof(*records);
    size = held->end + ESC_STORED_MAX * (ssize_t)sizeof(*records);
    if (n >= 0 && pwrite(held->fd, records, (size_t)size, 0) == size
        && ftruncate(held->fd, size) == 0)
        return true;
    return esc_fail_errno(err, errno == ENOSPC ? ESC_E_FULL : ESC_E_SYSTEM,
                          errno, NULL, "cannot count what is held");
}

bool
held_open(int folder, const struct held_wish *wish, struct held *held_out,
          struct esc_error *err)
{
    uint64_t total = 0;
    char name[32];

    snprintf(name, sizeof(name), "held.%u", wish->request->uid);
    held_out->fd =
        openat(folder, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (held_out->fd < 0 || flock(held_out->fd, LOCK_EX) != 0)
        return esc_fail_errno(err, errno == ENOSPC ? ESC_E_FULL : ESC_E_SYSTEM,
                              errno, name, "cannot count what is held");
    if (!sweep(held_out, wish, &total, err))
        return false;
    if (total <= wish->max && wish->bytes <= wish->max - total)
        return true;
    esc_fail(err, ESC_E_KEYRING, NULL,
             "cannot keep %llu bytes: the user's sessions hold %llu of %llu",
             (unsigned long long)wish->bytes, (unsigned long long)total,
             (unsigned long long)wish->max);
    return esc_fail_hint(err, "close other sessions, or let root raise"
                              " max-total");
}

void
held_add(const struct held *held, const struct esc_stored *stored)
{
    (void)!pwrite(held->fd, stored->keys,
                  stored->count * sizeof(stored->keys[0]), held->end);
}
