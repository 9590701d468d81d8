/* SPDX-License-Identifier: Apache-2.0 */
/* What a thread says of itself to the kernel, and how it waits. */
#pragma once

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* Name the calling thread for top, perf and debuggers: at most 15 characters. */
void thread_name(const char *name);
/* Let the calling thread take less of a core that others want too: this much nicer than it is, up
 * to 19. */
void thread_yield_to_others(int nicer);
/* A condition whose timed waits go by the monotonic clock: the other one may be set while a thread
 * waits. */
void thread_cond_init(pthread_cond_t *c);
/* The moment so long from now, for pthread_cond_timedwait on such a condition. */
struct timespec thread_cond_until(int64_t us);
