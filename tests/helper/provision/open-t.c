/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole openings, from the ring to its answer, in which each call that can
 * fail fails once: the first, the second, ... until a run meets none.  The
 * keyrings, processes and files are real; a fake stands for the directory and
 * for the resolver, and the kernel's upcall is stood in for (open_calls.c).
 * After each: the ring has one answer, a refusal says why, what was held is
 * still there, no descriptor and no process is left.  As root only.
 */
#include "helper/provision/open.h"
#include "esc/cred_set.h"
#include "esc/ticket.h"
#include "helper/keyring/request.h"
#include "login.h"
#include "open_calls.h"
#include "open_world.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <keyutils.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int provision_main(int argc, char **argv); /* main.c's main */

/* Those in which the stories differ. */
static const char *const own_calls[] = {
    "mmap",
    "fstat",
    "read",
    "openat",
    "send",
    "setfsuid",
    "request_key",
    "keyctl_read",
    "EVP_CIPHER_CTX_new",
    "EVP_DecryptInit_ex",
    "EVP_DecryptUpdate",
    "EVP_CIPHER_CTX_ctrl",
    NULL,
};

/* What the resolver asks for, by the environment's last part. */
static const struct story {
    const char *name, *settings;
    const char *const *calls; /* to fail; NULL: all */
} stories[] = {
    {"good", world_aws_settings, NULL},
    {"secret", world_aws_settings, own_calls},
    {"access", world_service_settings, own_calls},
    {"person", world_sign_in_settings, own_calls},
};

struct opened {
    const struct story *story;
    struct login login;
    struct bell {
        char description[128];
        int32_t key;
    } * bell;
    bool rates;   /* what was counted stays */
    int32_t held; /* the head of what an earlier opening stored */
};

/* As the user: the doorbell, and what the sign-in keeps. */
static int
ring(void *context)
{
    struct bell *bell = context;
    int32_t identity = add_key("user", ESC_KEY_IDENTITY, "a sign-in", 9,
                               KEY_SPEC_SESSION_KEYRING);

    bell->key =
        add_key("user", bell->description, "x", 1, KEY_SPEC_SESSION_KEYRING);
    return bell->key < 0 || identity < 0
           || keyctl_setperm(identity, KEY_POS_ALL | KEY_USR_ALL) != 0;
}

static int32_t
find_held(const struct opened *o)
{
    char name[128];
    long key;

    snprintf(name, sizeof(name), ESC_KEY_ENV "acme/app/%s", o->story->name);
    setfsuid(o->login.uid);
    key = keyctl_search(o->login.gate, "user", name, 0);
    setfsuid(0);
    return (int32_t)key;
}

/* Orphans come to this process; false: one does not end. */
static bool
all_gone(void)
{
    for (int i = 0; i < 600; i++) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);

        if (pid < 0)
            return true;
        if (pid == 0)
            (void)poll(NULL, 0, 100);
    }
    return false;
}

