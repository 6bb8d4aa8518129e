/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log-in without sshd.
 */
#include "login.h"
#include <errno.h>
#include <grp.h>
#include <keyutils.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <tap.h>
#include <unistd.h>

bool
login_possible(void)
{
    if (geteuid() != 0) {
        skip("only root can own a key as root");
        return false;
    }
    if (keyctl_join_session_keyring(NULL) < 0) {
        skip("no kernel keyrings here: %s", strerror(errno));
        return false;
    }
    return true;
}

uid_t
login_uid(void)
{
    return 1900000 + (uid_t)getpid();
}

static bool
make_ticket(struct login *login)
{
    uint8_t bytes[ESC_TICKET_BYTES_MAX];
    size_t len = esc_ticket_encode(&login->fields, bytes, sizeof(bytes));

    login->ticket = add_key("user", ESC_KEY_TICKET, bytes, len, login->gate);
    return login->ticket >= 0
           && keyctl_setperm(login->ticket, ESC_PERM_TICKET) == 0
           && keyctl_set_timeout(login->ticket, 600) == 0;
}

bool
login_open(struct login *login, uid_t uid)
{
    return login_open_at(login, uid, 1000);
}

bool
login_open_at(struct login *login, uid_t uid, int64_t now)
{
    char name[64];

    memset(login, 0, sizeof(*login));
    login->uid = uid;
    login->gid = uid;
    login->ring = (int32_t)keyctl_join_session_keyring(NULL);
    snprintf(name, sizeof(name), ESC_KEY_GATE "%u-%d", uid, login->ring);
    login->gate = add_key("keyring", name, NULL, 0, KEY_SPEC_SESSION_KEYRING);
    login->fields = (struct esc_ticket){.uid = uid,
                                        .gate = login->gate,
                                        .created = now,
                                        .ends = now + 1000,
                                        .login = "somebody",
                                        .session = "0123456789abcdef",
                                        .service = "sshd"};
    return login->ring >= 0 && login->gate >= 0 && make_ticket(login)
           && keyctl_chown(login->ring, uid, uid) == 0
           && keyctl_chown(login->gate, uid, uid) == 0
           && keyctl_setperm(login->gate, ESC_PERM_GATE) == 0;
}

void
login_close(const struct login *login)
{
    (void)keyctl_revoke(login->ring);
    (void)keyctl_join_session_keyring(NULL);
}

int
login_as(uid_t uid, int (*fn)(void *), void *arg)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (setgroups(0, NULL) != 0 || setresgid(uid, uid, uid) != 0
            || setresuid(uid, uid, uid) != 0)
            _exit(255);
        _exit(fn(arg));
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 255;
    return WEXITSTATUS(status);
}

void *
login_shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}
