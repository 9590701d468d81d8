/* SPDX-License-Identifier: Apache-2.0 */
/* Local time of a site by the rule of its zone (POSIX TZ, IEEE 1003.1 section 8.3; the last line of
 * a TZif file, RFC 8536 section 3.3). The rule is kept with the site, so a bill of today is derived
 * the same way in ten years, whatever the zone's law says then. */
#pragma once

#include "base/str.h"

/* How a day of the year is named: Mm.w.d, Jn (29 February is not counted), n (from 0). */
enum zone_day_kind { ZONE_MONTH, ZONE_JULIAN, ZONE_ORDINAL };

/* A day of the year on which the clocks change. */
struct zone_day {
    enum zone_day_kind kind;
    int month, week, weekday; /* week 5 = the last; 0 = Sunday */
    int day;                  /* of Jn and n */
    int32_t clock_s;          /* local time of the change */
};

struct zone {
    int32_t ahead_s;        /* local standard time minus UTC */
    int32_t summer_ahead_s; /* the same in summer time */
    bool summer;            /* is there summer time at all? */
    struct zone_day begin, end;
};

/* Read a rule such as "CET-1CEST,M3.5.0,M10.5.0/3" or "<+0330>-3:30"; NULL where it is one, else a
 * sentence that says what is wrong. "" is UTC. */
const char *zone_parse(struct str rule, struct zone *out);
/* How far local time is ahead of UTC at that time, in seconds. */
int32_t zone_ahead(const struct zone *z, int64_t at_us);
/* The first time behind at_us at which the clocks change; INT64_MAX where they never do. */
int64_t zone_change(const struct zone *z, int64_t at_us);
/* Local microseconds (those a wall clock shows, counted as if it were UTC) at a time. */
int64_t zone_local(const struct zone *z, int64_t at_us);