/* The handler from its start to its end; its status. */
static int
handle(struct opened *o)
{
    struct calls *calls = calls_shared();
    char key[16], uid[16], zero[] = "0", name[] = "esc-provision";
    char *argv[] = {name, key, uid, zero, NULL};
    int status;
    pid_t pid;

    calls->hit = false;
    calls->answered = calls->rejected = calls->rejected_with = 0;
    calls->open_before = calls->open_after = 0;
    calls->opened = false;
    calls->logged[0] = '\0';
    calls->bell = o->bell->key;
    if (!o->rates) {
        (void)unlink(WORLD "/run/repeats");
        (void)unlink(WORLD "/run/background");
        (void)unlink(WORLD "/run/refusals");
    }
    snprintf(key, sizeof(key), "%d", o->bell->key);
    snprintf(uid, sizeof(uid), "%u", o->login.uid);
    pid = fork();
    if (pid == 0) {
        calls_arm();
        exit(provision_main(4, argv));
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void
note(char problem[static 256], const char *text)
{
    size_t len = strlen(problem);

    snprintf(problem + len, 256 - len, " %s;", text);
}

/* What must hold whatever failed. */
static void
judge(struct opened *o, int status, char problem[static 256])
{
    const struct calls *calls = calls_shared();
    int32_t held = find_held(o);
    bool answered = calls->answered == 1 && calls->rejected == 0;
    bool rejected = calls->answered == 0 && calls->rejected == 1;

    /* Who has no authority over the ring cannot answer it. */
    if (!answered && !rejected
        && strcmp(calls->call, "keyctl_assume_authority"))
        note(problem, "not one answer");
    if (answered && status != 0)
        note(problem, "answered, but failed");
    if (rejected && calls->rejected_with == 0)
        note(problem, "rejected without an errno");
    if (rejected && calls->rejected_for < 1)
        note(problem, "rejected for ever");
    if (rejected && calls->rejected_with != EIO
        && calls->rejected_with != EBUSY
        && strstr(calls->logged, " error=\"") == NULL)
        note(problem, "rejected without a word");
    if (rejected && strstr(calls->logged, "ended with status") != NULL)
        note(problem, "root's fault is called the resolver's");
    /* When the answer itself failed, the new ones are held. */
    if (held < 0 || (rejected && held != o->held && !calls->opened))
        note(problem, "what was held is lost");
    /* The slot is held to the end of the process. */
    if (calls->open_after > calls->open_before + 1)
        note(problem, "a descriptor is left");
    if (!all_gone())
        note(problem, "a process is left");
    o->held = held;
}

/* False: no such call was made. */
static bool
fail_one(struct opened *o, const char *call, int at, int with)
{
    struct calls *calls = calls_shared();
    char problem[256] = "";
    int status;

    calls->call = call;
    calls->at = at;
    calls->with = with;
    status = handle(o);
    judge(o, status, problem);
    if (!calls->hit) {
        calls->call = NULL;
        is_str(problem, "", "%s, as many %s as it makes", o->story->name,
               call);
        return false;
    }
    is_str(problem, "", "%s, %s %d: %s (%s)%s%s", o->story->name, call, at,
           with >= CALLS_KILL ? strsignal(with - CALLS_KILL) : strerror(with),
           calls->answered ? "served" : strerror(calls->rejected_with),
           calls->logged[0] == '\0' ? "" : ": ", calls->logged);
    calls->call = NULL;
    return true;
}

static bool
is_in(const char *call, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(call, *list) == 0)
            return true;
    return false;
}

static void
test_story(struct opened *o, const struct story *story)
{
    static const char *const full[] = {"add_key", "keyctl_link", "flock",
                                       "pwrite",  "openat",      NULL};
    struct calls *calls = calls_shared();
    int met = 0;

    o->story = story;
    snprintf(o->bell->description, sizeof(o->bell->description),
             ESC_KEY_OPEN "acme/app/%s", story->name);
    if (!ok(world_put("esc-session.conf", story->settings, 0644)
                && login_as(o->login.uid, ring, o->bell) == 0,
            "%s: a ring", story->name))
        return;
    is_int(handle(o), 0, "%s: served: %s", story->name, calls->logged);
    is_int(calls->answered, 1, "and answered");
    o->held = find_held(o);
    ok(o->held >= 0, "and held");
    for (size_t i = 0; calls_name(i) != NULL; i++) {
        bool first = is_in(calls_name(i), full);

        if (story->calls != NULL && !is_in(calls_name(i), story->calls))
            continue;
        for (int at = 1; fail_one(o, calls_name(i), at,
                                  at == 1 && first ? ENOSPC : ENOMEM);
             at++)
            met++;
    }
    ok(met > 20, "%s: %d calls failed", story->name, met);
}

/* Nothing that a signal or the clock does is an end without an answer. */
static void
test_interruptions(struct opened *o)
{
    static const struct {
        const char *call;
        int with;
    } rows[] = {
        {"poll", 0}, /* as if the time was over */
        {"poll", EINTR},
        {"read", EINTR},
        {"send", EINTR},
        {"waitpid", EINTR},
        {"keyctl_describe", CALLS_KILL + SIGKILL},
        {"keyctl_describe", CALLS_KILL + SIGALRM},
        {"keyctl_link", CALLS_KILL + SIGTERM},
        {"keyctl_link", EKEYREVOKED},
        {"add_key", EDQUOT},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int at = 1; fail_one(o, rows[i].call, at, rows[i].with); at++)
            ok(rows[i].with != EINTR || calls_shared()->answered == 1,
               "  what is interrupted goes on");
}

static const struct refusal {
    const char *name, *file, *text; /* what stands in the world instead */
    const char *callout;
    int with; /* errno of the rejection; 0: served */
} refusals[] = {
    {"no user for the resolver", "passwd", "root:x:0:0::/:/bin/sh\n", "",
     ENOEXEC},
    {"no group for the gate", "group", "root:x:0:\n", "", ENOEXEC},
    {"an account of another uid", "uid", "17\n", "", EACCES},
    {"no settings", "esc-session.conf", "", "", EACCES},
    {"settings that are wrong", "esc-session.conf", "zone = a:b\n", "",
     ENOEXEC},
    {"an account that has ended", "shadow", "somebody:*:1:::::2:\n", "",
     EACCES},
    {"a definition that is not there", "esc-session.conf",
     "host-id = h\nenvironments = /nowhere\n"
     "permit user somebody environment acme/app/*\n",
     "", ESRCH},
    {"no signing key", "esc-session.conf",
     "host-id = h\nenvironments = " WORLD "/environments\n"
     "permit user somebody environment acme/app/*\n",
     "", ENOEXEC},
    {"unknown callout information", NULL, NULL, "x", EOVERFLOW},
    {"a ring at the login", NULL, NULL, "b", 0},
    {"a renewal", NULL, NULL, "r", 0},
};

static void
test_refusals(struct opened *o)
{
    struct calls *calls = calls_shared();

    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal *row = &refusals[i];
        char problem[256] = "";
        int status;

        calls->callout = row->callout;
        ok(world_make(o->login.uid)
               && world_put("esc-session.conf", world_aws_settings, 0644)
               && (row->file == NULL
                   || world_put(row->file, row->text,
                                strcmp(row->file, "shadow") == 0 ? 0600
                                                                 : 0644)),
           "%s", row->name);
        calls->call = "";
        status = handle(o);
        judge(o, status, problem);
        is_str(problem, "", "  %s", calls->logged);
        is_int(calls->rejected_with, row->with, "  answered so");
    }
    calls->callout = "";
}

