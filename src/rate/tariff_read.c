/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff from OCPI JSON: one table of members per object; the first fault is told with its path.
 */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/time.h"
#include "rate/tariff_value.h"
#include "rate/walk.h"

#define MICRO_PLACES 6 /* prices, kWh to mWh, kW to mW */
#define PPM_PLACES 4   /* percent to millionths */

static const struct {
    bool counted;
    int64_t per_step;
} steps[] = {
#define DIMENSION(name, unit, per, step, doc) {(per) > 1, step},
#include "rate/tbl/dimensions.h"
#undef DIMENSION
};

/* -- price components -- */

/* A component as it is read: the dimension may come behind the price. */
struct component_read {
    struct tariff_component c;
    enum tariff_dimension dimension;
    int64_t steps;
};

/* "type" */
static bool component_type(struct walk *w, void *into, const struct json_token *v)
{
    struct component_read *c = into;
    for (unsigned d = 0; v->kind == JSON_STRING && d < TARIFF_DIMENSIONS; d++)
        if (str_eq(v->text, tariff_dimension_name((enum tariff_dimension)d))) {
            c->dimension = (enum tariff_dimension)d;
            return true;
        }
    return walk_wrong(w, "must be ENERGY, FLAT, PARKING_TIME or TIME");
}

/* "price"; below 0 is allowed: energy can cost less than nothing. */
static bool component_price(struct walk *w, void *into, const struct json_token *v)
{
    return walk_number(w, v, MICRO_PLACES, -INT64_MAX,
                       &((struct component_read *)into)->c.price_micro);
}

/* "vat" in percent */
static bool component_vat(struct walk *w, void *into, const struct json_token *v)
{
    struct component_read *c = into;
    if (v->kind == JSON_NULL)
        return true;
    c->c.taxed = true;
    return walk_number(w, v, PPM_PLACES, 0, &c->c.tax_ppm);
}

/* "step_size" */
static bool component_step(struct walk *w, void *into, const struct json_token *v)
{
    struct component_read *c = into;
    return walk_number(w, v, 0, 0, &c->steps) &&
           (c->steps <= UINT32_MAX || walk_wrong(w, "is too large"));
}

static const struct walk_member component_members[] = {
    {"type", component_type, true},
    {"price", component_price, true},
    {"vat", component_vat, false},
    {"step_size", component_step, true},
};

/* One price component of the element at `into`. */
static bool component(struct walk *w, void *into, const struct json_token *v)
{
    struct tariff_element *e = into;
    struct component_read c = {.c.present = true};
    if (!walk_object(w, v, component_members, sizeof component_members / sizeof *component_members,
                     &c, false))
        return false;
    if (e->component[c.dimension].present)
        return walk_wrong(w, "is the second price of the element for that dimension");
    if (steps[c.dimension].counted && c.steps < 1)
        return walk_wrong(w, "needs a step_size of at least 1");
    c.c.step = steps[c.dimension].counted ? c.steps * steps[c.dimension].per_step : 1;
    e->component[c.dimension] = c.c;
    return true;
}

/* "price_components" */
static bool components(struct walk *w, void *into, const struct json_token *v)
{
    size_t n;
    return walk_array(w, v, into, &n, component) && (n > 0 || walk_wrong(w, "must not be empty"));
}

/* -- restrictions -- */

/* A member of restrictions that is a limit. */
static bool limit(struct walk *w, struct tariff_element *e, enum tariff_limit l,
                  const struct json_token *v)
{
    if (e->limited >> l & 1)
        return walk_wrong(w, "is there twice");
    e->limited |= 1u << l;
    return tariff_value(w, l, MICRO_PLACES, v, &e->limit[l]);
}

static const char *const day_words[] = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
                                        "FRIDAY", "SATURDAY", "SUNDAY"};
static const char *const reservation_words[] = {"", "RESERVATION", "RESERVATION_EXPIRES"};

/* One weekday. */
static bool weekday(struct walk *w, void *into, const struct json_token *v)
{
    unsigned day;
    if (!walk_word(w, v, day_words, 7, &day))
        return false;
    ((struct tariff_element *)into)->days |= (uint8_t)(1u << day);
    return true;
}

/* A member of restrictions: a limit, the weekdays, or what it is for. */
static bool restriction(struct walk *w, void *into, struct str key, const struct json_token *v)
{
    struct tariff_element *e = into;
    size_t n;
    unsigned what;
    if (v->kind == JSON_NULL)
        return true;
    for (unsigned l = 0; l < TARIFF_LIMITS; l++)
        if (str_eq(key, tariff_limit_name((enum tariff_limit)l)))
            return limit(w, e, (enum tariff_limit)l, v);
    if (str_is(key, "day_of_week"))
        return walk_array(w, v, e, &n, weekday);
    if (!str_is(key, "reservation"))
        return walk_wrong(w, "is not known: what it asks for could not be priced");
    if (!walk_word(w, v, reservation_words + 1, 2, &what))
        return false;
    e->reservation = (enum tariff_reservation)(what + 1);
    return true;
}

