/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What root neither says nor reads.
 */
#include "esc/message.h"
#include "esc/text.h"
#include "message_open.h"
#include <string.h>

bool
esc_message_put_text(struct esc_secret *bytes, enum esc_message_type type,
                     const char *text)
{
    return esc_message_put_bytes(bytes, type, text, "", 0);
}

bool
esc_message_put_log(struct esc_secret *bytes, int priority, const char *line)
{
    struct esc_frame_writer w;

    esc_frame_start(&w, bytes, ESC_MESSAGE_LOG);
    esc_frame_put_u64(&w, 1, (uint64_t)priority);
    esc_frame_put_str(&w, 2, line);
    return esc_frame_finish(&w);
}

bool
esc_message_get_open(const struct esc_secret *frame,
                     struct esc_message_open *open_out, struct esc_error *err)
{
    struct esc_frame_reader r;
    uint8_t tag = 1;

    memset(open_out, 0, sizeof(*open_out));
    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    r.failed = r.failed || r.type != ESC_MESSAGE_OPEN;
    for (size_t i = 0; i < OPEN_TEXTS; i++)
        esc_frame_get_str(&r, tag++, (char *)open_out + open_texts[i].offset,
                          open_texts[i].size);
    for (size_t i = 0; i < OPEN_NUMBERS; i++) {
        void *at = (char *)open_out + open_numbers[i].offset;

        esc_frame_get_u64(&r, tag++, open_numbers[i].max, at);
    }
    for (size_t i = 0; i < OPEN_FLAGS; i++) {
        void *at = (char *)open_out + open_flags[i];
        uint64_t flag = 0;

        esc_frame_get_u64(&r, tag++, 1, &flag);
        *(bool *)at = flag != 0;
    }
    if (esc_frame_end(&r))
        return true;
    return esc_fail(err, ESC_E_BUG, NULL, "malformed frame of type %u",
                    r.type);
}

bool
esc_message_get_text(const struct esc_secret *frame, char *out, size_t size,
                     struct esc_error *err)
{
    struct esc_message_content content;

    if (!esc_message_get_bytes(frame, &content, err))
        return false;
    return (content.len == 0 && esc_text_copy(out, size, content.text))
           || esc_fail(err, ESC_E_BUG, NULL, "malformed frame of type %u",
                       esc_message_type(frame));
}
