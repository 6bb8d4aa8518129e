/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding by lead byte, with the second byte's range from the standard. */
#include "utf8.h"

/* How long the sequence is, and what its second byte may be. */
struct lead {
    size_t len;
    unsigned char low, high, mask;
};

static struct lead
lead_of(unsigned char byte)
{
    if (byte >= 0xc2 && byte <= 0xdf)
        return (struct lead){2, 0x80, 0xbf, 0x1f};
    if (byte >= 0xe0 && byte <= 0xef) {
        unsigned char low = byte == 0xe0 ? 0xa0 : 0x80;
        unsigned char high = byte == 0xed ? 0x9f : 0xbf;

        return (struct lead){3, low, high, 0x0f};
    }
    if (byte >= 0xf0 && byte <= 0xf4) {
        unsigned char low = byte == 0xf0 ? 0x90 : 0x80;
        unsigned char high = byte == 0xf4 ? 0x8f : 0xbf;

        return (struct lead){4, low, high, 0x07};
    }
    return (struct lead){0, 0, 0, 0};
}

static bool
bad(uint32_t *code_out, size_t *len_out)
{
    *code_out = ESC_UTF8_BAD;
    *len_out = 1;
    return false;
}

bool
esc_utf8_decode(struct esc_str text, uint32_t *code_out, size_t *len_out)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    struct lead lead;
    uint32_t code;

    if (bytes[0] < 0x80) {
        *code_out = bytes[0];
        *len_out = 1;
        return true;
    }
    lead = lead_of(bytes[0]);
    if (lead.len == 0 || text.len < lead.len)
        return bad(code_out, len_out);
    if (bytes[1] < lead.low || bytes[1] > lead.high)
        return bad(code_out, len_out);
    code = (uint32_t)(bytes[0] & lead.mask) << 6 | (bytes[1] & 0x3fU);
    for (size_t i = 2; i < lead.len; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return bad(code_out, len_out);
        code = code << 6 | (bytes[i] & 0x3fU);
    }
    *code_out = code;
    *len_out = lead.len;
    return true;
}

size_t
esc_utf8_encode(uint32_t code, char *bytes)
{
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        code = ESC_UTF8_BAD;
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xc0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xe0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}
