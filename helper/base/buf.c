/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The growing text.  Doubling growth, one sticky flag.
 */
#include "esc/buf.h"
#include "esc/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
esc_buf_release(struct esc_buf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->len = buf->capacity = 0;
    buf->failed = false;
}

static bool
reserve(struct esc_buf *buf, size_t more)
{
    size_t want;
    char *data;

    if (buf->failed || more > buf->limit - buf->len) {
        buf->failed = true;
        return false;
    }
    if (buf->data != NULL && buf->len + more < buf->capacity)
        return true;
    want = buf->capacity < 64 ? 64 : buf->capacity;
    while (want <= buf->len + more)
        want *= 2;
    data = realloc(buf->data, want);
    if (data == NULL) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->capacity = want;
    return true;
}

void
esc_buf_add(struct esc_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return;
    if (len > 0)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void
esc_buf_add_str(struct esc_buf *buf, const char *text)
{
    esc_buf_add(buf, text, strlen(text));
}

void
esc_buf_add_char(struct esc_buf *buf, char c)
{
    esc_buf_add(buf, &c, 1);
}

void
esc_buf_printf(struct esc_buf *buf, const char *format, ...)
{
    va_list args, again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        buf->failed = true;
    else if (reserve(buf, (size_t)len)) {
        vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void
esc_buf_add_json(struct esc_buf *buf, const char *text)
{
    size_t left = strlen(text), n;
    uint32_t c;

    esc_buf_add_char(buf, '"');
    for (; left > 0; text += n, left -= n) {
        n = esc_text_utf8(text, left, &c);
        if (*text == '"' || *text == '\\')
            esc_buf_printf(buf, "\\%c", *text);
        else if (n == 1 && (c < 0x20 || c == 0x7f))
            esc_buf_printf(buf, "\\u%04x", c);
        else if (n > 0)
            esc_buf_add(buf, text, n);
        else {
            esc_buf_add_str(buf, "\\ufffd");
            n = 1;
        }
    }
    esc_buf_add_char(buf, '"');
}

const char *
esc_buf_text(const struct esc_buf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}
