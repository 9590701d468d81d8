/* SPDX-License-Identifier: Apache-2.0 */
/* The text that monitoring reads: the Prometheus format (version 0.0.4) or OpenMetrics 1.0, which
 * differ in the names of counters, in units and in how the page ends. */
#pragma once

#include "base/buf.h"

enum metrics_style { METRICS_PROMETHEUS, METRICS_OPEN };
enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* One family. A counter's name ends in _total; a name that ends (before _total) in _bytes or
 * _seconds tells its unit. */
struct metric {
    const char *name, *help;
    enum metric_type type;
};

/* The word of a type: "counter", "gauge", "histogram". */
const char *metrics_type(enum metric_type type);
/* The unit that a name tells: "bytes", "seconds", or "". */
const char *metrics_unit(const char *name);
/* Begin a family: HELP, TYPE and, in OpenMetrics, UNIT. */
void metrics_head(struct buf *out, enum metrics_style style, const struct metric *m);
/* One sample of a whole number; `labels` is text like kind="a", or "" for none. */
void metrics_value(struct buf *out, const char *name, const char *labels, uint64_t v);
/* One sample of a decimal, given in millionths. */
void metrics_micro(struct buf *out, const char *name, const char *labels, int64_t millionths);
/* The page is complete. */
void metrics_end(struct buf *out, enum metrics_style style);
