/* SPDX-License-Identifier: Apache-2.0 */
/* Counters, gauges and histograms: one block per thread, written without locks by its thread and
 * read by any; printed as Prometheus text. Rows: base/tbl/counters.h. */
#pragma once

#include <stdatomic.h>

#include "base/metrics.h"

enum counter {
#define COUNTER(name, help) COUNTER_##name,
#define GAUGE(name, help) COUNTER_##name,
#define HISTOGRAM_US(name, help)
#include "base/tbl/counters.h"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM_US
    COUNTER_COUNT
};

enum histogram {
#define COUNTER(name, help)
#define GAUGE(name, help)
#define HISTOGRAM_US(name, help) HISTOGRAM_##name,
#include "base/tbl/counters.h"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM_US
    HISTOGRAM_COUNT
};

#define HISTOGRAM_BUCKETS                                                                          \
    24 /* bucket i counts values up to 2^i microseconds; the last one all others */

struct counters {
    _Atomic uint64_t v[COUNTER_COUNT];
    _Atomic uint64_t bucket[HISTOGRAM_COUNT][HISTOGRAM_BUCKETS], sum[HISTOGRAM_COUNT];
};

/* Add to a counter, or set a gauge; relaxed. Each counter of a block has one thread that writes it.
 */
void counter_add(struct counters *c, enum counter which, uint64_t n);
void counter_set(struct counters *c, enum counter which, uint64_t v);
/* Count one value. */
void histogram_add(struct counters *c, enum histogram which, int64_t us);
/* The sum over blocks of one counter. */
uint64_t counter_sum(struct counters *const *blocks, size_t n, enum counter which);
/* Append the text of the sums over n blocks, without the end of the page. */
void counters_print(struct counters *const *blocks, size_t n, enum metrics_style style,
                    struct buf *out);
/* How many families that are, and the i-th. */
#define COUNTERS_FAMILIES (COUNTER_COUNT + HISTOGRAM_COUNT)
const struct metric *counters_family(size_t i);
