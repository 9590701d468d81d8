/* SPDX-License-Identifier: Apache-2.0 */
/* Is a thread getting on with its work? It says so itself; apps/watch.c looks. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

struct pulse {
    _Atomic int64_t
        since_us; /* monotonic: work waits, and there was no progress since; 0: at rest */
};

/* Progress was made, and there is more to do. */
static inline void pulse_beat(struct pulse *p, int64_t now_us)
{
    atomic_store_explicit(&p->since_us, now_us, memory_order_relaxed);
}

/* Nothing is to be done. */
static inline void pulse_rest(struct pulse *p)
{
    atomic_store_explicit(&p->since_us, 0, memory_order_relaxed);
}

/* Something is to be done: time counts from now on, if it does not already. */
static inline void pulse_wanted(struct pulse *p, int64_t now_us)
{
    int64_t rest = 0;
    atomic_compare_exchange_strong_explicit(&p->since_us, &rest, now_us, memory_order_relaxed,
                                            memory_order_relaxed);
}

/* For how long there was no progress. */
static inline int64_t pulse_age(const struct pulse *p, int64_t now_us)
{
    int64_t since_us = atomic_load_explicit(&p->since_us, memory_order_relaxed);
    return since_us != 0 && now_us > since_us ? now_us - since_us : 0;
}
