/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames: composing, taking apart, sending and receiving.
 */
#include "esc/frame.h"
#include "esc/wire.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void
add(struct esc_frame_writer *w, const void *bytes, size_t len)
{
    if (w->failed || !esc_secret_add(w->bytes, bytes, len))
        w->failed = true;
}

void
esc_frame_start(struct esc_frame_writer *w, struct esc_secret *bytes,
                uint8_t type)
{
    static const uint8_t length[4];

    esc_secret_clear(bytes);
    w->bytes = bytes;
    w->failed = false;
    add(w, length, sizeof(length));
    add(w, &type, 1);
}

void
esc_frame_put_bytes(struct esc_frame_writer *w, uint8_t tag, const void *bytes,
                    size_t len)
{
    uint8_t head[5] = {tag};

    if (len > ESC_FRAME_MAX) {
        w->failed = true;
        return;
    }
    esc_wire_store(head + 1, len, 4);
    add(w, head, sizeof(head));
    add(w, bytes, len);
}

void
esc_frame_put_str(struct esc_frame_writer *w, uint8_t tag, const char *text)
{
    esc_frame_put_bytes(w, tag, text, strlen(text));
}

void
esc_frame_put_u64(struct esc_frame_writer *w, uint8_t tag, uint64_t value)
{
    uint8_t bytes[8];

    esc_wire_store(bytes, value, sizeof(bytes));
    esc_frame_put_bytes(w, tag, bytes, sizeof(bytes));
}

bool
esc_frame_finish(struct esc_frame_writer *w)
{
    size_t len = esc_secret_len(w->bytes);
    size_t room;

    if (w->failed || len < 5 || len - 4 > ESC_FRAME_MAX)
        return false;
    /* The tail is the only writable view; the first byte stands LEN before. */
    esc_wire_store(esc_secret_tail(w->bytes, &room) - len, len - 4, 4);
    return true;
}

void
esc_frame_open(struct esc_frame_reader *r, const void *bytes, size_t len)
{
    r->failed = len == 0;
    r->at = bytes;
    r->end = r->at + len;
    r->type = 0;
    if (!r->failed)
        r->type = *r->at++;
}

bool
esc_frame_get_bytes(struct esc_frame_reader *r, uint8_t tag, size_t max,
                    const uint8_t **bytes_out, size_t *len_out)
{
    struct esc_wire_in in = {r->at, r->end, r->failed};
    uint64_t got = esc_wire_get(&in, 1);
    size_t len = (size_t)esc_wire_get(&in, 4);

    *bytes_out = esc_wire_get_bytes(&in, len);
    *len_out = len;
    r->failed = in.failed || got != tag || len > max;
    if (!r->failed)
        r->at = in.at;
    return !r->failed;
}

bool
esc_frame_get_str(struct esc_frame_reader *r, uint8_t tag, char *out,
                  size_t size)
{
    const uint8_t *bytes;
    size_t len;

    if (!esc_frame_get_bytes(r, tag, size - 1, &bytes, &len))
        return false;
    if (memchr(bytes, '\0', len) != NULL) {
        r->failed = true;
        return false;
    }
    memcpy(out, bytes, len);
    out[len] = '\0';
    return true;
}

bool
esc_frame_get_u64(struct esc_frame_reader *r, uint8_t tag, uint64_t max,
                  uint64_t *value_out)
{
    const uint8_t *bytes;
    uint64_t value;
    size_t len;

    if (!esc_frame_get_bytes(r, tag, 8, &bytes, &len))
        return false;
    value = len == 8 ? esc_wire_load(bytes, 8) : UINT64_MAX;
    r->failed = len != 8 || value > max;
    if (r->failed)
        return false;
    *value_out = value;
    return true;
}

bool
esc_frame_end(const struct esc_frame_reader *r)
{
    return !r->failed && r->at == r->end;
}

int64_t
esc_frame_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Wait until FD is ready for EVENTS; false with errno, ETIMEDOUT at the end.
 */
static bool
wait_for(int fd, short events, int64_t deadline_ms)
{
    struct pollfd p = {.fd = fd, .events = events};

    for (;;) {
        int64_t left = deadline_ms - esc_frame_now_ms();
        int n, timeout = -1;

        if (deadline_ms != 0)
            timeout = left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
        n = poll(&p, 1, timeout);
        if (n > 0)
            return true;
        if (n == 0) {
            errno = ETIMEDOUT;
            return false;
        }
        if (errno != EINTR)
            return false;
    }
}

static bool
io_failed(struct esc_error *err, const char *act)
{
    if (errno == ETIMEDOUT)
        return esc_fail(err, ESC_E_TIMEOUT, NULL, "%s: deadline passed", act);
    if (errno == EPIPE || errno == ECONNRESET)
        return esc_fail(err, ESC_E_BUG, NULL, "%s: the other side has gone",
                        act);
    return esc_fail_errno(err, ESC_E_SYSTEM, errno, NULL, "%s", act);
}

bool
esc_frame_send(int fd, const struct esc_secret *frame, int64_t deadline_ms,
               struct esc_error *err)
{
    const uint8_t *at = esc_secret_bytes(frame);
    size_t left = esc_secret_len(frame);

    while (left > 0) {
        ssize_t n;

        if (!wait_for(fd, POLLOUT, deadline_ms))
            return io_failed(err, "cannot send frame");
        n = send(fd, at, left, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == ENOTSOCK)
            n = write(fd, at, left);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return io_failed(err, "cannot send frame");
        at += n;
        left -= (size_t)n;
    }
    return true;
}

static bool
receive_all(int fd, uint8_t *out, size_t len, int64_t deadline_ms)
{
    while (len > 0) {
        ssize_t n;

        if (!wait_for(fd, POLLIN, deadline_ms))
            return false;
        n = read(fd, out, len);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n == 0)
            errno = EPIPE;
        if (n <= 0)
            return false;
        out += n;
        len -= (size_t)n;
    }
    return true;
}

struct esc_secret *
esc_frame_receive(int fd, size_t max, int64_t deadline_ms,
                  struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = NULL;
    uint8_t length[4], *tail;
    size_t room, len;

    if (!receive_all(fd, length, sizeof(length), deadline_ms)) {
        io_failed(err, "cannot receive frame");
        return NULL;
    }
    len = (size_t)esc_wire_load(length, sizeof(length));
    if (len == 0 || len > max) {
        esc_fail(err, ESC_E_BUG, NULL,
                 "malformed frame: %zu bytes, at most %zu allowed", len, max);
        return NULL;
    }
    frame = esc_secret_new(len);
    if (frame == NULL) {
        esc_fail(err, ESC_E_SYSTEM, NULL, "cannot receive frame: no memory");
        return NULL;
    }
    tail = esc_secret_tail(frame, &room);
    if (!receive_all(fd, tail, len, deadline_ms)) {
        io_failed(err, "cannot receive frame");
        return NULL;
    }
    esc_secret_grow(frame, len);
    return esc_secret_take(&frame);
}
