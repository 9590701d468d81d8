/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting a group over the threads, and what each kind of job does there. */
#include "apps/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "apps/conn.h"
#include "apps/grow.h"
#include "base/assert.h"
#include "base/time.h"
#include "csms/quirks.h"
#include "os/clock.h"

#define JOBS_A_TURN 512 /* so that stations need not wait for an import */

struct job_group {
    struct write_request request; /* the world events */
    struct server *server;
    struct buf batches;
    _Atomic size_t left; /* jobs on their way, and 1 while they are sent off */
    _Atomic uint64_t behind;
    void (*finished)(void *ctx);
    void *ctx;
    size_t n;
    struct job_run runs[];
};

struct job_post {
    struct post post; /* first */
    struct job_run *first;
};

/* n jobs of the group are through. */
static void group_less(struct job_group *g, size_t n)
{
    if (n > 0 && atomic_fetch_sub_explicit(&g->left, n, memory_order_acq_rel) == n)
        g->finished(g->ctx);
}

/* The group's result is stored up to this position. */
static void group_behind(struct job_group *g, uint64_t position)
{
    uint64_t was = atomic_load_explicit(&g->behind, memory_order_relaxed);
    while (was < position && !atomic_compare_exchange_weak(&g->behind, &was, position))
        ;
}

/* -- world events -- */

/* Is it about the world, not a station? */
static bool is_world(const struct job *j)
{
    return j->kind == JOB_WORLD;
}

/* Is there room for it in the token table, behind *fresh new tokens of the group? Asked before the
 * event is stored, as nothing stored is taken back. */
static bool world_fits(const struct server *s, const struct job *j, size_t *fresh)
{
    if (j->event.kind == EVENT_quirk_ruled)
        return quirks_fit(tokens_quirks(s->tokens), &j->event.u.quirk_ruled);
    if (j->event.kind != EVENT_token_set || tokens_find(s->tokens, j->event.u.token_set.id_token))
        return true;
    return tokens_count(s->tokens) + (*fresh)++ < (size_t)s->options->max_tokens;
}

/* In the writer's thread: the events are durable, so they count. */
static void world_durable(void *ctx, struct write_request *r)
{
    struct job_group *g = ctx;
    size_t done = 0;
    pthread_rwlock_wrlock(&g->server->world_lock);
    for (size_t i = 0; i < g->n; i++) {
        struct job *j = g->runs[i].job;
        if (!is_world(j))
            continue;
        if (j->e == ERR_OK && !tokens_apply(g->server->tokens, &j->event))
            j->e = ERR_FULL;
        done++;
    }
    pthread_rwlock_unlock(&g->server->world_lock);
    group_behind(g, r->behind);
    group_less(g, done);
}

/* Append the event of a world job as a batch of its own. */
static void world_build(struct job_group *g, const struct job *j, int64_t now_us)
{
    struct buf *b = &g->batches;
    char packed[4096];
    struct buf event = buf_over(packed, sizeof packed);
    event_pack(&j->event, &event);
    ASSERT(!event.full);
    grow_room(b, event.n + 256);
    size_t began = b->n;
    journal_build_begin(b, now_us, STR(""));
    journal_build_add(b, (uint8_t)j->event.kind, buf_str(&event));
    journal_build_end(b, began);
    ASSERT(!b->full);
}

/* Send the world events of the group to the writer; how many jobs were refused right here. */
static void start_world(struct job_group *g)
{
    struct server *s = g->server;
    int64_t now_us = clock_utc_us();
    size_t jobs = 0, fresh = 0;
    pthread_rwlock_rdlock(&s->world_lock);
    for (size_t i = 0; i < g->n; i++) {
        struct job *j = g->runs[i].job;
        if (!is_world(j))
            continue;
        j->e = world_fits(s, j, &fresh) ? ERR_OK : ERR_FULL;
        if (j->e == ERR_OK)
            world_build(g, j, now_us);
        jobs++;
    }
    pthread_rwlock_unlock(&s->world_lock);
    if (g->batches.n == 0) {
        group_less(g, jobs);
        return;
    }
    g->request.batches = buf_str(&g->batches);
    g->request.durable = world_durable;
    g->request.ctx = g;
    writer_put(s->writer, &g->request);
}

/* -- groups -- */

static void jobs_arrive(struct shard *sh, struct post *p)
{
    struct job_post *jp = (struct job_post *)(void *)p;
    *sh->last_job = jp->first;
    while (*sh->last_job)
        sh->last_job = &(*sh->last_job)->next;
    free(jp);
}

