/* SPDX-License-Identifier: Apache-2.0 */
/* The fold of one session: each rule of meter values and of late, lost and repeated messages as a
 * trace; then properties over random orders. Numbers of lessons and quirks are those of
 * docs/csms.md. */
#include "csms_trace.h"

#include "base/random.h"
#include "csms/register.h"

#define KW INT64_C(1000000)
#define RATED (350 * KW)

/* A session being told of, and what came of each telling. */
struct fold {
    struct session s;
    struct buf out;
    int64_t contents;
    char text[16384];
};

static struct fold *fold_begin(void)
{
    static struct fold f;
    memset(&f.s, 0, sizeof f.s);
    f.contents = 0;
    f.out = buf_over(f.text, sizeof f.text);
    return &f;
}

/* Apply an event, print the session. */
static void fold_take(struct fold *f, const struct event *e)
{
    session_fold(&f->s, STR("CP1"), MIN(600), e);
    const char *broken = session_broken(&f->s);
    if (broken)
        CHECK_FAIL("%s", broken);
    trace_image(&f->out, &f->s);
    buf_putc(&f->out, '\n');
}

/* A start; it gets its session, the rated power and, but where it is inferred, a fresh content. */
static void fold_started(struct fold *f, struct ev_session_started x)
{
    x.session_id = STR("s1");
    x.rated_power_mw = x.rated_power_mw == 0 ? RATED : x.rated_power_mw;
    x.content = x.flags & SESSION_FLAG(START_INFERRED) ? 0 : ++f->contents;
    fold_take(f, &(struct event){.kind = EVENT_session_started, .u.session_started = x});
}

/* The same of an update. */
static void fold_updated(struct fold *f, struct ev_session_updated x)
{
    x.session_id = STR("s1");
    x.content = ++f->contents;
    fold_take(f, &(struct event){.kind = EVENT_session_updated, .u.session_updated = x});
}

/* The same of an end. */
static void fold_ended(struct fold *f, struct ev_session_ended x)
{
    x.session_id = STR("s1");
    x.content = x.flags & SESSION_FLAG(END_INFERRED) ? 0 : ++f->contents;
    fold_take(f, &(struct event){.kind = EVENT_session_ended, .u.session_ended = x});
}

#define STARTED(...) fold_started(f, (struct ev_session_started){__VA_ARGS__})
#define UPDATED(...) fold_updated(f, (struct ev_session_updated){__VA_ARGS__})
#define ENDED(...) fold_ended(f, (struct ev_session_ended){__VA_ARGS__})

/* What was printed since the last time. */
static void want(struct fold *f, const char *text)
{
    struct str got = buf_str(&f->out);
    f->out.n = 0;
    check_count++;
    if (str_is(got, text))
        return;
    for (struct str rest = got; rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        printf("#   \"%.*s\\n\"\n", STR_ARG(line));
    }
    CHECK_FAIL("the trace differs");
}

TEST(a_time_is_judged_by_our_clock_unless_that_is_the_wrong_one)
{
    int64_t flags = 0, us2026 = INT64_C(1795572946000000), day = 24 * US_PER_HOUR;
    CHECK_INT(session_time(us2026, us2026 - day, &flags), us2026);
    CHECK_INT(session_time(us2026, 5 * US_PER_S, &flags),
              us2026); /* a server that believes it is 1970 */
    CHECK_INT(flags, 0);
    CHECK_INT(session_time(us2026, us2026 - day - 1, &flags), us2026 - day - 1);
    CHECK_INT(flags, SESSION_FLAG(TIME_REPAIRED));
    CHECK_INT(session_time(0, 5, &flags), 5);
}

TEST(session_register_runs_from_first_to_last)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 5000)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(REGISTER(1, 7500)));
    UPDATED(.happened_at_us = MIN(3), .readings = READINGS(REGISTER(2, 10000), REGISTER(3, 12500)));
    ENDED(.ended_at_us = MIN(4), .readings = READINGS(REGISTER(4, 15000)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 2.500 register\n"
            "open r1 0:00.. 7.500 register\n"
            "ended r1 0:00..0:04 10.000 register Local\n");
    CHECK_INT(f->s.readings, 5);
    CHECK_INT(f->s.messages, 4);
}

TEST(session_declared_meters_of_1_6_are_a_register)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 1000000, .has_meter_start = 1);
    ENDED(.ended_at_us = MIN(10), .meter_stop_mwh = 21000000, .has_meter_stop = 1,
          .reason = STR("EVDisconnected"));
    want(f, "open r1 0:00.. 0.000 none\n"
            "ended r1 0:00..0:10 20.000 declared EVDisconnected\n");
}

