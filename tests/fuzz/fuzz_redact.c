/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any secrets and any text, in any pieces: the same as masking the whole text
 * by hand.  The input is a line a secret (two of them), a byte for the size of
 * the pieces, the text.
 */
#include "redact.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SECRETS 2
#define TEXT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct secret {
    const uint8_t *bytes;
    size_t len;
};

/* Mark in COVER (1 begins, 2 goes on) what belongs to a secret. */
static void
cover(const uint8_t *text, size_t len, const struct secret *secret,
      uint8_t *marks)
{
    for (size_t i = 0; secret->len >= REDACT_MIN && i + secret->len <= len;
         i++) {
        if (memcmp(text + i, secret->bytes, secret->len) != 0)
            continue;
        if (marks[i] == 0)
            marks[i] = 1;
        for (size_t j = 1; j < secret->len; j++)
            marks[i + j] = 2;
    }
}

static void
by_hand(const uint8_t *text, size_t len, const struct secret *secrets,
        struct esc_buf *out)
{
    uint8_t marks[TEXT_MAX] = {0};

    for (int i = 0; i < SECRETS; i++)
        cover(text, len, &secrets[i], marks);
    for (size_t i = 0; i < len; i++)
        if (marks[i] == 0)
            esc_buf_add(out, text + i, 1);
        else if (marks[i] == 1)
            esc_buf_add_str(out, REDACT_MARK);
}

static void
compare(const uint8_t *text, size_t len, size_t piece,
        const struct secret *secrets)
{
    ESC_OWN(redactor) by = redactor_new(2 * TEXT_MAX);
    ESC_OWN(redact) stream = NULL;
    ESC_BUF_OWN got = ESC_BUF_LIMIT(4 * TEXT_MAX);
    ESC_BUF_OWN want = ESC_BUF_LIMIT(4 * TEXT_MAX);

    assert(by != NULL);
    for (int i = 0; i < SECRETS; i++)
        redactor_add(by, secrets[i].bytes, secrets[i].len);
    assert(redactor_ready(by) && (stream = redact_new(by)) != NULL);
    for (size_t at = 0; at < len; at += piece)
        redact_feed(stream, text + at, len - at < piece ? len - at : piece,
                    &got);
    redact_end(stream, &got);
    by_hand(text, len, secrets, &want);
    assert(got.len == want.len
           && memcmp(esc_buf_text(&got), esc_buf_text(&want), got.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct secret secrets[SECRETS];
    size_t piece;

    if (size > TEXT_MAX)
        return 0;
    for (int i = 0; i < SECRETS; i++) {
        const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);

        if (end == NULL)
            return 0;
        secrets[i] = (struct secret){data, (size_t)(end - data)};
        while (secrets[i].len > 0 && data[secrets[i].len - 1] == '\r')
            secrets[i].len--;
        size -= (size_t)(end - data) + 1;
        data = end + 1;
    }
    if (size == 0)
        return 0;
    piece = data[0] % 16U + 1;
    compare(data + 1, size - 1, piece, secrets);
    return 0;
}
