/* SPDX-License-Identifier: Apache-2.0 */
/* From change to change: at each moment the profiles in force are looked for, then the next moment
 * at which any of them may change. */
#include "csms/composite.h"

#define LIMIT_MOST INT64_C(1000000000000) /* a gigawatt: products below fit */

/* Seconds since the schedule began, or began anew; false where it does not run at t. */
static bool elapsed(const struct composite_profile *p, int64_t t, int64_t *out)
{
    int64_t since = t - p->start_s;
    if ((p->from_s != 0 && t < p->from_s) || (p->to_s != 0 && t >= p->to_s) || since < 0)
        return false;
    if (p->recurs_s > 0)
        since %= p->recurs_s;
    *out = since;
    return p->duration_s == 0 || since < p->duration_s;
}

/* The period of a profile that is in force at t, or NULL. */
static const struct composite_period *period_at(const struct composite_profile *p, int64_t t)
{
    int64_t since;
    const struct composite_period *found = NULL;
    if (!elapsed(p, t, &since))
        return NULL;
    for (unsigned i = 0; i < p->n_periods && p->periods[i].start_s <= since; i++)
        found = &p->periods[i];
    return found;
}

/* Does a profile bear on the EVSE? */
static bool bears(const struct composite_profile *p, int64_t evse_id)
{
    bool of_station = p->purpose == COMPOSITE_STATION || p->purpose == COMPOSITE_EXTERNAL ||
                      p->purpose == COMPOSITE_LOCAL;
    if (evse_id == 0)
        return p->evse_id == 0 && of_station;
    return p->evse_id == evse_id || p->evse_id == 0;
}

/* Does a go before b? */
static bool before(const struct composite_profile *a, const struct composite_profile *b)
{
    if (a->stack_level != b->stack_level)
        return a->stack_level > b->stack_level;
    if ((a->evse_id != 0) != (b->evse_id != 0))
        return a->evse_id != 0;
    return a->id > b->id;
}

/* A limit in the unit that is asked for, rounded down. */
static int64_t convert(const struct composite_ask *ask, bool amperes, int64_t limit, int64_t phases)
{
    int64_t n = phases > 0 ? phases : ask->phases;
    if (limit == COMPOSITE_NO_LIMIT || amperes == ask->amperes)
        return limit;
    if (limit > LIMIT_MOST)
        limit = LIMIT_MOST;
    return amperes ? limit * n / 1000 * ask->voltage_mv : limit * 1000 / (ask->voltage_mv * n);
}

/* What the purpose says at t; no limit where nothing of it is in force. */
static struct composite_period purpose_at(const struct composite_profile *profiles, unsigned n,
                                          const struct composite_ask *ask,
                                          enum composite_purpose purpose, int64_t t)
{
    const struct composite_profile *best = NULL;
    const struct composite_period *in_force = NULL;
    for (unsigned i = 0; i < n; i++) {
        const struct composite_profile *p = &profiles[i];
        if (p->purpose != purpose || !bears(p, ask->evse_id) || (best && before(best, p)))
            continue;
        const struct composite_period *period = period_at(p, t);
        if (!period)
            continue;
        best = p;
        in_force = period;
    }
    if (!best)
        return (struct composite_period){.limit = COMPOSITE_NO_LIMIT};
    return (struct composite_period){
        .limit = convert(ask, best->amperes, in_force->limit, in_force->phases),
        .phases = in_force->phases};
}

/* The lower of two; its phases go with it. */
static struct composite_period lower(struct composite_period a, struct composite_period b)
{
    return b.limit < a.limit ? b : a;
}

/* What all purposes together say at t. */
static struct composite_period all_at(const struct composite_profile *profiles, unsigned n,
                                      const struct composite_ask *ask, int64_t t)
{
    struct composite_period of[COMPOSITE_PURPOSES];
    for (unsigned i = 0; i < COMPOSITE_PURPOSES; i++)
        of[i] = purpose_at(profiles, n, ask, (enum composite_purpose)i, t);
    struct composite_period station = lower(of[COMPOSITE_STATION], of[COMPOSITE_EXTERNAL]);
    struct composite_period own = of[COMPOSITE_DEFAULT];
    if (of[COMPOSITE_TX].limit != COMPOSITE_NO_LIMIT)
        own = of[COMPOSITE_TX];
    if (ask->priority && of[COMPOSITE_PRIORITY].limit != COMPOSITE_NO_LIMIT)
        own = of[COMPOSITE_PRIORITY];
    int64_t local = of[COMPOSITE_LOCAL].limit;
    if (station.limit != COMPOSITE_NO_LIMIT && local != COMPOSITE_NO_LIMIT)
        station.limit += local;
    return lower(own, station);
}

/* The earlier of two moments, of those behind t. */
static int64_t sooner(int64_t t, int64_t next, int64_t moment)
{
    return moment > t && moment < next ? moment : next;
}

/* The next moment behind t at which a profile may change, or `next`. */
static int64_t change_after(const struct composite_profile *p, int64_t t, int64_t next)
{
    int64_t base = p->start_s;
    next = sooner(t, sooner(t, sooner(t, next, p->from_s), p->to_s), p->start_s);
    if (t < p->start_s)
        return next;
    if (p->recurs_s > 0) {
        base += (t - p->start_s) / p->recurs_s * p->recurs_s;
        next = sooner(t, next, base + p->recurs_s);
    }
    if (p->duration_s > 0)
        next = sooner(t, next, base + p->duration_s);
    for (unsigned i = 0; i < p->n_periods; i++)
        next = sooner(t, next, base + p->periods[i].start_s);
    return next;
}

unsigned composite_make(const struct composite_profile *profiles, unsigned n,
                        const struct composite_ask *ask, struct composite_period *out, unsigned max,
                        bool *cut)
{
    unsigned made = 0;
    int64_t t = ask->at_s, end = ask->at_s + ask->duration_s;
    *cut = false;
    while (t < end) {
        struct composite_period now = all_at(profiles, n, ask, t);
        now.start_s = t - ask->at_s;
        if (made == 0 || out[made - 1].limit != now.limit || out[made - 1].phases != now.phases) {
            *cut = made == max;
            if (*cut)
                break;
            out[made++] = now;
        }
        int64_t next = end;
        for (unsigned i = 0; i < n; i++)
            next = change_after(&profiles[i], t, next);
        t = next;
    }
    return made;
}

enum composite_purpose composite_purpose_find(struct str name)
{
    static const struct {
        const char *name;
        enum composite_purpose purpose;
    } rows[] = {{"ChargingStationExternalConstraints", COMPOSITE_EXTERNAL},
                {"ChargingStationMaxProfile", COMPOSITE_STATION},
                {"ChargePointMaxProfile", COMPOSITE_STATION},
                {"TxDefaultProfile", COMPOSITE_DEFAULT},
                {"TxProfile", COMPOSITE_TX},
                {"PriorityCharging", COMPOSITE_PRIORITY},
                {"LocalGeneration", COMPOSITE_LOCAL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_is(name, rows[i].name))
            return rows[i].purpose;
    return COMPOSITE_PURPOSES;
}
