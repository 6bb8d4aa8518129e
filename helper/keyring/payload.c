/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payloads as root writes them: the parts of a credential set, and a failure.
 */
#include "key.h"
#include "esc/wire.h"
#include <string.h>

static const uint8_t magic[] = PART_MAGIC;

unsigned int
part_count(size_t total)
{
    return total == 0 ? 1
                      : (unsigned int)((total + PART_SHARE - 1) / PART_SHARE);
}

size_t
part_share(size_t total, unsigned int index)
{
    size_t before = (size_t)index * PART_SHARE;

    return total - before < PART_SHARE ? total - before : PART_SHARE;
}

struct esc_secret *
part_encode(const struct part *part, const struct esc_secret *whole)
{
    size_t len = part_share(part->total, part->index);
    struct esc_secret *out = esc_secret_new(PART_HEAD + len);
    uint8_t head[PART_HEAD];

    memcpy(head, magic, sizeof(magic));
    head[5] = part->index;
    head[6] = part->count;
    esc_wire_store(head + 7, part->total, 4);
    esc_wire_store(head + 11, part->generation, 8);
    esc_wire_store(head + 19, part->uid, 4);
    if (out == NULL)
        return NULL;
    if (!esc_secret_add(out, head, sizeof(head))
        || !esc_secret_add(
            out, esc_secret_bytes(whole) + (size_t)part->index * PART_SHARE,
            len)) {
        esc_secret_free(out);
        return NULL;
    }
    return out;
}

size_t
failure_encode(const struct esc_error *failure, uint8_t out[FAILURE_BYTES_MAX])
{
    struct esc_wire_out w = {out, out + FAILURE_BYTES_MAX, false};

    esc_wire_put(&w, PAYLOAD_VERSION, 1);
    esc_wire_put(&w, (uint64_t)failure->code, 1);
    esc_wire_put_text(&w, failure->where);
    esc_wire_put_text(&w, failure->text);
    esc_wire_put_text(&w, failure->hint);
    return (size_t)(w.at - out);
}