TEST(lesson_1_offline_zero_is_not_billed)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(REGISTER(5, 910000)));
    ENDED(.ended_at_us = MIN(10), .readings = READINGS(REGISTER(10, 910083)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 0.000 register quarantined 910.000 implausible\n"
            "ended r1 0:00..0:10 0.083 register quarantined 910.000 Local implausible\n");
}

TEST(lesson_1_holds_where_the_zero_comes_last)
{
    struct fold *f = fold_begin();
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(REGISTER(5, 910000)));
    UPDATED(.happened_at_us = MIN(10), .readings = READINGS(REGISTER(10, 910083)));
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    UPDATED(.happened_at_us = MIN(11), .readings = READINGS(REGISTER(0, 0)));
    want(f, "open r1 0:05.. 0.000 register start-inferred\n"
            "open r1 0:05.. 0.083 register start-inferred\n"
            "open r1 0:00.. 0.083 register quarantined 910.000 implausible\n"
            "open r1 0:00.. 0.083 register quarantined 910.000 implausible\n");
}

TEST(lesson_1_intervals_reconstruct_what_the_register_cannot_tell)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    UPDATED(.happened_at_us = MIN(5),
            .readings = READINGS({.at_us = MIN(5),
                                  .value = 80000,
                                  .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_INTERVAL},
                                 REGISTER(5, 910083)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 0.080 interval quarantined 910.083 implausible\n");
}

TEST(lesson_2_batches_without_energy_change_no_total)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 100)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(REGISTER(1, 2100)));
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS({.at_us = MIN(2),
                                                            .value = 4250,
                                                            .measurand = MEASURAND_SOC,
                                                            .location = LOCATION_EV}));
    UPDATED(.happened_at_us = MIN(3),
            .readings = READINGS({.at_us = MIN(3),
                                  .value = 4000000,
                                  .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER,
                                  .context = CONTEXT_CLOCK}));
    UPDATED(.happened_at_us = MIN(4));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 2.000 register\n"
            "open r1 0:00.. 2.000 register\n"
            "open r1 0:00.. 3.900 register\n"
            "open r1 0:00.. 3.900 register\n");
    CHECK_INT(f->s.soc_bp, 4251);
    CHECK_INT(f->s.soc_start_bp, 4251);
}

TEST(lesson_7_small_falls_are_rounding_and_large_ones_are_flagged)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 100000, .has_meter_start = 1);
    ENDED(.ended_at_us = MIN(5), .meter_stop_mwh = 99000, .has_meter_stop = 1);
    want(f, "open r1 0:00.. 0.000 none\n"
            "ended r1 0:00..0:05 0.000 declared Local\n");
    f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 900000000, .has_meter_start = 1);
    ENDED(.ended_at_us = MIN(5), .meter_stop_mwh = 500000000, .has_meter_stop = 1);
    want(f, "open r1 0:00.. 0.000 none\n"
            "ended r1 0:00..0:05 0.000 declared Local register-reset\n");
    f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 900000000, .has_meter_start = 1);
    ENDED(.ended_at_us = MIN(5), .meter_stop_mwh = -1000, .has_meter_stop = 1);
    want(f, "open r1 0:00.. 0.000 none\n"
            "ended r1 0:00..0:05 0.000 none Local\n");
    CHECK_INT(f->s.implausible, 1);
}

TEST(quirk_29_a_bad_meter_stop_leaves_the_readings)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 900000000, .has_meter_start = 1);
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(REGISTER(5, 920000)));
    ENDED(.ended_at_us = MIN(6), .meter_stop_mwh = 1000, .has_meter_stop = 1);
    want(f, "open r1 0:00.. 0.000 none\n"
            "open r1 0:00.. 20.000 register\n"
            "ended r1 0:00..0:06 20.000 register Local register-reset\n");
}

TEST(quirk_28_a_reset_register_is_segmented)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 500000)));
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(REGISTER(2, 510000)));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(REGISTER(4, 3000))); /* from 0 */
    UPDATED(.happened_at_us = MIN(6), .readings = READINGS(REGISTER(6, 8000)));
    UPDATED(.happened_at_us = MIN(7), .readings = READINGS(REGISTER(7, 8000)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 10.000 register\n"
            "open r1 0:00.. 13.000 register register-reset\n"
            "open r1 0:00.. 18.000 register register-reset\n"
            "open r1 0:00.. 18.000 register register-reset\n");
    f = fold_begin(); /* another meter: no counting from 0 */
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 500000)));
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(REGISTER(2, 300000)));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(REGISTER(4, 301000)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 0.000 register register-reset\n"
            "open r1 0:00.. 1.000 register register-reset\n");
}

