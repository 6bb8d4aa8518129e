/* SPDX-License-Identifier: Apache-2.0 */
/* Variables by which whoever writes a definition could run code. */
#include "esc/text.h"
#include <string.h>

bool
esc_text_is_risky(const char *name)
{
    return strncmp(name, "LD_", 3) == 0 || strncmp(name, "BASH_FUNC_", 10) == 0
           || strcmp(name, "GLIBC_TUNABLES") == 0;
}
