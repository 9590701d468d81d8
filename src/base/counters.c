/* SPDX-License-Identifier: Apache-2.0 */
/* Counting, and the Prometheus text of it. */
#include "base/counters.h"

static const struct {
    const char *name, *help, *type;
} rows[COUNTER_COUNT] = {
#define COUNTER(name, help) {#name, help, "counter"},
#define GAUGE(name, help) {#name, help, "gauge"},
#define HISTOGRAM_US(name, help)
#include "base/tbl/counters.h"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM_US
};

static const struct {
    const char *name, *help;
} histograms[HISTOGRAM_COUNT] = {
#define COUNTER(name, help)
#define GAUGE(name, help)
#define HISTOGRAM_US(name, help) {#name, help},
#include "base/tbl/counters.h"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM_US
};

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

/* One histogram in microseconds, its buckets cumulative as Prometheus wants them. */
static void histogram_print(struct counters *const *blocks, size_t n, size_t h, struct buf *out)
{
    uint64_t count = 0, sum = 0;
    const char *name = histograms[h].name;
    buf_printf(out, "# HELP busbar_%s %s\n# TYPE busbar_%s histogram\n", name, histograms[h].help,
               name);
    for (unsigned b = 0; b < HISTOGRAM_BUCKETS; b++) {
        for (size_t i = 0; i < n; i++)
            count += atomic_load_explicit(&blocks[i]->bucket[h][b], memory_order_relaxed);
        if (b + 1 < HISTOGRAM_BUCKETS)
            buf_printf(out, "busbar_%s_bucket{le=\"%llu\"} %llu\n", name, 1ULL << b,
                       (unsigned long long)count);
    }
    for (size_t i = 0; i < n; i++)
        sum += atomic_load_explicit(&blocks[i]->sum[h], memory_order_relaxed);
    buf_printf(
        out, "busbar_%s_bucket{le=\"+Inf\"} %llu\nbusbar_%s_sum %llu\nbusbar_%s_count %llu\n", name,
        (unsigned long long)count, name, (unsigned long long)sum, name, (unsigned long long)count);
}

void counters_print(struct counters *const *blocks, size_t n, struct buf *out)
{
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        uint64_t v = counter_sum(blocks, n, (enum counter)i);
        buf_printf(out, "# HELP busbar_%s %s\n# TYPE busbar_%s %s\nbusbar_%s %llu\n", rows[i].name,
                   rows[i].help, rows[i].name, rows[i].type, rows[i].name, (unsigned long long)v);
    }
    for (size_t h = 0; h < HISTOGRAM_COUNT; h++)
        histogram_print(blocks, n, h, out);
}
