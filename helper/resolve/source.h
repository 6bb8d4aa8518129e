/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The starter at the other end of standard input and output: definitions,
 * tokens and plaintexts are asked of it, records and the outcome told to it.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "esc/log.h"
#include "esc/message.h"

struct source {
    int in, out;
    int64_t deadline_ms; /* CLOCK_MONOTONIC; every exchange ends before it */
};

/*
 * Ask WANT (text NAME, BYTES when there are any) and receive WANTED.  The
 * frame is the caller's; CONTENT_OUT borrows from it.  NULL: what the starter
 * refused with, or ESC_E_BUG.
 */
struct source_question {
    enum esc_message_type want, wanted;
    const char *name;
    const void *bytes;
    size_t len;
};
struct esc_secret *source_ask(struct source *source,
                              const struct source_question *question,
                              struct esc_message_content *content_out,
                              struct esc_error *err) ESC_MUST_CHECK;

/* The first frame: an OPEN or a SIGN_IN. */
struct esc_secret *source_receive(struct source *source,
                                  struct esc_error *err) ESC_MUST_CHECK;

/* Records are never worth a failure. */
void source_log(struct source *source, int priority,
                const struct esc_log *record);

bool source_send_result(struct source *source,
                        const struct esc_secret *encoded,
                        struct esc_error *err) ESC_MUST_CHECK;
/* Composed in FRAME, which the caller keeps for the next. */
bool source_send_diagnostic(struct source *source, struct esc_secret *frame,
                            const struct esc_message_diagnostic *one,
                            struct esc_error *err) ESC_MUST_CHECK;
bool source_send_prompt(struct source *source,
                        const struct esc_message_prompt *prompt,
                        struct esc_error *err) ESC_MUST_CHECK;
bool source_send_failure(struct source *source,
                         const struct esc_error *failure,
                         struct esc_error *err) ESC_MUST_CHECK;

#endif
