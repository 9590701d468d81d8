/* SPDX-License-Identifier: Apache-2.0 */
/* Requests in, calls of the door, answers out. A call whose jobs are on their way holds its
 * connection's reading; its answer waits a moment for the views, so that who wrote can read it. */
#include "apps/adminhttp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/jobs.h"
#include "apps/tool.h"
#include "base/assert.h"
#include "base/secret.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/thread.h"

#define TICK_MS 250
#define HEAD_US (20 * US_PER_S) /* for a head, and for an idle connection's next one: */
#define IDLE_US (75 * US_PER_S)
#define BODY_US (300 * US_PER_S)
#define ANSWER_FIRST (1u << 20)
#define ANSWER_MAX (256u << 20)
#define ARENA_FIRST (1u << 20)
#define ARENA_PER_BYTE 48 /* a row of an import is a job of several hundred bytes */
#define STOP_US (2 * US_PER_S)
#define VIEWED_US (2 * US_PER_S) /* an answer waits for the views at most so long */

/* One request on its way through the door. */
struct call {
    struct admin_call admin; /* first */
    struct client *client;
    struct arena arena;
    struct job_group *group;
    _Atomic bool through; /* all its jobs are */
    bool finished;        /* and their results are here */
    bool last;            /* the connection ends behind it: the body was not read */
    uint64_t behind;      /* position that the views should reach before the answer */
    int64_t until_us;
};

struct client {
    struct adminhttp *http;
    struct tcp *tcp; /* NULL when it ended */
    struct client *prev, *next;
    struct buf in;   /* bytes that came: a head, what of its body is there, the next request */
    struct buf body; /* of a chunked request, decoded */
    struct http_chunks chunks;
    size_t head,
        chunked_at;   /* bytes of the head when it is complete; of the chunked body read so far */
    int64_t since_us; /* when this request or this pause began, monotonic */
    struct call *call;
    bool continued; /* 100 was sent */
};

struct adminhttp {
    struct server *server;
    struct loop *loop;
    struct tcp_listener *door;
    pthread_t thread;
    struct views_reader *views;
    struct admin admin;
    char key_hash[SECRET_MAX];
    struct client *clients;
    struct buf answer, reply;
    _Atomic bool stopping;
    int64_t stop_us;
};

static const struct tcp_events client_events;
static void client_go_on(struct client *c);

/* -- memory -- */

/* Make room for n more bytes. */
static void room(struct buf *b, size_t n)
{
    if (b->cap - b->n >= n)
        return;
    size_t cap = b->cap ? b->cap : 4096;
    while (cap - b->n < n)
        cap *= 2;
    b->p = realloc(b->p, cap);
    ASSERT(b->p);
    b->cap = cap;
}

static void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

/* Forget a client that ended, unless its jobs are still on their way. */
static void free_if_done(struct client *c)
{
    if (c->tcp || c->call)
        return;
    if (c->prev)
        c->prev->next = c->next;
    else
        c->http->clients = c->next;
    if (c->next)
        c->next->prev = c->prev;
    buf_free(&c->in);
    buf_free(&c->body);
    free(c);
}

/* -- answers -- */

/* Send an answer; the connection goes on where both sides want it to. */
static void answer(struct client *c, int status, const char *type, struct str extra,
                   struct str body, bool keep)
{
    struct buf *reply = &c->http->reply;
    keep = keep && !atomic_load(&c->http->stopping);
    reply->n = 0;
    room(reply, body.n + extra.n + 512);
    http_reply(reply, status, type, extra, body, keep);
    ASSERT(!reply->full);
    if (!c->tcp)
        return;
    if (tcp_send(c->tcp, buf_str(reply)) == ERR_OK && keep)
        return;
    tcp_finish(c->tcp);
    c->tcp = NULL;
}

