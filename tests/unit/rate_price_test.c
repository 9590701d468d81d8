/* SPDX-License-Identifier: Apache-2.0 */
/* Worked cases: the figures of OCPI 2.2.1 (module tariffs, examples), and what happens at the edges
 * of days, clocks, energy and money. */
#include "rate/price.h"

#include "base/time.h"
#include "check.h"

#define ELEMENT(components, limits)                                                                \
    "{\"price_components\":[" components "],\"restrictions\":{" limits "}}"
#define PART(type, price, vat, step)                                                               \
    "{\"type\":\"" type "\",\"price\":" price ",\"vat\":" vat ",\"step_size\":" step "}"
#define BARE(type, price, step) "{\"type\":\"" type "\",\"price\":" price ",\"step_size\":" step "}"
#define TARIFF(more, elements)                                                                     \
    "{\"id\":\"T\",\"currency\":\"EUR\"," more "\"elements\":[" elements "]}"
#define KWH INT64_C(1000000)
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define POINTS_MAX 8

static char memory[1 << 17];

/* A use under construction. */
struct scene {
    struct zone zone;
    struct usage_point points[POINTS_MAX];
    struct usage use;
};

/* A time as text. */
static int64_t at(const char *text)
{
    int64_t us = 0;
    unsigned repairs;
    CHECK(time_parse(str_of(text), &us, &repairs));
    return us;
}

/* A scene in a zone without points. */
static void scene_begin(struct scene *s, const char *rule)
{
    *s = (struct scene){0};
    CHECK(!zone_parse(str_of(rule), &s->zone));
    s->use = (struct usage){.zone = &s->zone, .points = s->points};
}

/* Add a point so many minutes behind the first. */
static struct usage_point *point(struct scene *s, int64_t from_us, int64_t minutes, int64_t mwh)
{
    struct usage_point *p = &s->points[s->use.n_points++];
    *p = (struct usage_point){.at_us = from_us + minutes * US_PER_MIN,
                              .energy_mwh = mwh,
                              .power_mw = PRICE_UNKNOWN,
                              .current_ma = PRICE_UNKNOWN};
    return p;
}

/* A session that charges so many minutes, then parks. */
static void charge_and_park(struct scene *s, const char *rule, const char *start, int64_t charging,
                            int64_t parking, int64_t mwh)
{
    int64_t from = at(start);
    scene_begin(s, rule);
    point(s, from, 0, 0);
    point(s, from, charging, mwh)->parking = true;
    point(s, from, charging + parking, mwh)->parking = true;
}

/* Price it; the lines must sum to the total. */
static struct price price_of(const char *tariff, const struct usage *use)
{
    struct arena a = arena_over(memory, sizeof memory);
    struct tariff t;
    struct walk_fault fault;
    struct price p;
    int64_t excl = 0, tax = 0;
    if (!tariff_read(str_of(tariff), &a, &t, &fault))
        CHECK_FAIL("%s: %s", fault.path, fault.why);
    const char *why = price_use(&t, use, &a, &p);
    CHECK_STR(str_of(why), "");
    for (size_t i = 0; i < p.n_lines; i++) {
        excl += p.lines[i].excl_micro;
        tax += p.lines[i].tax_micro;
    }
    CHECK_INT(excl, p.excl_micro);
    CHECK_INT(tax, p.tax_micro);
    CHECK_INT(p.excl_micro + p.tax_micro, p.incl_micro);
    return p;
}

/* Hold a price against cents. */
static void costs(const char *tariff, const struct usage *use, int64_t excl_cents,
                  int64_t incl_cents)
{
    struct price p = price_of(tariff, use);
    CHECK_INT(p.excl_micro, excl_cents * 10000);
    CHECK_INT(p.incl_micro, incl_cents * 10000);
}

#define ENERGY_25 PART("ENERGY", "0.25", "10", "1")
#define START_50 PART("FLAT", "0.50", "20", "1")

