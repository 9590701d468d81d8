/* SPDX-License-Identifier: Apache-2.0 */
/* So many lines of one event and station in a span; what is left out is counted and told once. */
#include "apps/loglimit.h"
#include "check.h"

#define SPAN 60000000

static struct counters counters;

/* Offer n lines; how many may be written. */
static int offer(struct log_limit *l, int64_t now, const char *what, const char *station, int n,
                 struct log_left *left)
{
    int yes = 0;
    for (int i = 0; i < n; i++)
        yes += log_limit_allows(l, now, what, str_of(station), left);
    return yes;
}

static uint64_t count(enum counter which)
{
    return atomic_load(&counters.v[which]);
}

/* A limit of five. */
static struct log_limit *five(void)
{
    memset(&counters, 0, sizeof counters);
    struct log_limit *l = log_limit_open(5, SPAN, &counters);
    CHECK(l != NULL);
    return l;
}

TEST(each_event_and_station_has_its_own_limit)
{
    struct log_limit *l = five();
    struct log_left left = {.lines = 0};
    CHECK_INT(offer(l, 1000, "connected", "CP1", 8, &left), 5);
    CHECK_INT(offer(l, 1000, "disconnected", "CP1", 8, &left), 5);
    CHECK_INT(offer(l, 1000, "connected", "CP2", 3, &left), 3);
    CHECK_INT(offer(l, 1000, "connected", "", 6, &left), 5);
    CHECK_INT(left.lines, 0); /* no span is over */
    CHECK_INT(count(COUNTER_log_lines_total), 18);
    CHECK_INT(count(COUNTER_log_lines_left_out_total), 7);
    log_limit_close(l);
}

TEST(a_new_span_tells_what_the_old_one_left_out)
{
    struct log_limit *l = five();
    struct log_left left = {.lines = 0};
    CHECK_INT(offer(l, 1000, "connected", "CP1", 9, &left), 5);
    CHECK_INT(offer(l, 1000 + SPAN - 1, "connected", "CP1", 1, &left), 0);
    CHECK_INT(left.lines, 0);
    CHECK_INT(offer(l, 1000 + SPAN, "connected", "CP1", 1, &left), 1);
    CHECK_INT(left.lines, 5);
    CHECK_INT(left.span_us, SPAN);
    CHECK_STR(str_of(left.what), "connected");
    CHECK_STR(str_of(left.station), "CP1");
    left.lines = 0;
    CHECK_INT(offer(l, 1000 + SPAN, "connected", "CP1", 4, &left), 4);
    CHECK_INT(left.lines, 0); /* told once */
    log_limit_close(l);
}

TEST(what_nobody_asks_for_again_is_told_too)
{
    struct log_limit *l = five();
    struct log_left left = {.lines = 0};
    offer(l, 1000, "connected", "CP1", 7, &left);
    offer(l, 2000, "connected", "CP2", 6, &left);
    offer(l, 2000, "connected", "CP3", 5, &left);
    CHECK(!log_limit_take(l, 999 + SPAN, &left));
    CHECK(log_limit_take(l, 1000 + SPAN, &left));
    CHECK_INT(left.lines, 2);
    CHECK_STR(str_of(left.station), "CP1");
    CHECK(!log_limit_take(l, 1000 + SPAN, &left));
    CHECK(log_limit_take(l, INT64_MAX, &left)); /* at the end */
    CHECK_STR(str_of(left.station), "CP2");
    CHECK(!log_limit_take(l, INT64_MAX, &left));
    log_limit_close(l);
}

TEST(more_stations_than_fit_lose_no_count)
{
    struct log_limit *l = five();
    struct log_left left;
    uint64_t written = 0, told = 0;
    for (int i = 0; i < 5000; i++) {
        char station[16];
        snprintf(station, sizeof station, "CP%d", i);
        for (int k = 0; k < 7; k++) {
            left.lines = 0;
            written += log_limit_allows(l, i, "refused", str_of(station), &left);
            told += left.lines;
        }
    }
    while (log_limit_take(l, INT64_MAX, &left))
        told += left.lines;
    CHECK_INT(written, 25000);
    CHECK_INT(told, 10000);
    CHECK_INT(count(COUNTER_log_lines_left_out_total), 10000);
    log_limit_close(l);
}

TEST(one_that_comes_all_the_time_stays_limited_among_many)
{
    struct log_limit *l = five();
    struct log_left left;
    int noisy = 0;
    for (int i = 0; i < 3000; i++) {
        char station[16];
        snprintf(station, sizeof station, "CP%d", i);
        log_limit_allows(l, i, "connected", str_of(station), &left);
        noisy += log_limit_allows(l, i, "connected", STR("NOISY"), &left);
    }
    CHECK_INT(noisy, 5);
    log_limit_close(l);
}

int main(void)
{
    return check_main();
}
