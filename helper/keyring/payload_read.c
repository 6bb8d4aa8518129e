/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payloads as the user's process reads them: written by root, and checked all
 * the same.
 */
#include "key.h"
#include "esc/wire.h"
#include <string.h>

static const uint8_t magic[] = PART_MAGIC;

bool
part_decode(const uint8_t *bytes, size_t len, struct part *part_out,
            const uint8_t **share_out, size_t *share_len_out)
{
    struct part part;

    if (len < PART_HEAD || memcmp(bytes, magic, sizeof(magic)) != 0)
        return false;
    part.index = bytes[5];
    part.count = bytes[6];
    part.total = (uint32_t)esc_wire_load(bytes + 7, 4);
    part.generation = esc_wire_load(bytes + 11, 8);
    part.uid = (uint32_t)esc_wire_load(bytes + 19, 4);
    if (part.total > ESC_CRED_BYTES_MAX || part.count != part_count(part.total)
        || part.index >= part.count
        || len - PART_HEAD != part_share(part.total, part.index))
        return false;
    *part_out = part;
    *share_out = bytes + PART_HEAD;
    *share_len_out = len - PART_HEAD;
    return true;
}

bool
failure_decode(const uint8_t *bytes, size_t len, struct esc_error *failure_out)
{
    struct esc_wire_in r = {bytes, bytes + len, false};
    uint64_t version = esc_wire_get(&r, 1), code = esc_wire_get(&r, 1);
    struct esc_error read = {0};

    esc_wire_get_text(&r, read.where, sizeof(read.where));
    esc_wire_get_text(&r, read.text, sizeof(read.text));
    esc_wire_get_text(&r, read.hint, sizeof(read.hint));
    if (r.failed || r.at != r.end || version != PAYLOAD_VERSION
        || code == ESC_OK || code >= ESC_CODE_COUNT)
        return false;
    /* By esc_fail, which makes them safe to show once more. */
    esc_fail(failure_out, (enum esc_code)code, read.where, "%s", read.text);
    if (read.hint[0] != '\0')
        esc_fail_hint(failure_out, "%s", read.hint);
    return true;
}
