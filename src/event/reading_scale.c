/* SPDX-License-Identifier: Apache-2.0 */
/* From number, unit and multiplier to the integer that is stored. Integers throughout; the one
 * division is that of Fahrenheit, and it rounds half to even. */
#include "event/reading.h"

#include "base/wide.h"
#include "wire/decimal.h"

#define MULTIPLIER_MAX                                                                             \
    1000 /* beyond it, either way, no int64 is left but by a joke of a number                      \
          */
#define ZERO_CELSIUS_MK 273150
#define KEPT_PLACES 18 /* a number of 18 digits below 10^-18 of its unit is as good as nothing */

static const struct unit {
    struct str text;
    uint8_t quantity, places;
} units[] = {
#define UNIT(text, quantity, places) {STR_INIT(text), QUANTITY_##quantity, places},
#include "event/tbl/units.h"
#undef UNIT
};

/* The default unit of each quantity. */
static const struct unit defaults[] = {
    [QUANTITY_NUMBER] = {STR_INIT(""), QUANTITY_NUMBER, 3},
    [QUANTITY_ENERGY] = {STR_INIT("Wh"), QUANTITY_ENERGY, 3},
    [QUANTITY_POWER] = {STR_INIT("W"), QUANTITY_POWER, 3},
    [QUANTITY_CURRENT] = {STR_INIT("A"), QUANTITY_CURRENT, 3},
    [QUANTITY_VOLTAGE] = {STR_INIT("V"), QUANTITY_VOLTAGE, 3},
    [QUANTITY_TEMPERATURE] = {STR_INIT("Celsius"), QUANTITY_TEMPERATURE, 3},
    [QUANTITY_PERCENT] = {STR_INIT("Percent"), QUANTITY_PERCENT, 2},
};

/* The unit of that text or NULL: as written, else ignoring case, the same first letter before
 * another. */
static const struct unit *unit_find(struct str text)
{
    const struct unit *near = NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_eq(units[i].text, text))
            return &units[i];
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const struct unit *u = &units[i];
        if (str_eq_nocase(u->text, text) && (!near || near->text.p[0] != text.p[0]))
            near = u;
    }
    return near;
}

/* Does a number in u say something of quantity q? */
static bool unit_fits(const struct unit *u, enum quantity q)
{
    if (q == QUANTITY_TEMPERATURE)
        return u->quantity == QUANTITY_TEMPERATURE || u->quantity == QUANTITY_KELVIN ||
               u->quantity == QUANTITY_FAHRENHEIT;
    return u->quantity == q;
}

/* number / by rounded half to even, 0 < by. */
static enum decimal_result divide(wide number, wide by, int64_t *out)
{
    wide whole = number / by, rest = number % by;
    if (rest < 0) {
        rest += by;
        whole--;
    }
    if (2 * rest > by || (2 * rest == by && whole % 2 != 0))
        whole++;
    if (whole > INT64_MAX || whole < INT64_MIN)
        return DECIMAL_RANGE;
    *out = (int64_t)whole;
    return rest == 0 ? DECIMAL_OK : DECIMAL_ROUNDED;
}

/* 10 to the power n, 0 to KEPT_PLACES. */
static wide ten_to(int n)
{
    wide power = 1;
    for (; n > 0; n--)
        power *= 10;
    return power;
}

/* Thousandths of a degree Celsius from degrees Fahrenheit: (F - 32) x 5 / 9 as one fraction. */
static enum decimal_result scale_fahrenheit(struct str number, int multiplier, int64_t *out)
{
    struct decimal f;
    enum decimal_result read = decimal_parse(number, &f);
    if (read >= DECIMAL_BAD)
        return read;
    int shift = f.digits == 0 ? 0 : f.exponent + multiplier + 3;
    if (shift > KEPT_PLACES)
        return DECIMAL_RANGE;
    enum decimal_result result;
    if (shift >= 0) {
        result = divide((f.digits * ten_to(shift) - 32000) * 5, 9, out);
    } else if (shift >= -KEPT_PLACES) {
        wide unit = ten_to(-shift);
        result = divide((f.digits - 32000 * unit) * 5, 9 * unit, out);
    } else {
        result = divide((wide)-32000 * 5, 9, out);
    }
    return result > read ? result : read;
}

/* The number in unit u as the integer of its quantity. */
static enum decimal_result scale(struct str number, const struct unit *u, int multiplier,
                                 int64_t *out)
{
    if (u->quantity == QUANTITY_FAHRENHEIT)
        return scale_fahrenheit(number, multiplier, out);
    enum decimal_result result = decimal_read(number, u->places + multiplier, out);
    if (u->quantity != QUANTITY_KELVIN || result >= DECIMAL_BAD)
        return result;
    /* The shift is even, so half to even before it is half to even behind it. */
    return __builtin_sub_overflow(*out, ZERO_CELSIUS_MK, out) ? DECIMAL_RANGE : result;
}

void reading_scale(struct reading *r, struct str number, struct str unit, int64_t multiplier)
{
    enum quantity q = measurand_quantity((enum measurand)r->measurand);
    const struct unit *u = &defaults[q];
    unsigned flags = r->flags & (READING_TIME_REPAIRED | READING_SIGNED);
    struct str text = {0}, name = str_trim(unit);
    if (name.n > 0) {
        const struct unit *given = unit_find(name);
        if (given && unit_fits(given, q))
            u = given;
        else if (q != QUANTITY_NUMBER || (given && r->measurand != MEASURAND_OTHER))
            flags |= READING_UNKNOWN_UNIT;
        if (q == QUANTITY_NUMBER || flags & READING_UNKNOWN_UNIT)
            text = name;
    }
    int64_t value = 0;
    bool sane = multiplier >= -MULTIPLIER_MAX && multiplier <= MULTIPLIER_MAX;
    enum decimal_result result = sane ? scale(number, u, (int)multiplier, &value) : DECIMAL_RANGE;
    if (result >= DECIMAL_BAD) {
        flags |= READING_NOT_NUMBER;
        text = number;
    } else if (result == DECIMAL_ROUNDED) {
        flags |= READING_ROUNDED;
    }
    r->value = result >= DECIMAL_BAD ? 0 : value;
    if (!(flags & READING_SIGNED))
        r->text = text;
    r->flags = (uint8_t)flags;
}
