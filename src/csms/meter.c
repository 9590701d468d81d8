/* SPDX-License-Identifier: Apache-2.0 */
/* Energy, power and state of charge of a session from its readings. Readings of one time are first
 * put together: one location, the phases where there is no total. Then each series is followed: the
 * register by register.c, intervals once per time, power and state of charge by time. */
#include "csms/meter.h"

#include <string.h>

#include "base/time.h"
#include "csms/register.h"
#include "event/reading.h"

#define BEFORE_START_US US_PER_MIN        /* readings may be so much older than the start */
#define AFTER_END_US US_PER_MIN           /* and so much newer than the end */
#define INTERVAL_MAX_US (15 * US_PER_MIN) /* an interval reading looks back so far */
#define INTERVAL_TIMES 8

/* Series of readings that are followed. */
enum series { SERIES_REGISTER, SERIES_INTERVAL, SERIES_CLOCK, SERIES_POWER, SERIES_COUNT };

/* What the readings of one time tell of one series, at the best location that has any. */
struct sum {
    bool any, has_total;
    unsigned rank, phases; /* phases: bit 0 = L1 */
    int64_t total, neutral, phase[3];
};

/* All readings of one time. */
struct moment {
    int64_t at_us;
    bool begins, ends; /* Transaction.Begin, Transaction.End */
    struct sum sums[SERIES_COUNT];
};

/* Preference of locations, the best first: the one nearest to what is sold. */
static const uint8_t location_rank[LOCATION_COUNT] = {
    [LOCATION_OUTLET] = 0, [LOCATION_CABLE] = 1, [LOCATION_BODY] = 2,
    [LOCATION_INLET] = 3,  [LOCATION_EV] = 4,    [LOCATION_UPSTREAM] = 5};

/* Line (plus 1) that a phase tag names; 0 for a total, NEUTRAL for the neutral alone (DC chargers
 * tag so), ACROSS for two lines, which no energy or power has. */
enum { LINE_TOTAL = 0, LINE_NEUTRAL = 8, LINE_ACROSS = 9 };
static const uint8_t phase_line[PHASE_COUNT] = {[PHASE_NONE] = LINE_TOTAL,
                                                [PHASE_L1] = 1,
                                                [PHASE_L2] = 2,
                                                [PHASE_L3] = 3,
                                                [PHASE_N] = LINE_NEUTRAL,
                                                [PHASE_L1_N] = 1,
                                                [PHASE_L2_N] = 2,
                                                [PHASE_L3_N] = 3,
                                                [PHASE_L1_L2] = LINE_ACROSS,
                                                [PHASE_L2_L3] = LINE_ACROSS,
                                                [PHASE_L3_L1] = LINE_ACROSS};

static int64_t min_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void meter_declared(struct session *s, int64_t at_us, int64_t value_mwh, bool stop)
{
    if (value_mwh < 0 || value_mwh > METER_MAX_MWH) {
        register_quarantine(s, 0);
        return;
    }
    if (stop) {
        s->meter_stop_mwh = value_mwh;
        s->has_meter_stop = 1;
    } else {
        s->meter_start_mwh = value_mwh;
        s->has_meter_start = 1;
    }
    /* a meterStop below the readings is no reset: the readings know better (quirk 29), unless it
     * goes on from before a break of theirs (quirk 27) */
    if (stop && s->register_readings > 0 && value_mwh < s->register_last_mwh - METER_ROUNDING_MWH &&
        !register_resumes(s, at_us, value_mwh)) {
        s->flags |= SESSION_FLAG(REGISTER_RESET);
        return;
    }
    register_take(s, at_us, value_mwh);
}

/* May a reading of that time count? Not where it is from before the start or after the end. */
static bool in_session(const struct session *s, int64_t at_us)
{
    const int64_t vague = SESSION_FLAG(START_INFERRED) | SESSION_FLAG(TIME_REPAIRED);
    if (!(s->flags & vague) && at_us < s->started_at_us - BEFORE_START_US)
        return false;
    return s->state != session_state_ENDED || (s->flags & SESSION_FLAG(END_INFERRED)) ||
           at_us <= s->ended_at_us + AFTER_END_US;
}

/* Follow the register told at one moment: one location, and all phases where there is no total. */
static void register_moment(struct session *s, int64_t at_us, const struct sum *sum, int64_t value)
{
    int64_t location = s->register_location - 1;
    unsigned followed = location < 0 ? sum->rank : location_rank[location];
    unsigned phases = sum->has_total ? 0 : sum->phases, known = (unsigned)s->register_phases;
    if (sum->rank > followed || (phases != 0 && (known & ~phases) != 0))
        return;
    bool other = sum->rank < followed || (known != 0 && (phases & ~known) != 0);
    if (other && at_us <= s->register_last_at_us)
        return;
    for (int i = 0; i < LOCATION_COUNT; i++)
        if (location_rank[i] == sum->rank)
            s->register_location = i + 1;
    if (phases != 0)
        s->register_phases = phases;
    s->register_readings++;
    if (other)
        register_begin(s, at_us, value);
    else
        register_take(s, at_us, value);
}