TEST(energy_fees_and_bounds_as_the_standard_works_them_out)
{
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 20 * KWH);
    costs(TARIFF("", ELEMENT(ENERGY_25, "")), &s.use, 500, 550);
    costs(TARIFF("", ELEMENT(START_50 "," ENERGY_25, "")), &s.use, 550, 610);
    const char *least =
        TARIFF("\"min_price\":{\"excl_vat\":0.5,\"incl_vat\":0.55},", ELEMENT(ENERGY_25, ""));
    costs(least, &s.use, 500, 550);
    const char *most = TARIFF("\"max_price\":{\"excl_vat\":10,\"incl_vat\":11},",
                              ELEMENT(START_50 "," ENERGY_25, ""));
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 50 * KWH);
    costs(most, &s.use, 1000, 1100);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 30 * KWH);
    costs(most, &s.use, 800, 885);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, KWH);
    costs(least, &s.use, 50, 55);
}

TEST(parking_is_billed_in_steps_of_its_own)
{
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 40, 20 * KWH);
    costs(TARIFF("",
                 ELEMENT(START_50 "," ENERGY_25 "," PART("PARKING_TIME", "2.00", "20", "900"), "")),
          &s.use, 700, 790);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 150, 42, 20 * KWH);
    costs(TARIFF("", ELEMENT(PART("TIME", "3.00", "10", "60") "," PART("PARKING_TIME", "5.00", "20",
                                                                       "300"),
                             "")),
          &s.use, 1125, 1275);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 150, 0, 20 * KWH);
    costs(TARIFF("", ELEMENT(PART("TIME", "2.00", "10", "60"), "")), &s.use, 500, 550);
    costs(TARIFF("", ELEMENT(PART("TIME", "1.9", "5.2", "300"), "")), &s.use, 475, 500);
}

TEST(energy_is_billed_in_steps)
{
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 20450000);
    costs(TARIFF("", ELEMENT(PART("ENERGY", "0.22", "10", "100"), "")), &s.use, 451, 496);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 115200);
    struct price p = price_of(TARIFF("", ELEMENT(BARE("ENERGY", "0.25", "500"), "")), &s.use);
    CHECK_INT(p.lines[0].used, 115200);
    CHECK_INT(p.lines[0].billed, 500000);
    CHECK_INT(p.lines[0].excl_micro, 125000);
}

#define WEEK "\"day_of_week\":[\"MONDAY\",\"TUESDAY\",\"WEDNESDAY\",\"THURSDAY\",\"FRIDAY\"]"
#define COMPLEX                                                                                                                              \
    TARIFF(                                                                                                                                  \
        "",                                                                                                                                  \
        ELEMENT(PART("FLAT", "2.50", "15", "1"), "") "," ELEMENT(PART("TIME", "1.00", "20", "900"), "\"max_current\":32.00") "," ELEMENT(    \
            PART("TIME", "2.00", "20", "600"),                                                                                               \
            "\"min_current\":32.00," WEEK) "," ELEMENT(PART("TIME", "1.25", "20", "600"),                                                    \
                                                       "\"min_current\":32.00,\"day_of_week\":["                                             \
                                                       "\"SATURDAY\",\"SUNDAY\"]") "," ELEMENT(PART("PARKING_TIME",                          \
                                                                                                    "5.00",                                  \
                                                                                                    "10",                                    \
                                                                                                    "300"),                                  \
                                                                                               "\"start_time\":\"09:00\",\"end_time\":\"18:" \
                                                                                               "0"                                           \
                                                                                               "0"                                           \
                                                                                               "\"," WEEK) "," ELEMENT(PART("PARKING_TIME",  \
                                                                                                                            "6.00",          \
                                                                                                                            "10",            \
                                                                                                                            "300"),          \
                                                                                                                       "\"start_time\":"     \
                                                                                                                       "\"10:00\",\"end_"    \
                                                                                                                       "time\":\"17:00\","   \
                                                                                                                       "\"day_of_week\":["   \
                                                                                                                       "\"SATURDAY\"]"))

TEST(the_complex_tariff_of_the_standard)
{
    struct scene s;
    charge_and_park(&s, BERLIN, "2026-11-23T08:30:00Z", 147, 42, 20 * KWH); /* a Monday, 09:30 */
    s.points[0].current_ma = 16000;
    costs(COMPLEX, &s.use, 875, 1000);
    charge_and_park(&s, BERLIN, "2026-11-28T12:30:00Z", 114, 71, 20 * KWH); /* a Saturday, 13:30 */
    s.points[0].current_ma = 43000;
    costs(COMPLEX, &s.use, 1250, 1413);
    charge_and_park(&s, BERLIN, "2026-11-28T12:30:00Z", 114, 71, 20 * KWH);
    struct price p = price_of(COMPLEX, &s.use); /* no current told: no price of charging time */
    CHECK(p.current_unknown);
    CHECK_INT(p.excl_micro, 10000000);
}

