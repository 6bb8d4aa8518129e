/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions and answers, one at a time.
 */
#include "source.h"
#include "esc/cred_set.h"
#include <stdio.h>
#include <string.h>

enum {
    HEAD_MAX = 4096, /* tags, lengths and texts of a frame */
    RECORD_MAX = 1000,
};

static bool
send_frame(struct source *source, bool composed,
           const struct esc_secret *frame, struct esc_error *err)
{
    if (!composed)
        return esc_fail(err, ESC_E_SYSTEM, NULL, "cannot compose a message");
    return esc_frame_send(source->out, frame, source->deadline_ms, err);
}

static struct esc_secret *
new_frame(size_t content, struct esc_error *err)
{
    struct esc_secret *frame = esc_secret_new(content + HEAD_MAX);

    if (frame == NULL)
        esc_fail(err, ESC_E_SYSTEM, NULL, "out of memory");
    return frame;
}

struct esc_secret *
source_ask(struct source *source, const struct source_question *question,
           struct esc_message_content *content_out, struct esc_error *err)
{
    ESC_OWN(esc_secret) request = new_frame(question->len, err);
    ESC_OWN(esc_secret) answer = NULL;
    bool composed;

    if (request == NULL)
        return NULL;
    composed = esc_message_put_bytes(
        request, question->want, question->name,
        question->bytes == NULL ? "" : question->bytes, question->len);
    if (!send_frame(source, composed, request, err))
        return NULL;
    answer =
        esc_frame_receive(source->in, ESC_FRAME_MAX, source->deadline_ms, err);
    if (answer == NULL)
        return NULL;
    if (esc_message_type(answer) == ESC_MESSAGE_REFUSED) {
        struct esc_error refusal = {0};

        if (esc_message_get_failure(answer, &refusal, err))
            *err = refusal;
        return NULL;
    }
    if (esc_message_type(answer) != question->wanted) {
        esc_fail(err, ESC_E_BUG, NULL, "unexpected answer of type %u",
                 esc_message_type(answer));
        return NULL;
    }
    if (!esc_message_get_bytes(answer, content_out, err))
        return NULL;
    return esc_secret_take(&answer);
}

struct esc_secret *
source_receive(struct source *source, struct esc_error *err)
{
    return esc_frame_receive(
        source->in, ESC_MESSAGE_WORDS_MAX + ESC_CRED_BYTES_MAX + HEAD_MAX,
        source->deadline_ms, err);
}

void
source_log(struct source *source, int priority, const struct esc_log *record)
{
    struct esc_error ignored;
    ESC_OWN(esc_secret) frame = new_frame(RECORD_MAX, &ignored);
    char line[RECORD_MAX];
    bool composed;

    if (frame == NULL)
        return;
    snprintf(line, sizeof(line), "%s", esc_log_text(record));
    composed = esc_message_put_log(frame, priority, line);
    if (!send_frame(source, composed, frame, &ignored))
        return; /* the outcome will meet the same end */
}

bool
source_send_result(struct source *source, const struct esc_secret *encoded,
                   struct esc_error *err)
{
    size_t len = esc_secret_len(encoded);
    ESC_OWN(esc_secret) frame = new_frame(len, err);

    return frame != NULL
           && send_frame(source,
                         esc_message_put_bytes(frame, ESC_MESSAGE_RESULT, "",
                                               esc_secret_bytes(encoded), len),
                         frame, err);
}

bool
source_send_diagnostic(struct source *source, struct esc_secret *frame,
                       const struct esc_message_diagnostic *one,
                       struct esc_error *err)
{
    return send_frame(source, esc_message_put_diagnostic(frame, one), frame,
                      err);
}

bool
source_send_prompt(struct source *source,
                   const struct esc_message_prompt *prompt,
                   struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = new_frame(0, err);

    return frame != NULL
           && send_frame(source, esc_message_put_prompt(frame, prompt), frame,
                         err);
}

bool
source_send_failure(struct source *source, const struct esc_error *failure,
                    struct esc_error *err)
{
    ESC_OWN(esc_secret) frame = new_frame(0, err);

    return frame != NULL
           && send_frame(
               source,
               esc_message_put_failure(frame, ESC_MESSAGE_FAILURE, failure),
               frame, err);
}
