/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a number. A second reader, by hand on the digits, must agree on every value and on
 * what was rounded; and what is written reads as the same number. The first byte chooses the
 * places. */
#include "base/wide.h"
#include "fuzz.h"
#include "wire/decimal.h"

#define TEXT_MAX 256
#define PLACES 10 /* asked for: -9 to 9 */

/* The slow reader: digits without their point, and where the point stands. */
struct slow {
    bool negative;
    char digits[TEXT_MAX];
    int64_t n, point; /* the value is 0.digits x 10^point */
};

/* Take the digits of a text that is known to be a number. */
static void read_slowly(struct str s, struct slow *out)
{
    int64_t exponent = 0, sign = 1, before = -1;
    size_t i = 0;
    *out = (struct slow){0};
    for (; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
        char c = s.p[i];
        out->negative |= c == '-';
        if (c == '.')
            before = out->n;
        if (c >= '0' && c <= '9')
            out->digits[out->n++] = c;
    }
    for (; i < s.n; i++) {
        sign = s.p[i] == '-' ? -1 : sign;
        if (s.p[i] >= '0' && s.p[i] <= '9' && exponent < 1000000000)
            exponent = exponent * 10 + (s.p[i] - '0');
    }
    out->point = (before < 0 ? out->n : before) + sign * exponent;
}

/* The value with that many places, rounded half to even; false where it does not fit. */
static bool round_slowly(const struct slow *s, int places, int64_t *out, bool *exact)
{
    int64_t kept = s->point + places; /* digits in front of the cut */
    wide v = 0;
    bool rest = false, zero = true;
    for (int64_t i = 0; i < s->n; i++)
        zero &= s->digits[i] == '0';
    *exact = true;
    *out = 0;
    if (zero)
        return true;
    int first = 0;
    for (int64_t i = 0; i < s->n || (i < kept && v != 0); i++) {
        int digit = i < s->n ? s->digits[i] - '0' : 0;
        if (i < kept) {
            v = v * 10 + digit;
            if (v > ((wide)1 << 64))
                return false;
        } else if (i == kept) {
            first = digit;
        } else {
            rest |= digit != 0;
        }
    }
    *exact = first == 0 && !rest;
    if (first > 5 || (first == 5 && (rest || v % 2 == 1)))
        v++;
    v = s->negative ? -v : v;
    *out = (int64_t)v;
    return v >= INT64_MIN && v <= INT64_MAX;
}

/* The number of digits that count. */
static int64_t significant(const struct slow *s)
{
    int64_t from = 0, to = s->n;
    while (from < to && s->digits[from] == '0')
        from++;
    while (to > from && s->digits[to - 1] == '0')
        to--;
    return to - from;
}

/* decimal_write must print what decimal_read reads back. */
static void there_and_back(int64_t value, int places)
{
    char text[64];
    struct buf out = buf_over(text, sizeof text);
    int64_t again;
    if (places < 0)
        return;
    decimal_write(&out, value, places);
    ASSERT(!out.full && out.n > 0);
    enum decimal_result r = decimal_read(buf_str(&out), places, &again);
    ASSERT(r == DECIMAL_OK || (r == DECIMAL_ROUNDED && (value > INT64_C(999999999999999999) ||
                                                        value < -INT64_C(999999999999999999))));
    ASSERT(r == DECIMAL_ROUNDED || again == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = str_make((const char *)data, size);
    int places = (int)(fuzz_byte(&in) % (2 * PLACES - 1)) - (PLACES - 1);
    struct decimal d;
    int64_t got = 0, want = 0;
    struct slow slow;
    bool exact;
    if (in.n > TEXT_MAX)
        return 0;
    char *copy = fuzz_copy(in);
    in.p = copy;
    enum decimal_result parsed = decimal_parse(in, &d), result = decimal_read(in, places, &got);
    ASSERT((parsed == DECIMAL_BAD) == (result == DECIMAL_BAD));
    if (result != DECIMAL_BAD) {
        read_slowly(in, &slow);
        bool fits = round_slowly(&slow, places, &want, &exact);
        if (significant(&slow) <=
            18) { /* beyond them 18 digits are kept and the value need not be the nearest */
            ASSERT(fits == (result != DECIMAL_RANGE));
            ASSERT(!fits || (got == want && exact == (result == DECIMAL_OK)));
        }
        ASSERT(parsed == DECIMAL_RANGE || d.digits == 0 || d.digits % 10 != 0);
        if (result != DECIMAL_RANGE)
            there_and_back(got, places);
    }
    free(copy);
    return 0;
}