TEST(session_glitches_of_a_register_are_forgotten)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 500000)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(REGISTER(1, 501000)));
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(REGISTER(2, 0)));
    UPDATED(.happened_at_us = MIN(3), .readings = READINGS(REGISTER(3, 0)));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(REGISTER(4, 503000)));
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(REGISTER(5, 9503000)));
    UPDATED(.happened_at_us = MIN(6), .readings = READINGS(REGISTER(6, 505000)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 1.000 register\n"
            "open r1 0:00.. 1.000 register register-reset\n"
            "open r1 0:00.. 1.000 register register-reset\n"
            "open r1 0:00.. 3.000 register register-reset\n"
            "open r1 0:00.. 3.000 register quarantined 9000.000 register-reset implausible\n"
            "open r1 0:00.. 5.000 register quarantined 9000.000 register-reset implausible\n");
}

TEST(session_energy_is_held_against_rated_power)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    /* 350 kW x 61 min x 1.1 + 0.2 kWh = 391.616 kWh */
    UPDATED(.happened_at_us = MIN(60), .readings = READINGS(REGISTER(60, 391617)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 0.000 register quarantined 391.617 implausible\n");
    f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    UPDATED(.happened_at_us = MIN(60), .readings = READINGS(REGISTER(60, 391616)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 391.616 register\n");
    f = fold_begin(); /* many small rises do not add up the slack: 2 kWh each second are 7.2 MW */
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    for (int i = 1; i <= 60; i++) {
        f->out.n = 0;
        UPDATED(.happened_at_us = T0 + i * US_PER_S,
                .readings = READINGS({.at_us = T0 + i * US_PER_S,
                                      .value = i * 2000000,
                                      .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER}));
    }
    CHECK(f->s.energy_mwh <= register_allowance(&f->s, US_PER_MIN));
    CHECK(f->s.flags & SESSION_FLAG(IMPLAUSIBLE));
}

TEST(lesson_16_readings_sent_again_change_nothing)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 5000)));
    UPDATED(.happened_at_us = MIN(3),
            .readings = READINGS(REGISTER(1, 6000), REGISTER(2, 7000), REGISTER(3, 8000)));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(REGISTER(1, 6000), REGISTER(2, 7000),
                                                           REGISTER(3, 8000), REGISTER(4, 9000)));
    UPDATED(.happened_at_us = MIN(4),
            .readings = READINGS(REGISTER(0, 5000), REGISTER(1, 6000), REGISTER(2, 7000),
                                 REGISTER(3, 8000), REGISTER(4, 9000)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 3.000 register\n"
            "open r1 0:00.. 4.000 register\n"
            "open r1 0:00.. 4.000 register\n");
}

/* An interval reading, with its context. */
#define INTERVAL(min, wh, ctx)                                                                     \
    {                                                                                              \
        .at_us = MIN(min), .value = (wh)*INT64_C(1000),                                            \
        .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_INTERVAL, .context = (ctx)                     \
    }

TEST(quirk_26_intervals_are_summed_once_per_time)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0));
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(INTERVAL(1, 1000, CONTEXT_PERIODIC),
                                                           INTERVAL(2, 1000, CONTEXT_PERIODIC)));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(INTERVAL(2, 1000, CONTEXT_PERIODIC),
                                                           INTERVAL(4, 500, CONTEXT_PERIODIC)));
    UPDATED(.happened_at_us = MIN(3), .readings = READINGS(INTERVAL(3, 250, CONTEXT_PERIODIC)));
    /* the clock's intervals are another series over the same energy: not added */
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(INTERVAL(4, 2750, CONTEXT_CLOCK)));
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(INTERVAL(5, 500, CONTEXT_CLOCK)));
    want(f, "open r1 0:00.. 0.000 none\n"
            "open r1 0:00.. 2.000 interval\n"
            "open r1 0:00.. 2.500 interval\n"
            "open r1 0:00.. 2.750 interval\n"
            "open r1 0:00.. 2.750 interval\n"
            "open r1 0:00.. 3.250 interval\n");
    /* one register tells nothing yet, two do */
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(REGISTER(5, 7000)));
    UPDATED(.happened_at_us = MIN(7), .readings = READINGS(REGISTER(0, 3600), REGISTER(7, 8000)));
    want(f, "open r1 0:00.. 3.250 interval\n"
            "open r1 0:00.. 4.400 register\n");
}

TEST(session_intervals_are_held_against_rated_power_too)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(INTERVAL(1, 900000, CONTEXT_PERIODIC)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(INTERVAL(1, 900000, CONTEXT_PERIODIC)));
    want(f, "open r1 0:00.. 0.000 none\n"
            "open r1 0:00.. 0.000 interval quarantined 900.000 implausible\n"
            "open r1 0:00.. 0.000 interval quarantined 900.000 implausible\n");
}

/* A register reading of a phase or a location. */
#define TAGGED(min, wh, ph, loc)                                                                   \
    {                                                                                              \
        .at_us = MIN(min), .value = (wh)*INT64_C(1000),                                            \
        .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER, .phase = (ph), .location = (loc)     \
    }

