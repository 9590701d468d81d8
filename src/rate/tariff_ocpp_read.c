/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs of OCPP 2.1, read: each price becomes an element of its own, in the order of its kind. */
#include "rate/money.h"
#include "rate/tariff_kinds.h"
#include "rate/tariff_value.h"
#include "wire/json.h"

#define PPM INT64_C(1000000)
#define STACKS_MAX 5
#define NANO_PLACES 9
#define MILLI_PLACES 3 /* Wh, W */

/* A kind of price as it is read. */
struct kind_read {
    struct tariff *t;
    const struct tariff_kind *kind;
    size_t first;             /* element of its first price */
    struct tariff_element *e; /* the one that is read */
    bool taxed;
    int64_t sum_ppm[STACKS_MAX]; /* of the taxes of each stack */
};

/* A tax rate as it is read. */
struct rate_read {
    int64_t tax_ppm, stack;
};

/* "tax" in percent */
static bool rate_tax(struct walk *w, void *into, const struct json_token *v)
{
    return walk_number(w, v, 4, 0, &((struct rate_read *)into)->tax_ppm);
}

/* "stack" */
static bool rate_stack(struct walk *w, void *into, const struct json_token *v)
{
    int64_t *stack = &((struct rate_read *)into)->stack;
    return walk_number(w, v, 0, 0, stack) && (*stack < STACKS_MAX || walk_wrong(w, "is too large"));
}

/* "type": a word for people */
static bool rate_type(struct walk *w, void *into, const struct json_token *v)
{
    struct str word;
    (void)into;
    return walk_text(w, v, 20, &word);
}

static const struct walk_member rate_members[] = {
    {"type", rate_type, true},
    {"tax", rate_tax, true},
    {"stack", rate_stack, false},
};

/* One tax. */
static bool rate(struct walk *w, void *into, const struct json_token *v)
{
    struct kind_read *k = into;
    struct rate_read r = {0};
    if (!walk_object(w, v, rate_members, sizeof rate_members / sizeof *rate_members, &r, false))
        return false;
    k->taxed = true;
    k->sum_ppm[r.stack] += r.tax_ppm;
    return k->sum_ppm[r.stack] <= 100 * PPM || walk_wrong(w, "is too large");
}

/* "taxRates" */
static bool rates(struct walk *w, void *into, const struct json_token *v)
{
    size_t n;
    return walk_array(w, v, into, &n, rate);
}

/* "priceKwh", "priceMinute", "priceFixed" */
static bool price_value(struct walk *w, void *into, const struct json_token *v)
{
    struct kind_read *k = into;
    struct tariff_component *c = &k->e->component[k->kind->dimension];
    *c = (struct tariff_component){.present = true, .step = k->kind->step};
    if (!k->kind->per_minute)
        return walk_number(w, v, 6, -INT64_MAX, &c->price_micro);
    int64_t nano;
    return walk_number(w, v, NANO_PLACES, -INT64_MAX, &nano) &&
           (money_scale(nano, 60, 1000, &c->price_micro) || walk_wrong(w, "is too large"));
}

/* One weekday. */
static bool weekday(struct walk *w, void *into, const struct json_token *v)
{
    unsigned day;
    if (!walk_word(w, v, tariff_days, 7, &day))
        return false;
    ((struct kind_read *)into)->e->days |= (uint8_t)(1u << day);
    return true;
}

/* A member of conditions. */
static bool condition(struct walk *w, void *into, struct str key, const struct json_token *v)
{
    size_t n;
    struct tariff_element *e = ((struct kind_read *)into)->e;
    if (str_is(key, "customData"))
        return json_skip(&w->json, v, NULL) || walk_wrong(w, w->json.error);
    if (str_is(key, "dayOfWeek"))
        return walk_array(w, v, into, &n, weekday);
    for (unsigned l = 0; l < TARIFF_LIMITS; l++)
        if (str_eq(key, tariff_limit_ocpp((enum tariff_limit)l))) {
            e->limited |= 1u << l;
            return tariff_value(w, (enum tariff_limit)l, MILLI_PLACES, v, &e->limit[l]);
        }
    return walk_wrong(w, "is not known: what it asks for could not be priced");
}

/* "conditions" */
static bool price_conditions(struct walk *w, void *into, const struct json_token *v)
{
    return walk_members(w, v, into, condition);
}

