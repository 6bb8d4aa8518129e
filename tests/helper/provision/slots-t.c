/* SPDX-License-Identifier: Apache-2.0 */
/* Slots: how many at once, given back by death; rates; what a uid holds. */
#include "helper/provision/held.h"
#include "helper/provision/slots.h"
#include "esc/frame.h"
#include "tap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALICE 1000
#define CAROL 1002
#define BOB 4294967290U /* a uid of the upper half */

static int
take(int folder, uid_t uid, struct esc_error *err)
{
    return slots_take(folder, uid, esc_frame_now_ms(), err);
}

static void
test_uid(int folder)
{
    struct esc_error err = {0};
    int held[SLOTS_UID], other;
    size_t got = 0;

    for (size_t i = 0; i < SLOTS_UID; i++) {
        held[i] = take(folder, ALICE, &err);
        got += held[i] >= 0;
    }
    is_int((long long)got, SLOTS_UID, "a uid has its slots");
    ok(take(folder, ALICE, &err) < 0 && err.code == ESC_E_BUSY, "and no more");
    other = take(folder, BOB, &err);
    ok(other >= 0, "another has its own");
    close(held[3]);
    held[3] = take(folder, ALICE, &err);
    ok(held[3] >= 0, "a returned one is free at once");
    for (size_t i = 0; i < SLOTS_UID; i++)
        close(held[i]);
    close(other);
}

static void
test_host(int folder)
{
    struct esc_error err = {0};
    int held[SLOTS_HOST];
    size_t got = 0;

    for (size_t i = 0; i < SLOTS_HOST; i++) {
        held[i] = take(folder, (uid_t)i, &err);
        got += held[i] >= 0;
    }
    is_int((long long)got, SLOTS_HOST, "the host has its slots");
    ok(take(folder, ALICE, &err) < 0 && err.code == ESC_E_BUSY, "and no more");
    for (size_t i = 0; i < SLOTS_HOST; i++)
        close(held[i]);
}

/* A child that takes a slot, says so and waits to be killed. */
static pid_t
holder(int folder, int *ready)
{
    int fds[2];
    pid_t pid;

    if (pipe(fds) != 0)
        return -1;
    pid = fork();
    if (pid == 0) {
        int fd = take(folder, ALICE, NULL);

        (void)!write(fds[1], fd >= 0 ? "y" : "n", 1);
        for (;;)
            pause();
    }
    close(fds[1]);
    *ready = fds[0];
    return pid;
}