TEST(quirk_26_phases_are_summed_where_there_is_no_total)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0),
            .readings = READINGS(TAGGED(0, 100, PHASE_L1, 0), TAGGED(0, 200, PHASE_L2, 0),
                                 TAGGED(0, 300, PHASE_L3, 0), TAGGED(0, 7, PHASE_N, 0)));
    UPDATED(.happened_at_us = MIN(1),
            .readings = READINGS(TAGGED(1, 300, PHASE_L1_N, 0), TAGGED(1, 400, PHASE_L2_N, 0),
                                 TAGGED(1, 500, PHASE_L3_N, 0), TAGGED(1, 9, PHASE_L1_L2, 0)));
    /* a phase alone is no sum; a total with its phases counts once */
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(TAGGED(2, 500, PHASE_L1, 0)));
    UPDATED(.happened_at_us = MIN(3),
            .readings = READINGS(TAGGED(3, 500, PHASE_L1, 0), TAGGED(3, 500, PHASE_L2, 0),
                                 TAGGED(3, 500, PHASE_L3, 0), TAGGED(3, 1500, PHASE_NONE, 0)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 0.600 register\n"
            "open r1 0:00.. 0.600 register\n"
            "open r1 0:00.. 0.900 register\n");
}

TEST(quirk_25_dc_values_under_phase_tags_are_taken_as_they_are)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(TAGGED(0, 1000, PHASE_N, 0)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(TAGGED(1, 3000, PHASE_N, 0)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 2.000 register\n");
    f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(TAGGED(0, 1000, PHASE_L1, 0)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(TAGGED(1, 3000, PHASE_L1, 0)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 2.000 register\n");
}

TEST(session_follows_one_location)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(TAGGED(0, 9000, 0, LOCATION_INLET)));
    UPDATED(.happened_at_us = MIN(1), .readings = READINGS(TAGGED(1, 9500, 0, LOCATION_INLET)));
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(TAGGED(2, 10000, 0, LOCATION_INLET),
                                                           TAGGED(2, 400, 0, LOCATION_OUTLET)));
    UPDATED(.happened_at_us = MIN(3), .readings = READINGS(TAGGED(3, 10500, 0, LOCATION_INLET)));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(TAGGED(4, 1400, 0, LOCATION_OUTLET)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "open r1 0:00.. 0.500 register\n"
            "open r1 0:00.. 0.500 register\n"
            "open r1 0:00.. 0.500 register\n"
            "open r1 0:00.. 1.500 register\n");
}

TEST(session_power_and_soc_are_by_time)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0));
    UPDATED(.happened_at_us = MIN(2),
            .readings = READINGS(
                {.at_us = MIN(2), .value = 300 * KW, .measurand = MEASURAND_POWER_ACTIVE_IMPORT},
                {.at_us = MIN(2), .value = 6000, .measurand = MEASURAND_SOC}));
    UPDATED(.happened_at_us = MIN(1),
            .readings = READINGS(
                {.at_us = MIN(1), .value = 320 * KW, .measurand = MEASURAND_POWER_ACTIVE_IMPORT},
                {.at_us = MIN(1), .value = 2000, .measurand = MEASURAND_SOC}));
    UPDATED(.happened_at_us = MIN(3),
            .readings = READINGS({.at_us = MIN(3),
                                  .value = 50 * KW,
                                  .phase = PHASE_L1,
                                  .measurand = MEASURAND_POWER_ACTIVE_IMPORT},
                                 {.at_us = MIN(3),
                                  .value = 60 * KW,
                                  .phase = PHASE_L2,
                                  .measurand = MEASURAND_POWER_ACTIVE_IMPORT},
                                 {.at_us = MIN(3), .value = 10100, .measurand = MEASURAND_SOC},
                                 {.at_us = MIN(3),
                                  .value = 1,
                                  .flags = READING_NOT_NUMBER,
                                  .measurand = MEASURAND_POWER_ACTIVE_IMPORT}));
    CHECK_INT(f->s.power_mw, 110 * KW);
    CHECK_INT(f->s.peak_power_mw, 320 * KW);
    CHECK_INT(f->s.soc_bp, 6001);
    CHECK_INT(f->s.soc_start_bp, 2001);
    CHECK_INT(f->s.implausible, 2);
}

TEST(session_begin_and_end_readings_are_the_meters)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0),
            .readings = READINGS({.at_us = MIN(0),
                                  .value = 5000000,
                                  .context = CONTEXT_BEGIN,
                                  .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER}));
    ENDED(.ended_at_us = MIN(5), .reason = STR("EVDisconnected"),
          .readings = READINGS({.at_us = MIN(5),
                                .value = 9000000,
                                .context = CONTEXT_END,
                                .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER}));
    CHECK_INT(f->s.meter_start_mwh, 5000000);
    CHECK_INT(f->s.meter_stop_mwh, 9000000);
    CHECK(f->s.has_meter_start && f->s.has_meter_stop);
    CHECK_INT(f->s.energy_mwh, 4000000);
}

