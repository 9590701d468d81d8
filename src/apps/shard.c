/* SPDX-License-Identifier: Apache-2.0 */
/* The loop's thread: inbox, turn end, tick, drain; and the scratch that every message takes. */
#include "apps/shard.h"

#include <stdio.h>
#include <stdlib.h>

#include "apps/conn.h"
#include "apps/errand.h"
#include "apps/grow.h"
#include "apps/jobs.h"
#include "apps/upgrade.h"
#include "base/assert.h"
#include "csms/running.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/thread.h"

#define TICK_MS 100
#define CLOCK_SET_US US_PER_S   /* a smaller step is none */
#define DIRECT_KEEP (64u << 10) /* of the buffer of what leaves at once */
#define PAYLOAD_MAX (1u << 20)  /* of a command: the admin door takes no more */

static void on_wake(void *ctx);
static void on_turn(void *ctx);
static void on_tick(void *ctx);

/* In the writer's thread: something is durable. */
static void gate_wakes(void *ctx)
{
    loop_wake(((struct shard *)ctx)->loop);
}

/* The memory that every message takes. */
static enum err scratch_open(struct shard *sh)
{
    size_t message = (size_t)sh->server->options->message_max;
    size_t cap =
        LINK_ARENA_MIN +
        40 * (message > PAYLOAD_MAX ? message : PAYLOAD_MAX); /* only what is used takes memory */
    void *arena = malloc(cap);
    sh->arena = arena_over(arena, cap);
    sh->station = malloc(sizeof *sh->station);
    sh->outcome = malloc(sizeof *sh->outcome);
    sh->scratch = malloc(STATION_STOWED_MAX);
    sh->front = malloc(FRONT_MEMORY);
    sh->zlib = ws_zlib_open();
    return arena && sh->station && sh->outcome && sh->scratch && sh->front && sh->zlib ? ERR_OK
                                                                                       : ERR_MEMORY;
}

enum err shard_open(struct server *s, unsigned number, struct shard **out)
{
    struct shard *sh = *out = calloc(1, sizeof *sh);
    if (!sh)
        return ERR_MEMORY;
    int64_t now_us = clock_utc_us();
    sh->utc_ahead_us = now_us - clock_mono_us();
    sh->server = s;
    sh->number = number;
    sh->last_job = &sh->jobs;
    sh->last_post = &sh->inbox;
    sh->refusals_at_us = now_us;
    sh->refusals_left = REFUSALS_BURST;
    ASSERT(pthread_mutex_init(&sh->lock, NULL) == 0);
    orders_init(&sh->desk);
    stations_init(&sh->stations);
    wheel_init(&sh->conn_wheel, now_us);
    wheel_init(&sh->upgrade_wheel, now_us);
    enum err e = scratch_open(sh);
    if (e == ERR_OK)
        e = loop_open(&sh->loop);
    if (e == ERR_OK)
        e = gate_open(s->writer, &sh->counters, gate_wakes, sh, &sh->gate);
    if (e != ERR_OK) {
        shard_close(sh);
        *out = NULL;
        return e;
    }
    loop_on_wake(sh->loop, on_wake, sh);
    loop_on_turn(sh->loop, on_turn, sh);
    loop_on_tick(sh->loop, TICK_MS, on_tick, sh);
    return ERR_OK;
}

void shard_turned_away(struct shard *sh)
{
    int64_t now_us = clock_utc_us();
    sh->turned_away++;
    if (now_us - sh->turned_away_at_us < 10 * US_PER_S)
        return;
    sh->turned_away_at_us = now_us;
    log_line(&sh->server->log, LOG_ERROR, "turned-away", STR(""),
             "peers=%llu note=\"no open file is left: raise the limit (ulimit -n)\"",
             (unsigned long long)sh->turned_away);
}

/* A station knocks. */
static void on_accepted(void *ctx, struct tcp *t)
{
    struct shard *sh = ctx;
    if (!t) {
        counter_add(&sh->counters, COUNTER_upgrades_refused_total, 1);
        shard_turned_away(sh);
    } else if (sh->draining) {
        tcp_close(t);
    } else {
        upgrade_begin(sh, t);
    }
}

enum err shard_listen(struct shard *sh, const char *address, int taken, int *port, char why[256])
{
    enum err e = taken >= 0
                     ? tcp_listen_taken(sh->loop, taken, on_accepted, sh, &sh->door, port, why)
                     : tcp_listen(sh->loop, address, on_accepted, sh, &sh->door, port, why);
    if (e == ERR_OK)
        tcp_turn_away_from(sh->door, sh->server->files.unheard);
    return e;
}

