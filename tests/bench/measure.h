/* SPDX-License-Identifier: Apache-2.0 */
/* What measurements share: a clock of processor time, and an order for medians. */
#pragma once

#include <stdint.h>
#include <time.h>

/* Processor time of this thread in nanoseconds. */
static inline int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Seconds on a clock of the system's. */
static inline double seconds_on(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Order of two times, for qsort. */
static inline int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}