TEST(quirk_30_readings_outside_the_session_do_not_count)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(10), .readings = READINGS(REGISTER(10, 5000)));
    UPDATED(.happened_at_us = MIN(12), .readings = READINGS(REGISTER(2, 1000), REGISTER(12, 7000)));
    ENDED(.ended_at_us = MIN(13), .readings = READINGS(REGISTER(13, 8000)));
    UPDATED(.happened_at_us = MIN(30), .readings = READINGS(REGISTER(30, 20000)));
    want(f, "open r1 0:10.. 0.000 register\n"
            "open r1 0:10.. 2.000 register\n"
            "ended r1 0:10..0:13 3.000 register Local\n"
            "ended r2 0:10..0:13 3.000 register Local late\n");
}

TEST(quirk_24_times_that_cannot_be_are_replaced)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = 0);
    UPDATED(.happened_at_us = MIN(600 + 24 * 60 + 1));
    UPDATED(.happened_at_us = MIN(600 + 24 * 60));
    want(f, "open r1 10:00.. 0.000 none time-repaired\n"
            "open r1 10:00.. 0.000 none time-repaired\n"
            "open r1 10:00.. 0.000 none time-repaired\n");
    CHECK_INT(f->s.updated_at_us, MIN(600 + 24 * 60));
    f = fold_begin();
    STARTED(.started_at_us = MIN(10));
    ENDED(.ended_at_us = MIN(5));
    want(f, "open r1 0:10.. 0.000 none\n"
            "ended r1 0:10..0:10 0.000 none Local time-repaired\n");
}

TEST(lesson_10_late_events_make_a_revision)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)), .seq_no = 1);
    ENDED(.ended_at_us = MIN(5), .seq_no = 4, .readings = READINGS(REGISTER(5, 5000)));
    UPDATED(.happened_at_us = MIN(1), .seq_no = 2, .readings = READINGS(REGISTER(1, 1000)));
    UPDATED(.happened_at_us = MIN(2), .seq_no = 3, .readings = READINGS(REGISTER(2, 2000)));
    want(f, "open r1 0:00.. 0.000 register\n"
            "ended r1 0:00..0:05 5.000 register Local seq-gap\n"
            "ended r2 0:00..0:05 5.000 register Local late seq-gap\n"
            "ended r3 0:00..0:05 5.000 register Local late\n");
}

TEST(lesson_13_the_first_of_two_stops_counts)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 0, .has_meter_start = 1);
    ENDED(.ended_at_us = MIN(5), .meter_stop_mwh = 5000000, .has_meter_stop = 1);
    ENDED(.ended_at_us = MIN(6), .meter_stop_mwh = 6000000, .has_meter_stop = 1,
          .reason = STR("Other"));
    want(f, "open r1 0:00.. 0.000 none\n"
            "ended r1 0:00..0:05 5.000 declared Local\n"
            "ended r2 0:00..0:05 5.000 declared Local late stop-conflict\n");
}

TEST(lesson_14_the_same_content_is_a_repeat)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0));
    UPDATED(.happened_at_us = MIN(1), .seq_no = 2);
    f->contents--;
    UPDATED(.happened_at_us = MIN(1), .seq_no = 2);
    CHECK_INT(f->s.messages, 2);
    CHECK_INT(f->s.repeats, 1);
    CHECK(!(f->s.flags & SESSION_FLAG(SEQ_CONFLICT)));
    UPDATED(.happened_at_us = MIN(1), .seq_no = 2);
    CHECK_INT(f->s.messages, 3);
    CHECK(f->s.flags & SESSION_FLAG(SEQ_CONFLICT));
    fold_take(f, &(struct event){.kind = EVENT_session_repeated,
                                 .u.session_repeated = {.session_id = STR("s1")}});
    CHECK_INT(f->s.repeats, 2);
}

TEST(lesson_17_old_numbers_come_again_after_their_contents_are_forgotten)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .seq_no = 1);
    for (int i = 2; i <= 20; i++)
        UPDATED(.happened_at_us = MIN(i), .seq_no = i);
    f->contents = 1;
    for (int i = 2; i <= 12; i++)
        UPDATED(.happened_at_us = MIN(i), .seq_no = i);
    CHECK_INT(f->s.repeats, 11);
    CHECK_INT(f->s.messages, 20);
    CHECK_INT(f->s.flags, 0);
    /* but a station that counts from 0 again after a reboot goes on */
    f->contents = 100;
    UPDATED(.happened_at_us = MIN(30), .seq_no = 3);
    CHECK_INT(f->s.messages, 21);
    CHECK_INT(f->s.updated_at_us, MIN(30));
}

