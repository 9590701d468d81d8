/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff as OCPI JSON, in a fixed order of members. */
#include <stdio.h>

#include "base/time.h"
#include "rate/tariff.h"
#include "wire/decimal.h"
#include "wire/json.h"

static const int64_t step_units[] = {
#define DIMENSION(name, unit, per, step, doc) step,
#include "rate/tbl/dimensions.h"
#undef DIMENSION
};

/* Key and a scaled integer as a decimal number. */
static void pair_decimal(struct json_writer *w, const char *key, int64_t value, int places)
{
    char text[32];
    struct buf b = buf_over(text, sizeof text);
    decimal_write(&b, value, places);
    json_key(w, str_of(key));
    json_raw(w, buf_str(&b));
}

/* One price. */
static void component(struct json_writer *w, const struct tariff_component *c,
                      enum tariff_dimension d)
{
    json_object(w);
    json_pair(w, "type", tariff_dimension_name(d));
    pair_decimal(w, "price", c->price_micro, 6);
    if (c->taxed)
        pair_decimal(w, "vat", c->tax_ppm, 4);
    json_pair_int(w, "step_size", c->step / step_units[d]);
    json_object_end(w);
}

/* The value of a limit. */
static void limit(struct json_writer *w, enum tariff_limit l, int64_t value)
{
    char text[16];
    int64_t minutes = value / US_PER_MIN;
    struct time_date d;
    struct str name = tariff_limit_name(l);
    switch (tariff_limit_axis(l)) {
    case AXIS_CLOCK:
        (void)snprintf(text, sizeof text, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
        json_pair(w, name.p, str_of(text));
        break;
    case AXIS_DATE:
        d = time_date(value);
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", d.year % 10000, d.month % 100,
                       d.day % 100);
        json_pair(w, name.p, str_of(text));
        break;
    case AXIS_ENERGY:
    case AXIS_POWER:
        pair_decimal(w, name.p, value, 6);
        break;
    case AXIS_CURRENT:
        pair_decimal(w, name.p, value, 3);
        break;
    case AXIS_DURATION:
    case AXIS_CHARGING:
    case AXIS_PARKING:
        json_pair_int(w, name.p, value / US_PER_S);
        break;
    case TARIFF_AXES:
        break;
    }
}

/* The weekdays of an element that is not for all. */
static void days(struct json_writer *w, uint8_t which)
{
    static const char *const words[] = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
                                        "FRIDAY", "SATURDAY", "SUNDAY"};
    json_key(w, STR("day_of_week"));
    json_array(w);
    for (int i = 0; i < 7; i++)
        if (which >> i & 1)
            json_string(w, str_of(words[i]));
    json_array_end(w);
}

/* When an element applies. */
static void restrictions(struct json_writer *w, const struct tariff_element *e)
{
    json_key(w, STR("restrictions"));
    json_object(w);
    for (unsigned l = 0; l < TARIFF_LIMITS; l++)
        if (e->limited >> l & 1)
            limit(w, (enum tariff_limit)l, e->limit[l]);
    if (e->days)
        days(w, e->days);
    if (e->reservation != TARIFF_SESSION)
        json_pair(w, "reservation",
                  e->reservation == TARIFF_RESERVATION ? STR("RESERVATION")
                                                       : STR("RESERVATION_EXPIRES"));
    json_object_end(w);
}

/* One element. */
static void element(struct json_writer *w, const struct tariff_element *e)
{
    json_object(w);
    json_key(w, STR("price_components"));
    json_array(w);
    for (unsigned d = 0; d < TARIFF_DIMENSIONS; d++)
        if (e->component[d].present)
            component(w, &e->component[d], (enum tariff_dimension)d);
    json_array_end(w);
    if (e->limited || e->days || e->reservation != TARIFF_SESSION)
        restrictions(w, e);
    json_object_end(w);
}

/* A least or greatest price, in the words of the version that the tariff is of. */
static void bound(struct json_writer *w, const char *key, const struct tariff *t,
                  const struct tariff_bound *b)
{
    bool v230 = t->tax != TARIFF_TAX_EXCLUDED;
    if (!b->has_excl && !b->has_incl)
        return;
    json_key(w, str_of(key));
    json_object(w);
    if (b->has_excl)
        pair_decimal(w, v230 ? "before_taxes" : "excl_vat", b->excl_micro, 6);
    if (b->has_incl)
        pair_decimal(w, v230 ? "after_taxes" : "incl_vat", b->incl_micro, 6);
    json_object_end(w);
}

/* A text that may be absent. */
static void optional(struct json_writer *w, const char *key, struct str value)
{
    if (value.n > 0)
        json_pair(w, key, value);
}

void tariff_write(const struct tariff *t, struct buf *out)
{
    struct json_writer w;
    json_begin(&w, out);
    json_object(&w);
    optional(&w, "country_code", t->country_code);
    optional(&w, "party_id", t->party_id);
    json_pair(&w, "id", t->id);
    json_pair(&w, "currency", t->currency);
    optional(&w, "type", t->type);
    if (t->tax != TARIFF_TAX_EXCLUDED)
        json_pair(&w, "tax_included", t->tax == TARIFF_TAX_INCLUDED ? STR("YES") : STR("N/A"));
    bound(&w, "min_price", t, &t->least);
    bound(&w, "max_price", t, &t->greatest);
    json_key(&w, STR("elements"));
    json_array(&w);
    for (size_t i = 0; i < t->n_elements; i++)
        element(&w, &t->elements[i]);
    json_array_end(&w);
    if (t->from_us > 0)
        json_pair_time(&w, "start_date_time", t->from_us);
    if (t->to_us < INT64_MAX)
        json_pair_time(&w, "end_date_time", t->to_us);
    json_object_end(&w);
}
