/* SPDX-License-Identifier: Apache-2.0 */
/* The two text formats of monitoring. */
#include "base/metrics.h"
#include "check.h"

static char text[1024];
static const struct metric counter = {"a_bytes_total", "Bytes.", METRIC_COUNTER};
static const struct metric gauge = {"a_wait_seconds", "Wait.", METRIC_GAUGE};

/* What one family of each kind looks like. */
static struct str page(enum metrics_style style)
{
    struct buf out = buf_over(text, sizeof text);
    metrics_head(&out, style, &counter);
    metrics_value(&out, counter.name, "", UINT64_MAX);
    metrics_head(&out, style, &gauge);
    metrics_micro(&out, gauge.name, "kind=\"x\"", -1500000);
    metrics_end(&out, style);
    return buf_str(&out);
}

TEST(prometheus_names_the_sample)
{
    CHECK_STR(page(METRICS_PROMETHEUS),
              "# HELP a_bytes_total Bytes.\n# TYPE a_bytes_total counter\n"
              "a_bytes_total 18446744073709551615\n"
              "# HELP a_wait_seconds Wait.\n# TYPE a_wait_seconds gauge\n"
              "a_wait_seconds{kind=\"x\"} -1.500000\n");
}

TEST(openmetrics_names_the_family_its_unit_and_the_end)
{
    CHECK_STR(page(METRICS_OPEN), "# HELP a_bytes Bytes.\n# TYPE a_bytes counter\n"
                                  "# UNIT a_bytes bytes\na_bytes_total 18446744073709551615\n"
                                  "# HELP a_wait_seconds Wait.\n# TYPE a_wait_seconds gauge\n"
                                  "# UNIT a_wait_seconds seconds\n"
                                  "a_wait_seconds{kind=\"x\"} -1.500000\n# EOF\n");
}

TEST(units_are_told_by_names)
{
    CHECK_STR(str_of(metrics_unit("x_bytes")), "bytes");
    CHECK_STR(str_of(metrics_unit("x_seconds_total")), "seconds");
    CHECK_STR(str_of(metrics_unit("bytes_in_total")), "");
}

TEST(the_least_decimal_is_exact)
{
    struct buf out = buf_over(text, sizeof text);
    metrics_micro(&out, "x", "", INT64_MIN);
    metrics_micro(&out, "x", "", 1);
    CHECK_STR(buf_str(&out), "x -9223372036854.775808\nx 0.000001\n");
}

int main(void)
{
    return check_main();
}
