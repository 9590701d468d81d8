/* SPDX-License-Identifier: Apache-2.0 */
/* Composite schedules: small ones by hand, and many by chance against a second way that asks each
 * profile second by second and knows no moments of change. */
#include "check.h"
#include "base/buf.h"
#include "base/random.h"
#include "csms/composite.h"

#define DAY 86400
#define MANY 8
#define PERIODS 4
#define WINDOW 700

static const struct composite_ask evse1 = {
    .evse_id = 1, .at_s = 1000, .duration_s = 300, .voltage_mv = 230000, .phases = 3};

/* The schedule as text: start:limit/phases ... */
static struct str made(const struct composite_profile *p, unsigned n, struct composite_ask ask)
{
    static char text[1024];
    struct composite_period out[64];
    struct buf b = buf_over(text, sizeof text);
    bool cut;
    unsigned k = composite_make(p, n, &ask, out, 64, &cut);
    CHECK(!cut);
    for (unsigned i = 0; i < k; i++) {
        buf_int(&b, out[i].start_s);
        buf_putc(&b, ':');
        if (out[i].limit == COMPOSITE_NO_LIMIT)
            buf_putc(&b, '-');
        else
            buf_int(&b, out[i].limit);
        buf_putc(&b, ' ');
    }
    return buf_str(&b);
}

static const struct composite_period steps[] = {{0, 50000, 0}, {100, 20000, 0}};
static const struct composite_period flat[] = {{0, 30000, 0}};

TEST(a_schedule_runs_from_its_start_to_its_end)
{
    struct composite_profile p = {.purpose = COMPOSITE_DEFAULT,
                                  .start_s = 1050,
                                  .duration_s = 200,
                                  .periods = steps,
                                  .n_periods = 2};
    CHECK_STR(made(&p, 1, evse1), "0:- 50:50000 150:20000 250:- ");
    p.to_s = 1200;
    CHECK_STR(made(&p, 1, evse1), "0:- 50:50000 150:20000 200:- ");
    p.evse_id = 2;
    CHECK_STR(made(&p, 1, evse1), "0:- ");
}

TEST(of_one_purpose_the_highest_stack_counts_and_of_all_the_lowest_limit)
{
    struct composite_profile p[] = {
        {.purpose = COMPOSITE_DEFAULT, .periods = flat, .n_periods = 1},
        {.purpose = COMPOSITE_DEFAULT,
         .stack_level = 1,
         .start_s = 1000,
         .duration_s = 150,
         .periods = steps,
         .n_periods = 2},
        {.purpose = COMPOSITE_STATION, .from_s = 1200, .periods = steps + 1, .n_periods = 1}};
    struct composite_period low = {0, 20000, 0};
    p[2].periods = &low;
    CHECK_STR(made(p, 2, evse1), "0:50000 100:20000 150:30000 ");
    CHECK_STR(made(p, 3, evse1), "0:50000 100:20000 150:30000 200:20000 ");
    p[1].purpose = COMPOSITE_TX;
    CHECK_STR(made(p, 2, evse1), "0:50000 100:20000 150:30000 ");
}

TEST(daily_schedules_come_again)
{
    struct composite_profile p = {.purpose = COMPOSITE_DEFAULT,
                                  .start_s = 1010 - 3 * DAY,
                                  .recurs_s = DAY,
                                  .periods = steps,
                                  .n_periods = 2};
    CHECK_STR(made(&p, 1, evse1), "0:20000 10:50000 110:20000 ");
    p.recurs_s = 7 * DAY;
    CHECK_STR(made(&p, 1, evse1), "0:20000 ");
}

TEST(units_are_turned_into_each_other)
{
    struct composite_period a = {0, 16000, 0}, one = {0, 16000, 1}, w = {0, 11040000, 0};
    struct composite_profile p = {
        .purpose = COMPOSITE_DEFAULT, .amperes = true, .periods = &a, .n_periods = 1};
    CHECK_STR(made(&p, 1, evse1), "0:11040000 ");
    p.periods = &one;
    CHECK_STR(made(&p, 1, evse1), "0:3680000 ");
    struct composite_ask ask = evse1;
    ask.amperes = true;
    p.amperes = false;
    p.periods = &w;
    CHECK_STR(made(&p, 1, ask), "0:16000 ");
}

TEST(local_generation_adds_to_the_station_and_priority_goes_first)
{
    struct composite_period big = {0, 90000, 0};
    struct composite_profile p[] = {
        {.purpose = COMPOSITE_STATION, .periods = flat, .n_periods = 1},
        {.purpose = COMPOSITE_LOCAL, .periods = flat, .n_periods = 1},
        {.purpose = COMPOSITE_TX, .start_s = 1000, .periods = steps, .n_periods = 2},
        {.purpose = COMPOSITE_PRIORITY, .periods = &big, .n_periods = 1}};
    struct composite_ask ask = evse1;
    CHECK_STR(made(p, 3, ask), "0:50000 100:20000 ");
    ask.priority = true;
    CHECK_STR(made(p, 4, ask), "0:60000 ");
    ask.evse_id = 0;
    CHECK_STR(made(p, 4, ask), "0:60000 ");
    p[1].evse_id = 2;
    CHECK_STR(made(p, 4, ask), "0:30000 ");
}

/* -- the second way -- */