TEST(session_numbers_far_behind_fill_gaps_and_no_more)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .seq_no = 1);
    for (int i = 3; i <= 100; i++)
        UPDATED(.happened_at_us = MIN(i), .seq_no = i);
    CHECK_INT(f->s.seq_count, 99);
    UPDATED(.happened_at_us = MIN(2), .seq_no = 2); /* the one that lacked */
    CHECK_INT(f->s.seq_count, 100);
    UPDATED(.happened_at_us = MIN(2), .seq_no = 2);
    CHECK_INT(f->s.seq_count, 100);
    UPDATED(.happened_at_us = MIN(101), .seq_no = 1000);
    ENDED(.ended_at_us = MIN(102), .seq_no = 1001);
    CHECK_INT(f->s.seq_count, 102);
    CHECK_INT(f->s.flags & SESSION_FLAG(SEQ_GAP), SESSION_FLAG(SEQ_GAP));
}

TEST(session_a_damaged_list_of_readings_ends_where_the_damage_is)
{
    struct fold *f = fold_begin();
    struct str list = READINGS(REGISTER(0, 1000), REGISTER(1, 2000), REGISTER(2, 3000));
    STARTED(.started_at_us = MIN(0), .readings = str_make(list.p, list.n - 1));
    CHECK_INT(f->s.readings, 2);
    CHECK_INT(f->s.energy_mwh, 1000000);
    CHECK_INT(f->s.implausible, 1);
}

TEST(lesson_18_what_is_told_once_is_kept)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .evse_id = 2, .connector_id = 1, .reservation_id = 7,
            .remote_start_id = 8, .site_id = STR("site"), .protocol = protocol_OCPP201,
            .charging_state = charging_state_EV_CONNECTED, .trigger = STR("CablePluggedIn"));
    UPDATED(.happened_at_us = MIN(1), .id_token = STR("T1"), .token_type = STR("ISO14443"),
            .token_status = token_status_ACCEPTED);
    UPDATED(.happened_at_us = MIN(2), .charging_state = charging_state_CHARGING);
    UPDATED(.happened_at_us = MIN(1), .charging_state = charging_state_SUSPENDED_EV); /* older */
    ENDED(.ended_at_us = MIN(3), .id_token = STR("T2"), .token_status = token_status_ACCEPTED);
    CHECK_INT(f->s.evse_id, 2);
    CHECK_INT(f->s.reservation_id, 7);
    CHECK_INT(f->s.remote_start_id, 8);
    CHECK_INT(f->s.charging_state, charging_state_CHARGING);
    CHECK_STR(str_of(f->s.id_token), "T1");
    CHECK_STR(str_of(f->s.token_type), "ISO14443");
    CHECK_STR(str_of(f->s.site_id), "site");
    CHECK_STR(str_of(f->s.station), "CP1");
}

TEST(session_an_accepted_token_goes_before_a_refused_one)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .id_token = STR("BAD"), .token_status = token_status_BLOCKED);
    UPDATED(.happened_at_us = MIN(1), .id_token = STR("GOOD"),
            .token_status = token_status_ACCEPTED);
    UPDATED(.happened_at_us = MIN(2), .id_token = STR("LATER"),
            .token_status = token_status_ACCEPTED);
    want(f, "open r1 0:00.. 0.000 none BAD Blocked token-refused\n"
            "open r1 0:00.. 0.000 none GOOD Accepted\n"
            "open r1 0:00.. 0.000 none GOOD Accepted\n");
}

TEST(lesson_19_a_stop_needs_no_token)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .id_token = STR("T1"), .token_status = token_status_ACCEPTED);
    ENDED(.ended_at_us = MIN(3));
    want(f, "open r1 0:00.. 0.000 none T1 Accepted\n"
            "ended r1 0:00..0:03 0.000 none T1 Accepted Local\n");
}

TEST(lesson_21_an_inferred_end_gives_way_to_a_stop)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(0), .meter_start_mwh = 0, .has_meter_start = 1);
    UPDATED(.happened_at_us = MIN(2), .readings = READINGS(REGISTER(2, 2000)));
    ENDED(.ended_at_us = MIN(2), .flags = SESSION_FLAG(END_INFERRED));
    ENDED(.ended_at_us = MIN(3), .flags = SESSION_FLAG(END_INFERRED));
    UPDATED(.happened_at_us = MIN(4), .readings = READINGS(REGISTER(4, 4000)));
    ENDED(.ended_at_us = MIN(5), .meter_stop_mwh = 5000000, .has_meter_stop = 1,
          .reason = STR("PowerLoss"));
    want(f, "open r1 0:00.. 0.000 none\n"
            "open r1 0:00.. 2.000 register\n"
            "ended r1 0:00..0:02 2.000 register end-inferred\n"
            "ended r1 0:00..0:02 2.000 register end-inferred\n"
            "ended r2 0:00..0:04 4.000 register end-inferred late\n"
            "ended r3 0:00..0:05 5.000 register PowerLoss late\n");
}

