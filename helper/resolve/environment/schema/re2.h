/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The syntax of RE2, which is what "pattern" means, in PCRE2's terms.
 */
#ifndef ESC_SCHEMA_RE2_H
#define ESC_SCHEMA_RE2_H

#include "../pool.h"
#include "esc/str.h"

/*
 * TEXT as PCRE2 has to read it.  False when RE2 refuses TEXT: lookaround,
 * back references, possessive repeats, unknown escapes, bad ranges, ...;
 * *PROBLEM_OUT is then what the original says:
 * "error parsing regexp: invalid or unsupported Perl syntax: `(?=`".
 */
bool esc_re2_translate(struct esc_pool *pool, struct esc_str text,
                       struct esc_str *translated_out,
                       struct esc_str *problem_out);

#endif
