/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sacrificial process, with a doorbell of our own in place of the
 * kernel's, and the sentence of every errno.
 */
#include "ring.h"
#include "tap.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the doorbell saw, for the test to read. */
struct seen {
    volatile int descriptors, leads_session, why;
    volatile pid_t pid;
};

static struct seen *seen;

static int
count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = -1; /* its own */

    while (dir != NULL && readdir(dir) != NULL)
        count++;
    if (dir != NULL)
        closedir(dir);
    return count - 2; /* "." and ".." */
}

int
esc_keyring_ring(const char *name, enum esc_ring_why why)
{
    seen->descriptors = count_descriptors();
    seen->leads_session = getsid(0) == getpid();
    seen->why = (int)why;
    seen->pid = getpid();
    if (strcmp(name, "dies") == 0)
        _exit(1);
    if (strcmp(name, "hangs") == 0)
        (void)poll(NULL, 0, 60000);
    return strcmp(name, "refused") == 0 ? EACCES : 0;
}

static void
check_wait(void)
{
    struct esc_error err = {0};

    ok(ring_wait("opens", ESC_RING_RENEW, &err), "answered");
    is_int(seen->why, ESC_RING_RENEW, "  with the reason passed on");
    is_int(seen->descriptors, 4, "  by one with a pipe and /dev/null");
    ok(seen->leads_session == 1 && seen->pid != getpid(),
       "  away from our terminal");
    ok(!ring_wait("refused", ESC_RING_USE, &err)
           && err.code == ESC_E_NOT_PERMITTED,
       "refused");
    ok(!ring_wait("dies", ESC_RING_USE, &err) && err.code == ESC_E_SYSTEM
           && strstr(err.text, "died") != NULL,
       "one that dies is no wait");
    ok(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD,
       "no child is left for exec's command");
    seen->why = 0;
    ring_detached("opens", ESC_RING_BACKGROUND);
    for (int i = 0; i < 3000 && seen->why == 0; i++)
        (void)poll(NULL, 0, 10);
    is_int(seen->why, ESC_RING_BACKGROUND, "detached: rings all the same");
    is_int(seen->descriptors, 3, "  with nothing but /dev/null");
    ok(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD,
       "  and leaves no child");
}

/* Standard descriptors that are closed do not become the pipe. */
static void
check_closed(void)
{
    struct esc_error err = {0};
    int status = 1;
    pid_t child = fork();

    if (child == 0) {
        close(0);
        close(1);
        close(2);
        _exit(ring_wait("opens", ESC_RING_USE, &err)
                      && !ring_wait("refused", ESC_RING_USE, &err)
                      && err.code == ESC_E_NOT_PERMITTED
                  ? 0
                  : 1);
    }
    ok(waitpid(child, &status, 0) == child && status == 0,
       "works without standard descriptors");
}

static void
check_interrupt(void)
{
    struct esc_error err = {0};
    int status = 0;
    pid_t child;

    seen->pid = 0;
    child = fork();
    if (child == 0) {
        /* A test started in the background inherits that it is ignored. */
        (void)signal(SIGINT, SIG_DFL);
        (void)!ring_wait("hangs", ESC_RING_USE, &err);
        _exit(0);
    }
    for (int i = 0; i < 3000 && seen->pid == 0; i++)
        (void)poll(NULL, 0, 10);
    kill(child, SIGINT);
    ok(waitpid(child, &status, 0) == child && WIFSIGNALED(status)
           && WTERMSIG(status) == SIGINT,
       "Ctrl-C ends a wait at once");
    kill(seen->pid, SIGKILL);
}

static const struct {
    int errnum;
    enum esc_code code;
    const char *text;
} rows[] = {
    {ENOKEY, ESC_E_CONFIG, "was not answered"},
    {ENOENT, ESC_E_CONFIG, "/sbin/request-key"},
    {ENOSYS, ESC_E_KEYRING, "no keyrings"},
    {EPERM, ESC_E_KEYRING, "may not be used here"},
    {EACCES, ESC_E_NOT_PERMITTED, "not permitted"},
    {EDQUOT, ESC_E_KEYRING, "quota"},
    {EKEYREVOKED, ESC_E_SESSION_ENDED, "time is over"},
    {EKEYEXPIRED, ESC_E_SESSION_ENDED, "time is over"},
    {EKEYREJECTED, ESC_E_NO_SESSION, "no valid ticket"},
    {ETIMEDOUT, ESC_E_TIMEOUT, "cloud did not answer"},
    {ETIME, ESC_E_TIMEOUT, "no answer within 12 seconds"},
    {ECONNREFUSED, ESC_E_PROVIDER, "the cloud refused"},
    {EBUSY, ESC_E_BUSY, "too many requests"},
    {ENOTTY, ESC_E_SYSTEM, "could not provide"},
};

static void
check_accounts(void)
{
    static const char user[] = ESC_RESOLVER_USER ":x:990:990::/:/bin/false\n";
    static const char group[] = "x" ESC_GATE_GROUP ":x:1:\n";
    char with[] = "/tmp/ring-t.XXXXXX", without[] = "/tmp/ring-t.XXXXXX";
    int one = mkstemp(with), two = mkstemp(without);
    const char *missing;

    ok(one >= 0 && two >= 0
           && dprintf(one, "root:x:0:0::/:/bin/sh\n%s", user) > 0
           && dprintf(two, "%s" ESC_RESOLVER_USER "\n", group) > 0,
       "files of accounts");
    missing = ring_missing_account(without, with);
    ok(missing != NULL && strstr(missing, "'" ESC_RESOLVER_USER "'") != NULL,
       "the account is missing: %s", missing == NULL ? "" : missing);
    missing = ring_missing_account(with, without);
    ok(missing != NULL && strstr(missing, "'" ESC_GATE_GROUP "'") != NULL,
       "the group is missing: %s", missing == NULL ? "" : missing);
    ok(dprintf(two, ESC_GATE_GROUP ":x:989:\n") > 0
           && ring_missing_account(with, without) == NULL
           && ring_missing_account("/dev/null/none", without) == NULL,
       "none is missing, as far as can be seen");
    (void)close(one), (void)close(two);
    unlink(with);
    unlink(without);
}

int
main(void)
{
    struct esc_error err;

    seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (seen == MAP_FAILED)
        return 1;
    check_wait();
    check_closed();
    check_interrupt();
    check_accounts();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        err = (struct esc_error){0};
        ok(!ring_explain(rows[i].errnum, &err) && err.code == rows[i].code
               && strstr(err.text, rows[i].text) != NULL,
           "%s: %s", strerror(rows[i].errnum), err.text);
    }
    for (int code = 1; code < ESC_CODE_COUNT; code++) {
        err = (struct esc_error){0};
        ok(!ring_explain(esc_code_to_errno((enum esc_code)code), &err)
               && err.code == (enum esc_code)code && err.text[0] != '\0',
           "code %s comes back as itself", esc_code_name((enum esc_code)code));
    }
    return tap_done();
}
