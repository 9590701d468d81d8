/* SPDX-License-Identifier: Apache-2.0 */
/* From the disk to the shards, and from the disk to the next snapshot. */
#include "apps/recover.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "apps/fold.h"
#include "apps/grow.h"
#include "apps/orders.h"
#include "apps/shard.h"
#include "base/assert.h"
#include "csms/running.h"
#include "os/clock.h"

/* Batches that say of stations which were connected that they are not. */
struct cuts {
    struct fold *fold;
    struct buf batches;
    size_t n;
    struct step step;
    char memory[2 * STEP_ARENA_MIN];
};

/* Append the step's events as a batch. */
static void cut_batch(struct cuts *c, struct str identity, int64_t now_us)
{
    char packed[1024];
    size_t began;
    grow_room(&c->batches, 1024 + sizeof packed * c->step.n_events);
    began = c->batches.n;
    journal_build_begin(&c->batches, now_us, identity);
    for (unsigned i = 0; i < c->step.n_events; i++) {
        const struct event *e = &c->step.events[i];
        struct buf event = buf_over(packed, sizeof packed);
        event_pack(e, &event);
        ASSERT(!event.full);
        journal_build_add(&c->batches, (uint8_t)e->kind, buf_str(&event));
    }
    journal_build_end(&c->batches, began);
    ASSERT(!c->batches.full);
}

/* A station that was connected when the server died gets the end of its connection; what was on the
 * wire is sent again or has failed. */
static void cut_slot(void *ctx, struct slot *slot)
{
    struct cuts *c = ctx;
    struct station *station = c->fold->station;
    slot_load(slot, station);
    if (!station->info.connected)
        return;
    int64_t now_us = clock_utc_us();
    struct input in = {.kind = INPUT_CLOSED,
                       .u.closed = {.generation = station->info.generation,
                                    .code = 1006,
                                    .reason = STR("the server restarted")}};
    struct arena arena = arena_over(c->memory, sizeof c->memory);
    station_step(station, &(struct world){0}, now_us, &in, &arena, &c->step);
    cut_batch(c, slot_identity(slot), now_us);
    slot_store(slot, station, c->fold->scratch);
    c->n++;
}

static void on_cut(void *ctx, struct write_request *r)
{
    (void)ctx;
    (void)r;
}

/* Who was connected when the server ended is not any more: store that. */
static size_t cut_connections(struct server *s, struct fold *f)
{
    struct cuts *c = calloc(1, sizeof *c);
    ASSERT(c);
    c->fold = f;
    stations_each(&f->stations, cut_slot, c);
    size_t n = c->n;
    if (n > 0) {
        struct write_request r = {.batches = buf_str(&c->batches), .durable = on_cut};
        writer_put(s->writer, &r);
        writer_wait(s->writer, &r);
    }
    grow_free(&c->batches);
    free(c);
    return n;
}

struct dealing {
    struct server *server;
};

static void deal_slot(void *ctx, struct slot *slot)
{
    struct server *s = ((struct dealing *)ctx)->server;
    struct shard *sh = server_shard(s, slot_identity(slot));
    ASSERT(stations_insert(&sh->stations, slot));
    if (slot_has_orders(slot))
        orders_ready(sh, slot);
}

/* Make the shards and give each its stations. */
static enum err open_shards(struct server *s, struct fold *f)
{
    struct dealing d = {s};
    for (int64_t i = 0; i < s->options->loops; i++) {
        enum err e = shard_open(s, (unsigned)i, &s->shards[i]);
        if (e != ERR_OK)
            return e;
        s->n_shards++;
        s->blocks[s->n_blocks++] = &s->shards[i]->counters;
    }
    atomic_store(&s->n_stations, f->stations.n);
    stations_each(&f->stations, deal_slot, &d);
    stations_forget(&f->stations);
    for (unsigned i = 0; i < s->n_shards; i++)
        counter_set(&s->shards[i]->counters, COUNTER_stations, s->shards[i]->stations.n);
    return ERR_OK;
}

struct counting {
    struct server *server;
    struct fold *fold;
};

