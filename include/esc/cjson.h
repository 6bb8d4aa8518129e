/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checked reads of JSON answers.  helper/resolve/net/cjson.c is the only
 * caller of cJSON; what it hands out is typed, so that a member of another
 * type is the same as none.  Of duplicate members the first counts.
 */
#ifndef ESC_CJSON_H
#define ESC_CJSON_H

#include "esc/error.h"
#include <stdint.h>

struct esc_cjson;
ESC_OWN_DECLARE(esc_cjson);

#define ESC_CJSON_DEPTH_MAX 64

/*
 * One JSON value and nothing behind it but white space.  ESC_E_INPUT: not
 * JSON, nested too deeply, or a NUL in a string ("\u0000").
 */
struct esc_cjson *esc_cjson_parse(const char *bytes, size_t len,
                                  struct esc_error *err) ESC_MUST_CHECK;

/*
 * All borrowed from the parsed value.  JSON may be NULL, so that chains need
 * no checks: esc_cjson_text(esc_cjson_get(esc_cjson_get(j, "a"), "b")).
 */
const struct esc_cjson *esc_cjson_get(const struct esc_cjson *json,
                                      const char *member);
const struct esc_cjson *esc_cjson_item(const struct esc_cjson *json,
                                       size_t index);
size_t esc_cjson_count(const struct esc_cjson *json); /* of an array */

/* NULL unless JSON is a string. */
const char *esc_cjson_text(const struct esc_cjson *json);

/* Whether JSON is the literal true. */
bool esc_cjson_true(const struct esc_cjson *json);

/* False, output untouched, unless JSON is a finite number in int64's range;
 * cut towards zero. */
bool esc_cjson_integer(const struct esc_cjson *json, int64_t *number_out);

#endif
