/* SPDX-License-Identifier: Apache-2.0 */
/* Log-linear buckets: 16 to each power of two. */
#include "apps/latency.h"

/* The bucket of a value. */
static unsigned bucket_of(uint64_t us)
{
    if (us < 16)
        return (unsigned)us;
    unsigned power = 63 - (unsigned)__builtin_clzll(us);
    unsigned i = (power - 3) * 16 + (unsigned)(us >> (power - 4) & 15);
    return i < LATENCY_BUCKETS ? i : LATENCY_BUCKETS - 1;
}

void latency_add(struct latency *l, int64_t us)
{
    l->n++;
    l->bucket[bucket_of(us < 0 ? 0 : (uint64_t)us)]++;
    if (us > l->max_us)
        l->max_us = us;
}

int64_t latency_at(const struct latency *l, uint64_t ppm)
{
    uint64_t want = (l->n * ppm + 999999) / 1000000, seen = 0;
    for (unsigned i = 0; i < LATENCY_BUCKETS; i++) {
        seen += l->bucket[i];
        if (seen >= want && l->n > 0)
            return i < 16 ? i : (int64_t)((UINT64_C(17) + i % 16) << (i / 16 - 1)) - 1;
    }
    return l->max_us;
}
