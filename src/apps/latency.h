/* SPDX-License-Identifier: Apache-2.0 */
/* Latencies in a histogram of 1/16 relative resolution: bounded memory for any number of values. */
#pragma once

#include <stdint.h>

#define LATENCY_BUCKETS 640

struct latency {
    uint64_t n, bucket[LATENCY_BUCKETS];
    int64_t max_us;
};

/* Count one value in microseconds. */
void latency_add(struct latency *l, int64_t us);
/* The value below which `ppm` of a million lie (upper end of its bucket); 0 where nothing was
 * counted. */
int64_t latency_at(const struct latency *l, uint64_t ppm);
