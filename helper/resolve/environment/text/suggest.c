/* SPDX-License-Identifier: Apache-2.0 */
/* Edit distance over folded names; one row of the matrix on the stack. */
#include "suggest.h"

#include <stdint.h>
#include <stdlib.h>

#include "unicode.h"
#include "utf8.h"

#define FOLDED_MAX ((size_t)ESC_SUGGEST_MAX * 2)

struct folded {
    size_t len;
    char bytes[FOLDED_MAX];
};

/* False when NAME is too long.  Lower case may take more bytes. */
static bool
fold(struct esc_str name, struct folded *folded)
{
    folded->len = 0;
    if (name.len > ESC_SUGGEST_MAX)
        return false;
    while (name.len > 0) {
        uint32_t code;
        size_t len;

        esc_utf8_decode(name, &code, &len);
        name = esc_str_after(name, len);
        if (code == '_')
            continue;
        if (folded->len + 4 > FOLDED_MAX)
            return false;
        folded->len += esc_utf8_encode(esc_unicode_lower(code),
                                       folded->bytes + folded->len);
    }
    return true;
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* The distance, or anything not below BOUND when it is not below BOUND. */
static size_t
distance(const struct folded *a, const struct folded *b, size_t bound)
{
    size_t row[FOLDED_MAX + 1];

    if ((a->len > b->len ? a->len - b->len : b->len - a->len) >= bound)
        return bound;
    for (size_t j = 0; j <= b->len; j++)
        row[j] = j;
    for (size_t i = 0; i < a->len; i++) {
        size_t diagonal = row[0];
        size_t smallest = i + 1;

        row[0] = i + 1;
        for (size_t j = 0; j < b->len; j++) {
            size_t cost = a->bytes[i] == b->bytes[j] ? 0 : 1;
            size_t above = row[j + 1];

            row[j + 1] = least(diagonal + cost, above + 1, row[j] + 1);
            diagonal = above;
            smallest = row[j + 1] < smallest ? row[j + 1] : smallest;
        }
        if (smallest >= bound)
            return bound;
    }
    return row[b->len];
}

size_t
esc_distance(struct esc_str a, struct esc_str b)
{
    struct folded left, right;

    if (!fold(a, &left) || !fold(b, &right))
        return SIZE_MAX;
    return distance(&left, &right, SIZE_MAX);
}

bool
esc_suggest(struct esc_str name, const struct esc_str *candidates,
            size_t count, size_t *best_out)
{
    struct folded wanted, candidate;
    size_t bound, start;

    if (!fold(name, &wanted))
        return false;
    start = bound = (wanted.len + 1) / 2;
    for (size_t i = 0; i < count && bound > 0; i++) {
        size_t found;

        if (!fold(candidates[i], &candidate))
            continue;
        found = distance(&wanted, &candidate, bound);
        if (found < bound) {
            bound = found;
            *best_out = i;
        }
    }
    return bound < start;
}
