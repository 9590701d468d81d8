/* SPDX-License-Identifier: Apache-2.0 */
/* Batches: the orders that were placed together, counted by state, and ended together. */
#include "doors/admin_call.h"

#include <string.h>

#include "base/assert.h"

/* A batch as counted. */
struct tally {
    struct json_writer w;
    int64_t total, open;
};

/* Is an order in that state still under way? */
static bool is_open(struct str state)
{
    return str_is(state, "scheduled") || str_is(state, "queued") || str_is(state, "sent") ||
           str_is(state, "awaited");
}

/* One state and how many are in it. */
static void each_state(void *ctx, struct str state, struct str count)
{
    struct tally *t = ctx;
    int64_t n = 0;
    if (!str_int(count, &n))
        n = 0;
    json_key(&t->w, state);
    json_int(&t->w, n);
    t->total += n;
    t->open += is_open(state) ? n : 0;
}

/* Write {"batch_id","states":{..},"total","open"}. */
static void write_batch(struct request *r, int64_t cancelled)
{
    struct tally t = {.w = admin_answer_json(r, 200)};
    json_object(&t.w);
    json_pair(&t.w, "batch_id", r->id);
    if (cancelled >= 0)
        json_pair_int(&t.w, "cancelled", cancelled);
    json_key(&t.w, STR("states"));
    json_object(&t.w);
    enum err e = views_batch(r->a->views, r->id, each_state, &t);
    json_object_end(&t.w);
    json_pair_int(&t.w, "total", t.total);
    json_pair_int(&t.w, "open", t.open);
    json_object_end(&t.w);
    if (e != ERR_OK)
        admin_answer_views(r, e, STR(""));
    else if (t.total == 0)
        admin_answer_error(r, 404, "no-such-batch", r->id, "there is no batch of this id");
}

bool admin_batch_read(struct request *r)
{
    if (admin_page_views(r))
        write_batch(r, -1);
    return true;
}

void admin_batch_gather(void *ctx, struct str first, struct str second)
{
    struct gathered *g = ctx;
    struct gathered_pair *p = arena_take(g->arena, sizeof *p);
    if (p)
        *p = (struct gathered_pair){.first = arena_copy(g->arena, first),
                                    .second = arena_copy(g->arena, second)};
    if (!p || p->first.n < first.n || p->second.n < second.n) {
        g->full = true;
        return;
    }
    *(g->last ? &g->last->next : &g->pairs) = p;
    g->last = p;
    g->n++;
}

/* Make the jobs that take the orders back. */
static bool cancel_jobs(struct request *r, const struct gathered *g)
{
    struct job *jobs = arena_take(r->c->arena, g->n * sizeof *jobs);
    if (g->full || !jobs) {
        admin_answer_full(r);
        return false;
    }
    memset(jobs, 0, g->n * sizeof *jobs);
    for (const struct gathered_pair *p = g->pairs; p; p = p->next) {
        struct job *j = &jobs[r->c->n_jobs++];
        j->kind = JOB_CANCEL;
        j->station = p->second;
        j->event.kind = EVENT_order_moved;
        j->event.u.order_moved.order_id = p->first;
        j->event.u.order_moved.reason = STR("its batch was aborted");
    }
    r->c->jobs = jobs;
    return true;
}

bool admin_batch_abort(struct request *r)
{
    struct gathered g = {.arena = r->c->arena};
    if (!admin_page_views(r))
        return true;
    enum err e = views_batch_waiting(r->a->views, r->id, admin_batch_gather, &g);
    if (e != ERR_OK) {
        admin_answer_views(r, e, STR(""));
        return true;
    }
    if (g.n > 0)
        return !cancel_jobs(r, &g);
    write_batch(r, 0);
    return true;
}

void admin_batch_abort_done(struct request *r)
{
    int64_t n = 0;
    for (size_t i = 0; i < r->c->n_jobs; i++)
        n += r->c->jobs[i].e == ERR_OK && r->c->jobs[i].order_state == order_state_CANCELLED;
    if (r->c->jobs[0].e == ERR_CLOSED)
        admin_write_failed(r, &r->c->jobs[0], r->id);
    else
        write_batch(r, n);
}