/* Enter a time in a ring of the newest ones, newest first; false where it is there or too old to
 * tell. */
static bool ring_enter(uint64_t *ring, int64_t at_us)
{
    uint64_t at = (uint64_t)at_us;
    size_t i = 0;
    while (i < INTERVAL_TIMES && ring[i] > at)
        i++;
    if (i == INTERVAL_TIMES || ring[i] == at)
        return false;
    memmove(ring + i + 1, ring + i, (INTERVAL_TIMES - 1 - i) * sizeof *ring);
    ring[i] = at;
    return true;
}

/* Add an interval reading to its series, once per time. */
static void interval_moment(struct session *s, int64_t at_us, enum series series, int64_t value)
{
    uint64_t *ring = s->interval_times + (series == SERIES_CLOCK ? INTERVAL_TIMES : 0);
    int64_t *sum = series == SERIES_CLOCK ? &s->interval_clock_mwh : &s->interval_mwh;
    if (!ring_enter(ring, at_us))
        return;
    int64_t began = min_of(s->started_at_us, at_us);
    if (s->flags & SESSION_FLAG(START_INFERRED))
        began -= INTERVAL_MAX_US;
    if (*sum + value <= register_allowance(s, (int64_t)ring[0] - began))
        *sum += value;
    else
        register_quarantine(s, value);
}

/* The last active power and the highest. */
static void power_moment(struct session *s, int64_t at_us, int64_t value)
{
    if ((uint64_t)at_us >= s->times[TIME_OF_POWER]) {
        s->times[TIME_OF_POWER] = (uint64_t)at_us;
        s->power_mw = value;
    }
    s->peak_power_mw = max_of(s->peak_power_mw, value);
}

/* The value of a sum: a total, else its phases, else what is tagged with the neutral. */
static int64_t sum_value(const struct sum *sum)
{
    if (sum->has_total)
        return sum->total;
    if (sum->phases == 0)
        return sum->neutral;
    return sum->phase[0] + sum->phase[1] + sum->phase[2];
}

/* Take the begin and end registers of 2.x as meter_start and meter_stop. */
static void moment_ends(struct session *s, const struct moment *m, int64_t value)
{
    if (m->begins && !s->has_meter_start) {
        s->meter_start_mwh = value;
        s->has_meter_start = 1;
    }
    if (m->ends && !s->has_meter_stop) {
        s->meter_stop_mwh = value;
        s->has_meter_stop = 1;
    }
}

/* Fold all that was told of one time, and empty it. */
static void moment_fold(struct session *s, struct moment *m)
{
    bool counts = in_session(s, m->at_us);
    for (enum series i = 0; i < SERIES_COUNT; i++) {
        const struct sum *sum = &m->sums[i];
        if (!sum->any)
            continue;
        int64_t value = sum_value(sum);
        if (!counts)
            register_quarantine(s, 0);
        else if (i == SERIES_REGISTER)
            register_moment(s, m->at_us, sum, value);
        else if (i == SERIES_POWER)
            power_moment(s, m->at_us, value);
        else
            interval_moment(s, m->at_us, i, value);
        if (counts && i == SERIES_REGISTER)
            moment_ends(s, m, value);
    }
    *m = (struct moment){0};
}

/* Add a reading to the sum of its series. */
static void sum_take(struct sum *sum, const struct reading *r)
{
    unsigned rank = location_rank[r->location], line = phase_line[r->phase];
    if (line == LINE_ACROSS || (sum->any && rank > sum->rank))
        return;
    if (!sum->any || rank < sum->rank)
        *sum = (struct sum){.any = true, .rank = rank};
    if (line == LINE_TOTAL) {
        sum->total = max_of(sum->total, r->value);
        sum->has_total = true;
    } else if (line == LINE_NEUTRAL) {
        sum->neutral = max_of(sum->neutral, r->value);
    } else if (!(sum->phases >> (line - 1) & 1)) {
        sum->phases |= 1u << (line - 1);
        sum->phase[line - 1] = r->value;
    }
}

/* The series that a reading belongs to; SERIES_COUNT for none. */
static enum series series_of(const struct reading *r)
{
    if (r->measurand == MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER)
        return SERIES_REGISTER;
    if (r->measurand == MEASURAND_ENERGY_ACTIVE_IMPORT_INTERVAL)
        return r->context == CONTEXT_CLOCK ? SERIES_CLOCK : SERIES_INTERVAL;
    return r->measurand == MEASURAND_POWER_ACTIVE_IMPORT ? SERIES_POWER : SERIES_COUNT;
}

