/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames as the resolver, the client and the look-up of names read them: every
 * reader on the same bytes.  What was a request is written as the same bytes.
 */
#include "esc/lookup.h"
#include "esc/message.h"
#include "helper/provision/lookup.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A frame as it is sent has its length before it. */
static void
check_same(const struct esc_secret *frame, const struct esc_secret *again)
{
    size_t len = esc_secret_len(frame);

    assert(esc_secret_len(again) == len + 4);
    assert(memcmp(esc_secret_bytes(again) + 4, esc_secret_bytes(frame), len)
           == 0);
}

static void
try_requests(const struct esc_secret *frame, struct esc_secret *again)
{
    static struct esc_message_open open;
    static struct esc_message_sign_in want;
    struct esc_error err = {0};

    if (esc_message_get_open(frame, &open, &err)
        && esc_message_put_open(again, &open))
        check_same(frame, again);
    err = (struct esc_error){0};
    if (esc_message_get_sign_in(frame, &want, &err)) {
        assert(esc_message_put_sign_in(again, &want));
        check_same(frame, again);
    } else {
        assert(err.code != ESC_OK);
    }
}

static void
try_answers(const struct esc_secret *frame)
{
    static struct esc_message_diagnostic diagnostic;
    struct esc_message_prompt prompt;
    struct esc_message_content content;
    struct esc_error failure, err = {0};
    char text[512];
    int priority;

    if (esc_message_get_diagnostic(frame, &diagnostic, &err))
        assert(memchr(diagnostic.key, '\0', sizeof(diagnostic.key)) != NULL);
    (void)!esc_message_get_prompt(frame, &prompt, &err);
    (void)!esc_message_get_text(frame, text, sizeof(text), &err);
    (void)!esc_message_get_log(frame, &priority, text, sizeof(text), &err);
    if (esc_message_get_bytes(frame, &content, &err))
        assert(content.len <= esc_secret_len(frame));
    if (esc_message_get_failure(frame, &failure, &err))
        assert(failure.code != ESC_OK);
}

static void
try_account(const struct esc_secret *frame)
{
    struct account account = {0};
    struct esc_error err = {0};

    if (lookup_take(frame, "dana", &account, &err))
        assert(account.group_count <= ACCOUNT_GROUPS_MAX);
    else
        assert(err.code != ESC_OK);
    free(account.groups);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ESC_OWN(esc_secret) frame = NULL;
    ESC_OWN(esc_secret) again = NULL;

    if (size == 0 || size > ESC_FRAME_MAX)
        return 0;
    frame = esc_secret_new(size);
    again = esc_secret_new(size + 64 * 1024);
    if (frame == NULL || again == NULL || !esc_secret_add(frame, data, size))
        return 0;
    try_requests(frame, again);
    try_answers(frame);
    try_account(frame);
    return 0;
}
