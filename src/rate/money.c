/* SPDX-License-Identifier: Apache-2.0 */
/* Currencies by their table, and the one way in which amounts are rounded. */
#include "rate/money.h"

#include "base/assert.h"
#include "base/wide.h"

#define DIGITS_DEFAULT 2

static const struct {
    struct str code;
    int digits;
} currencies[] = {
#define CURRENCY(code, digits) {STR_INIT(code), digits},
#include "rate/tbl/currencies.h"
#undef CURRENCY
};

bool money_code(struct str code)
{
    for (size_t i = 0; i < code.n; i++)
        if (code.p[i] < 'A' || code.p[i] > 'Z')
            return false;
    return code.n == 3;
}

int money_digits(struct str code)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
        if (str_eq(currencies[i].code, code))
            return currencies[i].digits;
    return DIGITS_DEFAULT;
}

int64_t money_minor(struct str code)
{
    int64_t minor = MONEY_MICRO;
    for (int i = money_digits(code); i > 0; i--)
        minor /= 10;
    return minor;
}

bool money_scale(int64_t a, int64_t b, int64_t c, int64_t *out)
{
    ASSERT(c > 0);
    wide n = (wide)a * b;
    n = n < 0 ? (n - c / 2) / c : (n + c / 2) / c;
    *out = (int64_t)n;
    return n >= INT64_MIN && n <= INT64_MAX;
}

int64_t money_round(int64_t value, int64_t unit)
{
    ASSERT(unit > 0);
    int64_t rest = value % unit, down = value - rest;
    rest = rest < 0 ? -rest : rest;
    return rest < unit - rest ? down : value < 0 ? down - unit : down + unit;
}