/* Shake hands in this loop. */
static void begin_tls(struct shard *sh, struct tcp *t, bool legacy)
{
    const struct server *s = sh->server;
    if (tcp_secure(t, legacy ? s->tls_legacy : s->tls) != ERR_OK)
        tcp_close(t);
    else
        on_accepted(sh, t);
}

/* A path on its way to the loop that shakes hands with it. */
struct stranger {
    struct post post; /* first */
    struct tcp_moved moved;
    bool legacy;
};

/* In the loop that it was sent to. */
static void stranger_arrives(struct shard *sh, struct post *p)
{
    struct stranger *a = (struct stranger *)(void *)p;
    struct tcp *t;
    if (tcp_adopt(sh->loop, a->moved, &t) == ERR_OK)
        begin_tls(sh, t, a->legacy);
    atomic_fetch_sub(&sh->server->n_upgrades, 1); /* it is counted where it has arrived */
    free(a);
}

/* A station knocks that will speak TLS: the loops shake hands in turn, as that is most of the
 * work. */
static void knock_tls(struct shard *sh, struct tcp *t, bool legacy)
{
    struct server *s = sh->server;
    struct shard *shaker = s->shards[sh->next_shaker++ % s->n_shards];
    struct stranger *a = t && shaker != sh && !sh->draining ? malloc(sizeof *a) : NULL;
    if (!t) {
        on_accepted(sh, t);
    } else if (a) {
        *a = (struct stranger){{.arrived = stranger_arrives}, tcp_detach(t), legacy};
        atomic_fetch_add(&s->n_upgrades, 1);
        shard_post(shaker, &a->post);
    } else {
        begin_tls(sh, t, legacy);
    }
}

static void on_accepted_tls(void *ctx, struct tcp *t)
{
    knock_tls(ctx, t, false);
}

static void on_accepted_legacy(void *ctx, struct tcp *t)
{
    knock_tls(ctx, t, true);
}

enum err shard_listen_tls(struct shard *sh, const char *address, bool legacy, int taken, int *port,
                          char why[256])
{
    struct tcp_listener **door = legacy ? &sh->legacy_door : &sh->tls_door;
    void (*accepted)(void *ctx, struct tcp *t) = legacy ? on_accepted_legacy : on_accepted_tls;
    enum err e = taken >= 0 ? tcp_listen_taken(sh->loop, taken, accepted, sh, door, port, why)
                            : tcp_listen(sh->loop, address, accepted, sh, door, port, why);
    if (e == ERR_OK)
        tcp_turn_away_from(*door, sh->server->files.unheard);
    return e;
}

/* The thread of a loop. */
static void *run(void *ctx)
{
    struct shard *sh = ctx;
    char name[16];
    snprintf(name, sizeof name, "loop-%u", sh->number);
    thread_name(name);
    loop_run(sh->loop);
    return NULL;
}

enum err shard_start(struct shard *sh)
{
    return pthread_create(&sh->thread, NULL, run, sh) == 0 ? ERR_OK : ERR_MEMORY;
}

void shard_post(struct shard *sh, struct post *p)
{
    p->next = NULL;
    pthread_mutex_lock(&sh->lock);
    *sh->last_post = p;
    sh->last_post = &p->next;
    pthread_mutex_unlock(&sh->lock);
    loop_wake(sh->loop);
}

/* Other threads want something: messages, jobs, what the writer has made durable. */
static void on_wake(void *ctx)
{
    struct shard *sh = ctx;
    pthread_mutex_lock(&sh->lock);
    struct post *list = sh->inbox;
    sh->inbox = NULL;
    sh->last_post = &sh->inbox;
    pthread_mutex_unlock(&sh->lock);
    while (list) {
        struct post *p = list;
        list = p->next;
        p->arrived(sh, p);
    }
    gate_release(sh->gate);
    if (jobs_run_some(sh))
        loop_wake(sh->loop);
}

/* While draining: has everything ended that can? */
static void drain_check(struct shard *sh)
{
    if (sh->n_conns > 0 && clock_utc_us() >= sh->drain_until_us)
        conn_end_all(sh, STR("the server stops"), true, clock_utc_us());
    if (sh->n_conns == 0 && !sh->upgrades && !sh->jobs && sh->n_errands == 0 && gate_idle(sh->gate))
        loop_stop(sh->loop);
}

