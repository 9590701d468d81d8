/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff as OCPI JSON, in a fixed order of members. */
#include "rate/tariff_value.h"

#define MICRO_PLACES 6 /* prices, kWh, kW */

static const int64_t step_units[] = {
#define DIMENSION(name, unit, per, step, doc) step,
#include "rate/tbl/dimensions.h"
#undef DIMENSION
};

/* One price. */
static void component(struct json_writer *w, const struct tariff_component *c,
                      enum tariff_dimension d)
{
    json_object(w);
    json_pair(w, "type", tariff_dimension_name(d));
    json_pair_decimal(w, "price", c->price_micro, 6);
    if (c->taxed)
        json_pair_decimal(w, "vat", c->tax_ppm, 4);
    json_pair_int(w, "step_size", c->step / step_units[d]);
    json_object_end(w);
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
            tariff_value_write(w, tariff_limit_name((enum tariff_limit)l), (enum tariff_limit)l,
                               MICRO_PLACES, e->limit[l]);
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

/* A text that may be absent. */
static void optional(struct json_writer *w, const char *key, struct str value)
{
    if (value.n > 0)
        json_pair(w, key, value);
}

void tariff_write(const struct tariff *t, struct buf *out)
{
    struct json_writer w;
    bool v230 = t->tax != TARIFF_TAX_EXCLUDED; /* bounds have the words of the version it is of */
    const char *excl = v230 ? "before_taxes" : "excl_vat",
               *incl = v230 ? "after_taxes" : "incl_vat";
    json_begin(&w, out);
    json_object(&w);
    optional(&w, "country_code", t->country_code);
    optional(&w, "party_id", t->party_id);
    json_pair(&w, "id", t->id);
    json_pair(&w, "currency", t->currency);
    optional(&w, "type", t->type);
    if (v230)
        json_pair(&w, "tax_included", t->tax == TARIFF_TAX_INCLUDED ? STR("YES") : STR("N/A"));
    tariff_bound_write(&w, "min_price", excl, incl, &t->least);
    tariff_bound_write(&w, "max_price", excl, incl, &t->greatest);
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