TEST(session_an_inferred_start_gives_way_to_a_start)
{
    struct fold *f = fold_begin();
    STARTED(.started_at_us = MIN(5), .flags = SESSION_FLAG(START_INFERRED));
    UPDATED(.happened_at_us = MIN(5), .readings = READINGS(REGISTER(5, 5000)));
    UPDATED(.happened_at_us = MIN(3), .readings = READINGS(REGISTER(3, 3000)));
    STARTED(.started_at_us = MIN(0), .readings = READINGS(REGISTER(0, 0)));
    STARTED(.started_at_us = MIN(2), .flags = SESSION_FLAG(START_INFERRED));
    want(f, "open r1 0:05.. 0.000 none start-inferred\n"
            "open r1 0:05.. 0.000 register start-inferred\n"
            "open r1 0:03.. 2.000 register start-inferred\n"
            "open r1 0:00.. 5.000 register\n"
            "open r1 0:00.. 5.000 register\n");
    CHECK_INT(f->s.messages, 3);
}

TEST(session_hostile_numbers_do_not_overflow)
{
    struct random r = {7};
    for (int round = 0; round < 20000; round++) {
        struct fold *f = fold_begin();
        bool one_rating = random_chance(&r, 500000);
        for (int i = 0; i < 6; i++) {
            struct told_reading rows[4];
            for (int k = 0; k < 4; k++)
                rows[k] = (struct told_reading){
                    .at_us = random_chance(&r, 500000) ? (int64_t)random_next(&r) : MIN(i),
                    .value = random_chance(&r, 500000) ? (int64_t)random_next(&r)
                                                       : random_between(&r, -10, 5000000000000),
                    .measurand = (uint8_t)random_below(&r, MEASURAND_COUNT),
                    .phase = (uint8_t)random_below(&r, PHASE_COUNT),
                    .location = (uint8_t)random_below(&r, LOCATION_COUNT),
                    .context = (uint8_t)random_below(&r, CONTEXT_COUNT),
                    .flags = (uint8_t)random_below(&r, 32)};
            for (int k = 0; k < 4; k++)
                if (random_chance(&r, 600000))
                    rows[k].measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER;
            struct str list = readings_of(rows, 4);
            int64_t at = random_chance(&r, 300000) ? (int64_t)random_next(&r) : MIN(i);
            int64_t big = random_chance(&r, 300000) ? (int64_t)random_next(&r) : i;
            if (random_chance(&r, 300000))
                STARTED(.started_at_us = at, .readings = list, .seq_no = big,
                        .meter_start_mwh = big, .has_meter_start = 1,
                        .rated_power_mw = one_rating ? RATED : big);
            else if (random_chance(&r, 500000))
                UPDATED(.happened_at_us = at, .readings = list, .seq_no = big);
            else
                ENDED(.ended_at_us = at, .readings = list, .seq_no = big, .has_meter_stop = 1,
                      .meter_stop_mwh = big);
            f->out.n = 0;
        }
        if (one_rating)
            CHECK(f->s.energy_mwh <= register_allowance(&f->s, f->s.updated_at_us));
    }
}

/* -- properties -- */

#define STEPS 12

/* A session as a list of events in order: a register that rises as a charger of RATED makes it. */
static void make_session(struct random *r, struct event *events)
{
    int64_t wh = random_between(r, 0, 1000000);
    for (int i = 0; i < STEPS; i++) {
        struct event *e = &events[i];
        memset(e, 0, sizeof *e);
        struct str list = READINGS(
            REGISTER(i, wh), {.at_us = MIN(i), .value = 100 * (i + 1), .measurand = MEASURAND_SOC},
            {.at_us = MIN(i), .value = i * KW, .measurand = MEASURAND_POWER_ACTIVE_IMPORT});
        wh += random_between(r, 0, 5800);
        if (i == 0) {
            e->kind = EVENT_session_started;
            e->u.session_started = (struct ev_session_started){.session_id = STR("s1"),
                                                               .transaction_id = STR("t1"),
                                                               .started_at_us = MIN(i),
                                                               .seq_no = 1,
                                                               .content = 1,
                                                               .rated_power_mw = RATED,
                                                               .readings = list,
                                                               .evse_id = 3,
                                                               .protocol = protocol_OCPP21,
                                                               .site_id = STR("site")};
        } else if (i == STEPS - 1) {
            e->kind = EVENT_session_ended;
            e->u.session_ended = (struct ev_session_ended){.session_id = STR("s1"),
                                                           .transaction_id = STR("t1"),
                                                           .ended_at_us = MIN(i),
                                                           .seq_no = i + 1,
                                                           .content = i + 1,
                                                           .readings = list,
                                                           .reason = STR("Remote"),
                                                           .id_token = STR("T1"),
                                                           .token_status = token_status_ACCEPTED};
        } else {
            e->kind = EVENT_session_updated;
            e->u.session_updated =
                (struct ev_session_updated){.session_id = STR("s1"),
                                            .transaction_id = STR("t1"),
                                            .happened_at_us = MIN(i),
                                            .seq_no = i + 1,
                                            .content = i + 1,
                                            .readings = list,
                                            .charging_state = 1 + (int64_t)random_below(r, 5),
                                            .id_token = i == 2 ? STR("T1") : (struct str){0},
                                            .token_status = i == 2 ? token_status_ACCEPTED : 0};
        }
    }
}

