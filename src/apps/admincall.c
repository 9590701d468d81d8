/* SPDX-License-Identifier: Apache-2.0 */
/* The door is asked, its jobs are sent off, and the door is asked again. */
#include "apps/admincall.h"

#include <stdlib.h>

#include "apps/health.h"
#include "apps/jobs.h"
#include "os/clock.h"
#include "base/time.h"

#define ANSWER_MAX (256u << 20)
#define ARENA_FIRST (1u << 20)
#define ARENA_PER_BYTE 48        /* a row of an import is a job of several hundred bytes */
#define VIEWED_US (2 * US_PER_S) /* an answer waits for the views at most so long */

struct admincall {
    struct admin_call admin; /* first */
    struct adminclient *client;
    struct arena arena;
    struct job_group *group;
    _Atomic bool through; /* all its jobs are */
    bool finished;        /* and their results are here */
    bool last;            /* the connection ends behind it: the body was not read */
    uint64_t behind;      /* position that the views should reach before the answer */
    int64_t until_us;
};

/* The door has written the answer of a call: send it, forget the call. */
static void call_end(struct admincall *k)
{
    struct adminclient *c = k->client;
    struct admin_call *a = &k->admin;
    adminclient_answer(c, a->status, a->content_type, a->extra, buf_str(a->out),
                       a->head.keep_alive && !k->last);
    c->call = NULL;
    free(k->arena.p);
    free(k);
    adminclient_next(c);
}

/* Let the door write into the answer's buffer: its first say (false: there are jobs to run), or its
 * last. */
static bool ask(struct adminhttp *h, struct admincall *k, bool last)
{
    h->answer.n = 0;
    h->answer.full = false;
    k->admin.out = &h->answer;
    if (!last)
        return admin_request(&h->admin, &k->admin, clock_utc_us());
    admin_resume(&h->admin, &k->admin, clock_utc_us());
    return true;
}

/* The same, in a larger buffer where the answer does not fit. */
static bool ask_until_it_fits(struct adminhttp *h, struct admincall *k, bool last)
{
    while (ask(h, k, last)) {
        if (!h->answer.full)
            return true;
        if (h->answer.cap >= ANSWER_MAX) {
            h->answer.n = 0;
            k->admin.status = 500;
            k->admin.content_type = "text/plain";
            buf_putz(&h->answer, "the answer is too large: ask for less\n");
            return true;
        }
        h->answer.n = h->answer.cap;
        grow_room(&h->answer, h->answer.cap);
        if (!last)
            arena_reset(&k->arena);
    }
    return false;
}

/* In some thread: all jobs of the call are through. */
static void jobs_through(void *ctx)
{
    struct admincall *k = ctx;
    struct loop *loop = k->client->http->loop;
    atomic_store_explicit(&k->through, true, memory_order_release); /* from here on k may be gone */
    loop_wake(loop);
}

/* Answer the jobs of a call that is not run. */
static void jobs_busy(struct admincall *k)
{
    for (size_t i = 0; i < k->admin.n_jobs; i++) {
        k->admin.jobs[i].e = ERR_CLOSED;
        k->admin.jobs[i].answer = STR("the server is starting or stopping");
    }
}

/* What the door may know at this moment. */
static void refresh(struct adminhttp *h)
{
    int stage = atomic_load_explicit(&h->server->stage, memory_order_acquire);
    h->admin.ready = stage == SERVER_READY;
    h->admin.n_troubles = health_troubles(h->server, h->admin.troubles);
    h->admin.n_counters = stage == SERVER_STARTING ? 1 : h->server->n_blocks;
}

/* A call of this client; NULL (and refused) where memory is out. */
static struct admincall *call_new(struct adminclient *c, const struct http_head *head,
                                  struct str body)
{
    struct admincall *k = calloc(1, sizeof *k);
    size_t cap = ARENA_FIRST + body.n * ARENA_PER_BYTE + admin_memory(head);
    void *memory = malloc(cap);
    if (!k || !memory) {
        free(k);
        free(memory);
        adminclient_refuse(c, 503, "no-memory", "not enough memory for a request of this size");
        return NULL;
    }
    c->call = k;
    k->client = c;
    k->arena = arena_over(memory, cap);
    k->admin.head = *head;
    k->admin.body = body;
    k->admin.arena = &k->arena;
    counter_add(&c->http->server->counters, COUNTER_admin_requests_total, 1);
    refresh(c->http);
    return k;
}

void admincall_too_large(struct adminclient *c, const struct http_head *head)
{
    struct adminhttp *h = c->http;
    struct admincall *k = call_new(c, head, STR(""));
    if (!k)
        return;
    h->answer.n = 0;
    k->admin.out = &h->answer;
    k->last = true;
    admin_too_large(&h->admin, &k->admin);
    call_end(k);
}

void admincall_begin(struct adminclient *c, const struct http_head *head, struct str body)
{
    struct adminhttp *h = c->http;
    struct admincall *k = call_new(c, head, body);
    if (!k)
        return;
    if (ask_until_it_fits(h, k, false)) {
        call_end(k);
    } else if (!h->admin.ready) {
        jobs_busy(k);
        ask_until_it_fits(h, k, true);
        call_end(k);
    } else {
        tcp_read(c->tcp, false);
        k->group = jobs_start(h->server, k->admin.jobs, k->admin.n_jobs, jobs_through, k);
    }
}

bool admincall_go_on(struct admincall *k, int64_t now_us)
{
    struct adminclient *c = k->client;
    if (!k->finished) {
        if (!atomic_load_explicit(&k->through, memory_order_acquire))
            return false;
        k->behind = jobs_finish(k->group, &k->arena);
        k->until_us = now_us + VIEWED_US;
        k->finished = true;
    }
    if (atomic_load_explicit(&c->http->server->viewed, memory_order_acquire) < k->behind &&
        now_us < k->until_us)
        return false;
    refresh(c->http);
    ask_until_it_fits(c->http, k, true);
    call_end(k);
    return true;
}
