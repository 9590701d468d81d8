/* SPDX-License-Identifier: Apache-2.0 */
/* Where limits are crossed: local clock, midnight, a change of the clocks, durations, energy. */
#include "rate/price_slice.h"

#include "base/time.h"
#include "base/wide.h"
#include "rate/money.h"

/* Walking through one stretch between two points. */
struct stretch {
    const struct tariff *t;
    const struct zone *zone;
    int64_t start_us;                /* of the session or reservation */
    int64_t charging_us, parking_us; /* before this stretch */
    const struct usage_point *a, *b;
    enum tariff_reservation reservation;
};

/* The day of a local time, rounded down. */
static int64_t day_of(int64_t local_us)
{
    return local_us / US_PER_DAY - (local_us % US_PER_DAY < 0);
}

/* The mean power between two points; unknown where no time goes by. */
static int64_t mean_power(const struct usage_point *a, const struct usage_point *b)
{
    int64_t us = b->at_us - a->at_us, power;
    if (us == 0 || !money_scale(b->energy_mwh - a->energy_mwh, US_PER_HOUR, us, &power))
        return PRICE_UNKNOWN;
    return power;
}

/* The slice that begins at a moment; its end is not known yet. */
static struct slice slice_at(const struct stretch *x, int64_t at_us, int64_t mwh)
{
    int64_t local = zone_local(x->zone, at_us), day = day_of(local);
    struct slice s = {.from_us = at_us,
                      .to_us = x->b->at_us,
                      .from_mwh = mwh,
                      .to_mwh = x->b->energy_mwh,
                      .current_ma = x->a->current_ma,
                      .parking = x->a->parking,
                      .weekday = time_weekday(day),
                      .reservation = x->reservation};
    s.power_mw = x->a->power_mw == PRICE_UNKNOWN ? mean_power(x->a, x->b) : x->a->power_mw;
    s.value[AXIS_CLOCK] = local - day * US_PER_DAY;
    s.value[AXIS_DATE] = day;
    s.value[AXIS_ENERGY] = mwh;
    s.value[AXIS_CURRENT] = s.current_ma;
    s.value[AXIS_POWER] = s.power_mw;
    s.value[AXIS_DURATION] = at_us - x->start_us;
    s.value[AXIS_CHARGING] = x->charging_us + (s.parking ? 0 : at_us - x->a->at_us);
    s.value[AXIS_PARKING] = x->parking_us + (s.parking ? at_us - x->a->at_us : 0);
    return s;
}

/* Energy at a time of the stretch, rounded down; x->b's energy at its end. */
static int64_t energy_at(const struct stretch *x, int64_t at_us)
{
    int64_t us = x->b->at_us - x->a->at_us, mwh = x->b->energy_mwh - x->a->energy_mwh;
    if (at_us >= x->b->at_us)
        return x->b->energy_mwh;
    wide part = (wide)mwh * (at_us - x->a->at_us) / us;
    return x->a->energy_mwh + (int64_t)part;
}

/* The first time of the stretch at which the energy is reached. */
static int64_t time_of(const struct stretch *x, int64_t mwh)
{
    int64_t us = x->b->at_us - x->a->at_us, all = x->b->energy_mwh - x->a->energy_mwh;
    wide n = (wide)us * (mwh - x->a->energy_mwh) + all - 1;
    return x->a->at_us + (int64_t)(n / all);
}

/* End the slice at a time within it. */
static void end_at(const struct stretch *x, struct slice *s, int64_t at_us)
{
    if (at_us > s->from_us && at_us < s->to_us) {
        int64_t mwh = energy_at(x, at_us);
        s->to_us = at_us;
        s->to_mwh = mwh < s->from_mwh ? s->from_mwh : mwh;
    }
}

/* End the slice where an amount of energy is reached, if it is within. */
static void end_at_energy(const struct stretch *x, struct slice *s, int64_t mwh)
{
    if (mwh <= s->from_mwh || mwh >= s->to_mwh)
        return;
    int64_t at_us = time_of(x, mwh);
    if (at_us > s->to_us)
        return;
    s->to_us = at_us < s->from_us ? s->from_us : at_us;
    s->to_mwh = mwh;
}

/* End the slice where a limit of the tariff is crossed next. */
static void end_at_limit(const struct stretch *x, struct slice *s, enum tariff_limit l,
                         int64_t value)
{
    int64_t day;
    switch (tariff_limit_axis(l)) {
    case AXIS_CLOCK:
        day = value > s->value[AXIS_CLOCK] ? 0 : US_PER_DAY;
        end_at(x, s, s->from_us + value - s->value[AXIS_CLOCK] + day);
        break;
    case AXIS_DURATION:
        end_at(x, s, x->start_us + value);
        break;
    case AXIS_CHARGING:
        if (!s->parking)
            end_at(x, s, x->a->at_us + value - x->charging_us);
        break;
    case AXIS_PARKING:
        if (s->parking)
            end_at(x, s, x->a->at_us + value - x->parking_us);
        break;
    case AXIS_ENERGY:
        end_at_energy(x, s, value);
        break;
    case AXIS_DATE:    /* midnight ends a slice in any case */
    case AXIS_CURRENT: /* these hold throughout a stretch */
    case AXIS_POWER:
    case TARIFF_AXES:
        break;
    }
}