struct job_group *jobs_start(struct server *s, struct job *jobs, size_t n,
                             void (*finished)(void *ctx), void *ctx)
{
    struct job_group *g = calloc(1, sizeof *g + n * sizeof *g->runs);
    struct job_run *first[SERVER_SHARDS_MAX] = {0}, **last[SERVER_SHARDS_MAX];
    ASSERT(g);
    g->server = s;
    g->finished = finished;
    g->ctx = ctx;
    g->n = n;
    atomic_init(&g->left, n + 1);
    for (unsigned i = 0; i < s->n_shards; i++)
        last[i] = &first[i];
    for (size_t i = 0; i < n; i++) {
        struct job_run *r = &g->runs[i];
        r->job = &jobs[i];
        r->group = g;
        if (is_world(r->job))
            continue;
        unsigned owner = server_shard(s, r->job->station)->number;
        *last[owner] = r;
        last[owner] = &r->next;
    }
    for (unsigned i = 0; i < s->n_shards; i++) {
        if (!first[i])
            continue;
        struct job_post *p = malloc(sizeof *p);
        ASSERT(p);
        p->post.arrived = jobs_arrive;
        p->first = first[i];
        shard_post(s->shards[i], &p->post);
    }
    start_world(g);
    group_less(g, 1);
    return g;
}

uint64_t jobs_finish(struct job_group *g, struct arena *arena)
{
    uint64_t behind = atomic_load(&g->behind);
    for (size_t i = 0; i < g->n; i++) {
        struct job_run *r = &g->runs[i];
        if (r->answer)
            r->job->answer = arena_copy(arena, r->job->answer);
        free(r->answer);
    }
    grow_free(&g->batches);
    free(g);
    return behind;
}

/* -- in the shard -- */

/* Behind the gate: the job is through. */
static void run_happens(void *owner, struct str bytes, int64_t came_us)
{
    struct job_run *r = owner;
    (void)bytes;
    (void)came_us;
    group_behind(r->group, journal_durable(r->group->server->journal));
    group_less(r->group, 1);
}

/* Give a job its result, once all before it is stored. */
static void run_end(struct shard *sh, struct job_run *r, enum err e, struct str answer,
                    int64_t now_us)
{
    r->job->e = e;
    if (answer.n > 0 && (r->answer = malloc(answer.n))) {
        memcpy(r->answer, answer.p, answer.n);
        r->job->answer = str_make(r->answer, answer.n);
    }
    gate_put(sh->gate, run_happens, r, now_us);
}

/* JOB_REGISTER: make the station where it is missing, and tell it. */
static void run_register(struct shard *sh, struct job_run *r, int64_t now_us)
{
    struct slot *slot = shard_take(sh, r->job->station);
    char reason[128] = "", secret[SECRET_MAX];
    if (!slot) {
        run_end(sh, r, ERR_FULL, STR("max_stations is reached"), now_us);
        return;
    }
    struct input in = {.kind = INPUT_REGISTER, .u.registered = r->job->event.u.station_registered};
    shard_begin(sh, slot);
    str_copy(secret, sizeof secret, str_of(sh->station->info.secret));
    if (r->job->keep_secret)
        in.u.registered.secret = str_of(secret);
    station_step(sh->station, &sh->server->world, now_us, &in, &sh->arena, &sh->outcome->step);
    bool end = sh->outcome->step.answer.close;
    str_copy(reason, sizeof reason, sh->outcome->step.answer.close_reason);
    shard_end(sh, slot, now_us, (struct str){0});
    if (end && slot->conn)
        conn_end(slot->conn, WS_CLOSE_POLICY, str_of(reason), now_us);
    run_end(sh, r, ERR_OK, STR(""), now_us);
}

/* JOB_REMOVE: withdraw the registration and end the connection. */
static void run_remove(struct shard *sh, struct job_run *r, int64_t now_us)
{
    struct slot *slot = stations_find(&sh->stations, r->job->station);
    if (slot)
        slot_load(slot, sh->station);
    if (!slot || sh->station->info.standing == standing_REMOVED ||
        sh->station->info.standing == standing_UNKNOWN) {
        run_end(sh, r, ERR_NOT_FOUND, STR("no station of this identity is known"), now_us);
        return;
    }
    struct input in = {.kind = INPUT_REMOVE};
    shard_begin(sh, slot);
    station_step(sh->station, &sh->server->world, now_us, &in, &sh->arena, &sh->outcome->step);
    shard_end(sh, slot, now_us, (struct str){0});
    if (slot->conn)
        conn_end(slot->conn, WS_CLOSE_POLICY, STR("the registration was withdrawn"), now_us);
    run_end(sh, r, ERR_OK, STR(""), now_us);
}