#define STEPS                                                                                      \
    TARIFF("",                                                                                     \
           ELEMENT(BARE("TIME", "1.20", "1800"),                                                   \
                   "\"start_time\":\"00:00\",\"end_time\":\"17:"                                   \
                   "00\"") "," ELEMENT(BARE("TIME", "2.40", "900"),                                \
                                       "\"start_time\":\"17:"                                      \
                                       "00\",\"end_time\":\"00:"                                   \
                                       "00\"") "," ELEMENT(BARE("PARKING_TIME", "1.00", "900"),    \
                                                           "\"st"                                  \
                                                           "art_"                                  \
                                                           "time"                                  \
                                                           "\":"                                   \
                                                           "\"00"                                  \
                                                           ":00"                                   \
                                                           "\","                                   \
                                                           "\"en"                                  \
                                                           "d_"                                    \
                                                           "time"                                  \
                                                           "\":"                                   \
                                                           "\"20"                                  \
                                                           ":00"                                   \
                                                           "\""))

TEST(steps_across_elements_and_parking_within_a_step)
{
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T16:55:00Z", 10, 2, KWH);
    costs(STEPS, &s.use, 50, 50);
    charge_and_park(&s, "", "2026-11-25T16:35:00Z", 35, 0, KWH);
    costs(STEPS, &s.use, 130, 130);
    charge_and_park(&s, "", "2026-11-25T19:55:00Z", 10, 2, KWH);
    costs(STEPS, &s.use, 60, 60);
    charge_and_park(&s, "", "2026-11-25T19:20:00Z", 30, 20, KWH); /* parks 10 minutes at a price */
    costs(STEPS, &s.use, 145, 145);
}

TEST(the_first_kwh_and_the_first_hour_are_free)
{
    const char *tariff = TARIFF(
        "",
        ELEMENT(BARE("ENERGY", "0.00", "1"), "\"max_kwh\":1") "," ELEMENT(BARE("ENERGY", "0.20", "1"), "\"min_kwh\":1") "," ELEMENT(
            BARE("PARKING_TIME", "0.00", "60"),
            "\"max_duration\":3600") "," ELEMENT(BARE("PARKING_TIME", "2.00", "60"),
                                                 "\"min_duration\":3600,\"max_duration\":"
                                                 "14400") "," ELEMENT(BARE("PARKING_TIME", "3.00",
                                                                           "60"),
                                                                      "\"min_duration\":"
                                                                      "14400"));
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 0, 165, 20 * KWH);
    costs(tariff, &s.use, 730, 730);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 60, 240, 20 * KWH); /* hours 1 to 4, then one */
    costs(tariff, &s.use, 380 + 600 + 300, 380 + 600 + 300);
    struct price p = price_of(tariff, &s.use);
    CHECK_INT(p.lines[0].used, KWH);
    CHECK_INT(p.lines[1].used, 19 * KWH);
}

TEST(power_decides_by_what_was_told_or_by_the_mean)
{
    const char *tariff =
        TARIFF("", ELEMENT(BARE("ENERGY", "0.20", "1"), "\"max_power\":16") "," ELEMENT(
                       BARE("ENERGY", "0.35", "1"),
                       "\"max_power\":32") "," ELEMENT(BARE("ENERGY", "0.50", "1"), ""));
    struct scene s;
    int64_t from = at("2026-11-25T10:00:00Z");
    scene_begin(&s, "");
    point(&s, from, 0, 0)->power_mw = 6 * KWH;
    point(&s, from, 10, KWH)->power_mw = 48 * KWH;
    point(&s, from, 60, 41 * KWH); /* 0.5 kWh in 15 minutes: a mean of 2 kW */
    point(&s, from, 75, 41500000);
    costs(tariff, &s.use, 2030, 2030);
}

#define RESERVED "\"reservation\":\"RESERVATION\""
#define EXPIRED "\"reservation\":\"RESERVATION_EXPIRES\""

