/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel can and lets us do.  Whatever would leave a trace, joining a
 * session keyring above all, happens in a child.
 */
#include "doctor.h"
#include "esc/file.h"
#include "esc/text.h"
#include "ring.h"
#include <errno.h>
#include <fcntl.h>
#include <keyutils.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEYS_WANTED 2000 /* a hundred sessions of one user and their like */
#define KEYS_A_LOGIN 3   /* the gate, a doorbell and pam_keyinit's ring */
#define LANDLOCK_TCP 4   /* the ABI that can restrict connections */
#define FIRST_PIDS 4026531836UL /* the inode of the first pid namespace */

/* The first line of file PATH; "" when there is none. */
static void
line_in(const char *path, char *out, size_t size)
{
    ESC_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, out, size - 1);

    out[got < 0 ? 0 : got] = '\0';
    out[strcspn(out, "\n")] = '\0';
}

/* The number that file PATH holds, or -1. */
static long
number_in(const char *path)
{
    char text[32];
    uint64_t value;

    line_in(path, text, sizeof(text));
    return esc_text_u64(text, INT32_MAX, &value) ? (long)value : -1;
}

/* Into a keyring of our own, without a ticket: 0 or an errno. */
static int
try_keys(void)
{
    if (keyctl_join_session_keyring(NULL) < 0)
        return errno;
    return add_key("user", "esc:doctor", "x", 1, KEY_SPEC_SESSION_KEYRING) < 0
               ? errno
               : 0;
}

static int
errno_of_keys(void)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(try_keys());
    if (child < 0)
        return errno;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

void
doctor_keyrings(const struct cli *cli, struct finding *finding)
{
    int errnum = errno_of_keys();

    (void)cli;
    if (errnum == 0)
        finding_set(finding, FINDING_OK, NULL,
                    "the kernel has keyrings, and they may be used");
    else if (errnum == ENOSYS)
        finding_set(finding, FINDING_ERROR,
                    "a kernel with CONFIG_KEYS is needed, and a container's"
                    " filter must let keyctl, add_key and request_key pass;"
                    " logins work without credentials",
                    "this kernel has no keyrings, or they are filtered");
    else if (errnum == EPERM || errnum == EACCES)
        finding_set(finding, FINDING_ERROR,
                    "a container's filter must let keyctl, add_key and"
                    " request_key pass; logins work without credentials",
                    "kernel keyrings may not be used here");
    else if (errnum == EDQUOT)
        finding_set(finding, FINDING_ERROR, "/proc/key-users shows it",
                    "your quota of keys is used up");
    else
        finding_set(finding, FINDING_ERROR, NULL, "keyrings do not work: %s",
                    strerror(errnum));
}

/* Ring as a process without a login would; the handler must refuse. */
static _Noreturn void
ring_without_login(int report)
{
    struct esc_error err = {0};

    if (try_keys() == 0)
        (void)!ring_wait("doctor", ESC_RING_USE, &err);
    (void)!esc_file_write_all(report, &err, sizeof(err));
    _exit(0);
}

static bool
hear(struct esc_error *answer_out)
{
    int ends[2];
    pid_t child;
    bool heard;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    child = fork();
    if (child == 0)
        ring_without_login(ends[1]);
    close(ends[1]);
    heard = child > 0
            && esc_file_read_all(ends[0], answer_out, sizeof(*answer_out));
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    return heard;
}

/* Whether this kernel starts one fixed program for every upcall. */
static bool
is_helper_static(void)
{
    struct utsname name;
    char path[sizeof(name.release) + 16], line[256];
    bool found = false;
    FILE *config;

    if (uname(&name) != 0)
        return false;
    snprintf(path, sizeof(path), "/boot/config-%s", name.release);
    config = fopen(path, "re");
    while (config != NULL && !found
           && fgets(line, sizeof(line), config) != NULL)
        found = strcmp(line, "CONFIG_STATIC_USERMODEHELPER=y\n") == 0;
    if (config != NULL)
        (void)fclose(config);
    return found;
}

static bool
is_container(void)
{
    char text[64];
    ssize_t n = readlink("/proc/self/ns/pid", text, sizeof(text) - 1);

    if (n <= 5) /* "pid:[" */
        return false;
    text[n] = '\0';
    return strtoul(text + 5, NULL, 10) != FIRST_PIDS;
}

static const char *
why_no_upcall(void)
{
    if (is_helper_static())
        return "this kernel has CONFIG_STATIC_USERMODEHELPER: its one helper"
               " must pass requests on to /sbin/request-key";
    if (is_container())
        return "this is a container, and the kernel starts /sbin/request-key"
               " outside of it: the rule and esc-provision are needed there";
    if (access("/sbin/request-key", X_OK) != 0)
        return "install keyutils: there is no /sbin/request-key";
    return "see 'rule' below, and the journal";
}