/* All that was ready is handled: hand the turn over. */
static void on_turn(void *ctx)
{
    struct shard *sh = ctx;
    orders_run(sh);
    gate_turn(sh->gate);
    if (sh->draining)
        drain_check(sh);
}

/* The clock was set: what waits by it waits as long as it should have. */
static void clock_set(struct shard *sh, int64_t was_us, int64_t now_us)
{
    wheel_shift(&sh->conn_wheel, was_us, now_us);
    wheel_shift(&sh->upgrade_wheel, was_us, now_us);
    conn_clock_set(sh, was_us, now_us);
    sh->drain_until_us = wheel_shifted(sh->drain_until_us, was_us, now_us);
    sh->refusals_at_us = wheel_shifted(sh->refusals_at_us, was_us, now_us);
    sh->turned_away_at_us = wheel_shifted(sh->turned_away_at_us, was_us, now_us);
    sh->rested_us = wheel_shifted(sh->rested_us, was_us, now_us);
    if (sh->number == 0)
        log_line(&sh->server->log, LOG_WARNING, "clock-set", STR(""), "seconds=%lld",
                 (long long)((now_us - was_us) / US_PER_S));
}

/* Was the clock set since the last tick? A clock that is led slowly goes unnoticed, as it should.
 */
static void look_at_clock(struct shard *sh, int64_t now_us)
{
    int64_t mono_us = clock_mono_us(), was_us = mono_us + sh->utc_ahead_us;
    sh->utc_ahead_us = now_us - mono_us;
    if (now_us - was_us > CLOCK_SET_US || was_us - now_us > CLOCK_SET_US)
        clock_set(sh, was_us, now_us);
}

/* A tenth of a second is over: what is due, and memory that nobody has used for a while. */
static void on_tick(void *ctx)
{
    struct shard *sh = ctx;
    int64_t now_us = clock_utc_us();
    look_at_clock(sh, now_us);
    pulse_beat(&sh->server->pulses[PULSE_LOOPS + sh->number], clock_mono_us());
    wheel_run(&sh->conn_wheel, now_us, conn_due, sh);
    wheel_run(&sh->upgrade_wheel, now_us, upgrade_due, sh);
    orders_tick(sh, now_us);
    if (now_us - sh->rested_us < US_PER_S)
        return;
    sh->rested_us = now_us;
    gate_rest(sh->gate);
    if (sh->direct.cap > DIRECT_KEEP)
        grow_free(&sh->direct);
}

/* -- drain -- */

/* In the loop: nobody is let in any more. */
static void doors_close(struct shard *sh, struct post *p)
{
    tcp_unlisten(sh->door);
    tcp_unlisten(sh->tls_door);
    tcp_unlisten(sh->legacy_door);
    sh->door = sh->tls_door = sh->legacy_door = NULL;
    atomic_fetch_sub(&sh->server->n_upgrades, 1);
    free(p);
}

void shard_close_doors(struct shard *sh)
{
    struct post *p = malloc(sizeof *p);
    ASSERT(p);
    p->arrived = doors_close;
    atomic_fetch_add(&sh->server->n_upgrades, 1); /* a door that is open may let one in */
    shard_post(sh, p);
}

struct drain_post {
    struct post post; /* first */
    int64_t until_us;
};

/* In the loop: no more accepts, and an end for all that is open. */
static void drain_arrives(struct shard *sh, struct post *p)
{
    struct drain_post *d = (struct drain_post *)(void *)p;
    sh->draining = true;
    sh->drain_until_us = d->until_us;
    upgrade_drop_all(sh);
    conn_end_all(sh, STR("the server stops"), false, clock_utc_us());
    free(d);
}

void shard_drain(struct shard *sh, int64_t until_us)
{
    struct drain_post *d = malloc(sizeof *d);
    ASSERT(d);
    d->post.arrived = drain_arrives;
    d->until_us = until_us;
    shard_post(sh, &d->post);
}

void shard_join(struct shard *sh)
{
    pthread_join(sh->thread, NULL);
    pulse_rest(&sh->server->pulses[PULSE_LOOPS + sh->number]);
}

void shard_close(struct shard *sh)
{
    if (!sh)
        return;
    loop_close(sh->loop);
    gate_close(sh->gate);
    stations_fini(&sh->stations);
    orders_fini(&sh->desk);
    ws_zlib_close(sh->zlib);
    free(sh->arena.p);
    free(sh->station);
    free(sh->outcome);
    free(sh->scratch);
    free(sh->front);
    grow_free(&sh->direct);
    pthread_mutex_destroy(&sh->lock);
    free(sh);
}

