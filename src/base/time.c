/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3339 times by the civil-calendar arithmetic of days since 1970. */
#include "base/time.h"

#include <string.h>

#define LAST_US INT64_C(253402300799999999) /* the last of the year 9999 */

/* Days from 1970-01-01 to year-month-day of the Gregorian calendar. */
static int64_t days_from_civil(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t time_days(struct time_date d)
{
    return days_from_civil(d.year, d.month, d.day);
}

struct time_date time_date(int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return (struct time_date){.year = (int)(yoe + era * 400 + (month <= 2)),
                              .month = (int)month,
                              .day = (int)(doy - (153 * mp + 2) / 5 + 1)};
}

int time_month_days(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

int time_weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7);
}

/* Exactly n digits at the front of *s. */
static bool digits(struct str *s, size_t n, int64_t *out)
{
    *out = 0;
    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)s->p[i] - '0';
        if (d > 9)
            return false;
        *out = *out * 10 + d;
    }
    *s = str_skip(*s, n);
    return true;
}

/* One given byte at the front of *s. */
static bool eat(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

/* Take "YYYY-MM-DD" off the front: days since 1970. */
static bool parse_date(struct str *s, int64_t *days)
{
    int64_t y, m, d;
    if (!digits(s, 4, &y) || !eat(s, '-') || !digits(s, 2, &m) || !eat(s, '-') || !digits(s, 2, &d))
        return false;
    if (y < 1970 || m < 1 || m > 12 || d < 1 || d > time_month_days((int)y, (int)m))
        return false;
    *days = days_from_civil(y, m, d);
    return true;
}

/* Take "hh:mm:ss" and any fraction off the front: microseconds of the day. */
static bool parse_clock(struct str *s, int64_t *us)
{
    int64_t h, m, sec;
    if (!digits(s, 2, &h) || !eat(s, ':') || !digits(s, 2, &m) || !eat(s, ':') ||
        !digits(s, 2, &sec))
        return false;
    if (h > 23 || m > 59 || sec > 60)
        return false;
    *us = (h * 3600 + m * 60 + sec) * US_PER_S;
    if (!eat(s, '.'))
        return true;
    int64_t unit = US_PER_S / 10, d;
    if (s->n == 0 || !digits(&(struct str){s->p, 1}, 1, &d))
        return false;
    for (; digits(s, 1, &d); unit /= 10)
        *us += d * unit;
    return true;
}

/* Take the zone, which is all that may be left: how far it is ahead of UTC, in microseconds. */
static bool parse_zone(struct str *s, int64_t *us, unsigned *repairs)
{
    int64_t h, m = 0;
    *us = 0;
    if (s->n == 0) {
        *repairs |= TIME_NO_ZONE;
        return true;
    }
    if (eat(s, 'Z') || eat(s, 'z'))
        return true;
    int64_t sign = eat(s, '-') ? -1 : 1;
    if (sign > 0 && !eat(s, '+'))
        return false;
    if (!digits(s, 2, &h))
        return false;
    bool colon = eat(s, ':');
    if (!colon)
        *repairs |= TIME_SHORT_ZONE;
    if ((s->n > 0 || colon) && !digits(s, 2, &m))
        return false;
    if (h > 23 || m > 59)
        return false;
    *us = sign * (h * 60 + m) * US_PER_MIN;
    return true;
}

/* The number of two digits at p; above 99 where they are none. */
static inline unsigned pair(const char *p)
{
    unsigned tens = (unsigned)(p[0] - '0'), ones = (unsigned)(p[1] - '0');
    return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

/* Read a time as nearly all are written, "2026-11-25T02:15:46Z" or with milliseconds; false where
 * it looks otherwise, or is of a day behind the 28th or of a leap second: then it is looked at byte
 * by byte. */
static bool parse_plain(struct str s, int64_t *at_us)
{
    const char *p = s.p;
    bool fraction = s.n == 24;
    if ((s.n != 20 && !fraction) || p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' ||
        p[16] != ':' || p[19] != (fraction ? '.' : 'Z') || p[s.n - 1] != 'Z')
        return false;
    unsigned century = pair(p), year = pair(p + 2), month = pair(p + 5), day = pair(p + 8);
    unsigned hour = pair(p + 11), minute = pair(p + 14), second = pair(p + 17);
    unsigned tens = fraction ? pair(p + 20) : 0, one = fraction ? (unsigned)(p[22] - '0') : 0;
    if (century < 20 || century > 99 || year > 99 || month - 1 > 11 || day - 1 > 27 || hour > 23 ||
        minute > 59 || second > 59 || tens > 99 || one > 9)
        return false;
    int64_t days = days_from_civil(century * 100 + year, month, day);
    *at_us = days * 24 * US_PER_HOUR + (hour * 3600 + minute * 60 + second) * US_PER_S +
             (tens * 10 + one) * US_PER_MS;
    return true;
}

bool time_parse(struct str text, int64_t *at_us, unsigned *repairs)
{
    int64_t days, clock, zone;
    struct str s = str_trim(text);
    *repairs = TIME_EXACT;
    if (parse_plain(s, at_us))
        return true;
    if (!parse_date(&s, &days))
        return false;
    if (!eat(&s, 'T') && !eat(&s, 't')) {
        if (!eat(&s, ' '))
            return false;
        *repairs |= TIME_SHORT_ZONE;
    }
    if (!parse_clock(&s, &clock) || !parse_zone(&s, &zone, repairs) || s.n > 0)
        return false;
    *at_us = days * 24 * US_PER_HOUR + clock - zone;
    return *at_us >= 0 && *at_us <= LAST_US;
}

/* Write v as n digits at p. */
static void put_digits(char *p, int n, int64_t v)
{
    for (; n > 0; v /= 10)
        p[--n] = (char)('0' + v % 10);
}

void time_format(int64_t at_us, char out[25])
{
    at_us = at_us < 0 ? 0 : at_us > LAST_US ? LAST_US : at_us;
    int64_t us = at_us % US_PER_DAY;
    struct time_date d = time_date(at_us / US_PER_DAY);
    memcpy(out, "0000-00-00T00:00:00.000Z", 25);
    put_digits(out, 4, d.year);
    put_digits(out + 5, 2, d.month);
    put_digits(out + 8, 2, d.day);
    put_digits(out + 11, 2, us / US_PER_HOUR);
    put_digits(out + 14, 2, us / US_PER_MIN % 60);
    put_digits(out + 17, 2, us / US_PER_S % 60);
    put_digits(out + 20, 3, us / US_PER_MS % 1000);
}
