/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module on the kernel's real keyrings with real ids, as root only; PAM
 * alone is a fake.  Each login has a session ring of its own.
 */
#include "login.h"
#include "world.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>
#include <sys/fsuid.h>
#include <tap.h>
#include <unistd.h>

static const char *plain[] = {"provision=first-use"};

struct look {
    int32_t ticket, gate;
    struct esc_ticket fields;
    char description[128];
    int refused; /* how many of the attempts were */
};

/* What the user's process sees of its login. */
static int
look(void *arg)
{
    struct look *l = arg;
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    long len;

    l->ticket = (int32_t)keyctl_search(KEY_SPEC_SESSION_KEYRING, "user",
                                       ESC_KEY_TICKET, 0);
    if (l->ticket < 0)
        return errno == EKEYREVOKED ? 2 : 1;
    len = keyctl_read(l->ticket, (char *)bytes, sizeof(bytes));
    if (len < 0 || !esc_ticket_decode(bytes, (size_t)len, &l->fields, NULL))
        return 3;
    l->gate = l->fields.gate;
    if (keyctl_describe(l->gate, l->description, sizeof(l->description)) < 0)
        return 4;
    return 0;
}

/* What the user's process should not be able to do. */
static int
misuse(void *arg)
{
    struct look *l = arg;
    int32_t ring = KEY_SPEC_SESSION_KEYRING;

    l->refused = (keyctl_setperm(l->gate, 0x3f3f0000) < 0)
                 + (keyctl_chown(l->gate, getuid(), 0) < 0)
                 + (keyctl_link(l->gate, ring) < 0)
                 + (keyctl_set_timeout(l->gate, 1) < 0)
                 + (keyctl_link(l->ticket, ring) < 0)
                 + (keyctl_update(l->ticket, "x", 1) < 0)
                 + (keyctl_revoke(l->ticket) < 0)
                 + (keyctl_set_timeout(l->ticket, 0) < 0)
                 + (keyctl_setperm(l->ticket, 0x3f3f0000) < 0);
    return 0;
}

/* From outside the session: same uid, knowing the serial. */
static int
outside(void *arg)
{
    struct look *l = arg;
    char text[128];

    (void)keyctl_join_session_keyring(NULL);
    l->refused = (keyctl_describe(l->gate, text, sizeof(text)) < 0)
                 + (keyctl_read(l->gate, text, sizeof(text)) < 0)
                 + (keyctl_link(l->gate, KEY_SPEC_SESSION_KEYRING) < 0)
                 + (keyctl_read(l->ticket, text, sizeof(text)) < 0);
    return 0;
}

static void
start(struct pam_handle *world, uid_t uid)
{
    world_reset(world);
    world->account.pw_uid = uid;
    world->account.pw_gid = uid;
    (void)keyctl_join_session_keyring(NULL); /* as sshd's: root's */
}

static void
test_login(struct look *l)
{
    static struct pam_handle world;
    uid_t uid = login_uid();

    start(&world, uid);
    ok(pam_sm_open_session(&world, 0, 1, plain) == PAM_SUCCESS, "opened: %s",
       world.log);
    is_int(login_as(uid, look, l), 0, "the user finds the ticket");
    is_int(l->fields.uid, uid, "which is the user's");
    ok(strstr(l->description, ";010c0000;esc:gate:") != NULL,
       "in a gate as designed: %s", l->description);
    login_as(uid, misuse, l);
    is_int(l->refused, 9, "the user can change neither");
    login_as(uid, outside, l);
    is_int(l->refused, 4, "another session of the user sees nothing");
    is_int(login_as(uid + 1, look, l), 1, "another user in it neither");
    ok(pam_sm_close_session(&world, 0, 1, plain) == PAM_SUCCESS, "closed");
    ok(login_as(uid, look, l) != 0, "and gone");
    world_end(&world, 0);
}

static void
test_rings(struct look *l)
{
    static struct pam_handle world;
    uid_t uid = login_uid();
    long ring;

    start(&world, uid);
    ring = keyctl_get_keyring_ID(KEY_SPEC_SESSION_KEYRING, 0);
    ok(keyctl_chown((int32_t)ring, uid, uid) == 0, "the user's own ring");
    ok(pam_sm_open_session(&world, 0, 1, plain) == PAM_SUCCESS, "opened");
    is_int(keyctl_get_keyring_ID(KEY_SPEC_SESSION_KEYRING, 0), ring,
           "the ring is kept");
    ok(keyctl_revoke((int32_t)ring) == 0, "pam_keyinit closes before us");
    ok(pam_sm_close_session(&world, 0, 1, plain) == PAM_SUCCESS, "closed");
    world_end(&world, 0);
    start(&world, uid);
    ring = keyctl_get_keyring_ID(KEY_SPEC_SESSION_KEYRING, 0);
    ok(pam_sm_open_session(&world, 0, 1, plain) == PAM_SUCCESS, "opened");
    ok(keyctl_get_keyring_ID(KEY_SPEC_SESSION_KEYRING, 0) != ring,
       "root's ring is not used");
    is_int(login_as(uid, look, l), 0, "the fresh one works");
    ok(pam_sm_close_session(&world, 0, 1, plain) == PAM_SUCCESS, "closed");
    world_end(&world, 0);
}

