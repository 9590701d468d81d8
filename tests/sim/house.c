/* SPDX-License-Identifier: Apache-2.0 */
/* The server's lives: start, death, drain. What runs in between is src/apps. */
#include <stdlib.h>
#include <string.h>

#include "apps/conn.h"
#include "base/assert.h"
#include "csms/running.h"
#include "sim/world.h"

#define START_AGAIN_US (5 * US_PER_S)

/* The views' next look at the journal, as their thread would have it; sometimes it is interrupted
 * before it has stored what it folded. */
static void views_look(struct sim *s, void *ctx, uint64_t epoch)
{
    struct house *h = &s->house;
    (void)ctx;
    if (h->epoch != epoch || h->ghost || !h->server)
        return;
    enum err e = ERR_OK;
    uint64_t most = random_below(&s->random, 400);
    for (uint64_t i = 0; i < most && e == ERR_OK; i++)
        e = follow_next(&h->follow);
    if (e == ERR_OK || (e == ERR_NOT_FOUND && random_chance(&s->random, 700000)))
        e = follow_commit(&h->follow);
    if (e != ERR_OK && e != ERR_NOT_FOUND && !simdisk_is_off(s->disk))
        sim_fail(s, "views", "%s: %s / %s", err_text(e), views_why(h->follow.views),
                 journal_reader_why(h->follow.reader));
    agenda_put(&s->agenda, sim_soon(s, 10 * US_PER_MS, 60 * US_PER_S), views_look, NULL, epoch);
}

/* A snapshot is made. */
static void snapshot_due(struct sim *s, void *ctx, uint64_t epoch)
{
    struct house *h = &s->house;
    (void)ctx;
    if (h->epoch != epoch || h->ghost || !h->server)
        return;
    recover_snapshot(h->server, &h->snapshot, NULL);
    agenda_put(&s->agenda, sim_soon(s, 30 * US_PER_S, 900 * US_PER_S), snapshot_due, NULL, epoch);
}

bool house_view(struct sim *s)
{
    enum err e = ERR_OK;
    while (e == ERR_OK)
        e = follow_next(&s->house.follow);
    if (e == ERR_NOT_FOUND)
        e = follow_commit(&s->house.follow);
    return e == ERR_OK;
}

/* Free all that a server held; its loop has come to rest, or never ran. */
static void take_apart(struct sim *s)
{
    struct house *h = &s->house;
    struct server *v = h->server;
    follow_close(&h->follow);
    writer_close(v->writer);
    for (unsigned i = 0; i < v->n_shards; i++)
        shard_close(v->shards[i]);
    if (v->tokens)
        tokens_close(v->tokens);
    running_close(v->running);
    journal_close(v->journal);
    pthread_rwlock_destroy(&v->world_lock);
    free(v);
    h->server = NULL;
    s->net.accepted = NULL;
    h->ghost = h->draining = false;
    h->epoch++;
}

/* The disk works again. */
static void revive(struct sim *s)
{
    simdisk_resume(s->disk);
    s->house.sync_fails = false;
}

static void start_again(struct sim *s, void *ctx, uint64_t epoch)
{
    (void)ctx;
    if (!s->house.server && s->house.epoch == epoch)
        house_start(s);
}

/* The dead are taken apart, the disk comes back, and after a while the server does. */
static void bury(struct sim *s, void *ctx, uint64_t epoch)
{
    struct house *h = &s->house;
    (void)ctx;
    if (!h->server || h->epoch != epoch)
        return; /* it died while it started, and is taken apart already */
    if (h->server->n_shards > 0 && s->net.loop) {
        writer_let_go(h->server->writer);
        shard_drain(h->server->shards[0], 0);
        kernel_bury(s);
    }
    take_apart(s);
    if (h->power)
        simdisk_restart(s->disk);
    revive(s);
    agenda_put(&s->agenda, sim_soon(s, US_PER_S, 90 * US_PER_S), start_again, NULL, h->epoch);
}

void house_dies(struct sim *s, bool power, const char *how)
{
    struct house *h = &s->house;
    if (!h->server || h->ghost)
        return;
    h->ghost = true;
    h->power = power;
    s->crashes++;
    sim_tell(s, "the server dies: %s%s", how, power ? ", without power" : "");
    net_server_gone(s, !power);
    agenda_put(&s->agenda, s->now_us, bury, NULL, h->epoch);
}