static void
test_death(int folder)
{
    pid_t pids[SLOTS_UID];
    struct esc_error err = {0};
    int fd;

    for (size_t i = 0; i < SLOTS_UID; i++) {
        char said = 0;
        int ready;

        pids[i] = holder(folder, &ready);
        ok(pids[i] > 0 && read(ready, &said, 1) == 1 && said == 'y',
           "process %zu holds a slot", i);
        close(ready);
    }
    ok(take(folder, ALICE, &err) < 0, "all are taken");
    kill(pids[0], SIGKILL);
    waitpid(pids[0], NULL, 0);
    fd = take(folder, ALICE, &err);
    ok(fd >= 0, "death gives one back");
    close(fd);
    for (size_t i = 1; i < SLOTS_UID; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
}

/* Who waits gets the slot that comes free within the time. */
static void
test_queue(int folder)
{
    int held[SLOTS_UID], fd;
    struct esc_error err = {0};
    pid_t pid;

    for (size_t i = 0; i < SLOTS_UID; i++)
        held[i] = take(folder, ALICE, &err);
    pid = fork();
    if (pid == 0) {
        /* The child's copies would keep the locks of the descriptions. */
        for (size_t i = 0; i < SLOTS_UID; i++)
            close(held[i]);
        fd = slots_take(folder, ALICE, esc_frame_now_ms() + 60000, NULL);
        _exit(fd >= 0 ? 0 : 1);
    }
    close(held[0]);
    fd = 1;
    ok(waitpid(pid, &fd, 0) == pid && fd == 0, "who waits is served");
    for (size_t i = 1; i < SLOTS_UID; i++)
        close(held[i]);
}

static void
test_rates(int folder)
{
    static const struct slots_rate one = {"one", 1, 3600},
                                   three = {"three", 3, 3600},
                                   over = {"over", 1, 0};
    size_t due = 0;

    ok(slots_due(folder, &one, ALICE), "the first is due");
    ok(!slots_due(folder, &one, ALICE), "the second is not");
    ok(slots_due(folder, &one, BOB), "another uid's is");
    ok(!slots_due(folder, &one, BOB), "and is counted apart");
    for (int i = 0; i < 5; i++)
        due += slots_due(folder, &three, ALICE);
    is_int((long long)due, 3, "three of five are due");
    ok(slots_due(folder, &over, ALICE) && slots_due(folder, &over, ALICE),
       "a window that is over counts anew");
    ok(slots_due(-1, &one, ALICE), "without a folder everything is due");
}

static bool
alive(const struct esc_request *request, int32_t key)
{
    (void)request;
    return key > 7;
}

/* Store keys of BYTES each, if FOLDER's account admits it. */
static bool
hold(int folder, const struct held_wish *wish, const struct esc_stored *keys,
     struct esc_error *err)
{
    HELD_OWN held = {.fd = -1};

    if (!held_open(folder, wish, &held, err))
        return false;
    held_add(&held, keys);
    return true;
}

static void
test_held(int folder)
{
    const struct esc_request alice = {.uid = ALICE}, bob = {.uid = BOB};
    static const struct esc_stored ended = {1, {{7, 600}}},
                                   parts = {3, {{7, 1}, {8, 300}, {9, 300}}},
                                   none = {0};
    struct held_wish wish = {
        .request = &alice, .bytes = 600, .max = 1000, .alive = alive};
    struct esc_error err = {0};

    ok(hold(folder, &wish, &ended, &err), "600 of 1000 bytes fit");
    ok(hold(folder, &wish, &parts, &err), "a key that ended is free");
    ok(!hold(folder, &wish, &none, &err) && err.code == ESC_E_KEYRING
           && err.hint[0] != '\0',
       "600 more do not fit beside parts whose head has ended");
    wish.bytes = 400;
    ok(hold(folder, &wish, &none, &err), "400 do");
    wish.max = 100;
    ok(!hold(folder, &wish, &none, &err) && err.code == ESC_E_KEYRING,
       "nor anything when root has lowered the limit: %s", err.text);
    wish.max = 1000;
    wish.request = &bob;
    wish.bytes = 1001;
    ok(!hold(folder, &wish, &none, &err), "more than all never fit");
}

/* More keys than are recorded would be keys that nobody counts. */
static void
test_held_keys(int folder)
{
    const struct esc_request carol = {.uid = CAROL};
    struct held_wish wish = {
        .request = &carol, .bytes = 1, .max = UINT64_MAX, .alive = alive};
    struct esc_stored keys = {.count = ESC_STORED_MAX};
    struct esc_error err = {0};
    int held = 0;

    for (int i = 0; i < ESC_STORED_MAX; i++)
        keys.keys[i] = (struct esc_stored_key){8, 1};
    while (held < 2000 && hold(folder, &wish, &keys, &err))
        held += ESC_STORED_MAX;
    is_int(held, 1026, "some more than 1024 keys, never uncounted");
    is_int(err.code, ESC_E_KEYRING, "the next is refused: %s", err.text);
    wish.request = &(const struct esc_request){.uid = BOB};
    ok(hold(folder, &wish, &keys, &err), "another user's is not");
}

static void
test_held_unread(int folder)
{
    const struct esc_request dan = {.uid = CAROL + 1};
    struct held_wish wish = {
        .request = &dan, .bytes = 1, .max = 1000, .alive = alive};
    struct esc_stored none = {0};
    struct esc_error err = {0};
    char name[32];

    snprintf(name, sizeof(name), "held.%u", CAROL + 1);
    ok(mkdirat(folder, name, 0700) == 0, "an account that is none");
    ok(!hold(folder, &wish, &none, &err) && err.code == ESC_E_SYSTEM,
       "is no empty one");
    (void)unlinkat(folder, name, AT_REMOVEDIR);
}

static void
remove_files(int folder)
{
    DIR *dir = fdopendir(dup(folder));
    const struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            unlinkat(folder, entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
}

int
main(void)
{
    char dir[] = "/tmp/slots-t.XXXXXX", path[64];
    struct esc_error err = {0};
    struct stat st;
    int folder;

    ok(mkdtemp(dir) != NULL, "a folder");
    snprintf(path, sizeof(path), "%s/run", dir);
    folder = slots_folder(path, &err);
    if (ok(folder >= 0, "the run-time folder is made")) {
        ok(fstat(folder, &st) == 0 && (st.st_mode & 0777) == 0700,
           "for root alone");
        test_uid(folder);
        test_host(folder);
        test_death(folder);
        test_queue(folder);
        test_rates(folder);
        test_held(folder);
        test_held_keys(folder);
        test_held_unread(folder);
        remove_files(folder);
        ok(chmod(path, 0777) == 0 && slots_folder(path, &err) < 0
               && err.code == ESC_E_CONFIG,
           "one that all may write is not used");
        close(folder);
    }
    rmdir(path);
    rmdir(dir);
    return tap_done();
}