static void
test_rates(struct opened *o)
{
    struct calls *calls = calls_shared();
    struct timespec now;
    uint32_t window[2];
    off_t place = 0x1234 * (off_t)sizeof(window); /* of the ticket's session */
    int fd;

    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    window[0] = (uint32_t)now.tv_sec;
    window[1] = 60;
    o->rates = true;
    (void)handle(o);
    fd = open(WORLD "/run/repeats", O_WRONLY);
    ok(fd >= 0
           && pwrite(fd, window, sizeof(window), place)
                  == (ssize_t)sizeof(window),
       "a ticket that rang sixty times");
    close(fd);
    is_int(handle(o), 0, "its next ring has an answer");
    is_int(calls->rejected_with, EBUSY, "that it is too much");
    is_int(calls->rejected_for, 5, "for seconds");
    (void)unlink(WORLD "/run/repeats");
    calls->callout = "b";
    (void)handle(o);
    is_int(calls->answered, 1, "a ring at a login");
    (void)handle(o);
    is_int(calls->rejected_with, EBUSY, "a second one at once");
    is_int(calls->rejected_for, 0, "closes no door");
    calls->callout = "x";
    (void)handle(o);
    ok(calls->logged[0] != '\0', "a strange ring is in the journal");
    (void)handle(o);
    is_int(calls->rejected_with, EOVERFLOW, "the next one is rejected");
    is_str(calls->logged, "", "without another line");
    calls->callout = "";
    o->rates = false;
}

static void
test_ended(struct opened *o)
{
    struct calls *calls = calls_shared();
    struct login login;

    ok(login_open_at(&login, o->login.uid, time(NULL) - 1001)
           && login_as(login.uid, ring, o->bell) == 0,
       "a log-in past its longest duration");
    o->login = login;
    is_int(handle(o), 0, "its ring has an answer");
    is_int(calls->rejected_with, EKEYREVOKED, "%s", calls->logged);
}

static int
started(int argc, char **argv)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        (void)!freopen("/dev/null", "w", stderr);
        exit(provision_main(argc, argv));
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : -1;
}

static void
test_arguments(void)
{
    static const char *const rows[][3] = {
        {"x", "1", "1"},
        {"2147483648", "1", "1"},
        {"1", "x", "1"},
        {"1", "4294967295", "1"},
    };
    char name[] = "esc-provision", key[16], uid[16], zero[] = "0";
    char *argv[] = {name, key, uid, zero, NULL};

    is_int(started(1, argv), 2, "without arguments: its usage");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(key, sizeof(key), "%s", rows[i][0]);
        snprintf(uid, sizeof(uid), "%s", rows[i][1]);
        is_int(started(4, argv), 2, "%s %s: its usage", key, uid);
    }
}

int
main(void)
{
    struct opened o = {.bell = login_shared(sizeof(*o.bell))};

    calls_shared()->callout = "";
    if (!login_possible())
        return tap_done();
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (ok(login_open_at(&o.login, login_uid(), time(NULL)), "a log-in")
        && ok(world_make(o.login.uid), "a world")) {
        for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
            test_story(&o, &stories[i]);
        o.story = &stories[0];
        snprintf(o.bell->description, sizeof(o.bell->description),
                 ESC_KEY_OPEN "acme/app/good");
        ok(world_put("esc-session.conf", world_aws_settings, 0644)
               && login_as(o.login.uid, ring, o.bell) == 0,
           "a ring");
        o.held = find_held(&o);
        test_interruptions(&o);
        test_refusals(&o);
        test_rates(&o);
        test_ended(&o);
        test_arguments();
    }
    login_close(&o.login);
    world_clear();
    return tap_done();
}
