/* SPDX-License-Identifier: Apache-2.0 */
/* How a thread that works at its own pace is asked to end: it rests between two pieces of work, and
 * is woken when that was asked. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct stop {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool asked;
};

/* Begin; give back what it holds. */
void stop_init(struct stop *s);
void stop_fini(struct stop *s);
/* Ask for the end; whoever rests is woken. */
void stop_ask(struct stop *s);
/* Rest for so long, whatever the clock on the wall does meanwhile, but not past the end; 0: don't.
 * True where the end was asked for. */
bool stop_rest(struct stop *s, int64_t us);
