/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading numbers as yaml.v3 does (prefixes, leading zero is octal, signs
 * behind 0b and 0o included) and writing floats as Go does.
 */
#include "number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Floats are written with an exponent outside 1e-4 .. 1e6. */
#define EXPONENT_MIN (-4)
#define EXPONENT_MAX 6

static int
digit_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A' + 10;
    return 36;
}

static bool
read_magnitude(struct esc_str text, unsigned base, uint64_t *value_out)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.data[i]);

        if (digit >= (int)base
            || __builtin_mul_overflow(value, (uint64_t)base, &value)
            || __builtin_add_overflow(value, (uint64_t)digit, &value))
            return false;
    }
    *value_out = value;
    return text.len > 0;
}

static struct esc_str
skip(struct esc_str text, size_t len)
{
    return (struct esc_str){text.data + len, text.len - len};
}

static bool
has_sign(struct esc_str text)
{
    return text.len > 0 && (text.data[0] == '-' || text.data[0] == '+');
}

/* Takes the base's prefix off TEXT, which has no sign. */
static unsigned
take_base(struct esc_str *text)
{
    char letter;

    if (text->len < 2 || text->data[0] != '0')
        return 10;
    letter = (char)(text->data[1] | 0x20);
    if (letter == 'x' || letter == 'o' || letter == 'b') {
        *text = skip(*text, 2);
        return letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
    }
    *text = skip(*text, 1);
    return 8;
}

/* A value with its sign, as 64 bits with a sign or, if allowed, without. */
static enum esc_number_kind
write_integer(struct esc_arena *arena, bool is_negative, uint64_t value,
              struct esc_str *number_out)
{
    uint64_t most = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);

    *number_out =
        esc_arena_printf(arena, "%s%llu", is_negative && value != 0 ? "-" : "",
                         (unsigned long long)value);
    return value > most ? ESC_NUMBER_UINT : ESC_NUMBER_INT;
}

static enum esc_number_kind
read_based(struct esc_arena *arena, struct esc_str text,
           struct esc_str *number_out)
{
    bool is_signed = has_sign(text);
    bool is_negative = is_signed && text.data[0] == '-';
    struct esc_str digits = skip(text, is_signed ? 1 : 0);
    unsigned base = take_base(&digits);
    uint64_t value;

    if (!read_magnitude(digits, base, &value))
        return ESC_NUMBER_NONE;
    if (is_signed && value > (uint64_t)INT64_MAX + (is_negative ? 1 : 0))
        return ESC_NUMBER_NONE;
    return write_integer(arena, is_negative, value, number_out);
}

/* yaml.v3 takes a sign behind a lower case 0b or 0o too: 0b-101 is -5. */
static enum esc_number_kind
read_sign_behind(struct esc_arena *arena, struct esc_str text,
                 struct esc_str *number_out)
{
    bool is_negative;
    uint64_t value;

    if (text.len < 4 || text.data[0] != '0'
        || (text.data[1] != 'b' && text.data[1] != 'o')
        || !has_sign(skip(text, 2)))
        return ESC_NUMBER_NONE;
    is_negative = text.data[2] == '-';
    if (!read_magnitude(skip(text, 3), text.data[1] == 'b' ? 2 : 8, &value)
        || value > (uint64_t)INT64_MAX + (is_negative ? 1 : 0))
        return ESC_NUMBER_NONE;
    return write_integer(arena, is_negative, value, number_out);
}

static size_t
count_digits(struct esc_str text, size_t at)
{
    size_t start = at;

    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at - start;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool
is_float(struct esc_str text)
{
    size_t at = has_sign(text) ? 1 : 0;
    size_t whole = count_digits(text, at), fraction = 0;

    at += whole;
    if (at < text.len && text.data[at] == '.') {
        fraction = count_digits(text, at + 1);
        at += 1 + fraction;
    }
    if (whole == 0 && fraction == 0)
        return false;
    if (at < text.len && (text.data[at] | 0x20) == 'e') {
        size_t digits;

        at++;
        at += at < text.len && has_sign(skip(text, at)) ? 1 : 0;
        digits = count_digits(text, at);
        at += digits;
        if (digits == 0)
            return false;
    }
    return at == text.len;
}

/* Decimal digits and the exponent of the first: the shortest that do. */
static int
shortest(double value, char digits[static 32])
{
    char text[64];
    size_t count = 0;
    char *exponent;

    /*
     * A normal double that 15 digits or fewer can say prints as those and
     * zeros; a denormal has less precision than that.
     */
    for (int precision = isnormal(value) ? 14 : 0; precision < 17;
         precision++) {
        snprintf(text, sizeof(text), "%.*e", precision, fabs(value));
        if (strtod(text, NULL) == fabs(value))
            break;
    }
    exponent = strchr(text, 'e');
    for (const char *at = text; at < exponent; at++) {
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    }
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return (int)strtol(exponent + 1, NULL, 10);
}

static struct esc_str
write_float(struct esc_arena *arena, double value)
{
    const char *sign = signbit(value) ? "-" : "";
    char digits[32];
    int exponent = shortest(value, digits);
    int count = (int)strlen(digits);

    if (exponent < EXPONENT_MIN || exponent >= EXPONENT_MAX)
        return esc_arena_printf(arena, "%s%c%s%se%c%02d", sign, digits[0],
                                count > 1 ? "." : "", digits + 1,
                                exponent < 0 ? '-' : '+', abs(exponent));
    if (exponent < 0)
        return esc_arena_printf(arena, "%s0.%.*s%s", sign, -exponent - 1,
                                "00000", digits);
    if (count <= exponent + 1)
        return esc_arena_printf(arena, "%s%s%.*s", sign, digits,
                                exponent + 1 - count, "000000");
    return esc_arena_printf(arena, "%s%.*s.%s", sign, exponent + 1, digits,
                            digits + exponent + 1);
}

static enum esc_number_kind
read_float(struct esc_arena *arena, struct esc_str text,
           struct esc_str *number_out)
{
    double value;

    if (!is_float(text))
        return ESC_NUMBER_NONE;
    value = strtod(text.data, NULL);
    if (!isfinite(value))
        return ESC_NUMBER_NONE;
    *number_out = write_float(arena, value);
    return ESC_NUMBER_FLOAT;
}

/* TEXT without underscores. */
static struct esc_str
strip(struct esc_arena *arena, struct esc_str text)
{
    char *bytes;
    size_t len = 0;

    if (text.len == 0 || memchr(text.data, '_', text.len) == NULL)
        return text;
    bytes = esc_arena_alloc(arena, text.len + 1);
    if (bytes == NULL)
        return ESC_STR("");
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '_')
            bytes[len++] = text.data[i];
    }
    return (struct esc_str){bytes, len};
}

enum esc_number_kind
esc_number_read(struct esc_arena *arena, struct esc_str text,
                struct esc_str *number_out)
{
    struct esc_str plain = strip(arena, text);
    enum esc_number_kind kind = read_based(arena, plain, number_out);

    if (kind == ESC_NUMBER_NONE)
        kind = read_float(arena, plain, number_out);
    if (kind == ESC_NUMBER_NONE)
        kind = read_sign_behind(arena, plain, number_out);
    return kind;
}

enum esc_number_kind
esc_number_read_dot(struct esc_arena *arena, struct esc_str text,
                    struct esc_str *number_out)
{
    return read_float(arena, text, number_out);
}

struct esc_str
esc_number_as_float(struct esc_arena *arena, struct esc_str number)
{
    return write_float(arena, strtod(number.data, NULL));
}