/* What must be the same whatever the order: all but how often and how late things came. */
static struct session outcome(const struct session *s)
{
    struct session x = *s;
    x.revision = 1;
    x.flags &= ~SESSION_FLAG(LATE);
    x.repeats = 0;
    memset(x.contents, 0, sizeof x.contents);
    return x;
}

/* Two sessions have the same outcome; the first field that differs is named. */
static void same(const struct session *a, const struct session *b)
{
    struct session x = outcome(a), y = outcome(b);
    check_count++;
    for (unsigned i = 0; i < session_type.n_fields; i++) {
        const struct record_field *field = &session_type.fields[i];
        const char *p = (const char *)&x + field->offset, *q = (const char *)&y + field->offset;
        if (field->kind == RECORD_TEXT ? strcmp(p, q) != 0 : memcmp(p, q, field->size) != 0)
            CHECK_FAIL("%s differs", field->name);
    }
}

TEST(property_any_order_and_repetition_gives_the_same_session)
{
    struct random r = {11};
    for (int round = 0; round < 3000; round++) {
        struct event events[STEPS];
        struct session in_order = {0}, shuffled = {0};
        make_session(&r, events);
        for (int i = 0; i < STEPS; i++)
            session_fold(&in_order, STR("CP1"), MIN(60), &events[i]);
        int order[STEPS * 2];
        for (int i = 0; i < STEPS * 2; i++)
            order[i] = i % STEPS;
        int n = random_chance(&r, 500000) ? STEPS : STEPS * 2;
        for (int i = n - 1; i > 0; i--) {
            int k = (int)random_below(&r, (uint64_t)i + 1), x = order[i];
            order[i] = order[k];
            order[k] = x;
        }
        int64_t readings = 0;
        for (int i = 0; i < n; i++) {
            session_fold(&shuffled, STR("CP1"), MIN(60), &events[order[i]]);
            CHECK(!session_broken(&shuffled));
            readings = shuffled.readings;
        }
        CHECK_INT(shuffled.energy_mwh, in_order.energy_mwh);
        CHECK_INT(shuffled.messages, in_order.messages);
        CHECK_INT(readings, in_order.readings);
        same(&in_order, &shuffled);
    }
}

TEST(property_energy_in_order_never_falls_and_keeps_to_rated_power)
{
    struct random r = {13};
    for (int round = 0; round < 2000; round++) {
        struct session s = {0};
        int64_t last = 0, at = MIN(0), wh = random_between(&r, 0, 900000);
        for (int i = 0; i < 40; i++) {
            if (random_chance(&r, 100000))
                wh = random_between(&r, 0, 2000000); /* resets, jumps, glitches */
            struct event e = {.kind = EVENT_session_updated};
            e.u.session_updated = (struct ev_session_updated){
                .session_id = STR("s1"),
                .happened_at_us = at,
                .content = i + 1,
                .readings = READINGS({.at_us = at,
                                      .value = wh * 1000,
                                      .measurand = MEASURAND_ENERGY_ACTIVE_IMPORT_REGISTER})};
            s.rated_power_mw = RATED;
            session_fold(&s, STR("CP1"), at, &e);
            CHECK(!session_broken(&s));
            CHECK(s.energy_mwh >= last);
            CHECK(s.energy_mwh <= register_allowance(&s, at - MIN(0)));
            last = s.energy_mwh;
            at += random_between(&r, 0, 120) * US_PER_S;
            wh += random_between(&r, -5, 9000);
            wh = wh < 0 ? 0 : wh;
        }
    }
}

TEST(session_names_depend_on_both_parts)
{
    char a[17], b[17];
    session_name(STR("CP1"), STR("1"), a);
    session_name(STR("CP11"), STR(""), b);
    CHECK_INT(strlen(a), 16);
    CHECK(strcmp(a, b) != 0);
    session_name(STR("CP1"), STR("1"), b);
    CHECK_STR(str_of(a), b);
}

int main(void)
{
    return check_main();
}
