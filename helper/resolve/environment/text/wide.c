/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading goes the way of math/big.Float.Parse: the digits as an integer,
 * times or divided by a power of five that has 128 bits.  Of more digits than
 * DIGITS_MAX only that they are not all zero is kept: the powers are less
 * exact than that.
 */
#include "wide.h"

#include <stddef.h>
#include <string.h>

#include "utf8.h"

#define LIMBS 96 /* of 32 bits; the digits need 84 */
#define DIGITS_MAX 800
#define EXPONENT_MAX ((int64_t)1 << 32)
#define PRECISION 64
#define POWER_PRECISION 128
#define FACTOR_PRECISION 192

/* A natural number, the lowest limb first, the highest one not 0. */
struct natural {
    uint32_t limb[LIMBS];
    size_t count;
};

/* NUMBER * 2^EXPONENT. */
struct scaled {
    struct natural number;
    int64_t exponent;
};

static void
trim(struct natural *n)
{
    while (n->count > 0 && n->limb[n->count - 1] == 0)
        n->count--;
}

/* N = N * FACTOR + TERM */
static void
multiply_add(struct natural *n, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;

    for (size_t i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry > 0)
        n->limb[n->count++] = (uint32_t)carry;
}

static struct natural
multiply(const struct natural *a, const struct natural *b)
{
    struct natural product = {.count = a->count + b->count};

    for (size_t i = 0; i < a->count; i++) {
        uint64_t carry = 0;

        for (size_t j = 0; j < b->count; j++) {
            carry += (uint64_t)a->limb[i] * b->limb[j] + product.limb[i + j];
            product.limb[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
        product.limb[i + b->count] = (uint32_t)carry;
    }
    trim(&product);
    return product;
}

static size_t
bits(const struct natural *n)
{
    if (n->count == 0)
        return 0;
    return n->count * 32 - (size_t)__builtin_clz(n->limb[n->count - 1]);
}

static bool
bit(const struct natural *n, size_t i)
{
    return i / 32 < n->count && (n->limb[i / 32] >> i % 32 & 1) != 0;
}

static bool
any_below(const struct natural *n, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        if (bit(n, i))
            return true;
    }
    return false;
}

/* N = N * 2 + LOW */
static void
push_bit(struct natural *n, bool low)
{
    multiply_add(n, 2, low ? 1 : 0);
}

static void
shift_right(struct natural *n, size_t by)
{
    size_t have = bits(n), left = have > by ? have - by : 0;
    struct natural out = {.count = (left + 31) / 32};

    for (size_t i = 0; i < left; i++) {
        if (bit(n, i + by))
            out.limb[i / 32] |= (uint32_t)1 << i % 32;
    }
    *n = out;
}

/* To PRECISION bits, to nearest, ties to even; IS_MORE: there was more. */
static void
round_to(struct scaled *value, size_t precision, bool is_more)
{
    size_t have = bits(&value->number), drop;
    bool half, rest;

    if (have <= precision)
        return;
    drop = have - precision;
    half = bit(&value->number, drop - 1);
    rest = is_more || any_below(&value->number, drop - 1);
    shift_right(&value->number, drop);
    value->exponent += (int64_t)drop;
    if (half && (rest || bit(&value->number, 0)))
        multiply_add(&value->number, 1, 1);
    if (bits(&value->number) > precision) { /* all ones became a one */
        shift_right(&value->number, 1);
        value->exponent++;
    }
}

static struct scaled
times(const struct scaled *a, const struct scaled *b, size_t precision)
{
    struct scaled out = {multiply(&a->number, &b->number),
                         a->exponent + b->exponent};

    round_to(&out, precision, false);
    return out;
}

static bool
is_less(const struct natural *a, const struct natural *b)
{
    if (a->count != b->count)
        return a->count < b->count;
    for (size_t i = a->count; i > 0; i--) {
        if (a->limb[i - 1] != b->limb[i - 1])
            return a->limb[i - 1] < b->limb[i - 1];
    }
    return false;
}

static void
subtract(struct natural *a, const struct natural *b)
{
    uint64_t borrow = 0;

    for (size_t i = 0; i < a->count; i++) {
        uint64_t take = borrow + (i < b->count ? b->limb[i] : 0);

        borrow = a->limb[i] < take;
        a->limb[i] -= (uint32_t)take;
    }
    trim(a);
}

/* A / B to PRECISION bits; B is not 0. */
static struct scaled
divide(const struct scaled *a, const struct scaled *b)
{
    size_t have = bits(&a->number), want = bits(&b->number) + PRECISION + 2;
    size_t shift = have < want ? want - have : 0;
    struct scaled out = {.exponent =
                             a->exponent - b->exponent - (int64_t)shift};
    struct natural rest = {.count = 0};

    for (size_t i = have + shift; i > 0; i--) {
        push_bit(&rest, i > shift && bit(&a->number, i - 1 - shift));
        push_bit(&out.number, !is_less(&rest, &b->number));
        if (!is_less(&rest, &b->number))
            subtract(&rest, &b->number);
    }
    round_to(&out, PRECISION, rest.count > 0);
    return out;
}

/* 5^N to 128 bits, exactly as math/big makes it. */
static struct scaled
power_of_five(uint64_t n)
{
    struct scaled out = {.number = {{1}, 1}}, factor = {.number = {{5}, 1}};
    uint64_t exact = n < 27 ? n : 27;

    for (uint64_t i = 0; i < exact; i++)
        multiply_add(&out.number, 5, 0);
    for (n -= exact; n > 0; n >>= 1) {
        if (n % 2 != 0)
            out = times(&out, &factor, POWER_PRECISION);
        factor = times(&factor, &factor, FACTOR_PRECISION);
    }
    return out;
}

static int64_t
read_exponent(struct esc_str text, size_t i)
{
    bool is_negative = i < text.len && text.data[i] == '-';
    int64_t exponent = 0;

    i += is_negative || (i < text.len && text.data[i] == '+');
    for (; i < text.len && exponent < EXPONENT_MAX; i++)
        exponent = exponent * 10 + (text.data[i] - '0');
    return is_negative ? -exponent : exponent;
}

/* TEXT without its sign: the digits, and the power of ten they are times. */
static int64_t
read_digits(struct esc_str text, struct natural *number)
{
    size_t digits = 0, i = 0;
    bool is_fraction = false, is_more = false;
    int64_t exponent = 0;

    for (; i < text.len && text.data[i] != 'e' && text.data[i] != 'E'; i++) {
        uint32_t digit = (uint32_t)(text.data[i] - '0');

        if (text.data[i] == '.') {
            is_fraction = true;
            continue;
        }
        digits += digits > 0 || digit > 0;
        exponent -= is_fraction;
        if (digits > DIGITS_MAX) {
            is_more = is_more || digit > 0;
            exponent++;
            continue;
        }
        multiply_add(number, 10, digit);
    }
    if (is_more) {
        multiply_add(number, 10, 1);
        exponent--;
    }
    return i < text.len ? exponent + read_exponent(text, i + 1) : exponent;
}

static struct esc_wide
finish(struct scaled *value, bool is_negative)
{
    struct esc_wide out = {.is_negative = is_negative};
    size_t have;

    round_to(value, PRECISION, false);
    have = bits(&value->number);
    if (have == 0)
        return (struct esc_wide){0};
    out.mantissa = value->number.limb[0];
    if (value->number.count > 1)
        out.mantissa |= (uint64_t)value->number.limb[1] << 32;
    out.mantissa <<= PRECISION - have;
    out.exponent = value->exponent - (int64_t)(PRECISION - have);
    return out;
}

struct esc_wide
esc_wide_read(struct esc_str text)
{
    bool is_negative = esc_str_starts(text, ESC_STR("-"));
    struct scaled value = {.exponent = 0}, power;
    int64_t ten;

    ten = read_digits(is_negative ? esc_str_after(text, 1) : text,
                      &value.number);
    if (ten == 0 || value.number.count == 0)
        return finish(&value, is_negative);
    power = power_of_five((uint64_t)(ten < 0 ? -ten : ten));
    if (ten < 0)
        value = divide(&value, &power);
    else
        value = times(&value, &power, PRECISION);
    value.exponent += ten;
    return finish(&value, is_negative);
}

static int
sign(const struct esc_wide *n)
{
    return n->mantissa == 0 ? 0 : n->is_negative ? -1 : 1;
}

int
esc_wide_compare(const struct esc_wide *a, const struct esc_wide *b)
{
    int sign_a = sign(a), sign_b = sign(b);

    if (sign_a != sign_b || sign_a == 0)
        return sign_a - sign_b;
    if (a->exponent != b->exponent)
        return a->exponent < b->exponent ? -sign_a : sign_a;
    if (a->mantissa == b->mantissa)
        return 0;
    return a->mantissa < b->mantissa ? -sign_a : sign_a;
}

static struct scaled
unpack(const struct esc_wide *n)
{
    struct scaled out = {.exponent = n->exponent};

    out.number.limb[0] = (uint32_t)n->mantissa;
    out.number.limb[1] = (uint32_t)(n->mantissa >> 32);
    out.number.count = 2;
    trim(&out.number);
    return out;
}

bool
esc_wide_is_multiple(const struct esc_wide *a, const struct esc_wide *b)
{
    struct scaled above = unpack(a), below = unpack(b), quotient;

    if (b->mantissa == 0)
        return false;
    if (a->mantissa == 0)
        return true;
    quotient = divide(&above, &below);
    return quotient.exponent >= 0
           || (-quotient.exponent < PRECISION
               && !any_below(&quotient.number, (size_t)-quotient.exponent));
}
