/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/zone.h"

#include "base/time.h"
#include "check.h"

/* A time as text. */
static int64_t at(const char *text)
{
    int64_t us = 0;
    unsigned repairs;
    CHECK(time_parse(str_of(text), &us, &repairs));
    return us;
}

/* Hold how far a zone is ahead at a time, in minutes. */
static void ahead(const char *rule, const char *time, int minutes)
{
    struct zone z;
    const char *why = zone_parse(str_of(rule), &z);
    CHECK_STR(str_of(why), "");
    CHECK_INT(zone_ahead(&z, at(time)), minutes * 60);
}

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

TEST(summer_time_begins_and_ends_to_the_second)
{
    ahead(BERLIN, "2026-03-29T00:59:59Z", 60);
    ahead(BERLIN, "2026-03-29T01:00:00Z", 120);
    ahead(BERLIN, "2026-10-25T00:59:59Z", 120);
    ahead(BERLIN, "2026-10-25T01:00:00Z", 60);
    ahead(BERLIN, "2026-12-31T23:30:00Z", 60);
    ahead("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -300);
    ahead("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -240);
}

TEST(the_south_has_its_summer_around_new_year)
{
    ahead("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 660);
    ahead("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 600);
    ahead("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T15:59:59Z", 660);
    ahead("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T16:00:00Z", 600);
}

TEST(odd_rules_are_read)
{
    ahead("", "2026-07-01T00:00:00Z", 0);
    ahead("UTC0", "2026-07-01T00:00:00Z", 0);
    ahead("<+0330>-3:30", "2026-07-01T00:00:00Z", 210);
    ahead("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-07-01T00:00:00Z", -120);
    ahead("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0);
    ahead("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 60);
}

TEST(days_by_number_skip_or_count_february_29)
{
    ahead("XXX0YYY,J60/0,J300/0", "2024-03-01T00:00:00Z", 60);
    ahead("XXX0YYY,J60/0,J300/0", "2024-02-29T23:59:59Z", 0);
    ahead("XXX0YYY,59/0,300/0", "2024-02-29T00:00:00Z", 60);
    ahead("XXX0YYY,59/0,300/0", "2025-03-01T00:00:00Z", 60);
    ahead("XXX0YYY,59/0,300/0", "2025-02-28T23:59:59Z", 0);
}

TEST(the_next_change_is_found_also_over_new_year)
{
    struct zone z;
    CHECK(!zone_parse(STR(BERLIN), &z));
    CHECK_INT(zone_change(&z, at("2026-11-25T00:00:00Z")), at("2027-03-28T01:00:00Z"));
    CHECK_INT(zone_change(&z, at("2027-03-28T01:00:00Z")), at("2027-10-31T01:00:00Z"));
    CHECK(!zone_parse(STR("<+0530>-5:30"), &z));
    CHECK_INT(zone_change(&z, at("2026-11-25T00:00:00Z")), INT64_MAX);
    CHECK_INT(zone_local(&z, at("2026-11-25T20:00:00Z")), at("2026-11-26T01:30:00Z"));
}

TEST(what_is_no_rule_is_refused_with_a_reason)
{
    static const char *const bad[] = {"CET",
                                      "E5",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-25",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1CEST,M3.5.0,M10.5.0,",
                                      "<CET-1",
                                      "CET-1:60",
                                      "CET-1CEST,J0,J300",
                                      "CET-1 "};
    struct zone z;
    for (size_t i = 0; i < sizeof bad / sizeof *bad - 1; i++)
        CHECK(zone_parse(str_of(bad[i]), &z));
    CHECK(!zone_parse(str_of(bad[sizeof bad / sizeof *bad - 1]), &z));
}

int main(void)
{
    return check_main();
}
