/* SPDX-License-Identifier: Apache-2.0 */
/* Files in memory: made, whose they are, swept. */
#include "files.h"
#include "esc/file.h"
#include "tap.h"
#include "world.h"
#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
get_ticket(struct esc_ticket *ticket_out, struct esc_error *err)
{
    (void)err;
    *ticket_out = (struct esc_ticket){.session = "abc123"};
    return true;
}

static const struct keyring_ops ops = {.get_ticket = get_ticket};

static bool
is_there(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

static void
folder_of(const char *path, char *out, size_t size)
{
    snprintf(out, size, "%s", path);
    *strrchr(out, '/') = '\0';
}

static void
check_made(const char *path)
{
    char text[32] = "", folder[FILES_PATH_MAX];
    struct stat st;
    FILE *file = fopen(path, "r");

    ok(file != NULL && fgets(text, sizeof(text), file) != NULL, "%s", path);
    is_str(text, "content", "  has the value");
    if (file != NULL)
        fclose(file);
    ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600, "  mode 0600");
    folder_of(path, folder, sizeof(folder));
    ok(stat(folder, &st) == 0 && (st.st_mode & 07777) == 0700,
       "  in a folder of mode 0700");
}

/* A process that is gone. */
static pid_t
dead(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    (void)waitpid(child, NULL, 0);
    return child;
}

static void
check_life(const struct cli *cli, const struct esc_cred_set *set)
{
    FILES_OWN mine = {0};
    FILES_OWN orphan = {0};
    struct esc_error err = {0};

    ok(files_make(cli, set, getpid(), &mine, &err), "made: %s", err.text);
    is_str(files_path(&mine, 0), "", "a variable has no file");
    check_made(files_path(&mine, 1));
    ok(files_make(cli, set, dead(), &orphan, &err)
           && is_there(files_path(&orphan, 1)),
       "those of a process that ends");
    files_sweep(cli, NULL);
    ok(!is_there(files_path(&orphan, 1)), "are swept");
    ok(is_there(files_path(&mine, 1)), "those of a living one stay");
    files_sweep(cli, "abc");
    ok(is_there(files_path(&mine, 1)), "so do another login's");
    files_sweep(cli, "abc123");
    ok(!is_there(files_path(&mine, 1)), "the login's own go with it");
}

/*
 * A session whose first process is gone and whose second lives until the
 * returned descriptor is closed: its leader.
 */
static pid_t
leaderless(int *hold_out)
{
    int hold[2] = {-1, -1};
    pid_t leader;

    if (pipe(hold) != 0 || (leader = fork()) < 0)
        return -1;
    if (leader == 0) {
        char byte;

        close(hold[1]);
        if (setsid() < 0 || fork() != 0)
            _exit(0);
        _exit(read(hold[0], &byte, 1) == 0 ? 0 : 1);
    }
    close(hold[0]);
    *hold_out = hold[1];
    (void)waitpid(leader, NULL, 0);
    return leader;
}

static void
check_session(const struct cli *cli, const struct esc_cred_set *set)
{
    FILES_OWN files = {0};
    struct esc_error err = {0};
    int hold = -1;
    pid_t leader = leaderless(&hold);

    ok(leader > 0 && files_make(cli, set, leader, &files, &err),
       "those of a session without its leader: %s", err.text);
    files_sweep(cli, NULL);
    ok(is_there(files_path(&files, 1)), "stay while it has a process");
    close(hold);
    for (int i = 0; i < 3000 && is_there(files_path(&files, 1)); i++) {
        usleep(10000);
        files_sweep(cli, NULL);
    }
    ok(!is_there(files_path(&files, 1)), "and are swept behind the last");
}

/* What a session tells of itself. */
struct used {
    char first[FILES_PATH_MAX], second[FILES_PATH_MAX];
    bool watched, watched_again;
};

/* Leads a session, uses files twice, leaves another process in it. */
static void
lead(const struct cli *cli, struct esc_cred_set *set, int hold, int tell)
{
    FILES_OWN first = {0};
    FILES_OWN second = {0};
    struct used used = {.watched = false};
    char byte;

    if (setsid() < 0 || !files_make(cli, set, getsid(0), &first, NULL))
        _exit(1);
    used.watched = files_watch(&first, set, getsid(0));
    if (!files_make(cli, set, getsid(0), &second, NULL))
        _exit(1);
    used.watched_again = files_watch(&second, set, getsid(0));
    snprintf(used.first, sizeof(used.first), "%s", files_path(&first, 1));
    snprintf(used.second, sizeof(used.second), "%s", files_path(&second, 1));
    if (fork() == 0)
        _exit(read(hold, &byte, 1) == 0 ? 0 : 1);
    _exit(esc_file_write_all(tell, &used, sizeof(used)) ? 0 : 1);
}

