/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a doorbell's errno meant, for who rang it.
 */
#include "esc/error.h"

enum esc_code
esc_code_from_errno(int errnum)
{
    for (int i = 1; i < ESC_CODE_COUNT; i++)
        if (esc_code_to_errno((enum esc_code)i) == errnum)
            return (enum esc_code)i;
    return ESC_E_SYSTEM;
}