/* Refuse what is no request we can take, and end the connection. */
static void refuse(struct client *c, int status, const char *code, const char *message)
{
    char text[256];
    struct buf b = buf_over(text, sizeof text);
    buf_printf(&b, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n", code, message);
    answer(c, status, "application/json", STR(""), buf_str(&b), false);
}

/* Take this request off the front of what came. */
static void next_request(struct client *c)
{
    size_t used = c->head;
    struct http_head head;
    if (http_request(buf_str(&c->in), &head) == HTTP_OK)
        used = head.chunked
                   ? head.bytes + c->chunked_at
                   : head.bytes + (head.content_length > 0 ? (size_t)head.content_length : 0);
    if (used > c->in.n)
        used = c->in.n;
    if (used < c->in.n)
        memmove(c->in.p, c->in.p + used, c->in.n - used);
    c->in.n -= used;
    if (c->in.n == 0)
        buf_free(&c->in);
    buf_free(&c->body);
    c->head = c->chunked_at = 0;
    c->chunks = (struct http_chunks){0};
    c->continued = false;
    c->since_us = clock_mono_us();
}

/* The door has written the answer of a call: send it, forget the call. */
static void call_end(struct call *k)
{
    struct client *c = k->client;
    struct admin_call *a = &k->admin;
    answer(c, a->status, a->content_type, a->extra, buf_str(a->out),
           a->head.keep_alive && !k->last);
    c->call = NULL;
    free(k->arena.p);
    free(k);
    next_request(c);
}

/* Let the door write into the answer's buffer: its first say (false: there are jobs to run), or its
 * last. */
static bool ask(struct adminhttp *h, struct call *k, bool last)
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
static bool ask_until_it_fits(struct adminhttp *h, struct call *k, bool last)
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
        room(&h->answer, h->answer.cap);
        if (!last)
            arena_reset(&k->arena);
    }
    return false;
}

/* -- calls -- */

/* In some thread: all jobs of the call are through. */
static void jobs_through(void *ctx)
{
    struct call *k = ctx;
    struct loop *loop = k->client->http->loop;
    atomic_store_explicit(&k->through, true, memory_order_release); /* from here on k may be gone */
    loop_wake(loop);
}

/* Answer the jobs of a call that is not run. */
static void jobs_busy(struct call *k)
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
    h->admin.n_counters = stage == SERVER_STARTING ? 1 : h->server->n_blocks;
}

