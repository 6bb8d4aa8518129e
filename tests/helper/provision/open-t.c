/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole openings, from the ring to its answer, in which each call that can
 * fail fails once: the first, the second, ... until a run meets none.  The
 * keyrings, processes and files are real; a fake stands for the directory and
 * for the resolver, and the kernel's upcall is stood in for (open_calls.c).
 * After each: the ring has one answer, a refusal says why, what was held is
 * still there, no descriptor and no process is left.  As root only.
 */
#include "esc/ticket.h"
#include "login.h"
#include "open_calls.h"
#include "open_handle.h"
#include "open_world.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
static const struct story stories[] = {
    {"good", world_aws_settings, NULL},
    {"secret", world_aws_settings, own_calls},
    {"access", world_service_settings, own_calls},
    {"person", world_sign_in_settings, own_calls},
};

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
    static const char *const full[] = {"flock", "pwrite", "openat", NULL};
    struct calls *calls = calls_shared();
    int met = 0;

    o->story = story;
    snprintf(o->bell->description, sizeof(o->bell->description),
             ESC_KEY_OPEN "acme/app/%s", story->name);
    if (!ok(world_put("esc-session.conf", story->settings, 0644)
                && login_as(o->login.uid, open_ring, o->bell) == 0,
            "%s: a ring", story->name))
        return;
    is_int(open_handle_calmly(o), 0, "%s: served: %s", story->name,
           calls->logged);
    is_int(calls->answered, 1, "and answered");
    o->held = open_find_held(o);
    ok(o->held >= 0, "and held");
    for (size_t i = 0; calls_name(i) != NULL; i++) {
        bool full_too = is_in(calls_name(i), full);

        if (story->calls != NULL && !is_in(calls_name(i), story->calls))
            continue;
        for (int at = 1; open_fail_one(o, calls_name(i), at, ENOMEM); at++)
            met++;
        for (int at = 1;
             full_too && open_fail_one(o, calls_name(i), at, ENOSPC); at++)
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
        bool outside; /* in the process that guards the handler */
    } rows[] = {
        {"poll", 0, true}, /* as if the time was over */
        {"poll", EINTR, true},
        {"poll", ENOMEM, true},
        {"waitpid", EINTR, true},
        {"waitpid", ECHILD, true},
        {"pidfd_open", EMFILE, true},
        {"poll", 0, false},
        {"poll", EINTR, false},
        {"read", EINTR, false},
        {"send", EINTR, false},
        {"waitpid", EINTR, false},
        {"keyctl_describe", CALLS_KILL + SIGKILL, false},
        {"keyctl_describe", CALLS_KILL + SIGALRM, false},
        {"keyctl_link", CALLS_KILL + SIGTERM, false},
        {"keyctl_link", EKEYREVOKED, false},
        {"keyctl_link", EACCES, false},
        {"keyctl_link", ENOKEY, false},
        {"request_key", EKEYEXPIRED, false},
        {"request_key", EKEYREVOKED, false},
        {"keyctl_describe", ENOKEY, false},
        {"keyctl_describe", EKEYREVOKED, false},
        {"add_key", EDQUOT, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        calls_shared()->outside = rows[i].outside;
        for (int at = 1; open_fail_one(o, rows[i].call, at, rows[i].with);
             at++)
            ok(rows[i].with != EINTR || calls_shared()->answered == 1
                   || open_was_late(),
               "  what is interrupted goes on");
    }
    calls_shared()->outside = false;
    ok(open_fail_one(o, "mmap", 1, ENOMEM)
           && open_fail_one(o, "keyctl_unlink", 2, ENOMEM),
       "a failure that cannot be taken away again");
    o->closed = true;
    is_int(open_handle_calmly(o), 0, "without descriptors 0 to 2: served");
    o->closed = false;
    o->held = open_find_held(o);
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
        char problem[OPEN_PROBLEM_MAX] = "";
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
        status = open_handle_calmly(o);
        open_judge(o, status, problem);
        is_str(problem, "", "  %s", calls->logged);
        is_int(calls->rejected_with, row->with, "  answered so");
    }
    calls->callout = "";
}