/* A start that did not succeed: the process ends, and is started again. */
static void start_failed(struct sim *s, enum err e)
{
    struct house *h = &s->house;
    bool power = simdisk_is_off(s->disk);
    sim_tell(s, "the start fails: %s %s", err_text(e), h->why);
    if (!power && !h->full && !h->sync_fails && !h->ghost)
        sim_fail(s, "start", "the server can't start: %s %s", err_text(e), h->why);
    h->ghost = true;
    take_apart(s);
    if (power)
        simdisk_restart(s->disk);
    revive(s);
    agenda_put(&s->agenda, s->now_us + START_AGAIN_US, start_again, NULL, h->epoch);
}

/* Journal, writer, views, stations: in the order of serve.c. */
static enum err open_all(struct sim *s)
{
    struct house *h = &s->house;
    struct server *v = h->server;
    enum err e = journal_open(
        v->disk, (struct journal_options){.segment_bytes = (uint64_t)v->options->segment_size},
        &v->journal, h->why);
    if (e == ERR_OK)
        e = writer_open(v->journal, &v->log, &v->counters, NULL, &v->writer);
    if (e == ERR_OK)
        e = follow_open(&h->follow, v, (struct views_pace){0}, h->why);
    if (e == ERR_OK)
        e = recover_stations(v, &h->snapshot, h->why);
    return e;
}

void house_start(struct sim *s)
{
    struct house *h = &s->house;
    struct server *v = h->server = calloc(1, sizeof *v);
    int port;
    ASSERT(v);
    h->why[0] = '\0';
    v->options = &s->options;
    v->log = log_of(s->o.verbose ? "warning" : "error");
    v->disk = simdisk_disk(s->disk);
    ASSERT(pthread_rwlock_init(&v->world_lock, NULL) == 0);
    v->blocks[v->n_blocks++] = &v->counters;
    v->files = server_files(UINT64_MAX);
    server_rules(v);
    h->follow = (struct follow){0};
    enum err e = open_all(s);
    if (e != ERR_OK || h->ghost) {
        start_failed(s, e);
        return;
    }
    checks_recovered(s);
    if (shard_listen(v->shards[0], "", -1, &port, h->why) != ERR_OK)
        sim_fail(s, "start", "no door: %s", h->why);
    atomic_store(&v->stage, SERVER_READY);
    sim_tell(s, "the server is up at position %llu",
             (unsigned long long)journal_durable(v->journal));
    agenda_put(&s->agenda, sim_soon(s, 0, US_PER_S), views_look, NULL, h->epoch);
    agenda_put(&s->agenda, sim_soon(s, 30 * US_PER_S, 600 * US_PER_S), snapshot_due, NULL,
               h->epoch);
}

/* Has the drained loop come to rest? Then the rest of the end. */
static void drained(struct sim *s, void *ctx, uint64_t epoch)
{
    struct house *h = &s->house;
    (void)ctx;
    if (h->epoch != epoch || h->ghost || !h->server)
        return;
    if (!kernel_stopped(s->net.loop)) {
        agenda_put(&s->agenda, s->now_us + 100 * US_PER_MS, drained, NULL, epoch);
        return;
    }
    if (!house_view(s))
        sim_fail(s, "views", "%s", views_why(h->follow.views));
    recover_snapshot(h->server, &h->snapshot, NULL);
    sim_tell(s, "the server ends in good order");
    net_server_gone(s, true);
    take_apart(s);
    revive(s);
    agenda_put(&s->agenda, sim_soon(s, US_PER_S, 20 * US_PER_S), start_again, NULL, h->epoch);
}

void house_drain(struct sim *s)
{
    struct house *h = &s->house;
    if (!h->server || h->ghost || h->draining)
        return;
    h->draining = true;
    atomic_store(&h->server->stage, SERVER_DRAINING);
    shard_drain(h->server->shards[0], s->now_us + s->options.drain_timeout * US_PER_S);
    agenda_put(&s->agenda, s->now_us + 100 * US_PER_MS, drained, NULL, h->epoch);
}

void house_close(struct sim *s)
{
    struct house *h = &s->house;
    if (!h->server)
        return;
    h->ghost = true;
    if (h->server->n_shards > 0 && s->net.loop) {
        writer_let_go(h->server->writer);
        shard_drain(h->server->shards[0], 0);
        kernel_bury(s);
    }
    take_apart(s);
}