/* JOB_ORDER: place an order; JOB_CANCEL: take one back. */
static void run_order(struct shard *sh, struct job_run *r, const struct input *in, int64_t now_us)
{
    struct slot *slot = stations_find(&sh->stations, r->job->station);
    if (!slot) {
        run_end(sh, r, ERR_NOT_FOUND, STR("no station of this identity is known"), now_us);
        return;
    }
    shard_begin(sh, slot);
    station_step(sh->station, &sh->server->world, now_us, in, &sh->arena, &sh->outcome->step);
    const struct step *step = &sh->outcome->step;
    r->job->order_state = (enum order_state)step->answer.order_state;
    str_copy(r->job->order_id, sizeof r->job->order_id, step->answer.order_id);
    struct str reason = step->answer.order_reason;
    shard_end(sh, slot, now_us, (struct str){0});
    run_end(sh, r, ERR_OK, reason, now_us);
}

/* JOB_ORDER. */
static void run_place(struct shard *sh, struct job_run *r, int64_t now_us)
{
    struct input in = {.kind = INPUT_ORDER, .u.order = r->job->event.u.order_placed};
    run_order(sh, r, &in, now_us);
}

/* JOB_CANCEL. */
static void run_cancel(struct shard *sh, struct job_run *r, int64_t now_us)
{
    struct input in = {.kind = INPUT_CANCEL};
    in.u.cancel.order_id = r->job->event.u.order_moved.order_id;
    in.u.cancel.reason = r->job->event.u.order_moved.reason;
    run_order(sh, r, &in, now_us);
}

/* JOB_CSR: tell the step; the CA signs behind it. */
static void run_csr(struct shard *sh, struct job_run *r, int64_t now_us)
{
    struct slot *slot = stations_find(&sh->stations, r->job->station);
    char why[128] = "";
    if (!slot) {
        run_end(sh, r, ERR_NOT_FOUND, STR("no station of this identity is known"), now_us);
        return;
    }
    struct input in = {.kind = INPUT_CSR_JUDGED, .u.csr.moved = r->job->event.u.csr_moved};
    shard_begin(sh, slot);
    station_step(sh->station, &sh->server->world, now_us, &in, &sh->arena, &sh->outcome->step);
    str_copy(why, sizeof why, sh->outcome->step.answer.why_not);
    shard_end(sh, slot, now_us, (struct str){0});
    run_end(sh, r, why[0] != '\0' ? ERR_INVALID : ERR_OK, str_of(why), now_us);
}

/* JOB_COMMAND: give it to the link of the newest connection; it ends in job_command_done. */
static void run_command(struct shard *sh, struct job_run *r, int64_t now_us)
{
    struct job *j = r->job;
    struct slot *slot = stations_find(&sh->stations, j->station);
    if (!slot || !slot->conn) {
        run_end(sh, r, ERR_NOT_FOUND,
                slot ? STR("the station is not connected") : STR("no such station"), now_us);
        return;
    }
    struct link_command *c = calloc(1, sizeof *c + j->payload.n);
    ASSERT(c);
    c->action = j->action;
    c->timeout_us =
        j->timeout_us > 0 ? j->timeout_us : sh->server->options->call_timeout * US_PER_S;
    c->owner = r;
    c->n = j->payload.n;
    memcpy(c->payload, j->payload.p, c->n);
    conn_command(slot->conn, c, now_us);
}

void job_command_done(struct shard *sh, const struct link_done *done, int64_t now_us)
{
    struct job_run *r = done->command->owner;
    if (done->state != command_state_ANSWERED)
        counter_add(&sh->counters, COUNTER_commands_failed_total, 1);
    if (!r) {
        free(done->command);
        return;
    }
    r->job->state = done->state;
    memcpy(r->job->command_id, done->command->id, sizeof r->job->command_id);
    run_end(sh, r, ERR_OK, done->payload, now_us);
    free(done->command);
}

bool jobs_run_some(struct shard *sh)
{
    int64_t now_us = clock_utc_us();
    for (unsigned i = 0; i < JOBS_A_TURN && sh->jobs; i++) {
        struct job_run *r = sh->jobs;
        sh->jobs = r->next;
        if (!sh->jobs)
            sh->last_job = &sh->jobs;
        r->next = NULL;
        switch (r->job->kind) {
        case JOB_REGISTER:
            run_register(sh, r, now_us);
            break;
        case JOB_REMOVE:
            run_remove(sh, r, now_us);
            break;
        case JOB_CSR:
            run_csr(sh, r, now_us);
            break;
        case JOB_COMMAND:
            run_command(sh, r, now_us);
            break;
        case JOB_ORDER:
            run_place(sh, r, now_us);
            break;
        case JOB_CANCEL:
            run_cancel(sh, r, now_us);
            break;
        case JOB_WORLD:
            ASSERT(r->job->kind != JOB_WORLD);
            break;
        }
    }
    return sh->jobs != NULL;
}