/* Who vouches, and what the journal says of it. */
static void
test_backends(struct opened *o)
{
    static const struct {
        const char *story, *settings, *said;
        int with;
    } rows[] = {
        {"bad-result", world_aws_settings, "malformed frame", EPROTO},
        {"two-tokens",
         "host-id = h\nissuer = https://i\nsession-name = definition\n"
         "environments = " WORLD "/environments\n"
         "signing-key = " WORLD "/key.pem\n"
         "audience = first.example.com second.example.com\n"
         "permit user * environment acme/app/*\n",
         "backend=local ", 0},
        {"identity",
         "host-id = h\nbackend = pulumi\npulumi-token = sign-in\n"
         "login-issuer = https://i\nlogin-client-id = c\n"
         "map somebody pulumi some\npermit user * environment acme/app/*\n",
         "backend=\"pulumi (own sign-in)\"", 0},
        {"good",
         "host-id = h\nbackend = pulumi\npulumi-token = team:ops\n"
         "issuer = https://i\nsigning-key = " WORLD "/key.pem\n"
         "environments = " WORLD "/environments\nfallback = local\n"
         "permit user * environment acme/app/* fallback local\n",
         "backend=\"local (fallback)\"", 0},
        {"good", world_service_settings, "the service opens it", EACCES},
        {"good",
         "host-id = h\nbackend = pulumi\n"
         "permit user * environment acme/app/*\n",
         "no line of map says so", ENOEXEC},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(o->bell->description, sizeof(o->bell->description),
                 ESC_KEY_OPEN "acme/app/%s", rows[i].story);
        ok(world_put("esc-session.conf", rows[i].settings, 0644)
               && login_as(o->login.uid, open_ring, o->bell) == 0,
           "%s: %.40s", rows[i].story, rows[i].said);
        is_int(open_handle_calmly(o), 0, "  it has an answer");
        is_int(calls_shared()->rejected_with, rows[i].with, "  that one");
        ok(strstr(calls_shared()->logged, rows[i].said) != NULL, "  %s",
           calls_shared()->logged);
        ok(open_all_gone(), "  and all have ended");
    }
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
    (void)open_handle(o);
    fd = open(WORLD "/run/repeats", O_WRONLY);
    ok(fd >= 0
           && pwrite(fd, window, sizeof(window), place)
                  == (ssize_t)sizeof(window),
       "a ticket that rang sixty times");
    close(fd);
    is_int(open_handle(o), 0, "its next ring has an answer");
    is_int(calls->rejected_with, EBUSY, "that it is too much");
    is_int(calls->rejected_for, 5, "for seconds");
    (void)unlink(WORLD "/run/repeats");
    calls->callout = "b";
    (void)open_handle_calmly(o);
    is_int(calls->answered, 1, "a ring at a login");
    (void)open_handle(o);
    is_int(calls->rejected_with, EBUSY, "a second one at once");
    is_int(calls->rejected_for, 0, "closes no door");
    calls->callout = "x";
    (void)open_handle(o);
    ok(calls->logged[0] != '\0', "a strange ring is in the journal");
    (void)open_handle(o);
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
           && login_as(login.uid, open_ring, o->bell) == 0,
       "a log-in past its longest duration");
    o->login = login;
    is_int(open_handle(o), 0, "its ring has an answer");
    is_int(calls->rejected_with, EKEYREVOKED, "%s", calls->logged);
}

static int
started(int argc, char **argv)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        (void)!freopen("/dev/null", "w", stderr);
        _exit(provision_main(argc, argv));
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
               && login_as(o.login.uid, open_ring, o.bell) == 0,
           "a ring");
        o.held = open_find_held(&o);
        test_interruptions(&o);
        test_refusals(&o);
        test_rates(&o);
        test_backends(&o);
        test_ended(&o);
        test_arguments();
    }
    login_close(&o.login);
    world_clear();
    return tap_done();
}