/* What a profile says at second t, by counting up from its start. */
static int64_t slow_limit(const struct composite_profile *p, int64_t t, int64_t *phases)
{
    if ((p->from_s && t < p->from_s) || (p->to_s && t >= p->to_s) || t < p->start_s)
        return -1;
    int64_t since = t - p->start_s;
    while (p->recurs_s && since >= p->recurs_s)
        since -= p->recurs_s;
    if (p->duration_s && since >= p->duration_s)
        return -1;
    for (unsigned i = p->n_periods; i-- > 0;)
        if (p->periods[i].start_s <= since) {
            *phases = p->periods[i].phases;
            return p->periods[i].limit;
        }
    return -1;
}

/* What a purpose says: by ranks made into one number. */
static int64_t slow_purpose(const struct composite_profile *p, unsigned n,
                            const struct composite_ask *ask, int purpose, int64_t t,
                            int64_t *phases)
{
    int64_t best = -1, limit = -1;
    for (unsigned i = 0; i < n; i++) {
        int64_t f = 0, l = slow_limit(&p[i], t, &f);
        bool mine = p[i].evse_id == 0 || p[i].evse_id == ask->evse_id;
        int64_t rank = p[i].stack_level * 1000 + (p[i].evse_id ? 500 : 0) + p[i].id;
        if ((int)p[i].purpose != purpose || !mine || l < 0 || rank < best)
            continue;
        int64_t v = ask->voltage_mv, k = f ? f : ask->phases;
        best = rank;
        *phases = f;
        limit = p[i].amperes == ask->amperes ? l
                : p[i].amperes               ? l * k / 1000 * v
                                             : l * 1000 / v / k;
    }
    return limit;
}

/* What holds at second t; -1 for no limit. */
static int64_t slow(const struct composite_profile *p, unsigned n, const struct composite_ask *ask,
                    int64_t t, int64_t *phases)
{
    int64_t l[COMPOSITE_PURPOSES], f[COMPOSITE_PURPOSES] = {0};
    for (int i = 0; i < COMPOSITE_PURPOSES; i++)
        l[i] = slow_purpose(p, n, ask, i, t, &f[i]);
    int own = ask->priority && l[COMPOSITE_PRIORITY] >= 0 ? COMPOSITE_PRIORITY
              : l[COMPOSITE_TX] >= 0                      ? COMPOSITE_TX
                                                          : COMPOSITE_DEFAULT;
    int st = COMPOSITE_STATION;
    if (l[st] < 0 || (l[COMPOSITE_EXTERNAL] >= 0 && l[COMPOSITE_EXTERNAL] < l[st]))
        st = COMPOSITE_EXTERNAL;
    int64_t station = l[st];
    if (station >= 0 && l[COMPOSITE_LOCAL] >= 0)
        station += l[COMPOSITE_LOCAL];
    bool by_station = station >= 0 && (l[own] < 0 || station < l[own]);
    *phases = by_station ? f[st] : l[own] >= 0 ? f[own] : 0;
    return by_station ? station : l[own];
}

TEST(chance_gives_the_same_in_both_ways)
{
    struct random r = {11};
    for (unsigned round = 0; round < 3000; round++) {
        struct composite_period periods[MANY][PERIODS], out[WINDOW];
        struct composite_profile p[MANY] = {0};
        struct composite_ask ask = {.evse_id = 1,
                                    .at_s = 100000 + random_between(&r, 0, 500),
                                    .duration_s = random_between(&r, 1, WINDOW),
                                    .amperes = random_chance(&r, 500000),
                                    .priority = random_chance(&r, 500000),
                                    .voltage_mv = 230000,
                                    .phases = random_between(&r, 1, 3)};
        unsigned n = (unsigned)random_between(&r, 0, MANY);
        for (unsigned i = 0; i < n; i++) {
            int64_t at = 0;
            for (unsigned k = 0; k < PERIODS; k++, at += random_between(&r, 1, 200))
                periods[i][k] = (struct composite_period){at, random_between(&r, 0, 5) * 10000,
                                                          random_between(&r, 0, 3)};
            p[i] = (struct composite_profile){
                .purpose = (enum composite_purpose)random_below(&r, COMPOSITE_PURPOSES),
                .id = i,
                .evse_id = random_between(&r, 0, 2),
                .stack_level = random_between(&r, 0, 3),
                .from_s = random_chance(&r, 300000) ? 100000 + random_between(&r, 0, 900) : 0,
                .to_s = random_chance(&r, 300000) ? 100000 + random_between(&r, 0, 900) : 0,
                .start_s = 100000 + random_between(&r, -900, 900),
                .duration_s = random_chance(&r, 500000) ? random_between(&r, 1, 500) : 0,
                .recurs_s = random_chance(&r, 300000) ? random_between(&r, 50, 500) : 0,
                .amperes = random_chance(&r, 500000),
                .periods = periods[i],
                .n_periods = (unsigned)random_between(&r, 1, PERIODS)};
        }
        bool cut;
        unsigned k = composite_make(p, n, &ask, out, WINDOW, &cut), at = 0;
        CHECK(!cut && k > 0);
        for (int64_t t = 0; t < ask.duration_s; t++) {
            int64_t phases = 0, want = slow(p, n, &ask, ask.at_s + t, &phases);
            while (at + 1 < k && out[at + 1].start_s <= t)
                at++;
            CHECK_INT(out[at].limit == COMPOSITE_NO_LIMIT ? -1 : out[at].limit, want);
            CHECK_INT(out[at].phases, phases);
        }
    }
}

TEST(more_periods_than_there_is_room_for_are_cut)
{
    struct composite_profile p = {
        .purpose = COMPOSITE_DEFAULT, .start_s = 1050, .periods = steps, .n_periods = 2};
    struct composite_period out[2];
    bool cut;
    CHECK_INT(composite_make(&p, 1, &evse1, out, 2, &cut), 2);
    CHECK(cut);
}

int main(void)
{
    return check_main();
}
