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
