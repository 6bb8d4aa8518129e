/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process that is started for the user, and what is not changed in the one
 * that starts it.
 */
#include "prefetch.h"
#include "world.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tap.h>
#include <unistd.h>

static char told_path[64];
static char home[128];

static struct prefetch_how
how_for(struct pam_handle *world, const char *where, int wait_ms)
{
    snprintf(home, sizeof(home), "%s", where);
    world->account.pw_dir = home;
    return (struct prefetch_how){
        .program = TEST_PROGRAM, .user = &world->account, .wait_ms = wait_ms};
}

/* Wait for the detached child's report. */
static bool
read_report(char *out, size_t size)
{
    FILE *file = NULL;
    size_t len;

    for (int i = 0; i < 3000 && file == NULL; i++) {
        file = fopen(told_path, "r");
        if (file == NULL)
            (void)poll(NULL, 0, 10);
    }
    if (file == NULL)
        return false;
    len = fread(out, 1, size - 1, file);
    out[len] = '\0';
    fclose(file);
    unlink(told_path);
    return true;
}

static void
has(const char *report, const char *line)
{
    if (!ok(strstr(report, line) != NULL, "the child has: %s", line))
        diag("%s", report);
}

static void
test_child(struct pam_handle *world)
{
    struct prefetch_how how;
    struct prefetch result;
    struct esc_error err = {.code = ESC_OK};
    char report[4096] = "", where[128];
    int leaked = open("/dev/null", O_RDONLY); /* as sshd -E: not cloexec */

    snprintf(where, sizeof(where), "/tell%s", told_path);
    how = how_for(world, where, 0);
    signal(SIGPIPE, SIG_IGN);
    ok(prefetch_start(&how, &result, &err), "started: %s", err.text);
    is_int(result.state, PREFETCH_STARTED, "nobody waits");
    ok(waitpid(-1, NULL, WNOHANG | __WALL) < 0 && errno == ECHILD,
       "no child is left to be reaped");
    signal(SIGPIPE, SIG_DFL);
    close(leaked);
    if (!ok(read_report(report, sizeof(report)), "it ran"))
        return;
    has(report, "args prefetch --background\n");
    has(report, "LANG=C LOGNAME=dana PATH=/usr/local/bin:/usr/bin:/bin"
                " USER=dana \n");
    has(report, "cwd /\n");
    has(report, "umask 0077\n");
    has(report, "SigBlk:0000000000000000");
    has(report, "SigIgn:0000000000000000");
    has(report, "session own\n");
    ok(strstr(report, "extra fd") == NULL
           && strstr(report + 26, "\nfd ") == NULL,
       "no descriptor but 0-2");
    ok(strstr(report, "fd /dev/null\nfd /dev/null\n") == report,
       "which are /dev/null");
}

static void
test_waiting(struct pam_handle *world)
{
    static const struct {
        const char *home;
        int wait_ms;
        enum prefetch_state state;
        const char *text;
    } rows[] = {
        {"/ready", 60000, PREFETCH_READY, ""},
        {"/refused", 60000, PREFETCH_FAILED,
         "cannot open 'default': not permitted"},
        {"/rude", 60000, PREFETCH_FAILED, "\\x1b[31mred"},
        {"/warned", 60000, PREFETCH_READY, "careful"},
        {"/slow", 50, PREFETCH_LATE, ""},
    };
    struct prefetch result;
    struct esc_error err = {.code = ESC_OK};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct prefetch_how how =
            how_for(world, rows[i].home, rows[i].wait_ms);

        ok(prefetch_start(&how, &result, &err), "%s: started", rows[i].home);
        is_int(result.state, rows[i].state, "%s: its state", rows[i].home);
        is_str(result.text, rows[i].text, "%s: its text", rows[i].home);
    }
    ok(result.child > 0, "the late one goes on");
    prefetch_reap(result.child);
    ok(kill(result.child, 0) == 0, "and is not waited for");
    (void)kill(result.child, SIGKILL);
    for (int i = 0; i < 3000 && kill(result.child, 0) == 0; i++) {
        (void)poll(NULL, 0, 10);
        prefetch_reap(result.child);
    }
    ok(kill(result.child, 0) != 0 && errno == ESRCH,
       "once it has ended it is reaped");
    prefetch_reap(0);
}

