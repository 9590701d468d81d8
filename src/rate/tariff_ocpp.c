/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs of OCPP 2.1, written: prices by kind, each kind with its own list and one tax. */
#include <stdio.h>

#include "rate/money.h"
#include "rate/tariff_kinds.h"
#include "rate/tariff_value.h"

#define MILLI_PLACES 3 /* Wh, W */

/* Say what OCPP 2.1 has no words for; false. */
static bool wrong(struct walk_fault *fault, size_t element, const char *why)
{
    (void)snprintf(fault->path, sizeof fault->path, "elements[%zu]", element);
    fault->why = why;
    return false;
}

/* The same of the whole. */
static bool all_wrong(struct walk_fault *fault, const char *why)
{
    *fault = (struct walk_fault){.why = why};
    return false;
}

/* When a price applies. */
static void conditions(struct json_writer *w, const struct tariff_element *e)
{
    if (!e->limited && !e->days)
        return;
    json_key(w, STR("conditions"));
    json_object(w);
    for (unsigned l = 0; l < TARIFF_LIMITS; l++)
        if (e->limited >> l & 1)
            tariff_value_write(w, tariff_limit_ocpp((enum tariff_limit)l), (enum tariff_limit)l,
                               MILLI_PLACES, e->limit[l]);
    if (e->days) {
        json_key(w, STR("dayOfWeek"));
        json_array(w);
        for (size_t i = 0; i < 7; i++)
            if (e->days >> i & 1)
                json_string(w, str_of(tariff_days[i]));
        json_array_end(w);
    }
    json_object_end(w);
}

/* Can a price be told there? */
static bool sayable(const struct tariff *t, size_t i, const struct tariff_kind *k,
                    const struct tariff_component *tax, struct walk_fault *fault)
{
    const struct tariff_element *e = &t->elements[i];
    const struct tariff_component *c = &e->component[k->dimension];
    uint32_t fixed = 1u << TARIFF_START_TIME | 1u << TARIFF_END_TIME | 1u << TARIFF_START_DATE |
                     1u << TARIFF_END_DATE;
    if (c->step > k->step)
        return wrong(fault, i, "has a step_size, which OCPP 2.1 has not");
    if (tax && (tax->taxed != c->taxed || tax->tax_ppm != c->tax_ppm))
        return wrong(fault, i, "has another tax than the price before it: OCPP 2.1 has one a kind");
    if (k->fixed && (e->limited & ~fixed))
        return wrong(fault, i, "limits a fee by more than time: OCPP 2.1 cannot");
    return true;
}

/* One price. */
static void price(struct json_writer *w, const struct tariff_kind *k,
                  const struct tariff_element *e)
{
    int64_t micro = e->component[k->dimension].price_micro, minute = 0;
    json_object(w);
    if (k->per_minute && money_scale(micro, 1000, 60, &minute))
        json_pair_decimal(w, k->price.p, minute, 9);
    else
        json_pair_decimal(w, k->price.p, micro, 6);
    conditions(w, e);
    json_object_end(w);
}

/* The tax of a kind. */
static void tax_rates(struct json_writer *w, const struct tariff_component *c)
{
    if (!c->taxed)
        return;
    json_key(w, STR("taxRates"));
    json_array(w);
    json_object(w);
    json_pair(w, "type", STR("VAT"));
    json_pair_decimal(w, "tax", c->tax_ppm, 4);
    json_object_end(w);
    json_array_end(w);
}

/* All prices of a kind. */
static bool kind(struct json_writer *w, const struct tariff *t, const struct tariff_kind *k,
                 struct walk_fault *fault)
{
    const struct tariff_component *tax = NULL;
    for (size_t i = 0; i < t->n_elements; i++) {
        const struct tariff_element *e = &t->elements[i];
        if (e->reservation != k->reservation || !e->component[k->dimension].present)
            continue;
        if (!sayable(t, i, k, tax, fault))
            return false;
        if (!tax) {
            json_key(w, k->name);
            json_object(w);
            json_key(w, STR("prices"));
            json_array(w);
        }
        price(w, k, e);
        tax = &e->component[k->dimension];
    }
    if (tax) {
        json_array_end(w);
        tax_rates(w, tax);
        json_object_end(w);
    }
    return true;
}

/* What no part of OCPP 2.1's tariff can say. */
static bool whole_sayable(const struct tariff *t, struct walk_fault *fault)
{
    if (t->tax == TARIFF_TAX_INCLUDED)
        return all_wrong(fault, "has prices with tax: OCPP 2.1 wants them without");
    if (t->to_us != INT64_MAX)
        return all_wrong(fault, "ends at a time, which OCPP 2.1 cannot say");
    for (size_t i = 0; i < t->n_elements; i++)
        if (t->elements[i].reservation == TARIFF_RESERVATION_EXPIRES)
            return wrong(fault, i, "prices a reservation that expires: OCPP 2.1 cannot");
    return true;
}

bool tariff_ocpp_write(const struct tariff *t, struct buf *out, struct walk_fault *fault)
{
    struct json_writer w;
    *fault = (struct walk_fault){0};
    if (!whole_sayable(t, fault))
        return false;
    json_begin(&w, out);
    json_object(&w);
    json_pair(&w, "tariffId", t->id);
    json_pair(&w, "currency", t->currency);
    for (size_t i = 0; i < tariff_kinds_n; i++)
        if (!kind(&w, t, &tariff_kinds[i], fault))
            return false;
    if (t->from_us > 0)
        json_pair_time(&w, "validFrom", t->from_us);
    tariff_bound_write(&w, "minCost", "exclTax", "inclTax", &t->least);
    tariff_bound_write(&w, "maxCost", "exclTax", "inclTax", &t->greatest);
    json_object_end(&w);
    return !out->full || all_wrong(fault, "does not fit");
}
