/* SPDX-License-Identifier: Apache-2.0 */
/* SIGN_IN and PROMPT: between the resolver and the client; root never sees
 * one. */
#include "esc/message.h"
#include <stddef.h>
#include <string.h>

struct text {
    size_t offset, size;
};
#define TEXT(type, field)                                                     \
    {                                                                         \
        offsetof(struct type, field), sizeof(((struct type *)0)->field)       \
    }
static const struct text sign_in_texts[] = {
    TEXT(esc_message_sign_in, whose.issuer),
    TEXT(esc_message_sign_in, whose.client),
    TEXT(esc_message_sign_in, whose.claim),
    TEXT(esc_message_sign_in, whose.person),
    TEXT(esc_message_sign_in, scope),
    TEXT(esc_message_sign_in, proxy),
    TEXT(esc_message_sign_in, no_proxy),
    TEXT(esc_message_sign_in, ca_path),
    TEXT(esc_message_sign_in, ca_file),
};
static const struct text prompt_texts[] = {
    TEXT(esc_message_prompt, uri),
    TEXT(esc_message_prompt, complete),
    TEXT(esc_message_prompt, code),
};
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static uint8_t
put_texts(struct esc_frame_writer *w, const struct text *texts, size_t count,
          const void *base)
{
    for (size_t i = 0; i < count; i++)
        esc_frame_put_str(w, (uint8_t)(i + 1),
                          (const char *)base + texts[i].offset);
    return (uint8_t)(count + 1);
}

static uint8_t
get_texts(struct esc_frame_reader *r, const struct text *texts, size_t count,
          void *base)
{
    for (size_t i = 0; i < count; i++)
        esc_frame_get_str(r, (uint8_t)(i + 1), (char *)base + texts[i].offset,
                          texts[i].size);
    return (uint8_t)(count + 1);
}

bool
esc_message_put_sign_in(struct esc_secret *bytes,
                        const struct esc_message_sign_in *want)
{
    struct esc_frame_writer w;
    uint8_t tag;

    esc_frame_start(&w, bytes, ESC_MESSAGE_SIGN_IN);
    tag = put_texts(&w, sign_in_texts, COUNT(sign_in_texts), want);
    esc_frame_put_u64(&w, tag++, want->action);
    esc_frame_put_u64(&w, tag, want->deadline_ms);
    return esc_frame_finish(&w);
}

bool
esc_message_get_sign_in(const struct esc_secret *frame,
                        struct esc_message_sign_in *want_out,
                        struct esc_error *err)
{
    struct esc_frame_reader r;
    uint8_t tag;

    memset(want_out, 0, sizeof(*want_out));
    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    r.failed = r.failed || r.type != ESC_MESSAGE_SIGN_IN;
    tag = get_texts(&r, sign_in_texts, COUNT(sign_in_texts), want_out);
    esc_frame_get_u64(&r, tag++, ESC_SIGN_IN_ACTIONS - 1, &want_out->action);
    esc_frame_get_u64(&r, tag, UINT32_MAX, &want_out->deadline_ms);
    return (esc_frame_end(&r) && want_out->action != 0)
           || esc_fail(err, ESC_E_BUG, NULL, "malformed request to sign in");
}

bool
esc_message_put_prompt(struct esc_secret *bytes,
                       const struct esc_message_prompt *prompt)
{
    struct esc_frame_writer w;
    uint8_t tag;

    esc_frame_start(&w, bytes, ESC_MESSAGE_PROMPT);
    tag = put_texts(&w, prompt_texts, COUNT(prompt_texts), prompt);
    esc_frame_put_u64(&w, tag, prompt->expires_in);
    return esc_frame_finish(&w);
}

bool
esc_message_get_prompt(const struct esc_secret *frame,
                       struct esc_message_prompt *prompt_out,
                       struct esc_error *err)
{
    struct esc_frame_reader r;
    uint8_t tag;

    memset(prompt_out, 0, sizeof(*prompt_out));
    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    r.failed = r.failed || r.type != ESC_MESSAGE_PROMPT;
    tag = get_texts(&r, prompt_texts, COUNT(prompt_texts), prompt_out);
    esc_frame_get_u64(&r, tag, UINT32_MAX, &prompt_out->expires_in);
    return esc_frame_end(&r)
           || esc_fail(err, ESC_E_BUG, NULL, "malformed prompt");
}
