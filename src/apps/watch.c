/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at the pulses once a second, or four times per watchdog interval where that is shorter. */
#include "apps/watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/stop.h"
#include "os/thread.h"

#define LOOK_US US_PER_S
#define STALL_US (15 * US_PER_S)    /* without a watchdog: worth a line of the log */
#define PATIENCE_US (30 * US_PER_S) /* of the manager while we start or stop, again and again */
#define STATUS_EVERY_US (10 * US_PER_S)

struct watch {
    struct server *server;
    pthread_t thread;
    struct stop stop;
    pthread_mutex_t looking;     /* held while it looks at the server */
    int64_t look_us, stall_us;   /* how often, and how long no progress may take */
    int64_t status_us;           /* when the status was told last */
    int64_t told_us[PULSES_MAX]; /* when a stall of that thread was logged last; 0: it gets on */
};

const char *watch_name(const struct server *s, unsigned pulse, char out[16])
{
    static const char *const names[] = {[PULSE_MAIN] = "main",
                                        [PULSE_WRITER] = "writer",
                                        [PULSE_VIEWS] = "views",
                                        [PULSE_ADMIN] = "admin"};
    if (pulse < PULSE_LOOPS)
        return names[pulse];
    if (pulse >= PULSE_LOOPS + (unsigned)s->options->loops)
        return NULL;
    snprintf(out, 16, "loop-%u", pulse - PULSE_LOOPS);
    return out;
}

/* The views have work where the journal is ahead of them; they can't say so where they hang. */
static void look_at_views(struct server *s, int64_t now_us)
{
    if (atomic_load(&s->viewed) < journal_durable(s->journal))
        pulse_wanted(&s->pulses[PULSE_VIEWS], now_us);
    else
        pulse_rest(&s->pulses[PULSE_VIEWS]);
}

/* Log what hangs, at first and from time to time, and when it gets on. */
static void tell_stall(struct watch *w, unsigned pulse, const char *name, int64_t age_us,
                       int64_t now_us)
{
    const struct log *log = &w->server->log;
    bool stalled = age_us >= w->stall_us;
    if (stalled && now_us - w->told_us[pulse] >= STALL_US) {
        w->told_us[pulse] = now_us;
        log_line(log, LOG_ERROR, "stalled", STR(""), "thread=%s seconds=%lld", name,
                 (long long)(age_us / US_PER_S));
    } else if (!stalled && w->told_us[pulse] != 0) {
        w->told_us[pulse] = 0;
        log_line(log, LOG_WARNING, "stall-over", STR(""), "thread=%s", name);
    }
}

/* Does every thread get on? */
static bool look(struct watch *w, int64_t now_us)
{
    struct server *s = w->server;
    bool good = true;
    struct counters *own = &s->counters;
    bool full = counter_sum(&own, 1, COUNTER_journal_waiting) != 0; /* loops wait for room then */
    char memory[16];
    const char *name;
    if (atomic_load(&s->stage) == SERVER_READY)
        look_at_views(s, now_us);
    for (unsigned i = 0; (name = watch_name(s, i, memory)); i++) {
        int64_t age_us = pulse_age(&s->pulses[i], now_us);
        if (full && i >= PULSE_LOOPS)
            continue;
        good &= age_us < w->stall_us;
        tell_stall(w, i, name, age_us, now_us);
    }
    return good;
}

/* Tell the manager how we are. */
static void tell(struct watch *w, int64_t now_us)
{
    struct server *s = w->server;
    enum server_stage stage =
        (enum server_stage)atomic_load_explicit(&s->stage, memory_order_acquire);
    char text[160];
    if (stage == SERVER_READY && now_us - w->status_us >= STATUS_EVERY_US) {
        w->status_us = now_us;
        snprintf(text, sizeof text, "WATCHDOG=1\nSTATUS=%llu of %zu stations connected",
                 (unsigned long long)counter_sum(s->blocks, s->n_blocks, COUNTER_connections),
                 atomic_load(&s->n_stations));
    } else if (stage == SERVER_READY) {
        snprintf(text, sizeof text, "WATCHDOG=1");
    } else {
        snprintf(text, sizeof text, "WATCHDOG=1\nEXTEND_TIMEOUT_USEC=%lld", (long long)PATIENCE_US);
    }
    service_tell(&s->service, text);
}

/* The thread: look, and tell the manager only where all is well. */
static void *run(void *ctx)
{
    struct watch *w = ctx;
    thread_name("watch");
    while (!stop_rest(&w->stop, w->look_us)) {
        int64_t now_us = clock_mono_us();
        pthread_mutex_lock(&w->looking);
        if (look(w, now_us))
            tell(w, now_us);
        pthread_mutex_unlock(&w->looking);
    }
    return NULL;
}

enum err watch_open(struct server *s, struct watch **out)
{
    struct watch *w = *out = calloc(1, sizeof *w);
    int64_t dog_us = s->service.watchdog_us;
    if (!w)
        return ERR_MEMORY;
    w->server = s;
    w->look_us = dog_us > 0 && dog_us / 4 < LOOK_US ? dog_us / 4 : LOOK_US;
    w->stall_us = dog_us > 0 ? dog_us / 2 : STALL_US;
    stop_init(&w->stop);
    ASSERT(pthread_mutex_init(&w->looking, NULL) == 0);
    if (pthread_create(&w->thread, NULL, run, w) == 0)
        return ERR_OK;
    free(w);
    *out = NULL;
    return ERR_MEMORY;
}

void watch_settle(struct watch *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->looking);
    pthread_mutex_unlock(&w->looking);
}

void watch_close(struct watch *w)
{
    if (!w)
        return;
    stop_ask(&w->stop);
    pthread_join(w->thread, NULL);
    stop_fini(&w->stop);
    pthread_mutex_destroy(&w->looking);
    free(w);
}
