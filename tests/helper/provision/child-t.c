/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a child has let go of when its work begins.  Only the kernel's upcall
 * gives an authority; so the calls are counted here, and
 * tests/integration/confined-t looks whether it is gone.
 */
#include "helper/provision/child.h"
#include "tap.h"
#include <errno.h>
#include <keyutils.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    int assumed, joined; /* errno that the call fails with */
    int given_up;        /* how often the authority was */
} keys;

long __wrap_keyctl_assume_authority(key_serial_t key);
key_serial_t __wrap_keyctl_join_session_keyring(const char *name);

long
__wrap_keyctl_assume_authority(key_serial_t key)
{
    keys.given_up += key == 0;
    errno = keys.assumed;
    return keys.assumed == 0 ? 0 : -1;
}

key_serial_t
__wrap_keyctl_join_session_keyring(const char *name)
{
    (void)name;
    errno = keys.joined;
    return keys.joined == 0 ? 1 : -1;
}

static bool no_pidfd;

int __real_pidfd_open(pid_t pid, unsigned flags);
int __wrap_pidfd_open(pid_t pid, unsigned flags);
int
__wrap_pidfd_open(pid_t pid, unsigned flags)
{
    return no_pidfd ? -1 : __real_pidfd_open(pid, flags);
}

static int
work(const void *context, int fd)
{
    (void)context, (void)fd;
    return keys.given_up == 1 ? 3 : 4;
}

static const struct {
    const char *name;
    int assumed, joined, status;
} rows[] = {
    {"the authority is given up once", 0, 0, 3},
    {"one that stays", ENOMEM, 0, CHILD_NOT_DROPPED},
    {"a session keyring that stays", 0, EDQUOT, CHILD_NOT_DROPPED},
    {"a kernel without keys", ENOSYS, ENOSYS, 3},
    {"a container that forbids them", EPERM, EPERM, 3},
};

static int
status_of(int assumed, int joined)
{
    struct child_plan plan = {.name = "a test", .run = work};
    CHILD_OWN child = CHILD_NONE;
    struct esc_error err = {0};
    int status;

    plan.uid = geteuid() == 0 ? 65534 : geteuid();
    plan.gid = geteuid() == 0 ? 65534 : getegid();
    keys.assumed = assumed;
    keys.joined = joined;
    if (!child_start(&child, &plan, &err))
        return -1;
    status = child_stop(&child, 5000);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        is_int(status_of(rows[i].assumed, rows[i].joined), rows[i].status,
               "%s", rows[i].name);
    no_pidfd = true;
    ok(status_of(0, 0) <= 3, "without a descriptor for it, it is not waited"
                             " for");
    return tap_done();
}
