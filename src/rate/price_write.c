/* SPDX-License-Identifier: Apache-2.0 */
/* A price as JSON. */
#include "base/time.h"
#include "rate/usage.h"
#include "wire/json.h"

/* Used and billed of a line, in kWh or hours' seconds. */
static void quantities(struct json_writer *w, const struct price_line *l)
{
    bool energy = l->dimension == TARIFF_ENERGY;
    if (l->dimension == TARIFF_FLAT)
        return;
    json_pair_decimal(w, energy ? "used_kwh" : "used_s", l->used, 6);
    json_pair_decimal(w, energy ? "billed_kwh" : "billed_s", l->billed, 6);
}

/* One line. */
static void line(struct json_writer *w, const struct tariff *t, const struct price_line *l)
{
    static const char *const kinds[] = {"USE", "MIN_PRICE", "MAX_PRICE", "ROUNDING"};
    json_object(w);
    json_pair(w, "kind", str_of(kinds[l->kind]));
    if (l->kind == PRICE_USE) {
        const struct tariff_component *c = &t->elements[l->element].component[l->dimension];
        json_pair(w, "type", tariff_dimension_name(l->dimension));
        json_pair_int(w, "element", (int64_t)l->element);
        json_pair_time(w, "from", l->from_us);
        json_pair_time(w, "to", l->to_us);
        quantities(w, l);
        json_pair_decimal(w, "price", c->price_micro, 6);
        if (c->taxed)
            json_pair_decimal(w, "vat", c->tax_ppm, 4);
    }
    json_pair_decimal(w, "excl_vat", l->excl_micro, 6);
    json_pair_decimal(w, "vat_amount", l->tax_micro, 6);
    json_object_end(w);
}

void price_write(const struct tariff *t, const struct price *p, struct buf *out)
{
    struct json_writer w;
    json_begin(&w, out);
    json_object(&w);
    json_pair(&w, "tariff_id", t->id);
    json_pair(&w, "currency", t->currency);
    json_pair_decimal(&w, "excl_vat", p->excl_micro, 6);
    json_pair_decimal(&w, "vat_amount", p->tax_micro, 6);
    json_pair_decimal(&w, "incl_vat", p->incl_micro, 6);
    json_pair_decimal(&w, "energy_kwh", p->energy_mwh, 6);
    json_pair_decimal(&w, "charging_s", p->charging_us, 6);
    json_pair_decimal(&w, "parking_s", p->parking_us, 6);
    json_pair_decimal(&w, "reserved_s", p->reserved_us, 6);
    json_pair_bool(&w, "current_unknown", p->current_unknown);
    json_pair_bool(&w, "power_unknown", p->power_unknown);
    json_key(&w, STR("lines"));
    json_array(&w);
    for (size_t i = 0; i < p->n_lines; i++)
        line(&w, t, &p->lines[i]);
    json_array_end(&w);
    json_object_end(&w);
}