/* A call of this client; NULL (and refused) where memory is out. */
static struct call *call_new(struct client *c, const struct http_head *head, struct str body)
{
    struct call *k = calloc(1, sizeof *k);
    size_t cap = ARENA_FIRST + body.n * ARENA_PER_BYTE;
    void *memory = malloc(cap);
    if (!k || !memory) {
        free(k);
        free(memory);
        refuse(c, 503, "no-memory", "not enough memory for a request of this size");
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

/* A request whose body is larger than the door takes: say so unread. */
static void call_too_large(struct client *c, const struct http_head *head)
{
    struct adminhttp *h = c->http;
    struct call *k = call_new(c, head, STR(""));
    if (!k)
        return;
    h->answer.n = 0;
    k->admin.out = &h->answer;
    k->last = true;
    admin_too_large(&h->admin, &k->admin);
    call_end(k);
}

/* A request is complete: call the door. */
static void call_begin(struct client *c, const struct http_head *head, struct str body)
{
    struct adminhttp *h = c->http;
    struct call *k = call_new(c, head, body);
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

/* Where its jobs are through and the views know of them, a call is answered. True where it was. */
static bool call_go_on(struct call *k, int64_t now_us)
{
    struct client *c = k->client;
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

/* -- requests -- */

enum body { BODY_MORE, BODY_WHOLE, BODY_BAD, BODY_TOO_LARGE };

/* Decode what came of a chunked body. */
static enum body body_chunks(struct client *c, size_t max, struct str *body)
{
    struct str in = str_skip(buf_str(&c->in), c->head + c->chunked_at);
    size_t began = in.n;
    room(&c->body, in.n);
    enum http_result r = http_chunks_read(&c->chunks, &in, &c->body);
    c->chunked_at += began - in.n;
    if (r == HTTP_BAD)
        return BODY_BAD;
    if (r == HTTP_TOO_LARGE || c->body.n > max)
        return BODY_TOO_LARGE;
    *body = buf_str(&c->body);
    return r == HTTP_OK ? BODY_WHOLE : BODY_MORE;
}

/* Is the request's body there? */
static enum body body_read(struct client *c, const struct http_head *head, struct str *body)
{
    size_t max = admin_body_max(head);
    *body = (struct str){0};
    if (head->chunked)
        return body_chunks(c, max, body);
    if (head->content_length <= 0)
        return BODY_WHOLE;
    if ((uint64_t)head->content_length > max)
        return BODY_TOO_LARGE;
    *body = str_skip(buf_str(&c->in), head->bytes);
    if (body->n < (size_t)head->content_length)
        return BODY_MORE;
    body->n = (size_t)head->content_length;
    return BODY_WHOLE;
}

/* A client that asks first whether it may send its body is told so once. */
static void say_continue(struct client *c, const struct http_head *head)
{
    if (c->continued || !http_has_token(head, "Expect", "100-continue"))
        return;
    c->continued = true;
    if (tcp_send(c->tcp, STR("HTTP/1.1 100 Continue\r\n\r\n")) != ERR_OK)
        tcp_read(c->tcp, true); /* the end of the path is told there */
}

/* Look at what came; true where a request was taken off the front. */
static bool client_request(struct client *c)
{
    struct http_head head;
    struct str body;
    enum http_result r = http_request(buf_str(&c->in), &head);
    if (r == HTTP_MORE && c->in.n <= HTTP_HEAD_MAX)
        return false;
    if (r != HTTP_OK) {
        refuse(c, r == HTTP_BAD ? 400 : 431, "bad-request", "not a valid HTTP/1.1 request");
        return false;
    }
    c->head = head.bytes;
    switch (body_read(c, &head, &body)) {
    case BODY_MORE:
        say_continue(c, &head);
        return false;
    case BODY_BAD:
        refuse(c, 400, "bad-body", "the chunked body is not valid");
        return false;
    case BODY_TOO_LARGE:
        call_too_large(c, &head);
        return false;
    case BODY_WHOLE:
        call_begin(c, &head, body);
        return true;
    }
    return false;
}

/* Take requests while there are whole ones and none is on its way. */
static void client_go_on(struct client *c)
{
    while (c->tcp && !c->call && c->in.n > 0 && client_request(c))
        ;
}

static void on_data(void *owner, char *p, size_t n)
{
    struct client *c = owner;
    room(&c->in, n);
    buf_put(&c->in, p, n);
    client_go_on(c);
    free_if_done(c);
}

static void on_ended(void *owner, enum err e)
{
    struct client *c = owner;
    (void)e;
    tcp_close(c->tcp);
    c->tcp = NULL;
    free_if_done(c);
}

static void on_sent(void *owner)
{
    (void)owner;
}

static const struct tcp_events client_events = {on_data, on_ended, on_sent};

static void on_accepted(void *ctx, struct tcp *t)
{
    struct adminhttp *h = ctx;
    struct client *c = calloc(1, sizeof *c);
    ASSERT(c);
    c->http = h;
    c->tcp = t;
    c->since_us = clock_mono_us();
    c->next = h->clients;
    if (c->next)
        c->next->prev = c;
    h->clients = c;
    tcp_own(t, &client_events, c);
}

/* -- the thread -- */

/* Has this client been too slow? */
static bool too_slow(const struct client *c, int64_t now_us)
{
    int64_t patience = c->head > 0 ? BODY_US : c->in.n > 0 ? HEAD_US : IDLE_US;
    return !c->call && now_us - c->since_us > patience;
}

/* End a client that has no call on its way. */
static void client_drop(struct client *c)
{
    if (c->tcp)
        tcp_finish(c->tcp);
    c->tcp = NULL;
}

/* Look at every client: answers that are due, patience that is over, the end. */
static void look(void *ctx)
{
    struct adminhttp *h = ctx;
    int64_t now_us = clock_mono_us();
    bool stopping = atomic_load(&h->stopping), calls = false;
    for (struct client *c = h->clients, *next; c; c = next) {
        next = c->next;
        if (c->call && call_go_on(c->call, now_us) && c->tcp) {
            tcp_read(c->tcp, true);
            client_go_on(c);
        }
        if (!c->call && (stopping || too_slow(c, now_us)))
            client_drop(c);
        calls |= c->call != NULL;
        free_if_done(c);
    }
    if (!stopping)
        return;
    tcp_unlisten(h->door);
    h->door = NULL;
    if (!calls || now_us > h->stop_us)
        loop_stop(h->loop);
}

static void *run(void *ctx)
{
    thread_name("admin");
    loop_run(((struct adminhttp *)ctx)->loop);
    return NULL;
}

static int64_t last_seen(void *ctx, struct str station)
{
    struct server *s = ctx;
    if (atomic_load_explicit(&s->stage, memory_order_acquire) == SERVER_STARTING)
        return 0;
    return stations_seen(&server_shard(s, station)->stations, station);
}

static void salt(void *ctx, unsigned char out[16])
{
    (void)ctx;
    entropy_fill(out, 16);
}

/* Read the key file and keep the key's hash. */
static enum err read_key(struct adminhttp *h, char why[256])
{
    const char *name = h->server->options->admin_key_file;
    char key[1024];
    unsigned char salt_bytes[16];
    if (name[0] == '\0')
        return ERR_OK;
    FILE *f = fopen(name, "re");
    size_t n = f ? fread(key, 1, sizeof key, f) : 0;
    if (f)
        fclose(f);
    struct str text = str_trim(str_make(key, n));
    if (text.n == 0 || n == sizeof key) {
        snprintf(why, 256, "admin_key_file %.128s: %s", name, f ? "holds no key" : "can't be read");
        return ERR_INVALID;
    }
    entropy_fill(salt_bytes, sizeof salt_bytes);
    secret_hash(text, salt_bytes, h->key_hash);
    explicit_bzero(key, sizeof key);
    return ERR_OK;
}

/* Everything but the thread. */
static enum err prepare(struct adminhttp *h, int *port, char why[256])
{
    struct server *s = h->server;
    enum err e = read_key(h, why);
    if (e == ERR_OK)
        e = views_reader_open(s->options->data, &h->views, why);
    if (e == ERR_OK)
        e = loop_open(&h->loop);
    if (e == ERR_OK)
        e = tcp_listen(h->loop, s->options->admin, on_accepted, h, &h->door, port, why);
    if (e != ERR_OK)
        return e;
    room(&h->answer, ANSWER_FIRST);
    h->admin = (struct admin){.views = h->views,
                              .counters = s->blocks,
                              .key_hash = str_of(h->key_hash),
                              .last_seen = last_seen,
                              .random = salt,
                              .ctx = s,
                              .version = tool_release()};
    loop_on_wake(h->loop, look, h);
    loop_on_tick(h->loop, TICK_MS, look, h);
    return pthread_create(&h->thread, NULL, run, h) == 0 ? ERR_OK : ERR_MEMORY;
}

/* Free all of it. */
static void adminhttp_free(struct adminhttp *h)
{
    loop_close(h->loop);
    views_reader_close(h->views);
    buf_free(&h->answer);
    buf_free(&h->reply);
    free(h);
}

enum err adminhttp_open(struct server *s, struct adminhttp **out, int *port, char why[256])
{
    struct adminhttp *h = *out = calloc(1, sizeof *h);
    if (!h)
        return ERR_MEMORY;
    h->server = s;
    enum err e = prepare(h, port, why);
    if (e == ERR_OK)
        return ERR_OK;
    adminhttp_free(h);
    *out = NULL;
    return e;
}

void adminhttp_viewed(struct adminhttp *h)
{
    loop_wake(h->loop);
}

void adminhttp_close(struct adminhttp *h)
{
    if (!h)
        return;
    h->stop_us = clock_mono_us() + STOP_US;
    atomic_store(&h->stopping, true);
    loop_wake(h->loop);
    pthread_join(h->thread, NULL);
    for (struct client *c = h->clients, *next; c; c = next) {
        next = c->next;
        client_drop(c);
        free_if_done(c);
    }
    adminhttp_free(h);
}
