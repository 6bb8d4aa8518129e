/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames where something is wrong: no room, no memory, a call that fails once
 * or is interrupted, and every cut of every message.
 */
#include "esc/frame.h"
#include "esc/message.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* The build wraps these (local.mk): which one fails next, and how. */
static struct {
    const char *call;
    int with, hit;
} fault;

static bool
fails(const char *call)
{
    if (fault.call == NULL || strcmp(fault.call, call) != 0 || fault.hit > 0)
        return false;
    fault.hit++;
    errno = fault.with;
    return true;
}

int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
int
__wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
    return fails("poll") ? -1 : __real_poll(fds, count, ms);
}

ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
ssize_t
__wrap_send(int fd, const void *bytes, size_t len, int flags)
{
    return fails("send") ? -1 : __real_send(fd, bytes, len, flags);
}

ssize_t __real_read(int fd, void *bytes, size_t len);
ssize_t __wrap_read(int fd, void *bytes, size_t len);
ssize_t
__wrap_read(int fd, void *bytes, size_t len)
{
    return fails("read") ? -1 : __real_read(fd, bytes, len);
}

void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of);
void *
__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t of)
{
    return fails("mmap") ? MAP_FAILED
                         : __real_mmap(at, len, prot, flags, fd, of);
}

/* A message from one end to the other, in which CALL fails once. */
static enum esc_code
pass(const char *call, int with, struct esc_error *err)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(64);
    ESC_OWN(esc_secret) frame = NULL;
    int fds[2];
    bool sent;

    err->code = ESC_OK;
    if (bytes == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0
        || !esc_message_put_text(bytes, ESC_MESSAGE_WANT_TOKEN, "aud"))
        return ESC_E_BUG;
    fault.call = call;
    fault.with = with;
    fault.hit = 0;
    sent = esc_frame_send(fds[0], bytes, 0, err);
    if (sent)
        frame = esc_frame_receive(fds[1], 64, 0, err);
    fault.call = NULL;
    close(fds[0]);
    close(fds[1]);
    ok((frame != NULL) == (err->code == ESC_OK) && fault.hit == 1,
       "%s fails with %s: %s", call, strerror(with),
       frame == NULL ? err->text : "goes on");
    return err->code;
}

static void
test_calls(void)
{
    static const struct {
        const char *call;
        int with;
        enum esc_code code;
    } rows[] = {
        {"poll", EINTR, ESC_OK},         {"poll", ENOMEM, ESC_E_SYSTEM},
        {"send", EINTR, ESC_OK},         {"send", EAGAIN, ESC_OK},
        {"send", EPIPE, ESC_E_BUG},      {"send", ECONNRESET, ESC_E_BUG},
        {"send", ENOBUFS, ESC_E_SYSTEM}, {"read", EINTR, ESC_OK},
        {"read", EAGAIN, ESC_OK},        {"read", EIO, ESC_E_SYSTEM},
        {"read", ECONNRESET, ESC_E_BUG}, {"mmap", ENOMEM, ESC_E_SYSTEM},
        {"send", ENOTSOCK, ESC_OK},
    };
    struct esc_error err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        is_int(pass(rows[i].call, rows[i].with, &err), rows[i].code,
               "  its code");
}

/* Who does not read is not waited for past the deadline. */
static void
test_full(void)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(ESC_FRAME_MAX);
    struct esc_error err = {0};
    size_t room;
    int fds[2];

    (void)esc_secret_tail(bytes, &room);
    esc_secret_grow(bytes, room);
    ok(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0
           && !esc_frame_send(fds[0], bytes, esc_frame_now_ms() + 20, &err)
           && err.code == ESC_E_TIMEOUT,
       "nobody reads: %s", err.text);
    ok(!esc_frame_send(fds[0], bytes, esc_frame_now_ms() - 1000, &err)
           && err.code == ESC_E_TIMEOUT,
       "a deadline that has passed");
    close(fds[1]);
    ok(!esc_frame_send(fds[0], bytes, esc_frame_now_ms() + 7200000, &err)
           && err.code == ESC_E_BUG,
       "nobody is there: %s", err.text);
    close(fds[0]);
}

