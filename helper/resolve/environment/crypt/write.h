/* SPDX-License-Identifier: Apache-2.0 */
/* Private to crypt/: writing a string as a YAML scalar. */
#ifndef ESC_CRYPT_WRITE_H
#define ESC_CRYPT_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "../text/build.h"
#include "esc/str.h"

struct esc_scalar_place {
    bool is_flow;      /* inside a flow collection */
    bool may_be_block; /* a literal block may stand here: nothing follows */
    size_t indent;     /* of a literal block's lines */
    bool is_at_end;    /* of the source, without a newline after it */
};

/*
 * TEXT, in the plainest style that reads back as the same string: plain,
 * single-quoted, a literal block, double-quoted.  False when no YAML can say
 * it: it is not UTF-8.
 */
bool esc_scalar_write(struct esc_build *build, struct esc_str text,
                      const struct esc_scalar_place *place);

#endif
