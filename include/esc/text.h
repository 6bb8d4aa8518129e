/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strict reading and safe showing of short texts.  Nothing here takes a
 * locale, skips white space or stops half way: the whole text matches, or the
 * call fails and the output is untouched.
 */
#ifndef ESC_TEXT_H
#define ESC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal digits only, no sign, no leading zero but "0" itself, at most MAX.
 */
bool esc_text_u64(const char *text, uint64_t max, uint64_t *value_out);

/*
 * A duration in whole seconds: one or more NUMBER UNIT pairs, units d h m s in
 * falling order, each at most once ("12h", "1h30m"); no bare number, at most
 * MAX seconds.
 */
bool esc_text_duration(const char *text, uint64_t max, uint64_t *seconds_out);

/* Print SECONDS the same way: "1h30m", "0s".  OUT has at least 32 bytes. */
void esc_text_format_duration(uint64_t seconds, char *out, size_t size);

/* RFC 3339 in UTC with 'Z': parse (fraction allowed, cut) and format (empty
 * outside of the years 1970 to 9999, or when SIZE is under 21). */
bool esc_text_time(const char *text, int64_t *epoch_out);
void esc_text_format_time(int64_t epoch, char *out, size_t size);

/* Glob match where '*' is any run of bytes (also '/'), '?' one byte. */
bool esc_text_match(const char *pattern, const char *text);

/* Length of the valid UTF-8 character that TEXT (LEN bytes, at least one)
 * starts with, and the character; 0: there is none. */
size_t esc_text_utf8(const char *text, size_t len, uint32_t *character_out);

/*
 * IN made safe to show: control bytes, DEL, C1 and bidirectional controls and
 * invalid UTF-8 as \xNN, everything else as it is.  Cut at SIZE - 1, never
 * inside an escape or a character.  Returns OUT.
 */
char *esc_text_safe(const char *in, size_t len, char *out, size_t size);

/* A valid variable name: [A-Za-z_][A-Za-z0-9_]*, at most 255 bytes. */
bool esc_text_is_name(const char *text);

/* Whether variable NAME makes programs load or run something else (LD_*,
 * GLIBC_TUNABLES, functions of shells): exec sets it by root's leave only. */
bool esc_text_is_risky(const char *name);

/*
 * An environment's name as the doorbell carries it: "default", a short name,
 * or ORG/PROJECT/ENV, optionally "@VERSION".  Parts are 1-100 bytes of
 * [A-Za-z0-9._-], none "." or "..", none starting with '-'.
 */
#define ESC_ENVIRONMENT_NAME_MAX 330
bool esc_text_is_environment(const char *text);

/* Copy with truncation as a failure: false when SRC does not fit. */
bool esc_text_copy(char *dst, size_t size, const char *src);

#endif
