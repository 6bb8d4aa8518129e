/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing without telling where two differ.
 */
#include "esc/secret.h"

bool
esc_secret_equal(const struct esc_secret *a, const struct esc_secret *b)
{
    const uint8_t *left = esc_secret_bytes(a), *right = esc_secret_bytes(b);
    uint8_t differ = 0;

    if (esc_secret_len(a) != esc_secret_len(b))
        return false;
    for (size_t i = 0; i < esc_secret_len(a); i++)
        differ = (uint8_t)(differ | (left[i] ^ right[i]));
    return differ == 0;
}