TEST(reservations_used_and_expired)
{
    const char *plain = TARIFF("", ELEMENT(PART("TIME", "5.00", "20", "60"),
                                           RESERVED) "," ELEMENT(START_50 "," ENERGY_25, ""));
    const char *fee =
        TARIFF("", ELEMENT(PART("FLAT", "2.00", "20", "1") "," PART("TIME", "5.00", "20", "300"),
                           RESERVED) "," ELEMENT(START_50 "," ENERGY_25, ""));
    const char *expire = TARIFF("", ELEMENT(PART("FLAT", "4.00", "20", "1"), EXPIRED) "," ELEMENT(
                                        PART("TIME", "2.00", "20", "600"),
                                        RESERVED) "," ELEMENT(START_50 "," ENERGY_25, ""));
    const char *longer = TARIFF("", ELEMENT(PART("TIME", "6.00", "20", "600"), EXPIRED) "," ELEMENT(
                                        PART("TIME", "3.00", "20", "600"),
                                        RESERVED) "," ELEMENT(START_50 "," ENERGY_25, ""));
    static const struct {
        int which, minutes;
        bool used;
        int64_t excl, incl;
    } cases[] = {{0, 15, true, 675, 760},  {1, 13, true, 875, 1000}, {2, 22, true, 650, 730},
                 {2, 60, false, 600, 720}, {3, 22, true, 700, 790},  {3, 90, false, 900, 1080}};
    const char *tariffs[] = {plain, fee, expire, longer};
    struct scene s;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 20 * KWH);
        s.use.reserved = true;
        s.use.reserved_us = cases[i].minutes * US_PER_MIN;
        s.use.reserved_at_us = s.points[0].at_us - s.use.reserved_us;
        s.use.n_points = cases[i].used ? s.use.n_points : 0;
        costs(tariffs[cases[i].which], &s.use, cases[i].excl, cases[i].incl);
    }
}

#define NIGHT                                                                                      \
    TARIFF(                                                                                        \
        "",                                                                                        \
        ELEMENT(BARE("ENERGY", "0.10", "1"),                                                       \
                "\"start_time\":\"22:00\",\"end_time\":\"06:00\"") "," ELEMENT(BARE("ENERGY",      \
                                                                                    "0.30", "1"),  \
                                                                               ""))

TEST(a_night_goes_across_midnight_in_local_time)
{
    struct scene s;
    /* 21:00 to 23:00 in Berlin at an even pace: half of it by night */
    charge_and_park(&s, BERLIN, "2026-11-25T20:00:00Z", 120, 0, 40 * KWH);
    costs(NIGHT, &s.use, 800, 800);
    /* 05:00 to 07:00 */
    charge_and_park(&s, BERLIN, "2026-11-25T04:00:00Z", 120, 0, 40 * KWH);
    costs(NIGHT, &s.use, 800, 800);
    /* 23:00 to 01:00 */
    charge_and_park(&s, BERLIN, "2026-11-25T22:00:00Z", 120, 0, 40 * KWH);
    costs(NIGHT, &s.use, 400, 400);
}

TEST(the_night_is_an_hour_longer_when_summer_time_ends)
{
    const char *tariff = TARIFF(
        "", ELEMENT(BARE("TIME", "6.00", "1"), "\"start_time\":\"22:00\",\"end_time\":\"06:00\""));
    struct scene s;
    charge_and_park(&s, BERLIN, "2026-10-24T18:00:00Z", 16 * 60, 0, KWH); /* 20:00 to 11:00 */
    costs(tariff, &s.use, 9 * 600, 9 * 600);
    charge_and_park(&s, BERLIN, "2026-03-28T18:00:00Z", 16 * 60, 0, KWH);
    costs(tariff, &s.use, 7 * 600, 7 * 600);
    charge_and_park(&s, BERLIN, "2026-11-24T18:00:00Z", 16 * 60, 0, KWH);
    costs(tariff, &s.use, 8 * 600, 8 * 600);
}