/* "restrictions" */
static bool restrictions(struct walk *w, void *into, const struct json_token *v)
{
    return walk_members(w, v, into, restriction);
}

static const struct walk_member element_members[] = {
    {"price_components", components, true},
    {"restrictions", restrictions, false},
};

/* A reservation has a fee and a time, no energy (OCPI 2.2.1, 11.4.6). */
static bool element_sound(struct walk *w, const struct tariff_element *e)
{
    if (e->reservation != TARIFF_SESSION &&
        (e->component[TARIFF_ENERGY].present || e->component[TARIFF_PARKING_TIME].present))
        return walk_wrong(w, "is for a reservation: it can have FLAT and TIME only");
    return true;
}

/* One element, behind those that are there. */
static bool element(struct walk *w, void *into, const struct json_token *v)
{
    struct tariff *t = into;
    if (t->n_elements == TARIFF_ELEMENTS_MAX)
        return walk_wrong(w, "is one too many: a tariff has at most 128 elements");
    struct tariff_element *e = &t->elements[t->n_elements++];
    return walk_object(w, v, element_members, sizeof element_members / sizeof *element_members, e,
                       false) &&
           element_sound(w, e);
}

/* -- the tariff -- */

/* "elements" */
static bool elements(struct walk *w, void *into, const struct json_token *v)
{
    size_t n;
    return walk_array(w, v, into, &n, element) && (n > 0 || walk_wrong(w, "must not be empty"));
}

static const struct walk_member bound_members[] = {
    {"excl_vat", tariff_bound_excl, false},     /* 2.2.1 */
    {"incl_vat", tariff_bound_incl, false},     /* 2.2.1 */
    {"before_taxes", tariff_bound_excl, false}, /* 2.3.0 */
    {"after_taxes", tariff_bound_incl, false},  /* 2.3.0 */
};
#define BOUND_MEMBERS (sizeof bound_members / sizeof *bound_members)

/* "min_price" */
static bool least(struct walk *w, void *into, const struct json_token *v)
{
    return tariff_bound(w, &((struct tariff *)into)->least, v, bound_members, BOUND_MEMBERS, true);
}

/* "max_price" */
static bool greatest(struct walk *w, void *into, const struct json_token *v)
{
    return tariff_bound(w, &((struct tariff *)into)->greatest, v, bound_members, BOUND_MEMBERS,
                        true);
}

/* "id" */
static bool id(struct walk *w, void *into, const struct json_token *v)
{
    return walk_text(w, v, 36, &((struct tariff *)into)->id);
}

/* "country_code" */
static bool country(struct walk *w, void *into, const struct json_token *v)
{
    return walk_text(w, v, 2, &((struct tariff *)into)->country_code);
}

/* "party_id" */
static bool party(struct walk *w, void *into, const struct json_token *v)
{
    return walk_text(w, v, 3, &((struct tariff *)into)->party_id);
}

/* "type" */
static bool type(struct walk *w, void *into, const struct json_token *v)
{
    static const char *const words[] = {"AD_HOC_PAYMENT", "PROFILE_CHEAP", "PROFILE_FAST",
                                        "PROFILE_GREEN", "REGULAR"};
    unsigned which;
    ((struct tariff *)into)->type = v->text;
    return walk_word(w, v, words, sizeof words / sizeof *words, &which);
}

/* "tax_included" */
static bool tax(struct walk *w, void *into, const struct json_token *v)
{
    static const char *const words[] = {"NO", "YES", "N/A"};
    unsigned which;
    if (!walk_word(w, v, words, 3, &which))
        return false;
    ((struct tariff *)into)->tax = (enum tariff_tax)which;
    return true;
}

/* "start_date_time" */
static bool from(struct walk *w, void *into, const struct json_token *v)
{
    return walk_time(w, v, &((struct tariff *)into)->from_us);
}

/* "end_date_time" */
static bool to(struct walk *w, void *into, const struct json_token *v)
{
    return walk_time(w, v, &((struct tariff *)into)->to_us);
}

static const struct walk_member tariff_members[] = {
    {"id", id, true},
    {"currency", tariff_currency, true},
    {"elements", elements, true},
    {"country_code", country, false},
    {"party_id", party, false},
    {"type", type, false},
    {"tax_included", tax, false},
    {"min_price", least, false},
    {"max_price", greatest, false},
    {"start_date_time", from, false},
    {"end_date_time", to, false},
};

/* What the members say together makes sense. */
static bool sound(struct walk *w, const struct tariff *t)
{
    w->n_path = 0;
    if (t->from_us >= t->to_us)
        return walk_wrong(w, "ends before it begins");
    if (t->least.has_excl && t->greatest.has_excl && t->least.excl_micro > t->greatest.excl_micro)
        return walk_wrong(w, "has a min_price above its max_price");
    if (t->least.has_incl && t->greatest.has_incl && t->least.incl_micro > t->greatest.incl_micro)
        return walk_wrong(w, "has a min_price above its max_price");
    return true;
}

bool tariff_read(struct str json, struct arena *arena, struct tariff *out, struct walk_fault *fault)
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
           walk_end(&w) && sound(&w, out);
}
