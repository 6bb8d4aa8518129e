/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that grows in an arena, with a limit.  Append freely; a failure (of
 * the arena, or of the limit, which makes the arena fail) sticks, and the
 * result is then empty.
 */
#ifndef ESC_TEXT_BUILD_H
#define ESC_TEXT_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esc/arena.h"
#include "esc/str.h"

struct esc_build {
    struct esc_arena *arena;
    char *data;
    size_t len, size;
    size_t limit; /* of len, in bytes */
    bool is_broken;
};

void esc_build_init(struct esc_build *build, struct esc_arena *arena,
                    size_t limit);
void esc_build_add(struct esc_build *build, struct esc_str text);
void esc_build_text(struct esc_build *build, const char *text);
void esc_build_byte(struct esc_build *build, char byte);

/* CODE as UTF-8. */
void esc_build_rune(struct esc_build *build, uint32_t code);

/* The text so far, with a NUL after it that its length does not count. */
struct esc_str esc_build_take(struct esc_build *build);

/*
 * TEXT in double quotes as Go's strconv.Quote writes it: \a \b \f \n \r \t \v
 * \\ \", printable Unicode as it is, else \x01, \u200b, \U000e0001; a byte
 * that is not UTF-8 as \xc3.
 */
void esc_build_quote(struct esc_build *build, struct esc_str text);
struct esc_str esc_quote(struct esc_arena *arena, struct esc_str text);

/*
 * TEXT as a JSON string, quotes included: \" \\ \b \f \n \r \t, other
 * controls and < > & U+2028 U+2029 as \u00xx, a byte that is not UTF-8 as the
 * six characters \ufffd, all else as it is.
 */
void esc_build_json(struct esc_build *build, struct esc_str text);

#endif
