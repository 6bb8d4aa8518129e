/* SPDX-License-Identifier: Apache-2.0 */
/* The sacrificial process: who asks the kernel cannot be interrupted. */
#include "ring.h"
#include "detach.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ringing {
    const char *name;
    enum esc_ring_why why;
    int report; /* where the answer is written, or -1 */
};

static void
sacrifice(void *context)
{
    const struct ringing *ringing = context;
    int answer = esc_keyring_ring(ringing->name, ringing->why);

    if (ringing->report >= 0)
        (void)!write(ringing->report, &answer, sizeof(answer));
}

/* Start it; 0 or an errno. */
static int
start(const char *name, enum esc_ring_why why, int report)
{
    struct ringing ringing = {name, why, report};

    return detach(sacrifice, &ringing, report);
}

static int64_t
milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The answer from FD; ETIME after the deadline, EPIPE when there is none. */
static int
await(int fd)
{
    int64_t end = milliseconds() + RING_DEADLINE_MS;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int answer;

    for (;;) {
        int64_t left = end - milliseconds();
        int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);

        if (ready == 0)
            return ETIME;
        if (ready > 0)
            break;
        if (errno != EINTR)
            return errno;
    }
    return read(fd, &answer, sizeof(answer)) == sizeof(answer) ? answer
                                                               : EPIPE;
}

bool
ring_wait(const char *name, enum esc_ring_why why, struct esc_error *err)
{
    ESC_CLOSE int read_end = -1;
    int ends[2], errnum;

    /* Above standard descriptors even when the caller has closed those. */
    if (pipe2(ends, O_CLOEXEC) != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL,
                              "cannot make a pipe");
    read_end = ends[0];
    if (ends[1] < 3) {
        int moved = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);

        close(ends[1]);
        ends[1] = moved;
    }
    errnum = ends[1] < 0 ? EMFILE : start(name, why, ends[1]);
    if (ends[1] >= 0)
        close(ends[1]);
    if (errnum != 0)
        return esc_fail_errno(err, ESC_E_SYSTEM, errnum, NULL,
                              "cannot start a process");
    errnum = await(read_end);
    return errnum == 0 || ring_explain(errnum, err);
}

void
ring_detached(const char *name, enum esc_ring_why why)
{
    (void)start(name, why, -1);
}

/* What the kernel itself answers with, before or without our handler. */
static const struct {
    int errnum;
    enum esc_code code;
    const char *cause, *hint;
} by_errno[] = {
    {ENOKEY, ESC_E_CONFIG, "the request for credentials was not answered",
     "is the request-key rule of esc-session in /etc/request-key.d? "
     "'esc-session doctor' and the journal tell administrators more"},
    {ENOENT, ESC_E_CONFIG,
     "the kernel found no /sbin/request-key to ask for credentials",
     "install keyutils"},
    {ENOSYS, ESC_E_KEYRING, "this kernel has no keyrings", NULL},
    {EPERM, ESC_E_KEYRING, "kernel keyrings may not be used here",
     "containers and system call filters often forbid them"},
    {EKEYEXPIRED, ESC_E_SESSION_ENDED, "this login's time is over",
     "log in again"},
    {ETIME, ESC_E_TIMEOUT, "no answer within 12 seconds",
     "the request goes on without us: try again in a while"},
    {EPIPE, ESC_E_SYSTEM, "the process that asked for credentials died", NULL},
    {EINTR, ESC_E_SYSTEM, "the request for credentials was interrupted", NULL},
    {ENOMEM, ESC_E_SYSTEM, "out of memory", NULL},
};

/* What our handler's rejections mean, when it could leave no words. */
static const struct {
    const char *cause, *hint;
} by_code[ESC_CODE_COUNT] = {
    [ESC_E_SYSTEM] = {"the host could not provide them",
                      "the journal tells administrators why"},
    [ESC_E_USAGE] = {"the request was malformed", NULL},
    [ESC_E_CONFIG] = {"the settings of this host have errors",
                      "administrators: esc-session check"},
    [ESC_E_NOT_PERMITTED] = {"not permitted",
                             "administrators: esc-session check --user NAME"},
    [ESC_E_NO_SESSION] = {"this login has no valid ticket",
                          "log in again by SSH"},
    [ESC_E_SESSION_ENDED] = {"this login's time is over", "log in again"},
    [ESC_E_KEYRING] = {"the key quota is used up",
                       "/proc/key-users shows it; 'esc-session close' or "
                       "logging out frees keys"},
    [ESC_E_NOT_FOUND] = {"there is no such environment", NULL},
    [ESC_E_DEFINITION] = {"its definition has errors",
                          "the journal tells administrators where"},
    [ESC_E_PROVIDER] = {"the cloud refused",
                        "the journal tells administrators why"},
    [ESC_E_NETWORK] = {"the cloud cannot be reached", NULL},
    [ESC_E_TIMEOUT] = {"the cloud did not answer in time", NULL},
    [ESC_E_BUSY] = {"too many requests at once", "try again in a while"},
    [ESC_E_DIRECTORY] = {"users and groups cannot be looked up now",
                         "try again in a while"},
    [ESC_E_INPUT] = {"the environment is over a limit",
                     "the journal tells administrators which"},
    [ESC_E_BUG] = {"the helper of the host failed",
                   "the journal tells administrators more"},
    [ESC_E_FULL] = {"the host's folder '" ESC_RUNDIR "' has no room",
                    "administrators: 'df' and 'df -i' tell what is full"},
};

static const char accounts_hint[] =
    "administrators: systemd-sysusers makes it from esc-session.conf";

/* Whether a line of FILE, as passwd(5) and group(5) have it, is of NAME.  What
 * a file that cannot be read says is not known: then it does. */
static bool
names(const char *path, const char *name)
{
    FILE *file = fopen(path, "re");
    size_t len = strlen(name), size = 0;
    bool found = file == NULL;
    char *line = NULL;

    while (!found && getline(&line, &size, file) > 0)
        found = strncmp(line, name, len) == 0 && line[len] == ':';
    free(line);
    if (file != NULL)
        fclose(file);
    return found;
}

const char *
ring_missing_account(const char *passwd, const char *group)
{
    if (!names(passwd, ESC_RESOLVER_USER))
        return "the system account '" ESC_RESOLVER_USER "' is missing";
    if (!names(group, ESC_GATE_GROUP))
        return "the system group '" ESC_GATE_GROUP "' is missing";
    return NULL;
}

bool
ring_explain(int errnum, struct esc_error *err)
{
    enum esc_code code = esc_code_from_errno(errnum);
    const char *cause = by_code[code].cause, *hint = by_code[code].hint;

    for (size_t i = 0; i < sizeof(by_errno) / sizeof(by_errno[0]); i++) {
        if (by_errno[i].errnum != errnum)
            continue;
        code = by_errno[i].code;
        cause = by_errno[i].cause;
        hint = by_errno[i].hint;
    }
    /* Without them the provisioner can leave no words. */
    if (code == ESC_E_CONFIG && errnum == esc_code_to_errno(code)) {
        const char *missing =
            ring_missing_account("/etc/passwd", "/etc/group");

        cause = missing == NULL ? cause : missing;
        hint = missing == NULL ? hint : accounts_hint;
    }
    esc_fail(err, code, NULL, "%s", cause);
    if (hint != NULL)
        esc_fail_hint(err, "%s", hint);
    return false;
}