/* The state of charge, first and last by time. */
static void soc_take(struct session *s, const struct reading *r, int64_t at_us)
{
    if (r->value < 0 || r->value > 10000 || (r->flags & READING_NOT_NUMBER)) {
        register_quarantine(s, 0);
        return;
    }
    uint64_t at = (uint64_t)at_us;
    if (at >= s->times[TIME_OF_SOC]) {
        s->times[TIME_OF_SOC] = at;
        s->soc_bp = r->value + 1;
    }
    if (s->times[TIME_OF_FIRST_SOC] == 0 || at < s->times[TIME_OF_FIRST_SOC]) {
        s->times[TIME_OF_FIRST_SOC] = at;
        s->soc_start_bp = r->value + 1;
    }
}

/* Flags of a session that a reading's own flags stand for. */
static int64_t flags_of(unsigned reading_flags)
{
    return (reading_flags & READING_ROUNDED ? SESSION_FLAG(ROUNDED) : 0) |
           (reading_flags & READING_TIME_REPAIRED ? SESSION_FLAG(TIME_REPAIRED) : 0) |
           (reading_flags & READING_SIGNED ? SESSION_FLAG(SIGNED) : 0);
}

/* Take one reading into the moment it belongs to. */
static void reading_take(struct session *s, const struct reading *r, struct moment *m)
{
    enum series i = series_of(r);
    if (r->measurand == MEASURAND_SOC || r->measurand == MEASURAND_DISPLAY_PRESENT_SOC)
        soc_take(s, r, m->at_us);
    if (i == SERIES_COUNT)
        return;
    int64_t max = i == SERIES_POWER ? SESSION_DEFAULT_RATED_MW / 10 * 11 : METER_MAX_MWH;
    if (r->flags & READING_SET_ASIDE)
        return;
    if ((r->flags & READING_NOT_NUMBER) && (r->flags & READING_SIGNED))
        return; /* only the signed text, kept as it is */
    if (r->value < 0 || r->value > max || (r->flags & READING_NOT_NUMBER)) {
        register_quarantine(s, 0);
        return;
    }
    m->begins |= i == SERIES_REGISTER && r->context == CONTEXT_BEGIN;
    m->ends |= i == SERIES_REGISTER && r->context == CONTEXT_END;
    sum_take(&m->sums[i], r);
}

void meter_fold(struct session *s, int64_t received_us, struct str readings)
{
    struct moment m = {0};
    struct reading r;
    while (reading_unpack(&readings, &r)) {
        int64_t flags = flags_of(r.flags), at_us = session_time(r.at_us, received_us, &flags);
        if (at_us != m.at_us)
            moment_fold(s, &m);
        m.at_us = at_us;
        s->readings++;
        s->flags |= flags;
        s->updated_at_us = max_of(s->updated_at_us, at_us);
        reading_take(s, &r, &m);
    }
    moment_fold(s, &m);
    if (readings.n > 0) /* a damaged list ends where the damage is */
        register_quarantine(s, 0);
}

/* Does the register tell the energy? It must have two times; and where part of it was implausible,
 * the intervals may know more: then they are what is reconstructed from. */
static bool register_counts(const struct session *s, bool intervals, int64_t interval_mwh)
{
    int64_t energy = register_energy(s);
    bool span = s->register_last_at_us > s->register_oldest_at_us || energy > 0;
    bool doubtful = s->flags & SESSION_FLAG(IMPLAUSIBLE);
    return s->register_readings > 0 && (span || !intervals) && !(doubtful && interval_mwh > energy);
}

int64_t meter_energy(const struct session *s, int64_t *method)
{
    bool intervals = s->interval_times[0] != 0 || s->interval_times[INTERVAL_TIMES] != 0;
    bool declared = s->has_meter_start && s->has_meter_stop;
    int64_t interval_mwh = max_of(s->interval_mwh, s->interval_clock_mwh);
    if (register_counts(s, intervals, interval_mwh)) {
        *method = energy_method_REGISTER;
        return register_energy(s);
    }
    if (intervals) {
        *method = energy_method_INTERVAL;
        return interval_mwh;
    }
    *method = declared ? energy_method_DECLARED : energy_method_NONE;
    return declared ? register_energy(s) : 0;
}

const char *meter_broken(const struct session *s)
{
    int64_t method;
    if (s->energy_mwh < 0 || s->quarantined_mwh < 0 || s->segments_mwh < 0)
        return "energy is never negative";
    if (s->register_first_mwh > s->register_last_mwh)
        return "a segment's register never falls";
    if (s->register_oldest_at_us > s->register_first_at_us ||
        s->register_first_at_us > s->register_last_at_us)
        return "a segment's times are in order";
    if (s->energy_mwh != meter_energy(s, &method) || s->energy_method != method)
        return "energy is what the readings make of it";
    return NULL;
}
