/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of the handler, and what must hold of it whatever failed.
 */
#include "open_handle.h"
#include "open_calls.h"
#include "tap.h"
#include <errno.h>
#include <keyutils.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/wait.h>
#include <unistd.h>

/* As the user: the doorbell, and what the sign-in keeps. */
int
open_ring(void *context)
{
    struct bell *bell = context;
    int32_t identity = add_key("user", ESC_KEY_IDENTITY, "a sign-in", 9,
                               KEY_SPEC_SESSION_KEYRING);

    bell->key =
        add_key("user", bell->description, "x", 1, KEY_SPEC_SESSION_KEYRING);
    return bell->key < 0 || identity < 0
           || keyctl_setperm(identity, KEY_POS_ALL | KEY_USR_ALL) != 0;
}

int32_t
open_find_held(const struct opened *o)
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
bool
open_all_gone(void)
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
int
open_handle(struct opened *o)
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
        if (o->closed)
            closefrom(0);
        calls_arm();
        _exit(provision_main(4, argv));
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool
open_was_late(void)
{
    static const char *const words[] = {"did not answer in 2 seconds",
                                        "did not finish in time",
                                        "no time is left", "the handler hung"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strstr(calls_shared()->logged, words[i]) != NULL)
            return true;
    return false;
}

int
open_handle_calmly(struct opened *o)
{
    int status = open_handle(o);

    for (int i = 0; i < 50 && open_was_late(); i++) {
        (void)unlink(WORLD "/run/background");
        status = open_handle(o);
    }
    return status;
}

static void
note(char problem[static OPEN_PROBLEM_MAX], const char *text)
{
    size_t len = strlen(problem);

    snprintf(problem + len, OPEN_PROBLEM_MAX - len, " %s;", text);
}

/* What must hold whatever failed. */
void
open_judge(struct opened *o, int status, char problem[static OPEN_PROBLEM_MAX])
{
    const struct calls *calls = calls_shared();
    bool gone = open_all_gone();
    int32_t held = open_find_held(o);
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
    /* A full host is silent: anybody could fill its journal. */
    if (rejected && calls->rejected_with != EBUSY
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
    if (!gone)
        note(problem, "a process is left");
    o->held = held;
}

/* False: no such call was made. */
bool
open_fail_one(struct opened *o, const char *call, int at, int with)
{
    struct calls *calls = calls_shared();
    char problem[OPEN_PROBLEM_MAX] = "";
    int status;

    calls->call = call;
    calls->at = at;
    calls->with = with;
    status = open_handle(o);
    open_judge(o, status, problem);
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
