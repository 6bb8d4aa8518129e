/* SPDX-License-Identifier: Apache-2.0 */
/* ACCOUNT: from the client to the resolver; root never sees one. */
#include "esc/message.h"
#include <string.h>

enum { TAG_URL = 1, TAG_CREDENTIALS, TAG_CHOICE };

static void
put(struct esc_frame_writer *w, uint8_t tag, const uint8_t *bytes, size_t len)
{
    if (bytes == NULL)
        esc_frame_put_bytes(w, tag, "", 0);
    else
        esc_frame_put_bytes(w, tag, bytes, len);
}

bool
esc_message_put_account(struct esc_secret *bytes,
                        const struct esc_message_account *want)
{
    struct esc_frame_writer w;

    esc_frame_start(&w, bytes, ESC_MESSAGE_ACCOUNT);
    esc_frame_put_str(&w, TAG_URL, want->url);
    put(&w, TAG_CREDENTIALS, want->credentials, want->credentials_len);
    put(&w, TAG_CHOICE, want->choice, want->choice_len);
    return esc_frame_finish(&w);
}

bool
esc_message_get_account(const struct esc_secret *frame,
                        struct esc_message_account *want_out,
                        struct esc_error *err)
{
    struct esc_frame_reader r;

    memset(want_out, 0, sizeof(*want_out));
    esc_frame_open(&r, esc_secret_bytes(frame), esc_secret_len(frame));
    r.failed = r.failed || r.type != ESC_MESSAGE_ACCOUNT;
    esc_frame_get_str(&r, TAG_URL, want_out->url, sizeof(want_out->url));
    esc_frame_get_bytes(&r, TAG_CREDENTIALS, ESC_MESSAGE_ACCOUNT_MAX,
                        &want_out->credentials, &want_out->credentials_len);
    esc_frame_get_bytes(&r, TAG_CHOICE, ESC_MESSAGE_ACCOUNT_MAX,
                        &want_out->choice, &want_out->choice_len);
    return esc_frame_end(&r)
           || esc_fail(err, ESC_E_BUG, NULL, "malformed frame of type %u",
                       r.type);
}