TEST(dates_and_weekdays_change_at_local_midnight)
{
    const char *tariff = TARIFF(
        "",
        ELEMENT(BARE("TIME", "1.00", "1"),
                "\"start_date\":\"2026-11-25\",\"end_date\":\"2026-"
                "11-26\"") "," ELEMENT(BARE("TIME", "7.00", "1"),
                                       "\"day_of_week\":[\"THURSDAY\"]") "," ELEMENT(BARE("TIME",
                                                                                          "3.00",
                                                                                          "1"),
                                                                                     ""));
    struct scene s;
    charge_and_park(&s, BERLIN, "2026-11-24T22:00:00Z", 27 * 60, 0, KWH);
    costs(tariff, &s.use, 300 + 24 * 100 + 2 * 700, 300 + 24 * 100 + 2 * 700);
}

TEST(prices_with_tax_and_currencies_without_cents)
{
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 10 * KWH);
    costs(TARIFF("\"tax_included\":\"YES\",", ELEMENT(PART("ENERGY", "0.595", "19", "1"), "")),
          &s.use, 500, 595);
    struct price p = price_of("{\"id\":\"J\",\"currency\":\"JPY\",\"elements\":[" ELEMENT(
                                  PART("ENERGY", "30.55", "10", "1"), "") "]}",
                              &s.use);
    CHECK_INT(p.excl_micro, 306000000); /* 305.5 yen */
    CHECK_INT(p.incl_micro, 336000000); /* 336.05 */
    CHECK_INT(p.lines[1].kind, PRICE_ROUNDING);
    costs(TARIFF("", ELEMENT(BARE("ENERGY", "-0.05", "1"), "")), &s.use, -50, -50);
}

TEST(a_bound_without_tax_moves_both_totals_alike)
{
    struct scene s;
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 2 * KWH);
    costs(TARIFF("\"min_price\":{\"excl_vat\":1},", ELEMENT(ENERGY_25, "")), &s.use, 100, 110);
    costs(TARIFF("\"max_price\":{\"incl_vat\":0.22},", ELEMENT(ENERGY_25, "")), &s.use, 20, 22);
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, 0);
    costs(TARIFF("\"min_price\":{\"excl_vat\":1},", ELEMENT(ENERGY_25, "")), &s.use, 100, 100);
}

TEST(a_use_out_of_order_is_refused)
{
    struct arena a = arena_over(memory, sizeof memory);
    struct tariff t;
    struct walk_fault fault;
    struct price p;
    struct scene s;
    CHECK(tariff_read(STR(TARIFF("", ELEMENT(ENERGY_25, ""))), &a, &t, &fault));
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, KWH);
    s.points[2].energy_mwh = 1;
    CHECK(price_use(&t, &s.use, &a, &p));
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, KWH);
    s.points[1].at_us = 0;
    CHECK(price_use(&t, &s.use, &a, &p));
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 0, INT64_MAX / 2);
    t.elements[0].component[TARIFF_ENERGY].price_micro = INT64_MAX / 2;
    CHECK_STR(str_of(price_use(&t, &s.use, &a, &p)), "the price does not fit in 64 bits");
}

TEST(each_line_is_explained)
{
    char text[1024];
    struct buf b = buf_over(text, sizeof text);
    struct arena a = arena_over(memory, sizeof memory);
    struct tariff t;
    struct walk_fault fault;
    struct price p;
    struct scene s;
    CHECK(tariff_read(
        STR(TARIFF("", ELEMENT(START_50 "," ENERGY_25 "," BARE("PARKING_TIME", "2", "900"), ""))),
        &a, &t, &fault));
    charge_and_park(&s, "", "2026-11-25T10:00:00Z", 30, 40, 20123456);
    CHECK(!price_use(&t, &s.use, &a, &p));
    price_explain(&t, &p, &b);
    CHECK_STR(buf_str(&b),
              "FLAT by element 0: 0.5 EUR plus 20 % tax = 0.5 EUR + 0.1 EUR tax\n"
              "ENERGY by element 0: 20.123456 kWh, billed 20.124 kWh at 0.25 EUR/kWh plus 10 % tax"
              " = 5.031 EUR + 0.5031 EUR tax\n"
              "PARKING_TIME by element 0: 0:40:00 h, billed 0:45:00 h at 2 EUR/h = 1.5 EUR\n"
              "rounded to the currency's smallest unit = -0.001 EUR + -0.0031 EUR tax\n"
              "total 7.03 EUR, with tax 7.63 EUR\n");
}

int main(void)
{
    return check_main();
}
