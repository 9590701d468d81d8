/* SPDX-License-Identifier: Apache-2.0 */
/* Pricing: the session is cut where any limit of the tariff is crossed (price_slice.c), each slice
 * adds to the lines of the elements that apply, steps are rounded up where a dimension ends, then
 * the bounds of the whole and the rounding to the minor unit follow. */
#include "rate/price.h"

#include "base/assert.h"
#include "rate/money.h"
#include "rate/price_slice.h"

#define LINES_BEYOND 3 /* least, greatest, rounding */
#define PPM 1000000

/* What has been counted of a dimension and not yet rounded up to a step. */
struct run {
    struct price_line *last; /* NULL: nothing */
    int64_t step, used;
};

/* Pricing under way. */
struct work {
    const struct tariff *t;
    struct price *p;
    struct run run[TARIFF_DIMENSIONS];
    int64_t parking_since_us; /* parking now goes on since then without a break; -1: no */
    int64_t time_extra_us;    /* charging time billed beyond what was used, when it ended */
    bool flat;                /* the fee has been found */
    bool overflow;
};

/* The line of an element's dimension: the one that is there, or a new one. */
static struct price_line *line_of(struct work *w, size_t element, enum tariff_dimension d,
                                  int64_t at_us)
{
    struct price *p = w->p;
    for (size_t i = 0; i < p->n_lines; i++)
        if (p->lines[i].element == element && p->lines[i].dimension == d)
            return &p->lines[i];
    struct price_line *l = &p->lines[p->n_lines++];
    *l = (struct price_line){
        .kind = PRICE_USE, .dimension = d, .element = element, .from_us = at_us, .to_us = at_us};
    return l;
}

/* Round a run up to its step: the rest is billed on its last line. How much that was. */
static int64_t settle(struct run *r)
{
    int64_t extra = 0;
    if (r->last && r->used > 0) {
        extra = (r->step - r->used % r->step) % r->step;
        r->last->billed += extra;
    }
    *r = (struct run){0};
    return extra;
}

/* Count a quantity of a dimension for the element that has its price at that moment. */
static void count(struct work *w, const struct slice *s, enum tariff_dimension d, int64_t quantity)
{
    size_t element;
    if (!slice_element(w->t, s, d, w->p, &element)) {
        settle(&w->run[d]);
        return;
    }
    struct price_line *l = line_of(w, element, d, s->from_us);
    l->used += quantity;
    l->billed += quantity;
    l->to_us = s->to_us;
    w->run[d].last = l;
    w->run[d].step = w->t->elements[element].component[d].step;
    w->run[d].used += quantity;
}

/* The fee, once: of the first element that applies and has one. */
static void count_fee(struct work *w, const struct slice *s)
{
    size_t element;
    if (w->flat || !slice_element(w->t, s, TARIFF_FLAT, w->p, &element))
        return;
    struct price_line *l = line_of(w, element, TARIFF_FLAT, s->from_us);
    l->used = l->billed = 1;
    w->flat = true;
}

/* A slice of the session. */
static void take_session(void *ctx, const struct slice *s)
{
    struct work *w = ctx;
    int64_t time = s->to_us - s->from_us, energy = s->to_mwh - s->from_mwh;
    count_fee(w, s);
    w->p->energy_mwh += energy;
    if (energy > 0)
        count(w, s, TARIFF_ENERGY, energy);
    if (time == 0)
        return;
    if (s->parking) {
        w->parking_since_us = w->parking_since_us < 0 ? s->from_us : w->parking_since_us;
        w->p->parking_us += time;
        count(w, s, TARIFF_PARKING_TIME, time);
    } else {
        w->parking_since_us = -1;
        w->p->charging_us += time;
        count(w, s, TARIFF_TIME, time);
    }
}

/* A slice of the reservation. */
static void take_reservation(void *ctx, const struct slice *s)
{
    struct work *w = ctx;
    count_fee(w, s);
    w->p->reserved_us += s->to_us - s->from_us;
    if (s->to_us > s->from_us)
        count(w, s, TARIFF_TIME, s->to_us - s->from_us);
}

/* Steps at the end. Parking that ended within the charging time that the last step bills anyway is
 * not billed again (OCPI 2.2.1, 11.4.2, its example of step_size). */
static void settle_all(struct work *w, int64_t end_us)
{
    int64_t parked = w->parking_since_us < 0 ? 0 : end_us - w->parking_since_us;
    int64_t extra = settle(&w->run[TARIFF_TIME]);
    struct run *parking = &w->run[TARIFF_PARKING_TIME];
    settle(&w->run[TARIFF_ENERGY]);
    if (parked > 0 && parked <= extra && parked == w->p->parking_us) {
        for (size_t i = 0; i < w->p->n_lines; i++)
            if (w->p->lines[i].dimension == TARIFF_PARKING_TIME)
                w->p->lines[i].billed = 0;
        *parking = (struct run){0};
    }
    settle(parking);
}

