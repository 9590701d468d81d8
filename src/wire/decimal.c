/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal text to scaled integers: 18 digits are kept, what lies behind them decides the rounding,
 * and each number is rounded once. */
#include "wire/decimal.h"

#include "base/assert.h"

#define DIGITS_KEPT 18
#define EXPONENT_MAX 1000000000 /* beyond it a number is out of range, or rounds to nothing */

/* A number being read: value = digits x 10^exponent and a bit. */
struct raw {
    uint64_t digits; /* the first 18 significant ones */
    int n_digits;
    int64_t exponent;
    bool negative;
    int next;  /* the first digit that was not kept */
    bool rest; /* is any digit behind `next` not zero? */
};

/* 10 to the power n, 0 to 19. */
static uint64_t ten_to(int n)
{
    static const uint64_t powers[] = {1,
                                      10,
                                      100,
                                      1000,
                                      10000,
                                      100000,
                                      1000000,
                                      10000000,
                                      100000000,
                                      1000000000,
                                      10000000000,
                                      100000000000,
                                      1000000000000,
                                      10000000000000,
                                      100000000000000,
                                      1000000000000000,
                                      10000000000000000,
                                      100000000000000000,
                                      1000000000000000000,
                                      10000000000000000000u};
    ASSERT(n >= 0 && n <= 19);
    return powers[n];
}

/* The digit at *at, or -1 where there is none. */
static int digit_at(struct str t, size_t at)
{
    return at < t.n && t.p[at] >= '0' && t.p[at] <= '9' ? t.p[at] - '0' : -1;
}

/* Take one digit in; `scale` is -1 behind the point, else 0. */
static void take_digit(struct raw *r, int digit, int scale)
{
    if (r->n_digits < DIGITS_KEPT) {
        r->digits = r->digits * 10 + (unsigned)digit;
        r->n_digits += r->digits > 0;
        r->exponent += scale;
        return;
    }
    if (r->n_digits == DIGITS_KEPT)
        r->next = digit;
    else
        r->rest = r->rest || digit != 0;
    r->n_digits = DIGITS_KEPT + 1;
    r->exponent += 1 + scale;
}

/* Take a run of digits in from *at; false where there is none. */
static bool take_run(struct raw *r, struct str t, size_t *at, int scale)
{
    size_t from = *at, i = from;
    uint64_t digits = r->digits;
    int n = r->n_digits;
    for (; i < t.n && (unsigned)(t.p[i] - '0') <= 9 && n < DIGITS_KEPT; i++) {
        digits = digits * 10 + (unsigned)(t.p[i] - '0');
        n += digits > 0;
    }
    r->digits = digits;
    r->n_digits = n;
    r->exponent += scale * (int64_t)(i - from);
    for (int d; (d = digit_at(t, i)) >= 0; i++)
        take_digit(r, d, scale);
    *at = i;
    return i > from;
}

/* Read the exponent behind its letter; false where it has no digits. */
static bool take_exponent(struct raw *r, struct str t, size_t *at)
{
    bool negative = *at < t.n && t.p[*at] == '-';
    if (*at < t.n && (t.p[*at] == '-' || t.p[*at] == '+'))
        ++*at;
    size_t from = *at;
    int64_t e = 0;
    for (int d; (d = digit_at(t, *at)) >= 0; ++*at)
        e = e > INT64_MAX / 100 ? e : e * 10 + d;
    r->exponent += negative ? -e : e;
    return *at > from;
}

/* Read the whole text by the JSON grammar (RFC 8259 section 6); false where it breaks it. */
static bool read_raw(struct str t, struct raw *r)
{
    *r = (struct raw){0};
    t = str_trim(t);
    size_t at = 0;
    if (t.n > 0 && (t.p[0] == '-' || t.p[0] == '+'))
        at = 1;
    r->negative = at == 1 && t.p[0] == '-';
    if (digit_at(t, at) == 0 && digit_at(t, at + 1) >= 0)
        return false;
    if (!take_run(r, t, &at, 0))
        return false;
    if (at < t.n && t.p[at] == '.' && (at++, !take_run(r, t, &at, -1)))
        return false;
    if (at < t.n && (t.p[at] | 0x20) == 'e' && (at++, !take_exponent(r, t, &at)))
        return false;
    return at == t.n;
}

