/* SPDX-License-Identifier: Apache-2.0 */
/* Group commit: while one sync runs, the next group gathers. */
#include "apps/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "apps/group.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/thread.h"

struct writer {
    struct journal *journal;
    const struct log *log;
    struct counters *counters;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work, progress; /* something to do; something was done */
    struct write_request *first, **last;
    bool let_go; /* writer_wake was called: nobody waits in writer_await any more */
    bool closing;
};

/* Append a list of requests and make them durable, or end the process. */
static void commit(struct writer *w, struct write_request *list)
{
    int64_t began = clock_mono_us();
    enum err e = group_commit(w->journal, w->counters, list);
    if (e != ERR_OK) {
        log_line(w->log, LOG_ERROR, "journal-failed", STR(""),
                 "position=%llu error=\"%s\" note=\"not durable, so nothing is answered: the "
                 "server ends\"",
                 (unsigned long long)journal_durable(w->journal), err_text(e));
        _exit(1);
    }
    histogram_add(w->counters, HISTOGRAM_commit, clock_mono_us() - began);
}

/* The thread: take all, store all, tell all. */
static void *run(void *ctx)
{
    struct writer *w = ctx;
    thread_name("writer");
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->first && !w->closing)
            pthread_cond_wait(&w->work, &w->lock);
        struct write_request *list = w->first;
        if (!list)
            break;
        w->first = NULL;
        w->last = &w->first;
        pthread_mutex_unlock(&w->lock);
        commit(w, list);
        group_tell(list);
        pthread_mutex_lock(&w->lock);
        pthread_cond_broadcast(&w->progress);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum err writer_open(struct journal *j, const struct log *log, struct counters *counters,
                     struct writer **out)
{
    struct writer *w = *out = calloc(1, sizeof *w);
    if (!w)
        return ERR_MEMORY;
    w->journal = j;
    w->log = log;
    w->counters = counters;
    w->last = &w->first;
    ASSERT(pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->work, NULL) == 0 &&
           pthread_cond_init(&w->progress, NULL) == 0);
    if (pthread_create(&w->thread, NULL, run, w) == 0)
        return ERR_OK;
    free(w);
    *out = NULL;
    return ERR_MEMORY;
}

void writer_put(struct writer *w, struct write_request *r)
{
    ASSERT(r->batches.n > 0);
    r->next = NULL;
    atomic_store_explicit(&r->stored, false, memory_order_relaxed);
    pthread_mutex_lock(&w->lock);
    bool idle = w->first == NULL;
    *w->last = r;
    w->last = &r->next;
    pthread_mutex_unlock(&w->lock);
    if (idle)
        pthread_cond_signal(&w->work);
}

void writer_wait(struct writer *w, const struct write_request *r)
{
    pthread_mutex_lock(&w->lock);
    while (!atomic_load_explicit(&r->stored, memory_order_acquire))
        pthread_cond_wait(&w->progress, &w->lock);
    pthread_mutex_unlock(&w->lock);
}

bool writer_await(struct writer *w, uint64_t position, int64_t max_us)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(max_us / US_PER_S);
    bool late = false;
    pthread_mutex_lock(&w->lock);
    while (journal_durable(w->journal) <= position && !w->closing && !w->let_go && !late)
        if (max_us == 0)
            pthread_cond_wait(&w->progress, &w->lock);
        else
            late = pthread_cond_timedwait(&w->progress, &w->lock, &until) == ETIMEDOUT;
    pthread_mutex_unlock(&w->lock);
    return !late;
}

void writer_wake(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->let_go = true;
    pthread_cond_broadcast(&w->progress);
    pthread_mutex_unlock(&w->lock);
}

void writer_close(struct writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_cond_broadcast(&w->work);
    pthread_cond_broadcast(&w->progress);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->work);
    pthread_cond_destroy(&w->progress);
    free(w);
}
