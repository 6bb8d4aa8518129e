/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many small secrets in one mapping.
 */
#include "secret_form.h"

struct esc_secret *
esc_secret_carve(struct esc_secret *room, size_t capacity)
{
    const size_t align = _Alignof(struct esc_secret);
    size_t used = (room->len + align - 1) / align * align;
    size_t need = sizeof(struct esc_secret) + capacity + 1;
    struct esc_secret *secret;

    _Static_assert(sizeof(struct esc_secret) + 1 + _Alignof(struct esc_secret)
                       <= ESC_SECRET_CARVED,
                   "what the header promises");
    if (capacity == 0 || used > room->capacity
        || capacity > room->capacity - used || need > room->capacity - used)
        return NULL;
    secret = (struct esc_secret *)(void *)(room->bytes + used);
    room->len = used + need;
    *secret = (struct esc_secret){.capacity = capacity};
    secret->bytes[0] = 0;
    return secret;
}
