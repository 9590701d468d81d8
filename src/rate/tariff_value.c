/* SPDX-License-Identifier: Apache-2.0 */
/* Limits by what they are about. */
#include "rate/tariff_value.h"

#include <stdio.h>

#include "base/time.h"

#define MICRO_PLACES 6 /* kWh to mWh, kW to mW */
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

bool tariff_value(struct walk *w, enum tariff_limit l, const struct json_token *v, int64_t *out)
{
    int64_t seconds;
    switch (tariff_limit_axis(l)) {
    case AXIS_CLOCK:
        return clock_value(w, v, out);
    case AXIS_DATE:
        return date_value(w, v, out);
    case AXIS_ENERGY:
    case AXIS_POWER:
        return walk_number(w, v, MICRO_PLACES, 0, out);
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