void
doctor_upcall(const struct cli *cli, struct finding *finding)
{
    struct esc_error answer = {0};

    (void)cli;
    if (errno_of_keys() != 0)
        finding_set(finding, FINDING_ERROR, NULL,
                    "not tried: it needs keyrings");
    else if (!hear(&answer))
        finding_set(finding, FINDING_ERROR, NULL,
                    "cannot try: no process could be started");
    else if (answer.code == ESC_E_NO_SESSION)
        finding_set(finding, FINDING_OK, NULL,
                    "the kernel starts esc-provision, which refuses a request"
                    " without a login as it must");
    else if (answer.code == ESC_OK)
        finding_set(finding, FINDING_ERROR,
                    "does another rule of /etc/request-key.d answer them?",
                    "a request without a login was answered");
    else if (answer.code == ESC_E_BUSY || answer.code == ESC_E_SYSTEM)
        finding_set(finding, FINDING_NOTE, "the journal says more",
                    "esc-provision answers, but: %s", answer.text);
    else
        finding_set(finding, FINDING_ERROR, why_no_upcall(),
                    "the kernel's requests for credentials do not arrive: %s",
                    answer.text);
}

void
doctor_quota(const struct cli *cli, struct finding *finding)
{
    long keys = number_in("/proc/sys/kernel/keys/maxkeys");
    long bytes = number_in("/proc/sys/kernel/keys/maxbytes");

    (void)cli;
    if (keys < 0)
        finding_set(finding, FINDING_NOTE, NULL,
                    "the quota of keys cannot be read");
    else if (keys < KEYS_WANTED)
        finding_set(finding, FINDING_NOTE,
                    "set kernel.keys.maxkeys=2000 and maxbytes=200000 in"
                    " /etc/sysctl.d",
                    "a user may have %ld keys of %ld bytes: enough for about"
                    " %ld logins at once",
                    keys, bytes, keys / KEYS_A_LOGIN);
    else
        finding_set(finding, FINDING_OK, NULL,
                    "a user may have %ld keys of %ld bytes", keys, bytes);
}

void
doctor_sandbox(const struct cli *cli, struct finding *finding)
{
    long landlock = syscall(SYS_landlock_create_ruleset, NULL, 0,
                            LANDLOCK_CREATE_RULESET_VERSION);
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    bool seccomp =
        syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;

    (void)cli;
    if (!seccomp)
        finding_set(finding, FINDING_ERROR,
                    "a kernel with CONFIG_SECCOMP_FILTER is needed",
                    "the resolver cannot filter its system calls");
    else if (landlock <= 0)
        finding_set(finding, FINDING_NOTE, "boot with lsm=landlock,...",
                    "the resolver's system calls are restricted, its files are"
                    " not: this kernel has no Landlock");
    else if (landlock < LANDLOCK_TCP)
        finding_set(finding, FINDING_NOTE, "Linux 6.7 and later can",
                    "the resolver's system calls and files are restricted,"
                    " where it connects to is not (Landlock %ld)",
                    landlock);
    else
        finding_set(finding, FINDING_OK, NULL,
                    "the resolver's system calls, files and TCP ports are"
                    " restricted (Landlock %ld)",
                    landlock);
}

void
doctor_bounds(const struct cli *cli, struct finding *finding)
{
    char processes[32], memory[32];

    (void)cli;
    if (access(ESC_CGROUP "/cgroup.procs", F_OK) != 0) {
        finding_set(finding, FINDING_OK,
                    "one bounds all of them together: see esc-provision(8)",
                    "openings are bounded by 32 slots, 8 of a user, and by"
                    " limits of each process; there is no control group '%s'",
                    ESC_CGROUP);
        return;
    }
    line_in(ESC_CGROUP "/pids.max", processes, sizeof(processes));
    line_in(ESC_CGROUP "/memory.max", memory, sizeof(memory));
    finding_set(finding, FINDING_OK, NULL,
                "openings are bounded by 32 slots, 8 of a user, by limits of"
                " each process, and together by '%s': processes %s, memory %s",
                ESC_CGROUP, processes[0] == '\0' ? "any" : processes,
                memory[0] == '\0' ? "any" : memory);
}

void
doctor_ptrace(const struct cli *cli, struct finding *finding)
{
    long scope = number_in("/proc/sys/kernel/yama/ptrace_scope");

    (void)cli;
    if (scope > 0)
        finding_set(finding, FINDING_OK, NULL,
                    "a user's processes cannot freely trace each other (Yama"
                    " %ld)",
                    scope);
    else
        finding_set(finding, FINDING_NOTE,
                    "lsm=...,yama and kernel.yama.ptrace_scope=1 separate the"
                    " logins of one user",
                    "a process can trace others of its user, and so read what"
                    " their logins hold");
}

void
doctor_clock(const struct cli *cli, struct finding *finding)
{
    struct timex timex = {0};
    int state = adjtimex(&timex);

    (void)cli;
    if (state < 0)
        finding_set(finding, FINDING_NOTE, NULL,
                    "the kernel does not say who keeps the clock right");
    else if (state == TIME_ERROR || (timex.status & STA_UNSYNC) != 0)
        finding_set(finding, FINDING_NOTE,
                    "clouds refuse tokens of a clock that is minutes off: run"
                    " chrony or systemd-timesyncd",
                    "nobody keeps this clock right");
    else
        finding_set(finding, FINDING_OK, NULL, "the clock is kept right");
}
