/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/usage.h"

#include "base/time.h"
#include "check.h"

static char memory[1 << 17], text[4096];

/* Read it; what is wrong as "path: why", or "". */
static const char *fault_of(const char *json, struct usage *u)
{
    static char out[256];
    struct arena a = arena_over(memory, sizeof memory);
    struct walk_fault fault;
    if (usage_read(str_of(json), &a, u, &fault))
        return "";
    CHECK(fault.why);
    (void)snprintf(out, sizeof out, "%s: %s", fault.path, fault.why);
    return out;
}

TEST(a_use_is_read_with_its_zone_and_points)
{
    struct usage u;
    CHECK_STR(
        str_of(fault_of("{\"zone\":\"CET-1CEST,M3.5.0,M10.5.0/3\",\"reserved\":{\"at\":"
                        "\"2026-11-25T09:00:00Z\",\"seconds\":900},\"points\":["
                        "{\"at\":\"2026-11-25T10:00:00Z\",\"kwh\":0,\"kw\":50.5,\"a\":125.25},"
                        "{\"at\":\"2026-11-25T10:30:00+01:00\",\"kwh\":12.000001,"
                        "\"parking\":true}]}",
                        &u)),
        "");
    CHECK_INT(u.n_points, 2);
    CHECK_INT(u.zone->ahead_s, 3600);
    CHECK_INT(u.points[0].power_mw, 50500000);
    CHECK_INT(u.points[0].current_ma, 125250);
    CHECK_INT(u.points[1].energy_mwh, 12000001);
    CHECK_INT(u.points[1].power_mw, PRICE_UNKNOWN);
    CHECK(u.points[1].parking && !u.points[0].parking);
    CHECK_INT(u.reserved_us, 900 * US_PER_S);
    CHECK(u.reserved);
}

TEST(each_fault_is_told_with_its_path)
{
    static const struct {
        const char *json, *fault;
    } cases[] = {
        {"{}", "points: is missing"},
        {"{\"points\":[{}]}", "points[0].at: is missing"},
        {"{\"points\":[{\"at\":\"2026-11-25T10:00:00Z\",\"kWh\":1}]}",
         "points[0].kWh: is not known here"},
        {"{\"points\":[{\"at\":\"noon\",\"kwh\":1}]}",
         "points[0].at: must be a time as 2026-11-25T00:00:00Z"},
        {"{\"points\":[{\"at\":\"2026-11-25T10:00:00Z\",\"kwh\":-1}]}",
         "points[0].kwh: is too small"},
        {"{\"points\":[],\"zone\":\"Europe/Berlin\"}",
         "zone: behind the name of the zone its offset is missing, as in CET-1"},
    };
    struct usage u;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(str_of(fault_of(cases[i].json, &u)), cases[i].fault);
}

TEST(a_price_is_written_with_totals_and_lines)
{
    struct arena a = arena_over(memory, sizeof memory);
    struct buf b = buf_over(text, sizeof text);
    struct tariff t;
    struct usage u;
    struct price p;
    struct walk_fault fault;
    CHECK(tariff_read(STR("{\"id\":\"T\",\"currency\":\"EUR\",\"elements\":[{\"price_components\":["
                          "{\"type\":\"ENERGY\",\"price\":0.333,\"vat\":19,\"step_size\":1}]}]}"),
                      &a, &t, &fault));
    CHECK(usage_read(STR("{\"points\":[{\"at\":\"2026-11-25T10:00:00Z\",\"kwh\":0},"
                         "{\"at\":\"2026-11-25T10:30:00Z\",\"kwh\":10.0005}]}"),
                     &a, &u, &fault));
    CHECK(!price_use(&t, &u, &a, &p));
    price_write(&t, &p, &b);
    CHECK_STR(buf_str(&b),
              "{\"tariff_id\":\"T\",\"currency\":\"EUR\",\"excl_vat\":3.33,\"vat_amount\":0.63,"
              "\"incl_vat\":3.96,\"energy_kwh\":10.0005,\"charging_s\":1800,\"parking_s\":0,"
              "\"reserved_s\":0,\"current_unknown\":false,\"power_unknown\":false,\"lines\":["
              "{\"kind\":\"USE\",\"type\":\"ENERGY\",\"element\":0,"
              "\"from\":\"2026-11-25T10:00:00.000Z\",\"to\":\"2026-11-25T10:30:00.000Z\","
              "\"used_kwh\":10.0005,\"billed_kwh\":10.001,\"price\":0.333,\"vat\":19,"
              "\"excl_vat\":3.330333,\"vat_amount\":0.632763},"
              "{\"kind\":\"ROUNDING\",\"excl_vat\":-0.000333,\"vat_amount\":-0.002763}]}");
}

int main(void)
{
    return check_main();
}
