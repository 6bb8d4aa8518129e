/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esc-resolve: request on descriptor 0, reply on descriptor 1, nothing else.
 * Started by esc-provision as an account of its own, or by the user's own
 * esc-session where there is no PAM; never by hand.  It evaluates definitions
 * and talks to servers, so it is the one that may be taken over: it holds no
 * key and may neither start a program nor change a file.
 */
#include "account.h"
#include "render.h"
#include "resolve.h"
#include "sandbox.h"
#include "sign_in.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <linux/close_range.h>
#include <sys/syscall.h>

enum { REQUEST_MS = 5000, DEFAULT_MS = 9000 };

/* The second step of the sandbox; the journal hears what is left open. */
static bool
narrow(const struct sandbox *sandbox, const struct sandbox_needs *needs,
       struct source *source, struct esc_error *err)
{
    const char *missing = sandbox_missing(sandbox);
    ESC_LOG_OWN record = {0};

    if (!sandbox_narrow(sandbox, needs, err))
        return false;
    if (missing[0] == '\0')
        return true;
    esc_log_start(&record, "sandbox-incomplete");
    esc_log_field(&record, "unrestricted", missing);
    source_log(source, LOG_INFO, &record);
    return true;
}

static void
start_clock(struct source *source, uint64_t ms)
{
    source->deadline_ms =
        esc_frame_now_ms() + (ms > 0 ? (int64_t)ms : DEFAULT_MS);
}

static bool
finish(struct source *source, const struct esc_secret *encoded,
       const struct esc_error *failure, struct esc_error *err)
{
    source->deadline_ms += 1000; /* time to say so */
    return encoded != NULL ? source_send_result(source, encoded, err)
                           : source_send_failure(source, failure, err);
}

static bool
serve_open(const struct sandbox *sandbox, struct source *source,
           const struct esc_secret *frame, struct esc_error *err)
{
    struct esc_message_open open;
    struct sandbox_needs needs = {.ca_path = open.ca_path,
                                  .ca_file = open.ca_file};
    struct esc_error failure = {0};
    ESC_OWN(esc_secret) encoded = NULL;

    if (!esc_message_get_open(frame, &open, err))
        return false;
    start_clock(source, open.deadline_ms);
    resolve_ports(&open, needs.ports, SANDBOX_PORTS_MAX);
    if (narrow(sandbox, &needs, source, &failure))
        encoded = open.check ? resolve_check(&open, source, &failure)
                             : resolve(&open, source, &failure);
    return finish(source, encoded, &failure, err);
}

static bool
serve_sign_in(const struct sandbox *sandbox, struct source *source,
              const struct esc_secret *frame, struct esc_error *err)
{
    struct esc_message_sign_in want;
    struct sandbox_needs needs = {.ca_path = want.ca_path,
                                  .ca_file = want.ca_file};
    struct esc_error failure = {0};
    ESC_OWN(esc_secret) encoded = NULL;

    if (!esc_message_get_sign_in(frame, &want, err))
        return false;
    start_clock(source, want.deadline_ms);
    sign_in_ports(&want, needs.ports, SANDBOX_PORTS_MAX);
    if (narrow(sandbox, &needs, source, &failure))
        encoded = sign_in(&want, source, &failure);
    return finish(source, encoded, &failure, err);
}

/* Text for `open`, or whose account: nothing is needed but what came. */
static bool
serve_bytes(const struct sandbox *sandbox, struct source *source,
            const struct esc_secret *frame, struct esc_error *err)
{
    struct sandbox_needs needs = {.ca_path = "", .ca_file = ""};
    struct esc_error failure = {0};
    ESC_OWN(esc_secret) answer = NULL;

    if (narrow(sandbox, &needs, source, &failure))
        answer = esc_message_type(frame) == ESC_MESSAGE_RENDER
                     ? render_request(frame, &failure)
                     : account_request(frame, (int64_t)time(NULL), &failure);
    return finish(source, answer, &failure, err);
}

static bool
serve(const struct sandbox *sandbox, struct source *source,
      struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = source_receive(source, err);

    if (frame == NULL)
        return false;
    switch (esc_message_type(frame)) {
    case ESC_MESSAGE_RENDER:
    case ESC_MESSAGE_ACCOUNT:
        return serve_bytes(sandbox, source, frame, err);
    case ESC_MESSAGE_SIGN_IN:
        return serve_sign_in(sandbox, source, frame, err);
    default:
        return serve_open(sandbox, source, frame, err);
    }
}

int
main(void)
{
    struct sandbox sandbox = {0};
    struct source source = {.in = STDIN_FILENO, .out = STDOUT_FILENO};
    struct esc_error err = {0};

    /* Before any library can look: no proxies, paths or options from there. */
    clearenv();
    syscall(SYS_close_range, 3U, ~0U, 0U);
    if (!sandbox_enter(&sandbox, &err)) {
        source.deadline_ms = esc_frame_now_ms() + REQUEST_MS;
        if (!source_send_failure(&source, &err, &err))
            return EXIT_FAILURE;
        return EXIT_SUCCESS;
    }
    source.deadline_ms = esc_frame_now_ms() + REQUEST_MS;
    return serve(&sandbox, &source, &err) ? EXIT_SUCCESS : EXIT_FAILURE;
}
