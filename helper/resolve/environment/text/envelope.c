/* SPDX-License-Identifier: Apache-2.0 */
/* Putting on and taking off the envelope.  The checks' order is the wire's. */
#include "envelope.h"

#include <stdint.h>
#include <string.h>

#include "base64.h"

#define MAGIC "escx"
#define VERSION 1U
#define HEAD ((size_t)8)
#define TAIL ((size_t)4)
#define TOTAL_MIN ((size_t)16)

static uint32_t
crc32_ieee(const char *bytes, size_t len)
{
    static const uint32_t nibbles[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < len; i++) {
        crc ^= (unsigned char)bytes[i];
        crc = crc >> 4 ^ nibbles[crc & 15];
        crc = crc >> 4 ^ nibbles[crc & 15];
    }
    return ~crc;
}

static void
put_u32(char *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(value >> (24 - 8 * i));
}

static uint32_t
get_u32(const char *bytes)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

struct esc_str
esc_envelope_encode(struct esc_arena *arena, struct esc_str ciphertext)
{
    size_t len = HEAD + ciphertext.len + TAIL;
    char *bytes = esc_arena_alloc(arena, len);

    if (bytes == NULL)
        return (struct esc_str){NULL, 0};
    memcpy(bytes, MAGIC, 4);
    put_u32(bytes + 4, VERSION);
    if (ciphertext.len > 0)
        memcpy(bytes + HEAD, ciphertext.data, ciphertext.len);
    put_u32(bytes + len - TAIL, crc32_ieee(bytes, len - TAIL));
    return esc_base64_encode(arena, (struct esc_str){bytes, len});
}

bool
esc_envelope_decode(struct esc_arena *arena, struct esc_str text,
                    struct esc_str *ciphertext_out,
                    struct esc_str *problem_out)
{
    struct esc_str bytes;
    size_t bad;

    *ciphertext_out = (struct esc_str){NULL, 0};
    if (!esc_base64_decode(arena, text, &bytes, &bad)) {
        *problem_out = esc_arena_printf(
            arena, "illegal base64 data at input byte %zu", bad);
        return false;
    }
    if (bytes.data == NULL)
        return true;
    if (bytes.len < TOTAL_MIN)
        *problem_out = ESC_STR("EOF");
    else if (memcmp(bytes.data, MAGIC, 4) != 0)
        *problem_out = ESC_STR("invalid header");
    else if (get_u32(bytes.data + bytes.len - TAIL)
             != crc32_ieee(bytes.data, bytes.len - TAIL))
        *problem_out = ESC_STR("invalid checksum");
    else if (get_u32(bytes.data + 4) != VERSION)
        *problem_out = ESC_STR("unsupported version");
    else
        *ciphertext_out =
            (struct esc_str){bytes.data + HEAD, bytes.len - HEAD - TAIL};
    return ciphertext_out->data != NULL;
}