static void
test_writer(void)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(16);
    ESC_OWN(esc_secret) large = esc_secret_new(ESC_FRAME_MAX + 64);
    ESC_OWN(esc_secret) empty = esc_secret_new(1);
    struct esc_frame_writer w;
    size_t room;

    esc_frame_start(&w, bytes, 1);
    esc_frame_put_str(&w, 1, "more than there is room for");
    esc_frame_put_str(&w, 2, "");
    ok(!esc_frame_finish(&w), "a field without room fails for good");
    esc_frame_start(&w, bytes, 1);
    esc_frame_put_bytes(&w, 1, NULL, (size_t)ESC_FRAME_MAX + 1);
    ok(!esc_frame_finish(&w), "so does one that no frame can hold");
    esc_frame_start(&w, large, 1);
    (void)esc_secret_tail(large, &room);
    esc_secret_grow(large, room);
    ok(!esc_frame_finish(&w), "and a frame longer than any");
    esc_frame_start(&w, bytes, 1);
    esc_secret_clear(bytes);
    ok(!esc_frame_finish(&w), "and one without its type");
    is_int(esc_message_type(empty), 0, "nothing has no type");
}

/* What begins as MESSAGE is taken whole or not at all. */
static void
cut(const char *name, const struct esc_secret *message,
    bool (*take)(const struct esc_secret *, struct esc_error *))
{
    size_t len = esc_secret_len(message) - 4, taken = 0, said = 0;

    for (size_t i = 0; i <= len + 1; i++) {
        ESC_OWN(esc_secret) part = esc_secret_new(len + 2);
        struct esc_error err = {0};

        if (!esc_secret_add(part, esc_secret_bytes(message) + 4,
                            i < len ? i : len)
            || (i > len && !esc_secret_add(part, "x", 1)))
            break;
        taken += take(part, &err);
        said += err.code == ESC_E_BUG;
    }
    ok(taken == 1 && said == len + 1, "%s: refused at every cut", name);
}

static bool
take_bytes(const struct esc_secret *frame, struct esc_error *err)
{
    struct esc_message_content content;

    return esc_message_get_bytes(frame, &content, err);
}

static bool
take_failure(const struct esc_secret *frame, struct esc_error *err)
{
    struct esc_error failure;

    return esc_message_get_failure(frame, &failure, err);
}

static bool
take_log(const struct esc_secret *frame, struct esc_error *err)
{
    char line[16];
    int priority;

    return esc_message_get_log(frame, &priority, line, sizeof(line), err);
}

static void
test_cuts(void)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(512);
    struct esc_error failure = {.code = ESC_E_NETWORK};
    struct esc_frame_writer w;
    ESC_OWN(esc_secret) nul = esc_secret_new(64);
    struct esc_error err = {0};

    ok(esc_message_put_bytes(bytes, ESC_MESSAGE_TOKEN, "sub", "abc", 3),
       "a token");
    cut("a token", bytes, take_bytes);
    ok(esc_message_put_failure(bytes, ESC_MESSAGE_FAILURE, &failure),
       "a failure");
    cut("a failure", bytes, take_failure);
    failure.code = ESC_OK;
    ok(esc_message_put_failure(bytes, ESC_MESSAGE_FAILURE, &failure)
           && esc_secret_add(nul, esc_secret_bytes(bytes) + 4,
                             esc_secret_len(bytes) - 4)
           && !take_failure(nul, &err),
       "a failure that is none: %s", err.text);
    ok(esc_message_put_log(bytes, 6, "a line of sixteen"), "a long line");
    esc_secret_clear(nul);
    ok(esc_secret_add(nul, esc_secret_bytes(bytes) + 4,
                      esc_secret_len(bytes) - 4)
           && !take_log(nul, &err),
       "is not taken where there is no room: %s", err.text);
    ok(esc_message_put_log(bytes, 6, "line"), "a line");
    cut("a line", bytes, take_log);
    esc_frame_start(&w, bytes, ESC_MESSAGE_TOKEN);
    esc_frame_put_str(&w, 2, "");
    esc_frame_put_str(&w, 1, "");
    esc_secret_clear(nul);
    ok(esc_frame_finish(&w)
           && esc_secret_add(nul, esc_secret_bytes(bytes) + 4,
                             esc_secret_len(bytes) - 4)
           && !take_bytes(nul, &err),
       "fields out of order: %s", err.text);
    esc_frame_start(&w, bytes, ESC_MESSAGE_TOKEN);
    esc_frame_put_bytes(&w, 1, "s\0b", 3);
    esc_frame_put_str(&w, 2, "");
    esc_secret_clear(nul);
    ok(esc_frame_finish(&w)
           && esc_secret_add(nul, esc_secret_bytes(bytes) + 4,
                             esc_secret_len(bytes) - 4)
           && !take_bytes(nul, &err),
       "a NUL in a text: %s", err.text);
}

int
main(void)
{
    test_calls();
    test_full();
    test_writer();
    test_cuts();
    return tap_done();
}
