/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every call that can fail fails once, the first, the second, ... until the
 * run meets none: the login works (or is refused, where wanted), the failure
 * is logged and told once, no key is left that a process can reach and that
 * nobody would revoke.
 */
#include "world.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tap.h>
#include <unistd.h>

static const char *const calls[] = {
    "calloc",  "getrandom", "pam_set_data", "join",   "chown",
    "setperm", "timeout",   "add_key",      "pipe2",  "open",
    "clone3",  "setresuid", "setuid",       "setsid", "dup2",
    "chdir",   "execve",    "close_range",  "poll",   "waitid",
};

/* Of a start that nobody waits for, up to the second process. */
static const char *const twice[] = {"open", "clone3", "waitid"};

static int
lines(const char *text, const char *prefix)
{
    int count = 0;

    for (; text != NULL && *text != '\0'; text = strchr(text, '\n')) {
        text += *text == '\n';
        count += strncmp(text, prefix, strlen(prefix)) == 0;
    }
    return count;
}

/* One login in which call number AT of that name fails, here or in a child;
 * false: none did. */
static bool
run(const char *call, int at, const char *provision, bool deny)
{
    static struct pam_handle world;
    const char *args[] = {provision, deny ? "on-failure=deny" : "debug",
                          "logout=keep"};
    bool background = strcmp(provision, "provision=background") == 0;
    int opened, keys;
    bool mine;

    world_reset(&world);
    world.fail = call;
    world.fail_at = at;
    world.fail_with = at % 2 == 0 ? EDQUOT : ENOMEM;
    opened = pam_sm_open_session(&world, 0, 3, args);
    keys = world_live_keys(&world);
    /* Of one that nobody waits for, nobody hears; nor of its first child. */
    mine = !background || (world.calls >= at && strcmp(call, "waitid") != 0);
    if (world_failed() == 0) {
        world_end(&world, 0);
        return false;
    }
    ok(opened == (deny && mine ? PAM_SESSION_ERR : PAM_SUCCESS),
       "%s %d, %s, deny=%d: the login %s", call, at, provision, deny,
       deny && mine ? "is refused" : "works");
    ok(lines(world.log, "ERR ") == mine, "and the log says it once");
    ok(lines(world.told, "ERROR ") == mine, "and the user is told once");
    ok(world.fsuid == 0, "and root's ids are back");
    ok(keys == (world.data == NULL ? 0 : 2), "and no gate is left behind");
    ok(pam_sm_close_session(&world, 0, 3, args) == PAM_SUCCESS, "and closed");
    world_end(&world, 0);
    return true;
}

/* The data item is not found again: the login works, and is closed by the end
 * of the handle. */
static void
test_lost_data(void)
{
    static struct pam_handle world;
    const char *args[] = {"provision=first-use"};

    world_reset(&world);
    world.fail = "pam_get_data";
    world.fail_at = 2;
    ok(pam_sm_open_session(&world, 0, 1, args) == PAM_SUCCESS
           && world_failed() == 1,
       "the data item is not found again: the login works");
    is_int(world_live_keys(&world), 2, "with its gate and ticket");
    world_end(&world, 0);
    is_int(world_live_keys(&world), 0, "which end with the handle");
}

/* What is interrupted goes on. */
static void
test_interrupted(const char *call)
{
    static struct pam_handle world;
    const char *args[] = {"provision=login", "timeout=60s"};

    world_reset(&world);
    world.fail = call;
    world.fail_at = 1;
    world.fail_with = EINTR;
    ok(pam_sm_open_session(&world, 0, 2, args) == PAM_SUCCESS
           && world_failed() == 1 && lines(world.log, "ERR ") == 0,
       "'%s' is interrupted: the login works", call);
    (void)pam_sm_close_session(&world, 0, 2, args);
    world_end(&world, 0);
}

/* The client says something although all is well; root logs in. */
static void
test_said(void)
{
    static struct pam_handle world;
    static char warned[] = "/warned";
    const char *args[] = {"provision=login", "timeout=60s", "min-uid=0"};

    world_reset(&world);
    world.account.pw_dir = warned;
    ok(pam_sm_open_session(&world, 0, 3, args) == PAM_SUCCESS
           && strstr(world.log, "error=") == NULL
           && lines(world.told, "INFO ") == 1,
       "a word of warning is no failure");
    (void)pam_sm_close_session(&world, 0, 3, args);
    world_end(&world, 0);
    world_reset(&world);
    world.account.pw_uid = world.account.pw_gid = 0;
    ok(pam_sm_open_session(&world, 0, 3, args) == PAM_SUCCESS
           && lines(world.log, "ERR ") == 0,
       "root has nothing to drop");
    (void)pam_sm_close_session(&world, 0, 3, args);
    world_end(&world, 0);
}

/* Whose gate ends when: only by root, in the process that opened it. */
static void
test_ends(void)
{
    static struct pam_handle world;
    const char *args[] = {"provision=first-use"};
    int status;
    pid_t pid;

    world_reset(&world);
    (void)pam_sm_open_session(&world, 0, 1, args);
    pid = fork();
    if (pid == 0) {
        world_end(&world, 0);
        exit(world_live_keys(&world));
    }
    ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status)
           && WEXITSTATUS(status) == 2,
       "the handle ends in a fork of the host: the login goes on");
    world.euid = 1001;
    world_end(&world, 0);
    is_int(world_live_keys(&world), 2, "or as somebody else than root");
}

/* Which session ring is the user's own. */
static void
test_rings(void)
{
    static const struct {
        const char *ring;
        bool joined;
    } rows[] = {
        {"keyring;1001;1002;3f030000;_ses", false},
        {"keyring;0;0;3f030000;_ses", true},
        {"keyring;1001;1002;3f030000;_uid_ses.1001", true},
        {"no description", true},
        {"keyring;1001;1002;3f030000;"
         "a-name-that-is-longer-than-any-that-the-kernel-gives-by-itself-"
         "a-name-that-is-longer-than-any-that-the-kernel-gives-by-itself",
         true},
        {NULL, true},
    };
    static struct pam_handle world;
    const char *args[] = {"provision=first-use"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        world_reset(&world);
        world.ring = rows[i].ring;
        ok(pam_sm_open_session(&world, 0, 1, args) == PAM_SUCCESS
               && (lines(world.did, "join") == 1) == rows[i].joined,
           "'%.50s' is %s", rows[i].ring == NULL ? "none" : rows[i].ring,
           rows[i].joined ? "left" : "kept");
        world_end(&world, 0);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        int met = 0;

        for (int at = 1; run(calls[i], at, "provision=login", false); at++) {
            (void)run(calls[i], at, "provision=login", true);
            met++;
        }
        ok(met > 0, "'%s' is called at all", calls[i]);
    }
    for (size_t i = 0; i < sizeof(twice) / sizeof(twice[0]); i++)
        for (int at = 1; run(twice[i], at, "provision=background", true); at++)
            ;
    test_lost_data();
    test_interrupted("poll");
    test_interrupted("waitid");
    test_said();
    test_ends();
    test_rings();
    while (waitpid(-1, NULL, __WALL) > 0)
        ; /* those that a failing waitid left */
    return tap_done();
}
