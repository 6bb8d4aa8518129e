/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cJSON, with what it does not check: it recurses a thousand levels deep,
 * takes trailing bytes, and ends a string silently at "\u0000".
 */
#include "esc/cjson.h"
#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

/* struct esc_cjson is never defined: it is a cJSON in another coat. */
static const cJSON *
inner(const struct esc_cjson *json)
{
    return (const cJSON *)(const void *)json;
}

static const struct esc_cjson *
outer(const cJSON *json)
{
    return (const struct esc_cjson *)(const void *)json;
}

/* Where the string that begins at BYTES[AT] ends; false: NUL inside. */
static bool
skip_string(const char *bytes, size_t len, size_t *at)
{
    size_t i = *at + 1;

    while (i < len && bytes[i] != '"') {
        if (bytes[i] == '\0')
            return false;
        if (bytes[i] == '\\') {
            if (len - i >= 6 && memcmp(bytes + i, "\\u0000", 6) == 0)
                return false;
            i++;
        }
        i++;
    }
    *at = i;
    return true;
}

/* What must hold before cJSON sees it. */
static bool
check_shape(const char *bytes, size_t len)
{
    size_t depth = 0;

    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];

        if (c == '"' && !skip_string(bytes, len, &i))
            return false;
        if ((c == '{' || c == '[') && ++depth > ESC_CJSON_DEPTH_MAX)
            return false;
        if ((c == '}' || c == ']') && depth > 0)
            depth--;
    }
    return true;
}

struct esc_cjson *
esc_cjson_parse(const char *bytes, size_t len, struct esc_error *err)
{
    const char *end = NULL;
    cJSON *json;

    if (!check_shape(bytes, len)) {
        esc_fail(err, ESC_E_INPUT, NULL,
                 "malformed JSON: nested too deeply, or a NUL in a text");
        return NULL;
    }
    json = cJSON_ParseWithLengthOpts(bytes, len, &end, false);
    while (json != NULL && end < bytes + len
           && memchr(" \t\r\n", *end, 4) != NULL)
        end++;
    if (json == NULL || end != bytes + len) {
        cJSON_Delete(json);
        esc_fail(err, ESC_E_INPUT, NULL, "malformed JSON");
        return NULL;
    }
    return (struct esc_cjson *)(void *)json;
}

void
esc_cjson_free(struct esc_cjson *json)
{
    cJSON_Delete((cJSON *)(void *)json);
}

const struct esc_cjson *
esc_cjson_get(const struct esc_cjson *json, const char *member)
{
    const cJSON *object = inner(json);

    if (!cJSON_IsObject(object))
        return NULL;
    return outer(cJSON_GetObjectItemCaseSensitive(object, member));
}

const struct esc_cjson *
esc_cjson_item(const struct esc_cjson *json, size_t index)
{
    const cJSON *item = cJSON_IsArray(inner(json)) ? inner(json)->child : NULL;

    while (item != NULL && index-- > 0)
        item = item->next;
    return outer(item);
}

size_t
esc_cjson_count(const struct esc_cjson *json)
{
    return cJSON_IsArray(inner(json)) ? (size_t)cJSON_GetArraySize(inner(json))
                                      : 0;
}

const char *
esc_cjson_text(const struct esc_cjson *json)
{
    return cJSON_IsString(inner(json)) ? inner(json)->valuestring : NULL;
}

bool
esc_cjson_true(const struct esc_cjson *json)
{
    return cJSON_IsTrue(inner(json)) != 0;
}

bool
esc_cjson_integer(const struct esc_cjson *json, int64_t *number_out)
{
    double number;

    if (!cJSON_IsNumber(inner(json)))
        return false;
    number = inner(json)->valuedouble;
    if (!isfinite(number) || number <= -9.2e18 || number >= 9.2e18)
        return false;
    *number_out = (int64_t)number;
    return true;
}