/* An amount with its tax, of a price that is before or with it. */
static void amount(struct work *w, const struct tariff_component *c, struct price_line *l)
{
    int64_t gross;
    if (!money_scale(l->billed, c->price_micro, tariff_dimension_per(l->dimension), &gross))
        w->overflow = true;
    if (w->t->tax == TARIFF_TAX_INCLUDED && c->taxed) {
        if (!money_scale(gross, PPM, PPM + c->tax_ppm, &l->excl_micro))
            w->overflow = true;
        l->tax_micro = gross - l->excl_micro;
        return;
    }
    l->excl_micro = gross;
    if (w->t->tax == TARIFF_TAX_EXCLUDED && c->taxed &&
        !money_scale(gross, c->tax_ppm, PPM, &l->tax_micro))
        w->overflow = true;
}

/* Add to the totals. */
static void add(struct work *w, const struct price_line *l)
{
    struct price *p = w->p;
    w->overflow |= __builtin_add_overflow(p->excl_micro, l->excl_micro, &p->excl_micro) ||
                   __builtin_add_overflow(p->tax_micro, l->tax_micro, &p->tax_micro) ||
                   __builtin_add_overflow(p->excl_micro, p->tax_micro, &p->incl_micro);
}

/* A line that moves the totals to these, where they are others. */
static void move_to(struct work *w, enum price_kind kind, int64_t excl, int64_t incl)
{
    struct price *p = w->p;
    if (excl == p->excl_micro && incl == p->incl_micro)
        return;
    struct price_line *l = &p->lines[p->n_lines++];
    *l = (struct price_line){
        .kind = kind, .excl_micro = excl - p->excl_micro, .tax_micro = incl - excl - p->tax_micro};
    add(w, l);
}

/* The other total of a bound that has one only: in the proportion that the totals have. */
static int64_t other(struct work *w, int64_t bound, int64_t from, int64_t to)
{
    int64_t out = bound;
    if (from > 0 && !money_scale(bound, to, from, &out))
        w->overflow = true;
    return out;
}

/* Hold the totals within a bound: sign 1 for a least price, -1 for a greatest. */
static void hold(struct work *w, enum price_kind kind, const struct tariff_bound *b, int sign)
{
    const struct price *p = w->p;
    int64_t excl = p->excl_micro, incl = p->incl_micro;
    bool excl_out = b->has_excl && (excl - b->excl_micro) * sign < 0;
    bool incl_out = b->has_incl && (incl - b->incl_micro) * sign < 0;
    if (excl_out)
        excl = b->excl_micro;
    if (incl_out)
        incl = b->incl_micro;
    if (excl_out && !b->has_incl)
        incl = other(w, b->excl_micro, p->excl_micro, p->incl_micro);
    if (incl_out && !b->has_excl)
        excl = other(w, b->incl_micro, p->incl_micro, p->excl_micro);
    move_to(w, kind, excl, incl < excl ? excl : incl);
}

/* Amounts, bounds and the rounding. */
static void total(struct work *w)
{
    struct price *p = w->p;
    size_t n = p->n_lines;
    int64_t minor = money_minor(w->t->currency);
    for (size_t i = 0; i < n; i++) {
        struct price_line *l = &p->lines[i];
        amount(w, &w->t->elements[l->element].component[l->dimension], l);
        add(w, l);
    }
    hold(w, PRICE_LEAST, &w->t->least, 1);
    hold(w, PRICE_GREATEST, &w->t->greatest, -1);
    move_to(w, PRICE_ROUNDING, money_round(p->excl_micro, minor),
            money_round(p->incl_micro, minor));
}

/* Points follow each other in time, and energy never falls. */
static bool in_order(const struct usage *u)
{
    for (size_t i = 1; i < u->n_points; i++)
        if (u->points[i].at_us < u->points[i - 1].at_us ||
            u->points[i].energy_mwh < u->points[i - 1].energy_mwh)
            return false;
    return u->reserved_us >= 0 && (u->n_points == 0 || u->points[0].energy_mwh >= 0);
}

const char *price_use(const struct tariff *t, const struct usage *u, struct arena *arena,
                      struct price *out)
{
    struct work w = {.t = t, .p = out, .parking_since_us = -1};
    *out = (struct price){0};
    if (!in_order(u))
        return "the points of the use are not in order of time and energy";
    out->lines =
        arena_take(arena, (t->n_elements * TARIFF_DIMENSIONS + LINES_BEYOND) * sizeof *out->lines);
    if (!out->lines)
        return "the lines of the price do not fit in memory";
    if (u->reserved) {
        slice_reservation(t, u, take_reservation, &w);
        settle(&w.run[TARIFF_TIME]);
        w.flat = false;
    }
    if (u->n_points > 0) {
        slice_session(t, u, take_session, &w);
        settle_all(&w, u->points[u->n_points - 1].at_us);
    }
    total(&w);
    return w.overflow ? "the price does not fit in 64 bits" : NULL;
}
