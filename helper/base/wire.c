/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one place where lengths from outside meet memory, but for whole frames.
 */
#include "esc/wire.h"
#include <string.h>

void
esc_wire_store(uint8_t *out, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++)
        out[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
}

uint64_t
esc_wire_load(const uint8_t *in, size_t width)
{
    uint64_t value = 0;

    for (size_t i = 0; i < width; i++)
        value = value << 8 | in[i];
    return value;
}

void
esc_wire_put_bytes(struct esc_wire_out *out, const void *bytes, size_t len)
{
    if (out->failed || len > (size_t)(out->end - out->at)) {
        out->failed = true;
        return;
    }
    if (len > 0)
        memcpy(out->at, bytes, len);
    out->at += len;
}

void
esc_wire_put(struct esc_wire_out *out, uint64_t value, size_t width)
{
    uint8_t bytes[8];

    esc_wire_store(bytes, value, width);
    esc_wire_put_bytes(out, bytes, width);
}

void
esc_wire_put_text(struct esc_wire_out *out, const char *text)
{
    size_t len = strlen(text);

    out->failed = out->failed || len > UINT16_MAX;
    esc_wire_put(out, len, 2);
    esc_wire_put_bytes(out, text, len);
}

const uint8_t *
esc_wire_get_bytes(struct esc_wire_in *in, size_t len)
{
    const uint8_t *bytes = in->at;

    in->failed = in->failed || len > (size_t)(in->end - in->at);
    if (in->failed)
        return NULL;
    in->at += len;
    return bytes;
}

uint64_t
esc_wire_get(struct esc_wire_in *in, size_t width)
{
    const uint8_t *bytes = esc_wire_get_bytes(in, width);

    return bytes == NULL ? 0 : esc_wire_load(bytes, width);
}

void
esc_wire_get_text(struct esc_wire_in *in, char *out, size_t size)
{
    size_t len = (size_t)esc_wire_get(in, 2);
    const uint8_t *bytes = esc_wire_get_bytes(in, len);

    out[0] = '\0';
    if (bytes == NULL || len >= size || memchr(bytes, '\0', len) != NULL) {
        in->failed = true;
        return;
    }
    memcpy(out, bytes, len);
    out[len] = '\0';
}

void
esc_wire_put_texts(struct esc_wire_out *out, const void *from,
                   const struct esc_wire_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        esc_wire_put_text(out, (const char *)from + fields[i].offset);
}

void
esc_wire_get_texts(struct esc_wire_in *in, void *to,
                   const struct esc_wire_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        esc_wire_get_text(in, (char *)to + fields[i].offset, fields[i].size);
}
