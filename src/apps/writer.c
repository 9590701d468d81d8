/* SPDX-License-Identifier: Apache-2.0 */
/* Group commit: while one sync runs, the next group gathers. */
#include "apps/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "apps/group.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/thread.h"

#define FULL_PAUSE_NS 200000000      /* between two tries while the disk is full */
#define FULL_TOLD_US (60 * US_PER_S) /* between two lines about it */

struct writer {
    struct journal *journal;
    const struct log *log;
    struct counters *counters;
    struct pulse *pulse; /* at rest only while nothing waits */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work, progress; /* something to do; something was done */
    struct write_request *first, **last;
    bool let_go; /* writer_wake was called: nobody waits in writer_await any more */
    bool closing;
    _Atomic int64_t until_us; /* a full disk is waited for until then, monotonic; 0: for ever */
};

/* End the process: what could not be stored is not answered. */
_Noreturn static void give_up(const struct writer *w, enum err e)
{
    log_line(
        w->log, LOG_ERROR, "journal-failed", STR(""),
        "position=%llu error=\"%s\" why=\"%s\" note=\"not durable, so nothing is answered: the "
        "server ends\"",
        (unsigned long long)journal_durable(w->journal), err_text(e), journal_why(w->journal));
    _exit(1);
}

/* The disk is full: answers wait, loops stop to read once they are far ahead, nothing is lost. Try
 * until there is room again, the server is to end, or the disk fails. */
static enum err await_room(struct writer *w, const struct write_request *list)
{
    const struct timespec pause = {.tv_nsec = FULL_PAUSE_NS};
    int64_t began = clock_mono_us(), told = began;
    enum err e = ERR_NO_SPACE;
    log_line(w->log, LOG_ERROR, "journal-full", STR(""),
             "position=%llu why=\"%s\" note=\"answers wait until there is room\"",
             (unsigned long long)journal_durable(w->journal), journal_why(w->journal));
    counter_set(w->counters, COUNTER_journal_waiting, 1);
    while (e == ERR_NO_SPACE) {
        int64_t now = clock_mono_us(), until = atomic_load(&w->until_us);
        if (until != 0 && now >= until)
            return e;
        if (now - told >= FULL_TOLD_US) {
            told = now;
            log_line(w->log, LOG_ERROR, "journal-full", STR(""), "seconds=%lld",
                     (long long)((now - began) / US_PER_S));
        }
        nanosleep(&pause, NULL);
        pulse_beat(w->pulse, clock_mono_us());
        e = group_commit_again(w->journal, w->counters, list);
    }
    if (e != ERR_OK)
        return e;
    counter_set(w->counters, COUNTER_journal_waiting, 0);
    log_line(w->log, LOG_WARNING, "journal-goes-on", STR(""), "waited_ms=%lld",
             (long long)((clock_mono_us() - began) / 1000));
    return ERR_OK;
}

/* Append a list of requests and make them durable, or end the process. */
static void commit(struct writer *w, struct write_request *list)
{
    int64_t began = clock_mono_us();
    enum err e = group_commit(w->journal, w->counters, list);
    if (e == ERR_NO_SPACE)
        e = await_room(w, list);
    if (e != ERR_OK)
        give_up(w, e);
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
        pulse_beat(w->pulse, clock_mono_us());
        commit(w, list);
        group_tell(list);
        pthread_mutex_lock(&w->lock);
        if (!w->first)
            pulse_rest(w->pulse);
        pthread_cond_broadcast(&w->progress);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum err writer_open(struct journal *j, const struct log *log, struct counters *counters,
                     struct pulse *pulse, struct writer **out)
{
    struct writer *w = *out = calloc(1, sizeof *w);
    if (!w)
        return ERR_MEMORY;
    w->journal = j;
    w->log = log;
    w->counters = counters;
    w->pulse = pulse;
    w->last = &w->first;
    ASSERT(pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->work, NULL) == 0);
    thread_cond_init(&w->progress);
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
    if (idle)
        pulse_wanted(w->pulse, clock_mono_us());
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
    struct timespec until = thread_cond_until(max_us);
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

void writer_hurry(struct writer *w, int64_t until_us)
{
    if (w)
        atomic_store(&w->until_us, until_us);
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
