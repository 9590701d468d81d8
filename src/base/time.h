/* SPDX-License-Identifier: Apache-2.0 */
/* Time as int64 microseconds since 1970 UTC (`at_us`), and its RFC 3339 text. No clock here. */
#pragma once

#include "base/str.h"

#define US_PER_MS INT64_C(1000)
#define US_PER_S INT64_C(1000000)
#define US_PER_MIN (60 * US_PER_S)
#define US_PER_HOUR (60 * US_PER_MIN)

/* What had to be repaired to read a time. */
enum time_repair {
    TIME_EXACT = 0,     /* RFC 3339 as written */
    TIME_NO_ZONE = 1,   /* no zone: taken as UTC */
    TIME_SHORT_ZONE = 2 /* "+02" or "+0200" instead of "+02:00", or a blank instead of T */
};

/* Read an RFC 3339 time, leniently (any fraction length, missing or short zone); false where it is
 * none. *repairs gets the OR of enum time_repair. Years 1970 to 9999. */
bool time_parse(struct str text, int64_t *at_us, unsigned *repairs);
/* Write "2026-11-25T02:15:46.123Z" (24 characters and a NUL; milliseconds, rounded down). A time
 * outside of 1970 to 9999 is written as the nearest within. */
void time_format(int64_t at_us, char out[25]);

#define US_PER_DAY (24 * US_PER_HOUR)

/* A date of the Gregorian calendar. */
struct time_date {
    int year, month, day; /* month and day from 1 */
};

/* Days from 1970-01-01 to a date, which must be one. */
int64_t time_days(struct time_date d);
/* The date that lies so many days behind 1970-01-01 (before it: negative). */
struct time_date time_date(int64_t days);
/* Days in a month of a year. */
int time_month_days(int year, int month);
/* The weekday of a day counted from 1970-01-01: 0 is Monday, 6 Sunday. */
int time_weekday(int64_t days);