/* The open sessions of a station. */
static void count_slot(void *ctx, struct slot *slot)
{
    const struct counting *c = ctx;
    if (slot_rests(slot))
        return;
    slot_load(slot, c->fold->station);
    running_station(c->server->running, c->server->tokens, c->fold->station);
}

/* Count which tokens have sessions open. */
static enum err count_running(struct server *s, struct fold *f)
{
    struct counting c = {s, f};
    s->running = running_open();
    s->world.running = s->running;
    if (!s->running)
        return ERR_MEMORY;
    stations_each(&f->stations, count_slot, &c);
    return ERR_OK;
}

bool recover_beat(void *ctx)
{
    struct server *s = ctx;
    pulse_beat(&s->pulses[PULSE_MAIN], clock_mono_us());
    return false;
}

enum err recover_stations(struct server *s, uint64_t *snapshot, char why[256])
{
    struct fold *f;
    int64_t began = clock_mono_us();
    enum err e = fold_open((size_t)s->options->max_tokens, &f);
    if (e != ERR_OK)
        return e;
    f->ahead = s->threads;
    e = fold_snapshot(f, s->disk, &s->log);
    if (e == ERR_OK && f->position > journal_durable(s->journal)) {
        snprintf(why, 256,
                 "the snapshot stands for position %" PRIu64 ", the journal ends at %" PRIu64
                 ": a part of it is missing",
                 f->position, journal_durable(s->journal));
        e = ERR_CORRUPT;
    }
    if (e == ERR_OK)
        e = fold_journal(f, s->disk, NULL, recover_beat, s, why);
    if (e == ERR_OK) {
        *snapshot = f->began;
        size_t broken = fold_check(f, &s->log), cut = cut_connections(s, f);
        log_line(&s->log, broken ? LOG_ERROR : LOG_INFO, "recovered", STR(""),
                 "stations=%zu tokens=%zu tokens_lost=%" PRIu64 " snapshot=%" PRIu64
                 " batches=%" PRIu64 " connections_cut=%zu broken=%zu ms=%lld",
                 f->stations.n, tokens_count(f->tokens), f->lost, f->began, f->batches, cut, broken,
                 (long long)((clock_mono_us() - began) / 1000));
        s->tokens = f->tokens;
        s->world.tokens = f->tokens;
        f->tokens = NULL;
        e = count_running(s, f);
    }
    if (e == ERR_OK)
        e = open_shards(s, f);
    fold_close(f);
    pulse_rest(&s->pulses[PULSE_MAIN]);
    return e;
}

/* -- snapshots -- */

/* The fold is asked with one context for both its questions. */
static uint64_t durable_now(void *ctx)
{
    return journal_durable(((struct server *)ctx)->journal);
}

void recover_snapshot(struct server *s, uint64_t *snapshot, bool (*stop)(void *ctx))
{
    struct fold *f = NULL;
    char why[256] = "";
    int64_t began = clock_mono_us();
    if (journal_durable(s->journal) == *snapshot)
        return;
    enum err e = fold_open((size_t)s->options->max_tokens, &f);
    if (e == ERR_OK)
        e = fold_snapshot(f, s->disk, &s->log);
    if (e == ERR_OK)
        e = fold_journal(f, s->disk, durable_now, stop, s, why);
    if (e == ERR_OK)
        e = fold_save(f, s->disk);
    if (e == ERR_OK) {
        *snapshot = f->position;
        atomic_store(&s->snapshot_us, clock_mono_us());
        log_line(&s->log, LOG_INFO, "snapshot", STR(""),
                 "position=%" PRIu64 " stations=%zu batches=%" PRIu64 " ms=%lld", f->position,
                 f->stations.n, f->batches, (long long)((clock_mono_us() - began) / 1000));
    } else if (e != ERR_CLOSED) {
        log_line(&s->log, LOG_WARNING, "snapshot-failed", STR(""), "error=\"%s\" why=\"%s\"",
                 err_text(e), why);
    }
    fold_close(f);
    pulse_rest(&s->pulses[PULSE_MAIN]);
}
