/* SPDX-License-Identifier: Apache-2.0 */
/* Families and samples as text. Decimals are written from whole millionths. */
#include "base/metrics.h"

#include <inttypes.h>
#include <string.h>

const char *metrics_type(enum metric_type type)
{
    static const char *const words[] = {"counter", "gauge", "histogram"};
    return words[type];
}

/* The name of the family in that style: OpenMetrics keeps _total for the samples. */
static struct str family(enum metrics_style style, const struct metric *m)
{
    struct str name = str_of(m->name);
    if (style == METRICS_OPEN && m->type == METRIC_COUNTER && str_ends(name, STR("_total")))
        name.n -= strlen("_total");
    return name;
}

const char *metrics_unit(const char *name)
{
    struct str s = str_of(name);
    if (str_ends(s, STR("_total")))
        s.n -= strlen("_total");
    return str_ends(s, STR("_bytes")) ? "bytes" : str_ends(s, STR("_seconds")) ? "seconds" : "";
}

void metrics_head(struct buf *out, enum metrics_style style, const struct metric *m)
{
    struct str name = family(style, m);
    const char *unit = metrics_unit(m->name);
    buf_printf(out, "# HELP %.*s %s\n# TYPE %.*s %s\n", STR_ARG(name), m->help, STR_ARG(name),
               metrics_type(m->type));
    if (style == METRICS_OPEN && unit[0] != '\0')
        buf_printf(out, "# UNIT %.*s %s\n", STR_ARG(name), unit);
}

/* The name of a sample with its labels. */
static void begin(struct buf *out, const char *name, const char *labels)
{
    buf_putz(out, name);
    if (labels[0] != '\0')
        buf_printf(out, "{%s}", labels);
    buf_putc(out, ' ');
}

void metrics_value(struct buf *out, const char *name, const char *labels, uint64_t v)
{
    begin(out, name, labels);
    buf_printf(out, "%" PRIu64 "\n", v);
}

void metrics_micro(struct buf *out, const char *name, const char *labels, int64_t millionths)
{
    uint64_t size = millionths < 0 ? -(uint64_t)millionths : (uint64_t)millionths;
    begin(out, name, labels);
    buf_printf(out, "%s%" PRIu64 ".%06" PRIu64 "\n", millionths < 0 ? "-" : "", size / 1000000,
               size % 1000000);
}

void metrics_end(struct buf *out, enum metrics_style style)
{
    if (style == METRICS_OPEN)
        buf_putz(out, "# EOF\n");
}