/* -- scratch -- */

struct slot *shard_take(struct shard *sh, struct str identity)
{
    struct server *s = sh->server;
    struct slot *found = stations_find(&sh->stations, identity);
    if (found && str_eq(slot_identity(found), identity))
        return found;
    if (atomic_fetch_add(&s->n_stations, 1) >= (size_t)s->options->max_stations) {
        atomic_fetch_sub(&s->n_stations, 1);
        return NULL;
    }
    found = stations_take(&sh->stations, identity);
    ASSERT(found);
    counter_set(&sh->counters, COUNTER_stations, sh->stations.n);
    return found;
}

void shard_begin(struct shard *sh, const struct slot *slot)
{
    arena_reset(&sh->arena);
    link_outcome_reset(sh->outcome);
    slot_load(slot, sh->station);
    pthread_rwlock_rdlock(&sh->server->world_lock);
}

/* The session that a step is about; empty where it is about none. */
static struct str session_of(const struct step *step)
{
    struct str id = {0};
    for (unsigned i = 0; i < step->n_events && id.n == 0; i++)
        id = event_session(&step->events[i]);
    return id;
}

/* Log a breach. */
static void tell_finding(const struct log *log, struct str station, struct str session,
                         const struct ev_finding *f)
{
    char action[160], path[160], text[160];
    log_line(log, LOG_DEBUG, "finding", station, "%s%.*s%srule=%.*s action=%s path=%s text=%s",
             session.n > 0 ? "session=" : "", STR_ARG(session), session.n > 0 ? " " : "",
             STR_ARG(f->rule), log_quote(f->action, action), log_quote(f->path, path),
             log_quote(f->text, text));
}

/* Log what operators ask for by session: its beginning and end, and breaches. */
static void tell_events(const struct shard *sh, const struct slot *slot, const struct step *step)
{
    const struct log *log = &sh->server->log;
    struct str station = slot_identity(slot);
    char a[160], b[160];
    for (unsigned i = 0; i < step->n_events && log->level >= LOG_INFO; i++) {
        const struct event *e = &step->events[i];
        if (e->kind == EVENT_session_started)
            log_line(log, LOG_INFO, "session-started", station,
                     "session=%.*s transaction=%s evse=%lld", STR_ARG(event_session(e)),
                     log_quote(e->u.session_started.transaction_id, a),
                     (long long)e->u.session_started.evse_id);
        else if (e->kind == EVENT_session_ended)
            log_line(log, LOG_INFO, "session-ended", station,
                     "session=%.*s transaction=%s reason=%s", STR_ARG(event_session(e)),
                     log_quote(e->u.session_ended.transaction_id, a),
                     log_quote(e->u.session_ended.reason, b));
        else if (e->kind == EVENT_finding && log->level >= LOG_DEBUG)
            tell_finding(log, station, session_of(step), &e->u.finding);
    }
}

/* What the events made of sessions counts for tokens that are shown elsewhere. */
static void follow_sessions(struct shard *sh)
{
    struct server *s = sh->server;
    const struct step *step = &sh->outcome->step;
    for (unsigned i = 0; i < step->n_events; i++) {
        if (!running_concerns(&step->events[i]))
            continue;
        pthread_rwlock_wrlock(&s->world_lock);
        running_follow(s->running, s->tokens, sh->station, &step->events[i]);
        pthread_rwlock_unlock(&s->world_lock);
    }
}

bool shard_end(struct shard *sh, struct slot *slot, int64_t now_us, struct str frame_in)
{
    const struct link_outcome *o = sh->outcome;
    pthread_rwlock_unlock(&sh->server->world_lock);
    if (o->step.n_events == 0 && !o->journal_frame)
        return false;
    tell_events(sh, slot, &o->step);
    follow_sessions(sh);
    gate_store(sh->gate,
               &(struct gate_batch){.at_us = now_us,
                                    .station = slot_identity(slot),
                                    .frame_in = o->journal_frame ? frame_in : (struct str){0},
                                    .events = o->step.events,
                                    .n_events = o->step.n_events,
                                    .frames_out = o->frames,
                                    .n_frames_out = o->n_frames});
    if (o->step.n_events > 0)
        slot_store(slot, sh->station, sh->scratch);
    if (o->step.answer.sign.n > 0)
        errand_sign(sh, slot);
    if (sh->station->n_orders > 0)
        orders_ready(sh, slot);
    return true;
}