/* One price of a kind. */
static bool price(struct walk *w, void *into, const struct json_token *v)
{
    struct kind_read *k = into;
    const struct walk_member members[] = {{k->kind->price.p, price_value, true},
                                          {"conditions", price_conditions, false}};
    if (k->t->n_elements == TARIFF_ELEMENTS_MAX)
        return walk_wrong(w, "is one too many: a tariff has at most 128 prices");
    k->e = &k->t->elements[k->t->n_elements++];
    k->e->reservation = k->kind->reservation;
    return walk_object(w, v, members, 2, k, false);
}

/* "prices" */
static bool prices(struct walk *w, void *into, const struct json_token *v)
{
    size_t n;
    return walk_array(w, v, into, &n, price) && (n > 0 || walk_wrong(w, "must not be empty"));
}

static const struct walk_member kind_members[] = {
    {"prices", prices, true},
    {"taxRates", rates, false},
};

/* A kind: its prices, then its taxes on each of them. A stack's tax is on what lies below it too.
 */
static bool kind(struct walk *w, struct tariff *t, size_t which, const struct json_token *v)
{
    struct kind_read k = {.t = t, .kind = &tariff_kinds[which], .first = t->n_elements};
    int64_t factor = PPM;
    if (!walk_object(w, v, kind_members, sizeof kind_members / sizeof *kind_members, &k, false))
        return false;
    for (size_t i = 0; i < STACKS_MAX; i++)
        if (!money_scale(factor, PPM + k.sum_ppm[i], PPM, &factor))
            return walk_wrong(w, "has a tax that does not fit in 64 bits");
    for (size_t i = k.first; i < t->n_elements; i++) {
        t->elements[i].component[k.kind->dimension].taxed = k.taxed;
        t->elements[i].component[k.kind->dimension].tax_ppm = factor - PPM;
    }
    return true;
}

/* One function a kind, as members have no argument of their own. */
#define KIND(name, which)                                                                          \
    static bool name(struct walk *w, void *into, const struct json_token *v)                       \
    {                                                                                              \
        return kind(w, into, which, v);                                                            \
    }
KIND(energy, 0)
KIND(charging_time, 1)
KIND(idle_time, 2)
KIND(fixed_fee, 3)
KIND(reservation_time, 4)
KIND(reservation_fixed, 5)
#undef KIND

static const struct walk_member bound_members[] = {
    {"exclTax", tariff_bound_excl, false},
    {"inclTax", tariff_bound_incl, false},
};

/* "minCost" */
static bool least(struct walk *w, void *into, const struct json_token *v)
{
    return tariff_bound(w, &((struct tariff *)into)->least, v, bound_members, 2, false);
}

/* "maxCost" */
static bool greatest(struct walk *w, void *into, const struct json_token *v)
{
    return tariff_bound(w, &((struct tariff *)into)->greatest, v, bound_members, 2, false);
}

/* "tariffId" */
static bool id(struct walk *w, void *into, const struct json_token *v)
{
    return walk_text(w, v, 60, &((struct tariff *)into)->id);
}

/* "validFrom" */
static bool from(struct walk *w, void *into, const struct json_token *v)
{
    return walk_time(w, v, &((struct tariff *)into)->from_us);
}

static const struct walk_member tariff_members[] = {
    {"tariffId", id, true},
    {"currency", tariff_currency, true},
    {"energy", energy, false},
    {"chargingTime", charging_time, false},
    {"idleTime", idle_time, false},
    {"fixedFee", fixed_fee, false},
    {"reservationTime", reservation_time, false},
    {"reservationFixed", reservation_fixed, false},
    {"validFrom", from, false},
    {"minCost", least, false},
    {"maxCost", greatest, false},
};

bool tariff_ocpp_read(struct str json, struct arena *arena, struct tariff *out,
                      struct walk_fault *fault)
{
    struct walk w;
    struct json_token v;
    walk_begin(&w, json, arena, fault);
    *out = (struct tariff){.to_us = INT64_MAX};
    out->elements = arena_take(arena, TARIFF_ELEMENTS_MAX * sizeof *out->elements);
    if (!out->elements)
        return walk_wrong(&w, "does not fit in memory");
    return walk_next(&w, &v) &&
           walk_object(&w, &v, tariff_members, sizeof tariff_members / sizeof *tariff_members, out,
                       false) &&
           walk_end(&w);
}
