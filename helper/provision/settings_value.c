/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What root relies on: labels and subjects stand between the colons of a
 * token's subject, patterns and logins are policy.  Each form is as narrow as
 * its use.  Other forms are settings_form.c's.
 */
#include "settings_value.h"
#include "esc/text.h"
#include <string.h>

bool
value_only(const char *text, const char *allowed)
{
    return *text != '\0' && text[strspn(text, allowed)] == '\0';
}

const char *
value_label(const char *text)
{
    if (strlen(text) > 100)
        return "longer than 100 characters";
    return value_only(text, VALUE_LETTERS VALUE_DIGITS "._-")
               ? NULL
               : "only letters, digits and '.', '_', '-' are taken";
}

const char *
value_pattern(const char *text)
{
    if (strchr(text, '@') != NULL)
        return "a pattern names environments without '@version'";
    if (!value_only(text, VALUE_LETTERS VALUE_DIGITS "._-/*?"))
        return "only letters, digits and '.', '_', '-', '/', '*', '?' are"
               " taken";
    if (strpbrk(text, "*?") == NULL
        && (!esc_text_is_environment(text) || strchr(text, '/') == NULL))
        return "ORG/PROJECT/ENV or a pattern is wanted";
    return NULL;
}

const char *
value_subject(const char *text)
{
    if (strlen(text) > 200)
        return "longer than 200 characters";
    return value_only(text, VALUE_LETTERS VALUE_DIGITS "._-@+=,")
               ? NULL
               : "only letters, digits and . _ - @ + = , are taken";
}

const char *
value_login(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (*p < '!' || *p > '~')
            return "only printable ASCII characters are taken";
    return strlen(text) < 257 ? NULL : "longer than 256 characters";
}

bool
value_size(const char *text, uint64_t max, uint64_t *bytes_out)
{
    static const struct {
        const char *unit;
        uint64_t bytes;
    } units[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}};
    size_t len = strspn(text, VALUE_DIGITS);
    char digits[16];
    uint64_t number;

    if (len == 0 || len >= sizeof(digits))
        return false;
    memcpy(digits, text, len);
    digits[len] = '\0';
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(text + len, units[i].unit) != 0)
            continue;
        if (!esc_text_u64(digits, max / units[i].bytes, &number))
            return false;
        *bytes_out = number * units[i].bytes;
        return true;
    }
    return false;
}
