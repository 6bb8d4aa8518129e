/* SPDX-License-Identifier: Apache-2.0 */
/* Frames and messages: round trips, and everything malformed refused. */
#include "esc/message.h"
#include "tap.h"
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a peer receives of BYTES sent; NULL on failure. */
static struct esc_secret *
through(const struct esc_secret *bytes, struct esc_error *err)
{
    int fds[2];
    struct esc_secret *frame = NULL;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        return NULL;
    if (esc_frame_send(fds[0], bytes, esc_frame_now_ms() + 1000, err))
        frame = esc_frame_receive(fds[1], ESC_FRAME_MAX,
                                  esc_frame_now_ms() + 1000, err);
    close(fds[0]);
    close(fds[1]);
    return frame;
}

static void
test_open(struct esc_secret *bytes)
{
    struct esc_message_open open = {.max_duration = 900,
                                    .deadline_ms = 9000,
                                    .output_max = 65536,
                                    .loopback_http = true,
                                    .service_expiration = 600,
                                    .service_lifetime = 3600,
                                    .aws_duration = 900,
                                    .fallback = true,
                                    .ask_approval = true,
                                    .check = true};
    static struct esc_message_open got; /* large */
    struct esc_error err = {0};
    ESC_OWN(esc_secret) frame = NULL;
    size_t taken = 0;

    memcpy(open.environment, "acme/aws/dev", 13);
    memcpy(open.audience, "sts.amazonaws.com", 18);
    memcpy(open.service_url, "https://api.example.com", 24);
    memcpy(open.service_kind, "personal", 9);
    memcpy(open.service_scope, "user:dana-k", 12);
    ok(esc_message_put_open(bytes, &open), "OPEN composed");
    frame = through(bytes, &err);
    ok(frame != NULL && esc_message_type(frame) == ESC_MESSAGE_OPEN
           && esc_message_get_open(frame, &got, &err),
       "and taken apart");
    ok(memcmp(&open, &got, sizeof(got)) == 0, "to the same");
    for (size_t cut = 0; cut < esc_secret_len(bytes) - 4; cut++) {
        ESC_OWN(esc_secret) part = esc_secret_new(cut + 1);

        taken += part != NULL
                 && esc_secret_add(part, esc_secret_bytes(bytes) + 4, cut)
                 && esc_message_get_open(part, &got, &err);
    }
    is_int((long long)taken, 0, "no truncation is taken");
}

static void
test_diagnostic(struct esc_secret *bytes)
{
    struct esc_message_diagnostic one = {.is_warning = true,
                                         .line = 3,
                                         .column = 9,
                                         .end_line = 3,
                                         .end_column = 12,
                                         .key_line = 3,
                                         .key_column = 5};
    struct esc_message_diagnostic got;
    struct esc_error err = {0};
    ESC_OWN(esc_secret) frame = NULL;

    memcpy(one.environment, "acme/aws/dev", 13);
    memcpy(one.path, "values.a", 9);
    memcpy(one.text, "unknown", 8);
    memcpy(one.key, "a", 2);
    ok(esc_message_put_diagnostic(bytes, &one), "DIAGNOSTIC composed");
    frame = through(bytes, &err);
    ok(frame != NULL && esc_message_get_diagnostic(frame, &got, &err)
           && memcmp(&one, &got, sizeof(got)) == 0,
       "and taken apart to the same");
    ok(esc_message_put_text(bytes, ESC_MESSAGE_DIAGNOSTIC, "x"), "another");
    esc_secret_free(frame);
    frame = through(bytes, &err);
    ok(frame != NULL && !esc_message_get_diagnostic(frame, &got, &err)
           && err.code == ESC_E_BUG,
       "of another form is refused");
}

static void
test_others(struct esc_secret *bytes)
{
    struct esc_message_content content;
    struct esc_error err = {0}, failure = {0};
    ESC_OWN(esc_secret) frame = NULL;
    ESC_OWN(esc_secret) reply = NULL;
    char text[16];

    ok(esc_message_put_bytes(bytes, ESC_MESSAGE_TOKEN, "sub", "a.b.c", 5),
       "TOKEN composed");
    frame = through(bytes, &err);
    ok(frame != NULL && esc_message_get_bytes(frame, &content, &err)
           && content.len == 5 && strcmp(content.text, "sub") == 0,
       "and taken apart");
    ok(frame != NULL && !esc_message_get_text(frame, text, sizeof(text), &err)
           && err.code == ESC_E_BUG,
       "but not as a text alone");
    esc_fail(&failure, ESC_E_NETWORK, "sts", "cannot reach\x07");
    ok(esc_message_put_failure(bytes, ESC_MESSAGE_FAILURE, &failure),
       "FAILURE composed");
    reply = through(bytes, &err);
    memset(&failure, 0, sizeof(failure));
    ok(reply != NULL && esc_message_get_failure(reply, &failure, &err)
           && failure.code == ESC_E_NETWORK,
       "and taken apart");
    is_str(failure.text, "cannot reach\\x07", "safe to show");
}

static void
test_hostile(void)
{
    static const struct {
        const char *name;
        const char *bytes;
        size_t len;
    } rows[] = {
        {"empty frame", "\0\0\0\0", 4},
        {"longer than allowed", "\xff\xff\xff\xff", 4},
        {"length cut", "\0\0", 2},
        {"content cut", "\0\0\0\x09\x01", 5},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct esc_error err = {0};
        struct esc_secret *frame;
        int fds[2];

        if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
            return;
        ok(write(fds[0], rows[i].bytes, rows[i].len) == (ssize_t)rows[i].len,
           "%s: sent", rows[i].name);
        close(fds[0]);
        frame =
            esc_frame_receive(fds[1], 1000, esc_frame_now_ms() + 60000, &err);
        ok(frame == NULL && err.code == ESC_E_BUG, "%s: refused",
           rows[i].name);
        esc_secret_free(frame);
        close(fds[1]);
    }
}

static void
test_deadline(void)
{
    struct esc_error err = {0};
    struct esc_secret *frame;
    int fds[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        return;
    frame = esc_frame_receive(fds[1], 1000, esc_frame_now_ms() + 20, &err);
    ok(frame == NULL && err.code == ESC_E_TIMEOUT,
       "a silent peer ends at the deadline");
    close(fds[0]);
    close(fds[1]);
}

int
main(void)
{
    ESC_OWN(esc_secret) bytes = esc_secret_new(8192);

    test_open(bytes);
    test_diagnostic(bytes);
    test_others(bytes);
    test_hostile();
    test_deadline();
    return tap_done();
}
