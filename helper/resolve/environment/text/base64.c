/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoding goes quantum by quantum.  Where Go reports an error is part of the
 * language, so the order of its checks is kept: the offset is that of the bad
 * byte, or, when the input ends inside a quantum, where the last quantum's
 * bytes read so far began.
 */
#include "base64.h"

#include <stdint.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct esc_str
esc_base64_encode(struct esc_arena *arena, struct esc_str bytes)
{
    const unsigned char *in = (const unsigned char *)bytes.data;
    size_t len = (bytes.len + 2) / 3 * 4;
    char *text = esc_arena_alloc(arena, len + 1);
    char *out = text;

    if (text == NULL)
        return (struct esc_str){NULL, 0};
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t have = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t bits = (uint32_t)in[i] << 16;

        if (have > 1)
            bits |= (uint32_t)in[i + 1] << 8;
        if (have > 2)
            bits |= in[i + 2];
        *out++ = alphabet[bits >> 18];
        *out++ = alphabet[bits >> 12 & 63];
        *out++ = have > 1 ? alphabet[bits >> 6 & 63] : '=';
        *out++ = have > 2 ? alphabet[bits & 63] : '=';
    }
    return (struct esc_str){text, len};
}

static int
digit(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    if (byte == '+')
        return 62;
    return byte == '/' ? 63 : -1;
}

static size_t
skip_breaks(struct esc_str text, size_t at)
{
    while (at < text.len && (text.data[at] == '\n' || text.data[at] == '\r'))
        at++;
    return at;
}

struct quantum {
    unsigned char digits[4];
    size_t count; /* of digits; less than 4 means padded or the end */
    size_t next;  /* offset after it */
    bool is_last;
};

/* The padding at AT - 1, after COUNT digits of the quantum. */
static bool
read_padding(struct esc_str text, size_t count, size_t at, size_t *next_out)
{
    *next_out = at - 1;
    if (count < 2)
        return false;
    if (count == 2) {
        at = skip_breaks(text, at);
        *next_out = text.len;
        if (at == text.len)
            return false; /* not enough padding */
        *next_out = at - 1;
        if (text.data[at] != '=')
            return false;
        at++;
    }
    at = skip_breaks(text, at);
    *next_out = at;
    return at == text.len; /* else garbage after the end */
}

/* False: NEXT is the offset to report. */
static bool
read_quantum(struct esc_str text, size_t at, struct quantum *quantum)
{
    *quantum = (struct quantum){.next = at};
    while (quantum->count < 4) {
        int value;

        if (at == text.len) {
            quantum->is_last = true;
            quantum->next = at - quantum->count;
            return quantum->count == 0;
        }
        value = digit(text.data[at]);
        if (value >= 0) {
            quantum->digits[quantum->count++] = (unsigned char)value;
            at++;
            continue;
        }
        if (text.data[at] == '\n' || text.data[at] == '\r') {
            at++;
            continue;
        }
        quantum->next = at;
        if (text.data[at] != '=')
            return false;
        quantum->is_last = true;
        return read_padding(text, quantum->count, at + 1, &quantum->next);
    }
    quantum->next = at;
    return true;
}

bool
esc_base64_decode(struct esc_arena *arena, struct esc_str text,
                  struct esc_str *bytes_out, size_t *bad_out)
{
    char *bytes = esc_arena_alloc(arena, text.len / 4 * 3 + 4);
    struct quantum quantum = {.count = 0};
    size_t len = 0;

    *bytes_out = (struct esc_str){NULL, 0};
    if (bytes == NULL)
        return true;
    while (!quantum.is_last) {
        const unsigned char *d = quantum.digits;

        if (!read_quantum(text, quantum.next, &quantum)) {
            *bad_out = quantum.next;
            return false;
        }
        if (quantum.count > 1)
            bytes[len++] = (char)(d[0] << 2 | d[1] >> 4);
        if (quantum.count > 2)
            bytes[len++] = (char)(d[1] << 4 | d[2] >> 2);
        if (quantum.count > 3)
            bytes[len++] = (char)(d[2] << 6 | d[3]);
    }
    bytes[len] = '\0';
    *bytes_out = (struct esc_str){bytes, len};
    return true;
}
