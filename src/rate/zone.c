/* SPDX-License-Identifier: Apache-2.0 */
/* POSIX zone rules: read once, then two changes of the clock a year by arithmetic. */
#include "rate/zone.h"

#include "base/time.h"

#define NAME_MIN 3
#define OFFSET_MAX_H 24
#define CLOCK_MAX_H 167 /* RFC 8536 section 3.3.1 */

/* Is it a letter? */
static bool letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One given byte at the front. */
static bool eat(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

/* Digits at the front, up to max. */
static bool number(struct str *s, int max, int *out)
{
    size_t n = 0;
    for (*out = 0; n < s->n && n < 4 && s->p[n] >= '0' && s->p[n] <= '9'; n++)
        *out = *out * 10 + (s->p[n] - '0');
    *s = str_skip(*s, n);
    return n > 0 && *out <= max;
}

/* The name of a time: letters, or anything in <>. It tells nothing. */
static bool name(struct str *s)
{
    size_t n = 0;
    if (eat(s, '<')) {
        n = str_find(*s, '>');
        if (n == s->n)
            return false;
        *s = str_skip(*s, n + 1);
        return n >= NAME_MIN;
    }
    while (n < s->n && letter(s->p[n]))
        n++;
    *s = str_skip(*s, n);
    return n >= NAME_MIN;
}

/* mm[:ss] */
static bool minutes(struct str *s, int *m, int *sec)
{
    return number(s, 59, m) && (!eat(s, ':') || number(s, 59, sec));
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool clock_of(struct str *s, int hours_max, int32_t *out)
{
    int sign = eat(s, '-') ? -1 : 1, h = 0, m = 0, sec = 0;
    if (sign > 0)
        (void)eat(s, '+');
    if (!number(s, hours_max, &h) || (eat(s, ':') && !minutes(s, &m, &sec)))
        return false;
    *out = sign * (h * 3600 + m * 60 + sec);
    return true;
}

/* ",M3.5.0/2", ",J60" or ",59". */
static bool day_of(struct str *s, struct zone_day *d)
{
    *d = (struct zone_day){.kind = ZONE_ORDINAL, .clock_s = 2 * 3600};
    if (!eat(s, ','))
        return false;
    if (eat(s, 'M')) {
        d->kind = ZONE_MONTH;
        if (!number(s, 12, &d->month) || d->month < 1 || !eat(s, '.') || !number(s, 5, &d->week) ||
            d->week < 1 || !eat(s, '.') || !number(s, 6, &d->weekday))
            return false;
    } else {
        if (eat(s, 'J'))
            d->kind = ZONE_JULIAN;
        if (!number(s, 365, &d->day) || (d->kind == ZONE_JULIAN && d->day < 1))
            return false;
    }
    return !eat(s, '/') || clock_of(s, CLOCK_MAX_H, &d->clock_s);
}

const char *zone_parse(struct str rule, struct zone *out)
{
    struct str s = str_trim(rule);
    *out = (struct zone){0};
    if (s.n == 0)
        return NULL;
    if (!name(&s))
        return "a zone rule begins with a name of three letters or more, as in CET-1";
    if (!clock_of(&s, OFFSET_MAX_H, &out->ahead_s))
        return "behind the name of the zone its offset is missing, as in CET-1";
    out->ahead_s = -out->ahead_s;
    if (s.n == 0)
        return NULL;
    out->summer = true;
    if (!name(&s))
        return "the name of summer time has fewer than three letters";
    out->summer_ahead_s = out->ahead_s + 3600;
    if (s.n > 0 && s.p[0] != ',') {
        if (!clock_of(&s, OFFSET_MAX_H, &out->summer_ahead_s))
            return "the offset of summer time is none";
        out->summer_ahead_s = -out->summer_ahead_s;
    }
    if (!day_of(&s, &out->begin) || !day_of(&s, &out->end))
        return "summer time needs the two days on which the clocks change, as in ,M3.5.0,M10.5.0/3";
    return s.n == 0 ? NULL : "there is more behind the zone rule";
}

/* The day of a change in a year, in days since 1970. */
static int64_t change_day(const struct zone_day *d, int year)
{
    int64_t first = time_days((struct time_date){year, 1, 1});
    if (d->kind == ZONE_ORDINAL)
        return first + d->day;
    if (d->kind == ZONE_JULIAN)
        return first + d->day - 1 + (d->day > 59 && time_month_days(year, 2) == 29);
    first = time_days((struct time_date){year, d->month, 1});
    int weekday = (time_weekday(first) + 1) % 7; /* 0 = Sunday, as in the rule */
    int day = (d->weekday - weekday + 7) % 7 + (d->week - 1) * 7;
    while (day >= time_month_days(year, d->month))
        day -= 7;
    return first + day;
}

/* The two changes of a year in UTC microseconds: into and out of summer time. */
static void changes(const struct zone *z, int year, int64_t *begin, int64_t *end)
{
    *begin = change_day(&z->begin, year) * US_PER_DAY +
             (int64_t)(z->begin.clock_s - z->ahead_s) * US_PER_S;
    *end = change_day(&z->end, year) * US_PER_DAY +
           (int64_t)(z->end.clock_s - z->summer_ahead_s) * US_PER_S;
}

/* The year of a time by the standard clock of the zone. */
static int year_of(const struct zone *z, int64_t at_us)
{
    int64_t local = at_us + z->ahead_s * US_PER_S;
    return time_date(local / US_PER_DAY - (local % US_PER_DAY < 0)).year;
}

int32_t zone_ahead(const struct zone *z, int64_t at_us)
{
    if (!z->summer)
        return z->ahead_s;
    int64_t begin, end;
    changes(z, year_of(z, at_us), &begin, &end);
    bool summer = begin < end ? at_us >= begin && at_us < end : at_us >= begin || at_us < end;
    return summer ? z->summer_ahead_s : z->ahead_s;
}

int64_t zone_change(const struct zone *z, int64_t at_us)
{
    int64_t best = INT64_MAX;
    int year = z->summer ? year_of(z, at_us) : 0;
    for (int y = year - 1; z->summer && y <= year + 1; y++) {
        int64_t at[2];
        changes(z, y, &at[0], &at[1]);
        for (int i = 0; i < 2; i++)
            best = at[i] > at_us && at[i] < best ? at[i] : best;
    }
    return best;
}

int64_t zone_local(const struct zone *z, int64_t at_us)
{
    return at_us + zone_ahead(z, at_us) * US_PER_S;
}
