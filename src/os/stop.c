/* SPDX-License-Identifier: Apache-2.0 */
/* A flag, and a condition on the monotonic clock. */
#include "os/stop.h"

#include <errno.h>

#include "base/assert.h"
#include "os/thread.h"

void stop_init(struct stop *s)
{
    *s = (struct stop){.asked = false};
    ASSERT(pthread_mutex_init(&s->lock, NULL) == 0);
    thread_cond_init(&s->woken);
}

void stop_fini(struct stop *s)
{
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->woken);
}

void stop_ask(struct stop *s)
{
    pthread_mutex_lock(&s->lock);
    s->asked = true;
    pthread_cond_broadcast(&s->woken);
    pthread_mutex_unlock(&s->lock);
}

bool stop_rest(struct stop *s, int64_t us)
{
    struct timespec until = thread_cond_until(us);
    pthread_mutex_lock(&s->lock);
    while (!s->asked && us > 0 && pthread_cond_timedwait(&s->woken, &s->lock, &until) != ETIMEDOUT)
        ;
    bool asked = s->asked;
    pthread_mutex_unlock(&s->lock);
    return asked;
}
