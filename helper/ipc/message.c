/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages: each a type byte and fields with tags 1, 2, ... in order.
 */
#include "esc/message.h"
#include "message_open.h"

bool
esc_message_put_open(struct esc_secret *bytes,
                     const struct esc_message_open *open)
{
    struct esc_frame_writer w;
    uint8_t tag = 1;

    esc_frame_start(&w, bytes, ESC_MESSAGE_OPEN);
    for (size_t i = 0; i < OPEN_TEXTS; i++)
        esc_frame_put_str(&w, tag++,
                          (const char *)open + open_texts[i].offset);
    for (size_t i = 0; i < OPEN_NUMBERS; i++) {
        const void *at = (const char *)open + open_numbers[i].offset;

        esc_frame_put_u64(&w, tag++, *(const uint64_t *)at);
    }
    for (size_t i = 0; i < OPEN_FLAGS; i++) {
        const void *at = (const char *)open + open_flags[i];

        esc_frame_put_u64(&w, tag++, *(const bool *)at);
    }
    return esc_frame_finish(&w);
}

bool
esc_message_put_bytes(struct esc_secret *bytes, enum esc_message_type type,
                      const char *text, const void *content, size_t len)
{
    struct esc_frame_writer w;

    esc_frame_start(&w, bytes, (uint8_t)type);
    esc_frame_put_str(&w, 1, text);
    esc_frame_put_bytes(&w, 2, content, len);
    return esc_frame_finish(&w);
}

bool
esc_message_put_failure(struct esc_secret *bytes, enum esc_message_type type,
                        const struct esc_error *failure)
{
    struct esc_frame_writer w;

    esc_frame_start(&w, bytes, (uint8_t)type);
    esc_frame_put_u64(&w, 1, (uint64_t)failure->code);
    esc_frame_put_str(&w, 2, failure->where);
    esc_frame_put_str(&w, 3, failure->text);
    esc_frame_put_str(&w, 4, failure->hint);
    return esc_frame_finish(&w);
}

uint8_t
esc_message_type(const struct esc_secret *frame)
{
    return esc_secret_len(frame) == 0 ? 0 : esc_secret_bytes(frame)[0];
}

static void
start(struct esc_frame_reader *r, const struct esc_secret *frame)
{
    esc_frame_open(r, esc_secret_bytes(frame), esc_secret_len(frame));
}

static bool
finish(const struct esc_frame_reader *r, struct esc_error *err)
{
    if (esc_frame_end(r))
        return true;
    return esc_fail(err, ESC_E_BUG, NULL, "malformed frame of type %u",
                    r->type);
}

bool
esc_message_get_bytes(const struct esc_secret *frame,
                      struct esc_message_content *content_out,
                      struct esc_error *err)
{
    struct esc_frame_reader r;

    start(&r, frame);
    esc_frame_get_str(&r, 1, content_out->text, sizeof(content_out->text));
    esc_frame_get_bytes(&r, 2, ESC_FRAME_MAX, &content_out->bytes,
                        &content_out->len);
    return finish(&r, err);
}

bool
esc_message_get_failure(const struct esc_secret *frame,
                        struct esc_error *failure_out, struct esc_error *err)
{
    char where[ESC_ERROR_WHERE_MAX], text[ESC_ERROR_TEXT_MAX];
    char hint[ESC_ERROR_HINT_MAX];
    struct esc_frame_reader r;
    uint64_t code = ESC_E_BUG;

    start(&r, frame);
    esc_frame_get_u64(&r, 1, ESC_CODE_COUNT - 1, &code);
    esc_frame_get_str(&r, 2, where, sizeof(where));
    esc_frame_get_str(&r, 3, text, sizeof(text));
    esc_frame_get_str(&r, 4, hint, sizeof(hint));
    r.failed = r.failed || code == ESC_OK;
    if (!finish(&r, err))
        return false;
    esc_fail(failure_out, (enum esc_code)code, where, "%s", text);
    esc_fail_hint(failure_out, "%s", hint);
    return true;
}

bool
esc_message_get_log(const struct esc_secret *frame, int *priority_out,
                    char *line_out, size_t size, struct esc_error *err)
{
    struct esc_frame_reader r;
    uint64_t priority = 0;

    start(&r, frame);
    esc_frame_get_u64(&r, 1, 7, &priority);
    esc_frame_get_str(&r, 2, line_out, size);
    *priority_out = (int)priority;
    return finish(&r, err);
}