static void
test_not_started(struct pam_handle *world)
{
    static char long_home[3000];
    struct prefetch_how how = how_for(world, "/ready", 0);
    struct prefetch result;
    struct esc_error err = {.code = ESC_OK};

    how.program = "/nonexistent/esc-session";
    ok(!prefetch_start(&how, &result, &err), "a program that is not there");
    is_str(err.text,
           "cannot start '/nonexistent/esc-session': No such file or"
           " directory",
           "is named");
    how.program = TEST_PROGRAM;
    memset(long_home, 'h', sizeof(long_home) - 1);
    world->account.pw_dir = long_home;
    ok(!prefetch_start(&how, &result, &err), "a home that is too long");
    is_int(err.code, ESC_E_INPUT, "is said: %s", err.text);
    how = how_for(world, "/ready", 0);
    for (size_t len = 293; len <= 296; len += 3) {
        memset(long_home, 'n', len);
        long_home[len] = '\0';
        world->account.pw_name = long_home;
        ok(!prefetch_start(&how, &result, &err), "a name of %zu bytes", len);
        is_int(err.code, ESC_E_INPUT, "is said: %s", err.text);
    }
    world_reset(world);
}

/* A signal of the host at the end of the wait does not make it longer. */
static void
test_interrupted(struct pam_handle *world)
{
    struct prefetch_how how = how_for(world, "/slower", 20);
    struct prefetch result;
    struct esc_error err = {.code = ESC_OK};

    world->fail = "poll, late";
    world->fail_at = 1;
    ok(prefetch_start(&how, &result, &err), "started between signals");
    is_int(result.state, PREFETCH_LATE, "and waited for no longer");
    is_int(world_failed(), 1, "once");
    world_reset(world);
    (void)kill(result.child, SIGKILL);
    while (kill(result.child, 0) == 0) {
        prefetch_reap(result.child);
        (void)poll(NULL, 0, 10);
    }
}

struct state {
    mode_t mask;
    char cwd[512];
    struct sigaction actions[NSIG];
    sigset_t blocked;
    int fds;
    char **environment;
};

static void
take_state(struct state *state)
{
    memset(state, 0, sizeof(*state));
    state->mask = umask(0);
    (void)umask(state->mask);
    if (getcwd(state->cwd, sizeof(state->cwd)) == NULL)
        state->cwd[0] = '\0';
    for (int i = 1; i < NSIG; i++)
        (void)sigaction(i, NULL, &state->actions[i]);
    (void)sigprocmask(SIG_SETMASK, NULL, &state->blocked);
    for (int fd = 0; fd < 256; fd++)
        state->fds += fcntl(fd, F_GETFD) >= 0;
    state->environment = environ;
}

static void
same_state(const struct state *before, const struct state *after)
{
    int changed = 0;

    is_int(after->mask, before->mask, "the umask is untouched");
    is_str(after->cwd, before->cwd, "so is the directory");
    for (int i = 1; i < NSIG; i++)
        changed +=
            before->actions[i].sa_handler != after->actions[i].sa_handler
            || before->actions[i].sa_flags != after->actions[i].sa_flags;
    is_int(changed, 0, "so is what is done about signals");
    ok(memcmp(&before->blocked, &after->blocked, sizeof(before->blocked)) == 0,
       "so is what is blocked of them");
    is_int(after->fds, before->fds, "no descriptor is left open or closed");
    ok(after->environment == before->environment, "nor the environment");
}

static void
on_child(int number)
{
    (void)number;
}

static void
test_host(struct pam_handle *world)
{
    static struct state before, after;
    static const char *const provisions[] = {"provision=background",
                                             "provision=login"};
    const char *argv[] = {NULL};
    char word[64];

    signal(SIGCHLD, on_child);
    signal(SIGPIPE, SIG_IGN);
    (void)umask(027);
    for (int i = 0; i < 2; i++) {
        world_reset(world);
        snprintf(word, sizeof(word), "%s", provisions[i]);
        argv[0] = word;
        take_state(&before);
        ok(pam_sm_open_session(world, 0, 1, argv) == PAM_SUCCESS
               && pam_sm_close_session(world, 0, 1, argv) == PAM_SUCCESS,
           "%s: opened and closed", word);
        take_state(&after);
        same_state(&before, &after);
    }
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
}

int
main(void)
{
    static struct pam_handle world;

    snprintf(told_path, sizeof(told_path), "/tmp/esc-prefetch-t.%d",
             (int)getpid());
    world_reset(&world);
    test_child(&world);
    test_waiting(&world);
    test_not_started(&world);
    test_interrupted(&world);
    test_host(&world);
    return tap_done();
}
