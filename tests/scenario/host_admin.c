/* SPDX-License-Identifier: Apache-2.0 */
/* The admin door of the host: what src/apps/adminhttp.c and jobs.c do. */
#include "base/assert.h"
#include "base/random.h"
#include "scenario/host.h"

#define CALL_ARENA (4u << 20)
#define ANSWER_BYTES (4u << 20)

/* Salts of passwords: any will do. */
static void salt(void *ctx, unsigned char out[16])
{
    struct host *h = ctx;
    h->salts++;
    memset(out, (int)(h->salts & 255), 16);
}

/* When a frame of a station was last seen: the page has no use for it. */
static int64_t last_seen(void *ctx, struct str station)
{
    (void)ctx;
    (void)station;
    return 0;
}

/* Lend the rows of quirks. */
static void quirks(void *ctx, void (*see)(void *arg, const struct quirk_rules *rules), void *arg)
{
    (*see)(arg, tokens_quirks(((struct host *)ctx)->tokens));
}

/* A free place for a call. */
static struct host_call *call_new(struct host *h, unsigned number)
{
    unsigned i = 0;
    while (i < HOST_CALLS_MAX && h->calls[i].used)
        i++;
    if (i == HOST_CALLS_MAX)
        host_die("more than %d requests wait", HOST_CALLS_MAX);
    struct host_call *c = &h->calls[i];
    void *arena = c->arena.p ? c->arena.p : malloc(CALL_ARENA);
    char *answer = c->answer ? c->answer : malloc(ANSWER_BYTES);
    ASSERT(arena && answer);
    *c = (struct host_call){.used = true, .number = number, .answer = answer};
    c->arena = arena_over(arena, CALL_ARENA);
    return c;
}

/* It is answered, or nobody waits any more. */
static void call_end(struct host_call *c)
{
    free(c->request);
    free(c->call.out);
    *c = (struct host_call){.arena = c->arena, .answer = c->answer};
}

void host_calls_drop(struct host *h)
{
    for (unsigned i = 0; i < HOST_CALLS_MAX; i++)
        if (h->calls[i].used)
            call_end(&h->calls[i]);
}

/* Give a job its result. */
static void job_end(struct host_call *c, struct job *j, enum err e, struct str answer)
{
    j->e = e;
    j->answer = arena_copy(&c->arena, answer);
    c->left--;
}

/* Register a station, or change what is registered. */
static void run_register(struct host *h, struct host_call *c, struct job *j)
{
    struct host_station *s = host_take(h, j->station);
    struct input in = {.kind = INPUT_REGISTER, .u.registered = j->event.u.station_registered};
    if (j->keep_secret)
        in.u.registered.secret = arena_copy(&c->arena, str_of(s->station.info.secret));
    host_step(h, s, &in);
    bool end = h->outcome.step.answer.close;
    if (end && s->conn)
        host_end(h, s->conn, 1008, h->outcome.step.answer.close_reason);
    job_end(c, j, ERR_OK, STR(""));
}

/* Withdraw a registration. */
static void run_remove(struct host *h, struct host_call *c, struct job *j)
{
    struct host_station *s = host_find(h, j->station);
    struct input in = {.kind = INPUT_REMOVE, .u.removed = j->event.u.station_removed};
    if (!s || s->station.info.standing == standing_REMOVED) {
        job_end(c, j, ERR_NOT_FOUND, STR("no station of this identity is known"));
        return;
    }
    host_step(h, s, &in);
    if (s->conn)
        host_end(h, s->conn, 1008, STR("the registration was withdrawn"));
    job_end(c, j, ERR_OK, STR(""));
}

/* A site or a token. */
static void run_world(struct host *h, struct host_call *c, struct job *j)
{
    host_store(h, (struct str){0}, (struct str){0}, &j->event, 1, NULL, 0);
    job_end(c, j, tokens_apply(h->tokens, &j->event) ? ERR_OK : ERR_FULL, STR(""));
}

/* Place an order or take one back. */
static void run_order(struct host *h, struct host_call *c, struct job *j, const struct input *in)
{
    struct host_station *s = host_find(h, j->station);
    if (!s) {
        job_end(c, j, ERR_NOT_FOUND, STR("no station of this identity is known"));
        return;
    }
    host_step(h, s, in);
    j->order_state = (enum order_state)h->outcome.step.answer.order_state;
    str_copy(j->order_id, sizeof j->order_id, h->outcome.step.answer.order_id);
    job_end(c, j, ERR_OK, h->outcome.step.answer.order_reason);
    host_orders(h, s);
}

