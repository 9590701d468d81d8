/* SPDX-License-Identifier: Apache-2.0 */
/* Limits by what they are about; bounds; the currency. */
#include "rate/tariff_value.h"

#include <stdio.h>

#include "base/time.h"
#include "rate/money.h"

#define MONEY_PLACES 6
#define MILLI_PLACES 3 /* A to mA */

/* "13:30" as microseconds of the day. */
static bool clock_value(struct walk *w, const struct json_token *v, int64_t *out)
{
    int64_t h = 0, m = 0;
    struct str s = v->text;
    bool shape = v->kind == JSON_STRING && s.n == 5 && s.p[2] == ':' &&
                 str_int(str_make(s.p, 2), &h) && str_int(str_make(s.p + 3, 2), &m) &&
                 s.p[0] >= '0' && s.p[3] >= '0' && h <= 23 && m <= 59;
    *out = (h * 60 + m) * US_PER_MIN;
    return shape || walk_wrong(w, "must be a time of day as 13:30");
}

/* "2026-11-25" as days since 1970. */
static bool date_value(struct walk *w, const struct json_token *v, int64_t *out)
{
    char full[24];
    unsigned repairs = 0;
    int64_t at_us = 0;
    bool ok = v->kind == JSON_STRING && v->text.n == 10;
    if (ok) {
        (void)snprintf(full, sizeof full, "%.*sT00:00:00Z", STR_ARG(v->text));
        ok = time_parse(str_of(full), &at_us, &repairs) && repairs == 0;
    }
    *out = at_us / US_PER_DAY;
    return ok || walk_wrong(w, "must be a date as 2026-11-25");
}

bool tariff_value(struct walk *w, enum tariff_limit l, int places, const struct json_token *v,
                  int64_t *out)
{
    int64_t seconds;
    switch (tariff_limit_axis(l)) {
    case AXIS_CLOCK:
        return clock_value(w, v, out);
    case AXIS_DATE:
        return date_value(w, v, out);
    case AXIS_ENERGY:
    case AXIS_POWER:
        return walk_number(w, v, places, 0, out);
    case AXIS_CURRENT:
        return walk_number(w, v, MILLI_PLACES, 0, out);
    case AXIS_DURATION:
    case AXIS_CHARGING:
    case AXIS_PARKING:
        if (!walk_number(w, v, 0, 0, &seconds) || seconds > UINT32_MAX)
            return walk_wrong(w, "is too large");
        *out = seconds * US_PER_S;
        return true;
    case TARIFF_AXES:
        break;
    }
    return walk_wrong(w, "cannot be read");
}

void tariff_value_write(struct json_writer *w, struct str key, enum tariff_limit l, int places,
                        int64_t value)
{
    char text[16];
    int minutes = (int)(value / US_PER_MIN % (24 * 60));
    struct time_date d;
    switch (tariff_limit_axis(l)) {
    case AXIS_CLOCK:
        (void)snprintf(text, sizeof text, "%02d:%02d", minutes / 60, minutes % 60);
        json_pair(w, key.p, str_of(text));
        break;
    case AXIS_DATE:
        d = time_date(value);
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", d.year % 10000, d.month % 100,
                       d.day % 100);
        json_pair(w, key.p, str_of(text));
        break;
    case AXIS_ENERGY:
    case AXIS_POWER:
        json_pair_decimal(w, key.p, value, places);
        break;
    case AXIS_CURRENT:
        json_pair_decimal(w, key.p, value, MILLI_PLACES);
        break;
    case AXIS_DURATION:
    case AXIS_CHARGING:
    case AXIS_PARKING:
        json_pair_int(w, key.p, value / US_PER_S);
        break;
    case TARIFF_AXES:
        break;
    }
}

bool tariff_bound_excl(struct walk *w, void *into, const struct json_token *v)
{
    struct tariff_bound *b = into;
    b->has_excl = true;
    return walk_number(w, v, MONEY_PLACES, 0, &b->excl_micro);
}

bool tariff_bound_incl(struct walk *w, void *into, const struct json_token *v)
{
    struct tariff_bound *b = into;
    b->has_incl = true;
    return walk_number(w, v, MONEY_PLACES, 0, &b->incl_micro);
}

bool tariff_bound(struct walk *w, struct tariff_bound *b, const struct json_token *v,
                  const struct walk_member *members, size_t n, bool strict)
{
    return walk_object(w, v, members, n, b, strict) &&
           (b->has_excl || b->has_incl || walk_wrong(w, "has no amount"));
}

void tariff_bound_write(struct json_writer *w, const char *key, const char *excl, const char *incl,
                        const struct tariff_bound *b)
{
    if (!b->has_excl && !b->has_incl)
        return;
    json_key(w, str_of(key));
    json_object(w);
    if (b->has_excl)
        json_pair_decimal(w, excl, b->excl_micro, MONEY_PLACES);
    if (b->has_incl)
        json_pair_decimal(w, incl, b->incl_micro, MONEY_PLACES);
    json_object_end(w);
}

bool tariff_currency(struct walk *w, void *into, const struct json_token *v)
{
    struct tariff *t = into;
    return walk_text(w, v, 3, &t->currency) &&
           (money_code(t->currency) || walk_wrong(w, "must be three capital letters (ISO 4217)"));
}