/* Give u its sign. */
static int64_t with_sign(uint64_t u, bool negative)
{
    return negative ? (int64_t)(0 - u) : (int64_t)u;
}

/* The magnitude of v. */
static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* Round the kept digits by those behind them. */
static enum decimal_result round_raw(struct raw *r)
{
    if (r->next == 0 && !r->rest)
        return DECIMAL_OK;
    bool up = r->next > 5 || (r->next == 5 && (r->rest || r->digits % 2 == 1));
    r->digits += up;
    r->next = 0;
    r->rest = false;
    return DECIMAL_ROUNDED;
}

enum decimal_result decimal_parse(struct str text, struct decimal *out)
{
    struct raw r;
    *out = (struct decimal){0};
    if (!read_raw(text, &r))
        return DECIMAL_BAD;
    enum decimal_result result = round_raw(&r);
    if (r.digits == 0)
        return result;
    for (; r.digits % 10 == 0; r.digits /= 10)
        r.exponent++;
    if (r.exponent > EXPONENT_MAX)
        return DECIMAL_RANGE;
    if (r.exponent < -EXPONENT_MAX)
        return DECIMAL_ROUNDED;
    *out = (struct decimal){with_sign(r.digits, r.negative), (int)r.exponent};
    return result;
}

/* digits / 10^places, half to even; `tail` says that a little more than digits is meant. */
static enum decimal_result divide(uint64_t digits, bool tail, int64_t places, uint64_t *out)
{
    *out = 0;
    if (digits == 0 && !tail)
        return DECIMAL_OK;
    if (places > 19)
        return DECIMAL_ROUNDED;
    uint64_t by = ten_to((int)places), rest = digits % by;
    *out = digits / by;
    if (rest == 0 && !tail)
        return DECIMAL_OK;
    uint64_t half = by / 2;
    if (rest > half || (rest == half && (tail || *out % 2 == 1)))
        ++*out;
    return DECIMAL_ROUNDED;
}

/* digits x 10^shift with a sign; shift may be negative. */
static enum decimal_result shift_digits(uint64_t digits, bool tail, bool negative, int64_t shift,
                                        int64_t *out)
{
    uint64_t u = digits, limit = (uint64_t)INT64_MAX + negative;
    enum decimal_result result = DECIMAL_OK;
    *out = 0;
    if (shift < 0)
        result = divide(digits, tail, -shift, &u);
    else if (digits > 0 && (shift > 18 || digits > limit / ten_to((int)shift)))
        return DECIMAL_RANGE;
    else if (digits > 0)
        u = digits * ten_to((int)shift);
    if (u > limit)
        return DECIMAL_RANGE;
    *out = with_sign(u, negative);
    return result;
}

enum decimal_result decimal_scale(struct decimal d, int places, int64_t *out)
{
    return shift_digits(magnitude(d.digits), false, d.digits < 0, (int64_t)d.exponent + places,
                        out);
}

enum decimal_result decimal_read(struct str text, int places, int64_t *out)
{
    struct raw r;
    *out = 0;
    if (!read_raw(text, &r))
        return DECIMAL_BAD;
    if (r.digits > 0 && r.exponent + places < 0)
        return shift_digits(r.digits, r.next > 0 || r.rest, r.negative, r.exponent + places, out);
    enum decimal_result rounded = round_raw(&r);
    enum decimal_result result =
        shift_digits(r.digits, false, r.negative, r.exponent + places, out);
    return result > rounded ? result : rounded;
}

void decimal_write(struct buf *out, int64_t value, int places)
{
    ASSERT(places >= 0 && places <= 18);
    uint64_t u = magnitude(value), unit = ten_to(places);
    char text[20];
    size_t n = 0;
    if (value < 0 && places > 0)
        buf_putc(out, '-');
    buf_int(out, places > 0 ? (int64_t)(u / unit) : value);
    for (uint64_t rest = u % unit; rest > 0; rest %= unit) {
        unit /= 10;
        text[n++] = (char)('0' + rest / unit);
    }
    if (n > 0)
        buf_putc(out, '.');
    buf_put(out, text, n);
}