/* Keys of the user's own until the quota is used up. */
static int
fill(void *arg)
{
    char name[32];

    (void)arg;
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof(name), "%d", i);
        if (add_key("user", name, "x", 1, KEY_SPEC_USER_KEYRING) < 0)
            return errno != EDQUOT;
    }
    return 1;
}

static int
empty(void *arg)
{
    (void)arg;
    return keyctl_clear(KEY_SPEC_USER_KEYRING) != 0;
}

static void
test_quota(struct look *l)
{
    static struct pam_handle world;
    uid_t uid = login_uid() + 300000;
    char text[128];

    start(&world, uid);
    is_int(login_as(uid, fill, NULL), 0, "the user's quota is full");
    ok(pam_sm_open_session(&world, 0, 1, plain) == PAM_SUCCESS,
       "the login works: %s", world.log);
    ok(strstr(world.told, "quota of keys is used up") != NULL,
       "and the user is told");
    ok(keyctl_describe(KEY_SPEC_SESSION_KEYRING, text, sizeof(text)) > 0
           && strstr(text, "keyring;0;0;") == text,
       "the ring is root's: %s", text);
    ok(login_as(uid, look, l) != 0, "there is no gate");
    ok(pam_sm_close_session(&world, 0, 1, plain) == PAM_SUCCESS, "closed");
    is_int(login_as(uid, empty, NULL), 0, "the quota is free again");
    world_end(&world, 0);
}

static void
test_prefetch(void)
{
    static struct pam_handle world;
    static const char *args[] = {"provision=login"};
    static char home[128];
    char path[64], report[4096] = "", want[64];
    FILE *file;
    uid_t uid = login_uid();

    snprintf(path, sizeof(path), "/tmp/esc-real-t.%d", (int)getpid());
    snprintf(home, sizeof(home), "/tell%s", path);
    start(&world, uid);
    world.account.pw_dir = home;
    if (access(TEST_PROGRAM, X_OK) != 0
        || login_as(uid, look, &(struct look){0}) == 255) {
        skip("cannot run the stand-in client as another user");
        return;
    }
    ok(pam_sm_open_session(&world, 0, 1, args) == PAM_SUCCESS, "opened: %s",
       world.log);
    file = fopen(path, "r");
    if (file == NULL) {
        skip("the user may not read the source tree: %s", world.told);
        (void)pam_sm_close_session(&world, 0, 1, args);
        world_end(&world, 0);
        return;
    }
    report[fread(report, 1, sizeof(report) - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    snprintf(want, sizeof(want), "ids %u %u %u %u %u", uid, uid, uid, uid,
             uid);
    ok(strstr(report, want) != NULL, "the client is the user");
    ok(strstr(report, "args prefetch\n") != NULL,
       "who waits is not asked to be dropped");
    ok(strstr(report, "groups\n") != NULL, "without root's groups");
    ok(pam_sm_close_session(&world, 0, 1, args) == PAM_SUCCESS, "closed");
    world_end(&world, 0);
}

static void
test_keep(struct look *l)
{
    static struct pam_handle world;
    static const char *args[] = {"provision=first-use", "logout=keep",
                                 "scope=user"};
    uid_t uid = login_uid();
    char name[64];

    start(&world, uid);
    ok(pam_sm_open_session(&world, 0, 3, args) == PAM_SUCCESS, "opened");
    ok(pam_sm_close_session(&world, 0, 3, args) == PAM_SUCCESS, "closed");
    is_int(login_as(uid, look, l), 0, "logout=keep leaves the gate");
    snprintf(name, sizeof(name), ";010c0000;esc:gate:%u", uid);
    ok(strstr(l->description, name) != NULL, "scope=user names it: %s",
       l->description);
    world_end(&world, 0);
}

int
main(void)
{
    struct look *l;

    if (!login_possible())
        return tap_done();
    l = login_shared(sizeof(*l));
    test_login(l);
    test_rings(l);
    test_quota(l);
    test_prefetch();
    test_keep(l);
    (void)keyctl_join_session_keyring(NULL);
    return tap_done();
}
