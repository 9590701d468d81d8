/* SPDX-License-Identifier: Apache-2.0 */
/* Names and niceness; on Linux both belong to a thread, not to the process. */
#include "os/thread.h"

#include <sys/resource.h>

#include "base/assert.h"

void thread_name(const char *name)
{
    pthread_setname_np(pthread_self(), name);
}

void thread_yield_to_others(int nicer)
{
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + nicer);
}

void thread_cond_init(pthread_cond_t *c)
{
    pthread_condattr_t a;
    ASSERT(pthread_condattr_init(&a) == 0 && pthread_condattr_setclock(&a, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(c, &a) == 0);
    pthread_condattr_destroy(&a);
}

struct timespec thread_cond_until(int64_t us)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ns = t.tv_nsec + us * 1000;
    t.tv_sec += ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    return t;
}
