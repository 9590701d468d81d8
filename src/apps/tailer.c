/* SPDX-License-Identifier: Apache-2.0 */
/* Commits are paced by the load: soon after the last one while little comes, later while much does,
 * as a session that is touched ten times between two commits is written once. */
#include "apps/tailer.h"

#include <inttypes.h>
#include <stdlib.h>

#include "apps/follow.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/heap.h"
#include "os/settle.h"
#include "os/stop.h"
#include "os/thread.h"

#define RATE_WINDOW_US (50 * US_PER_MS) /* the least time that a rate is taken over */
#define COMMIT_BATCHES 65536
#define COMMIT_US US_PER_S /* between two commits at most, however far behind */
#define COMMIT_CHECK 64    /* batches between two looks at the clock, and two signs of life */
#define RETRY_PAUSE_US US_PER_S
#define RETRY_PAUSE_MOST_US (10 * US_PER_S) /* each pause is twice the one before, up to this */
#define QUIET_US (5 * US_PER_S)             /* so long after the last commit memory is given back */
#define VIEWS_NICE 5 /* where one core is too little for all, the stations are answered first */

struct tailer {
    struct server *server;
    void (*committed)(void *ctx);
    void *ctx;
    pthread_t thread;
    struct stop stop;
    _Atomic int64_t until_us; /* how long it may take to end, once that was asked for; monotonic */
    struct follow follow;
    struct settle *settle;
    bool resting; /* memory was given back, and nothing has come since */
};

/* Store what is pending. */
static enum err commit(struct tailer *t)
{
    if (t->follow.pending == 0)
        return ERR_OK;
    enum err e = follow_commit(&t->follow);
    if (e == ERR_OK)
        t->committed(t->ctx);
    return e;
}

/* How long to gather before the next commit, by the batches a second that come. Two that come
 * close together are no rate yet: somebody may wait at the admin door for what he has just changed.
 */
static int64_t gather_us(unsigned batches, int64_t in_us)
{
    int64_t window_us = in_us > RATE_WINDOW_US ? in_us : RATE_WINDOW_US;
    int64_t a_second = (int64_t)batches * US_PER_S / window_us;
    return (a_second < 200 ? 10 : a_second < 4000 ? 100 : 400) * US_PER_MS;
}

/* All is folded and stored: wait for more. Where nothing comes for a while, what was only held to
 * be fast goes back to the system, so that idle stations cost what they need. */
static void await_more(struct tailer *t, uint64_t position)
{
    if (writer_await(t->server->writer, position, t->resting ? 0 : QUIET_US))
        return;
    views_rest(t->follow.views);
    heap_trim();
    t->resting = true;
}

/* At the end of the journal: gather, commit, wait for more. *end: the tailer is to end. */
static enum err rest(struct tailer *t, bool *end)
{
    int64_t since = clock_mono_us() - t->follow.commit_us,
            pause = gather_us(t->follow.pending, since) - since;
    bool stopping = stop_rest(&t->stop, t->follow.pending > 0 && pause > 0 ? pause : 0);
    enum err e = t->follow.pending > 0 && (stopping || pause <= 0) ? commit(t) : ERR_OK;
    uint64_t position = journal_reader_position(t->follow.reader);
    *end = stopping && t->follow.pending == 0 && position >= journal_durable(t->server->journal);
    if (t->follow.pending == 0 && !stopping) {
        pulse_rest(&t->server->pulses[PULSE_VIEWS]);
        await_more(t, position);
        atomic_store(&t->server->views_level_us, clock_mono_us()); /* they were until now */
    }
    return e;
}

/* Is the end asked for, and out of time? */
static bool late(struct tailer *t)
{
    return stop_rest(&t->stop, 0) && clock_mono_us() > atomic_load(&t->until_us);
}

/* Fold until the end is asked for (*end), or something fails. */
static enum err tail(struct tailer *t, bool *end)
{
    enum err e = ERR_OK;
    while (e == ERR_OK && !*end) {
        if (t->follow.pending % COMMIT_CHECK == 0)
            pulse_beat(&t->server->pulses[PULSE_VIEWS], clock_mono_us());
        e = follow_next(&t->follow);
        if (e == ERR_NOT_FOUND) {
            e = rest(t, end);
            continue;
        }
        if (e != ERR_OK)
            break;
        t->resting = false;
        if (t->follow.pending % COMMIT_CHECK == 0 &&
            (t->follow.pending >= COMMIT_BATCHES ||
             clock_mono_us() - t->follow.commit_us >= COMMIT_US)) {
            e = commit(t);
            *end = e == ERR_OK && late(t);
        }
    }
    return e;
}

/* The thread of the views: tails until it is told to end; a failure is logged and tried again. */
static void *run(void *ctx)
{
    struct tailer *t = ctx;
    bool end = false;
    char why[256];
    int64_t pause = RETRY_PAUSE_US;
    uint64_t stored = 0;
    thread_name("views");
    thread_yield_to_others(VIEWS_NICE);
    while (!end) {
        enum err e = tail(t, &end);
        if (e == ERR_OK)
            break;
        log_line(&t->server->log, LOG_ERROR, "views-failed", str_of(t->follow.failed),
                 "position=%" PRIu64
                 " error=\"%s\" views=\"%s\" journal=\"%s\" note=\"charging goes on; tried again\"",
                 views_position(t->follow.views), err_text(e), views_why(t->follow.views),
                 journal_reader_why(t->follow.reader));
        pause = views_position(t->follow.views) > stored ? RETRY_PAUSE_US : pause * 2;
        pause = pause < RETRY_PAUSE_MOST_US ? pause : RETRY_PAUSE_MOST_US;
        stored = views_position(t->follow.views);
        do {
            pulse_beat(&t->server->pulses[PULSE_VIEWS], clock_mono_us());
            end = stop_rest(&t->stop, pause);
            e = follow_again(&t->follow, why);
        } while (e != ERR_OK && !end);
    }
    return NULL;
}

/* views.db is about to sync a file: gently, but not where the end is waited for. */
static void before_sync(void *ctx, const char *path)
{
    struct tailer *t = ctx;
    if (!stop_rest(&t->stop, 0))
        settle_file(t->settle, path);
}

enum err tailer_open(struct server *s, void (*committed)(void *ctx), void *ctx, struct tailer **out,
                     char why[256])
{
    struct tailer *t = *out = calloc(1, sizeof *t);
    if (!t)
        return ERR_MEMORY;
    t->server = s;
    t->committed = committed;
    t->ctx = ctx;
    stop_init(&t->stop);
    t->settle = settle_open();
    enum err e = t->settle ? follow_open(&t->follow, s, (struct views_pace){before_sync, t}, why)
                           : ERR_MEMORY;
    if (e == ERR_OK && pthread_create(&t->thread, NULL, run, t) != 0)
        e = ERR_MEMORY;
    if (e == ERR_OK)
        return ERR_OK;
    follow_close(&t->follow);
    settle_free(t->settle);
    stop_fini(&t->stop);
    free(t);
    *out = NULL;
    return e;
}

void tailer_close(struct tailer *t, int64_t until_us)
{
    if (!t)
        return;
    atomic_store(&t->until_us, until_us);
    stop_ask(&t->stop);
    writer_wake(t->server->writer);
    pthread_join(t->thread, NULL);
    pulse_rest(&t->server->pulses[PULSE_VIEWS]);
    follow_close(&t->follow);
    settle_free(t->settle);
    stop_fini(&t->stop);
    free(t);
}