/* Whose job a command is. */
struct owner {
    struct host_call *call;
    struct job *job;
};

/* Send a command; it ends in host_command_done. */
static void run_command(struct host *h, struct host_call *c, struct job *j)
{
    struct host_station *s = host_find(h, j->station);
    struct host_conn *conn = s ? s->conn : NULL;
    if (!conn) {
        job_end(c, j, ERR_NOT_FOUND, STR("the station is not connected"));
        return;
    }
    struct link_command *command = calloc(1, sizeof *command + j->payload.n);
    struct owner *owner = arena_take(&c->arena, sizeof *owner);
    ASSERT(command && owner);
    *owner = (struct owner){c, j};
    command->action = j->action;
    command->timeout_us = j->timeout_us;
    command->owner = owner;
    command->n = j->payload.n;
    memcpy(command->payload, j->payload.p, j->payload.n);
    arena_reset(&h->arena);
    link_outcome_reset(&h->outcome);
    link_command(&conn->link, &s->station, &h->world, h->now_us, command, &h->arena, &h->outcome);
    host_outcome(h, conn, (struct str){0});
}

void host_command_done(struct host *h, const struct link_done *done)
{
    struct owner *owner = done->command->owner;
    (void)h;
    if (!owner) { /* of an order: its events say all */
        free(done->command);
        return;
    }
    struct job *j = owner->job;
    j->state = done->state;
    memcpy(j->command_id, done->command->id, sizeof j->command_id);
    job_end(owner->call, j, ERR_OK, done->payload);
    free(done->command);
}

static void run_job(struct host *h, struct host_call *c, struct job *j)
{
    switch (j->kind) {
    case JOB_WORLD:
        run_world(h, c, j);
        return;
    case JOB_REGISTER:
        run_register(h, c, j);
        return;
    case JOB_REMOVE:
        run_remove(h, c, j);
        return;
    case JOB_CSR:
        job_end(c, j, ERR_INVALID, STR("nobody signs in a scenario"));
        return;
    case JOB_COMMAND:
        run_command(h, c, j);
        return;
    case JOB_ORDER:
        run_order(h, c, j,
                  &(struct input){.kind = INPUT_ORDER, .u.order = j->event.u.order_placed});
        return;
    case JOB_CANCEL:
        run_order(h, c, j,
                  &(struct input){.kind = INPUT_CANCEL,
                                  .u.cancel = {j->event.u.order_moved.order_id,
                                               j->event.u.order_moved.reason}});
        return;
    }
}

void host_http(struct host *h, unsigned number, struct str request)
{
    struct host_call *c = call_new(h, number);
    c->request = malloc(request.n + 1);
    c->call.out = malloc(sizeof *c->call.out);
    ASSERT(c->request && c->call.out);
    memcpy(c->request, request.p, request.n);
    *c->call.out = buf_over(c->answer, ANSWER_BYTES);
    c->call.arena = &c->arena;
    if (http_request(str_make(c->request, request.n), &c->call.head) != HTTP_OK)
        host_die("request %u is no HTTP", number);
    c->call.body = str_skip(str_make(c->request, request.n), c->call.head.bytes);
    h->admin.random = salt;
    h->admin.last_seen = last_seen;
    h->admin.quirks = quirks;
    h->admin.ctx = h;
    h->admin.version = "scenario";
    if (admin_request(&h->admin, &c->call, h->now_us))
        return;
    c->left = c->call.n_jobs;
    for (size_t i = 0; i < c->call.n_jobs; i++)
        run_job(h, c, &c->call.jobs[i]);
}

void host_answers(struct host *h,
                  void (*said)(void *ctx, unsigned number, int status, struct str body), void *ctx)
{
    for (unsigned i = 0; i < HOST_CALLS_MAX; i++) {
        struct host_call *c = &h->calls[i];
        if (!c->used || c->left > 0)
            continue;
        if (c->call.n_jobs > 0)
            admin_resume(&h->admin, &c->call, h->now_us);
        said(ctx, c->number, c->call.status, buf_str(c->call.out));
        call_end(c);
    }
}