/* Those of env go with the shell's session, by themselves. */
static void
check_watch(const struct cli *cli, struct esc_cred_set *set)
{
    int hold[2] = {-1, -1}, tell[2] = {-1, -1};
    struct used used = {.watched = false};
    pid_t leader;

    ok(pipe(hold) == 0 && pipe(tell) == 0, "pipes");
    leader = fork();
    if (leader == 0) {
        close(hold[1]);
        lead(cli, set, hold[0], tell[1]);
    }
    close(hold[0]);
    close(tell[1]);
    ok(read(tell[0], &used, sizeof(used)) == (ssize_t)sizeof(used)
           && waitpid(leader, NULL, 0) == leader,
       "a session uses files");
    if (!used.watched) {
        skip("no pidfd_open(2): the next command sweeps");
    } else {
        ok(!used.watched_again, "one process sees to all that it uses");
        ok(is_there(used.first) && is_there(used.second),
           "they stay behind its leader");
    }
    close(hold[1]);
    close(tell[0]);
    for (int i = 0; used.watched && i < 3000 && is_there(used.second); i++)
        usleep(10000);
    ok(!used.watched || !is_there(used.second), "and go behind the last");
    for (int i = 0; used.watched && i < 3000 && is_there(used.first); i++)
        usleep(10000);
    ok(!used.watched || !is_there(used.first), "all of them");
}

/* The configuration of exec --auto-renew. */
static void
check_config(const struct cli *cli)
{
    FILES_OWN mine = {0};
    ESC_BUF_OWN text = ESC_BUF_LIMIT(4096);
    struct esc_error err = {0};

    ok(files_make_config(cli, "acme/aws/dev", getpid(), &mine, &err)
           && esc_file_read(mine.config, &text, &err),
       "a configuration is made: %s", err.text);
    is_str(esc_buf_text(&text),
           "[profile esc-session]\ncredential_process = \"" ESC_BINDIR
           "/esc-session\" credentials -q -e acme/aws/dev\n",
           "  it asks this program");
    files_sweep(cli, "abc123");
    ok(!is_there(mine.config), "  and goes with the login");
}

/* A base that somebody else could look into is not used. */
static void
check_base(const struct cli *cli, const struct esc_cred_set *set,
           const char *base)
{
    FILES_OWN files = {0};
    struct esc_error err = {0};

    (void)mkdir(base, 0700);
    ok(chmod(base, 0755) == 0, "a folder that others may enter");
    if (files_make(cli, set, getpid(), &files, &err))
        ok(strncmp(files_path(&files, 1), base, strlen(base)) != 0,
           "  is not used");
    else
        ok(err.code == ESC_E_SYSTEM && err.hint[0] != '\0',
           "  is not used: %s", err.text);
    (void)chmod(base, 0700);
    files_sweep(cli, "abc123");
    ok(rmdir(base) == 0 || errno == ENOENT, "  and nothing is left");
}

int
main(void)
{
    char runtime[64], base[96], variable[96], *environ_[] = {variable, NULL};
    struct cli cli = world_new(environ_, &ops);
    ESC_OWN(esc_cred_set) set = world_aws(0, 0);
    ESC_OWN(esc_cred_set) files_set = esc_cred_set_new();
    FILES_OWN none = {0};
    struct esc_error err = {0};
    struct statfs fs;

    snprintf(runtime, sizeof(runtime), "/dev/shm/files-t.%d", (int)getpid());
    snprintf(base, sizeof(base), "%s/esc-session", runtime);
    snprintf(variable, sizeof(variable), "XDG_RUNTIME_DIR=%s", runtime);
    ok(files_make(&cli, set, getpid(), &none, &err) && none.paths == NULL,
       "a set without files makes none");
    if (statfs("/dev/shm", &fs) != 0 || fs.f_type != TMPFS_MAGIC
        || mkdir(runtime, 0700) != 0) {
        skip("/dev/shm is no tmpfs that may be written");
        return tap_done();
    }
    world_add(files_set, "A", "value", false);
    world_add(files_set, "B", "content", true);
    check_life(&cli, files_set);
    check_session(&cli, files_set);
    check_watch(&cli, files_set);
    check_config(&cli);
    check_base(&cli, files_set, base);
    (void)rmdir(runtime);
    return tap_done();
}
