/* SPDX-License-Identifier: Apache-2.0 */
/* Counting, and the Prometheus text of it. */
#include "base/counters.h"

#include <inttypes.h>
#include <stdio.h>

static const struct metric families[COUNTERS_FAMILIES] = {
#define COUNTER(name, help) {"busbar_" #name, help, METRIC_COUNTER},
#define GAUGE(name, help) {"busbar_" #name, help, METRIC_GAUGE},
#define HISTOGRAM_US(name, help)
#include "base/tbl/counters.h"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM_US
#define COUNTER(name, help)
#define GAUGE(name, help)
#define HISTOGRAM_US(name, help) {"busbar_" #name "_seconds", help, METRIC_HISTOGRAM},
#include "base/tbl/counters.h"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM_US
};

const struct metric *counters_family(size_t i)
{
    return &families[i];
}

/* Add in the one thread that writes it: a load and a store, without the lock of a fetch-and-add. */
static void add(_Atomic uint64_t *v, uint64_t n)
{
    atomic_store_explicit(v, atomic_load_explicit(v, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

void counter_add(struct counters *c, enum counter which, uint64_t n)
{
    add(&c->v[which], n);
}

void counter_set(struct counters *c, enum counter which, uint64_t v)
{
    atomic_store_explicit(&c->v[which], v, memory_order_relaxed);
}

void histogram_add(struct counters *c, enum histogram which, int64_t us)
{
    uint64_t v = us < 0 ? 0 : (uint64_t)us;
    unsigned bucket =
        v <= 1 ? 0 : 64 - (unsigned)__builtin_clzll(v - 1); /* the first with v <= 2^bucket */
    if (bucket >= HISTOGRAM_BUCKETS)
        bucket = HISTOGRAM_BUCKETS - 1;
    add(&c->bucket[which][bucket], 1);
    add(&c->sum[which], v);
}

uint64_t counter_sum(struct counters *const *blocks, size_t n, enum counter which)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += atomic_load_explicit(&blocks[i]->v[which], memory_order_relaxed);
    return sum;
}

/* One sample of a histogram: NAME_suffix. */
static const char *sample(char out[96], const char *name, const char *suffix)
{
    snprintf(out, 96, "%s_%s", name, suffix);
    return out;
}

/* One histogram in seconds, its buckets cumulative as Prometheus wants them. */
static void histogram_print(struct counters *const *blocks, size_t n, size_t h, const char *name,
                            struct buf *out)
{
    uint64_t count = 0, sum = 0;
    char bucket[96], text[96];
    sample(bucket, name, "bucket");
    for (unsigned b = 0; b < HISTOGRAM_BUCKETS; b++) {
        uint64_t us = UINT64_C(1) << b;
        char le[32];
        for (size_t i = 0; i < n; i++)
            count += atomic_load_explicit(&blocks[i]->bucket[h][b], memory_order_relaxed);
        if (b + 1 == HISTOGRAM_BUCKETS)
            snprintf(le, sizeof le, "le=\"+Inf\"");
        else if (us == 1)
            snprintf(le, sizeof le, "le=\"1e-06\""); /* so OpenMetrics wants it */
        else
            snprintf(le, sizeof le, "le=\"%" PRIu64 ".%06" PRIu64 "\"", us / 1000000, us % 1000000);
        metrics_value(out, bucket, le, count);
    }
    for (size_t i = 0; i < n; i++)
        sum += atomic_load_explicit(&blocks[i]->sum[h], memory_order_relaxed);
    metrics_micro(out, sample(text, name, "sum"), "", (int64_t)sum);
    metrics_value(out, sample(text, name, "count"), "", count);
}

void counters_print(struct counters *const *blocks, size_t n, enum metrics_style style,
                    struct buf *out)
{
    for (size_t i = 0; i < COUNTERS_FAMILIES; i++) {
        const struct metric *m = &families[i];
        metrics_head(out, style, m);
        if (i < COUNTER_COUNT)
            metrics_value(out, m->name, "", counter_sum(blocks, n, (enum counter)i));
        else
            histogram_print(blocks, n, i - COUNTER_COUNT, m->name, out);
    }
}
