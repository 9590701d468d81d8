/* SPDX-License-Identifier: Apache-2.0 */
/* Counters: sums over blocks, buckets at their edges, the text that Prometheus reads. */
#include "base/counters.h"
#include "check.h"

static struct counters one, two;
static struct counters *const blocks[] = {&one, &two};
static char text[65536];

/* The page of both blocks. */
static struct str page(void)
{
    struct buf out = buf_over(text, sizeof text);
    counters_print(blocks, 2, METRICS_PROMETHEUS, &out);
    CHECK(!out.full);
    return buf_str(&out);
}

/* The value of the line that begins with that name, or -1. */
static int64_t value_of(const char *name)
{
    struct str rest = page();
    while (rest.n > 0) {
        struct str line = str_cut(&rest, '\n');
        int64_t v;
        if (str_is(str_cut(&line, ' '), name) && str_int(line, &v))
            return v;
    }
    return -1;
}

TEST(blocks_are_summed)
{
    counter_add(&one, COUNTER_frames_in_total, 3);
    counter_add(&one, COUNTER_frames_in_total, 4);
    counter_add(&two, COUNTER_frames_in_total, 5);
    counter_set(&two, COUNTER_connections, 9);
    counter_set(&two, COUNTER_connections, 2);
    CHECK_INT(counter_sum(blocks, 2, COUNTER_frames_in_total), 12);
    CHECK_INT(value_of("busbar_frames_in_total"), 12);
    CHECK_INT(value_of("busbar_connections"), 2);
    CHECK_INT(value_of("busbar_frames_out_total"), 0);
}

TEST(buckets_are_cumulative_and_include_their_edge)
{
    static const int64_t values[] = {-5, 0, 1, 2, 3, 4, 1000000, INT64_MAX / 4};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        histogram_add(i % 2 ? &one : &two, HISTOGRAM_commit, values[i]);
    CHECK_INT(value_of("busbar_commit_seconds_bucket{le=\"1e-06\"}"), 3);
    CHECK_INT(value_of("busbar_commit_seconds_bucket{le=\"0.000002\"}"), 4);
    CHECK_INT(value_of("busbar_commit_seconds_bucket{le=\"0.000004\"}"), 6);
    CHECK_INT(value_of("busbar_commit_seconds_bucket{le=\"0.524288\"}"), 6);
    CHECK_INT(value_of("busbar_commit_seconds_bucket{le=\"1.048576\"}"), 7);
    CHECK_INT(value_of("busbar_commit_seconds_bucket{le=\"+Inf\"}"), 8);
    CHECK_INT(value_of("busbar_commit_seconds_count"), 8);
    CHECK(str_has(page(), STR("\nbusbar_commit_seconds_sum 2305843009214.693961\n")));
}

TEST(every_line_is_help_type_or_a_value)
{
    struct str rest = page();
    size_t values = 0;
    while (rest.n > 0) {
        struct str line = str_cut(&rest, '\n');
        int64_t v;
        if (str_starts(line, STR("# HELP busbar_")) || str_starts(line, STR("# TYPE busbar_")))
            continue;
        CHECK(str_starts(line, STR("busbar_")));
        bool sum = str_ends(str_cut(&line, ' '), STR("_sum"));
        CHECK(sum || (str_int(line, &v) && v >= 0));
        values++;
    }
    CHECK(values >= COUNTER_COUNT + HISTOGRAM_COUNT * (HISTOGRAM_BUCKETS + 2));
}

int main(void)
{
    return check_main();
}