/* Cut one stretch: all slices from its beginning on. */
static void cut(const struct stretch *x, void (*take)(void *ctx, const struct slice *s), void *ctx)
{
    int64_t at_us = x->a->at_us, mwh = x->a->energy_mwh;
    do {
        struct slice s = slice_at(x, at_us, mwh);
        end_at(x, &s, zone_change(x->zone, at_us));
        end_at(x, &s, at_us + US_PER_DAY - s.value[AXIS_CLOCK]);
        for (size_t i = 0; i < x->t->n_elements; i++)
            for (unsigned l = 0; l < TARIFF_LIMITS; l++)
                if (x->t->elements[i].limited >> l & 1)
                    end_at_limit(x, &s, (enum tariff_limit)l, x->t->elements[i].limit[l]);
        take(ctx, &s);
        at_us = s.to_us;
        mwh = s.to_mwh;
    } while (at_us < x->b->at_us || mwh < x->b->energy_mwh);
}

void slice_session(const struct tariff *t, const struct usage *u,
                   void (*take)(void *ctx, const struct slice *s), void *ctx)
{
    size_t n = u->n_points;
    struct stretch x = {.t = t, .zone = u->zone, .start_us = u->points[0].at_us};
    for (size_t i = 0; i == 0 || i + 1 < n; i++) {
        x.a = &u->points[i];
        x.b = &u->points[i + 1 < n ? i + 1 : i];
        cut(&x, take, ctx);
        *(x.a->parking ? &x.parking_us : &x.charging_us) += x.b->at_us - x.a->at_us;
    }
}

void slice_reservation(const struct tariff *t, const struct usage *u,
                       void (*take)(void *ctx, const struct slice *s), void *ctx)
{
    struct usage_point a = {
        .at_us = u->reserved_at_us, .power_mw = PRICE_UNKNOWN, .current_ma = PRICE_UNKNOWN};
    struct usage_point b = a;
    b.at_us += u->reserved_us;
    struct stretch x = {.t = t,
                        .zone = u->zone,
                        .start_us = a.at_us,
                        .a = &a,
                        .b = &b,
                        .reservation =
                            u->n_points == 0 ? TARIFF_RESERVATION_EXPIRES : TARIFF_RESERVATION};
    cut(&x, take, ctx);
}

/* A time of day between two, which may lie around midnight; the same twice is all day. */
static bool clock_applies(const struct tariff_element *e, int64_t clock)
{
    bool has_from = e->limited >> TARIFF_START_TIME & 1, has_to = e->limited >> TARIFF_END_TIME & 1;
    int64_t from = e->limit[TARIFF_START_TIME], to = e->limit[TARIFF_END_TIME];
    bool after = !has_from || clock >= from, before = !has_to || clock < to;
    return has_from && has_to && from >= to ? after || before : after && before;
}

/* A limit that cannot be judged does not hold; it is noted. */
static bool known(enum tariff_axis axis, int64_t value, struct price *p)
{
    if (value != PRICE_UNKNOWN || (axis != AXIS_CURRENT && axis != AXIS_POWER))
        return true;
    *(axis == AXIS_CURRENT ? &p->current_unknown : &p->power_unknown) = true;
    return false;
}

/* Do all limits of an element hold at the beginning of the slice? */
static bool applies(const struct tariff_element *e, const struct slice *s, struct price *p)
{
    if (!clock_applies(e, s->value[AXIS_CLOCK]) || (e->days && !(e->days >> s->weekday & 1)))
        return false;
    for (unsigned i = 0; i < TARIFF_LIMITS; i++) {
        enum tariff_limit l = (enum tariff_limit)i;
        enum tariff_axis axis = tariff_limit_axis(l);
        if (!(e->limited >> l & 1) || axis == AXIS_CLOCK)
            continue;
        if (!known(axis, s->value[axis], p))
            return false;
        if (tariff_limit_at_least(l) ? s->value[axis] < e->limit[l] : s->value[axis] >= e->limit[l])
            return false;
    }
    return true;
}

/* The first element of a kind that applies and has a price for the dimension. */
static bool first(const struct tariff *t, const struct slice *s, enum tariff_dimension d,
                  enum tariff_reservation kind, struct price *p, size_t *element)
{
    for (size_t i = 0; i < t->n_elements; i++)
        if (t->elements[i].reservation == kind && t->elements[i].component[d].present &&
            applies(&t->elements[i], s, p)) {
            *element = i;
            return true;
        }
    return false;
}

bool slice_element(const struct tariff *t, const struct slice *s, enum tariff_dimension d,
                   struct price *p, size_t *element)
{
    /* A reservation that expired costs what the elements for that say, else what any costs. */
    return first(t, s, d, s->reservation, p, element) ||
           (s->reservation == TARIFF_RESERVATION_EXPIRES &&
            first(t, s, d, TARIFF_RESERVATION, p, element));
}
