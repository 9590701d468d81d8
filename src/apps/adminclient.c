/* SPDX-License-Identifier: Apache-2.0 */
/* Heads, bodies in both framings, pipelined requests in their order, and patience that ends. */
#include "apps/adminclient.h"

#include <stdlib.h>
#include <string.h>

#include "apps/admincall.h"
#include "base/assert.h"
#include "base/time.h"
#include "os/clock.h"

#define HEAD_US                                                                                    \
    (20 * US_PER_S) /* patience for a head, for an idle connection's next one, for a body */
#define IDLE_US (75 * US_PER_S)
#define BODY_US (300 * US_PER_S)
#define UNSENT_MAX (1u << 20) /* bytes of answers not taken: past that the next request waits */

void adminclient_free_if_done(struct adminclient *c)
{
    if (c->tcp || c->call)
        return;
    if (c->prev)
        c->prev->next = c->next;
    else
        c->http->clients = c->next;
    if (c->next)
        c->next->prev = c->prev;
    grow_free(&c->in);
    grow_free(&c->body);
    free(c);
}

/* -- answers -- */

void adminclient_answer(struct adminclient *c, int status, const char *type, struct str extra,
                        struct str body, bool keep)
{
    struct buf *reply = &c->http->reply;
    keep = keep && !atomic_load(&c->http->stopping);
    reply->n = 0;
    grow_room(reply, body.n + extra.n + 512);
    http_reply(reply, status, type, extra, body, keep);
    ASSERT(!reply->full);
    if (c->asks_head && status != 204)
        reply->n -= body.n;
    if (!c->tcp)
        return;
    if (tcp_send(c->tcp, buf_str(reply)) == ERR_OK && keep)
        return;
    tcp_finish(c->tcp);
    c->tcp = NULL;
}

void adminclient_refuse(struct adminclient *c, int status, const char *code, const char *message)
{
    char text[256];
    struct buf b = buf_over(text, sizeof text);
    buf_printf(&b, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n", code, message);
    adminclient_answer(c, status, "application/json", STR(""), buf_str(&b), false);
}

void adminclient_next(struct adminclient *c)
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
        grow_free(&c->in);
    grow_free(&c->body);
    c->head = c->chunked_at = 0;
    c->chunks = (struct http_chunks){0};
    c->continued = c->asks_head = false;
    c->since_us = clock_mono_us();
}

/* -- requests -- */

enum body { BODY_MORE, BODY_WHOLE, BODY_BAD, BODY_TOO_LARGE };

/* Decode what came of a chunked body. */
static enum body body_chunks(struct adminclient *c, size_t max, struct str *body)
{
    struct str in = str_skip(buf_str(&c->in), c->head + c->chunked_at);
    size_t began = in.n;
    grow_room(&c->body, in.n);
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
static enum body body_read(struct adminclient *c, const struct http_head *head, struct str *body)
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
static void say_continue(struct adminclient *c, const struct http_head *head)
{
    if (c->continued || !http_has_token(head, "Expect", "100-continue"))
        return;
    c->continued = true;
    if (tcp_send(c->tcp, STR("HTTP/1.1 100 Continue\r\n\r\n")) != ERR_OK)
        tcp_read(c->tcp, true); /* the end of the path is told there */
}

/* Look at what came; true where a request was taken off the front. */
static bool client_request(struct adminclient *c)
{
    struct http_head head;
    struct str body;
    enum http_result r = http_request(buf_str(&c->in), &head);
    if (r == HTTP_MORE && c->in.n <= HTTP_HEAD_MAX)
        return false;
    if (r != HTTP_OK) {
        adminclient_refuse(c, r == HTTP_BAD ? 400 : 431, "bad-request",
                           "not a valid HTTP/1.1 request");
        return false;
    }
    c->head = head.bytes;
    c->asks_head = str_is(head.method, "HEAD");
    switch (body_read(c, &head, &body)) {
    case BODY_MORE:
        say_continue(c, &head);
        return false;
    case BODY_BAD:
        adminclient_refuse(c, 400, "bad-body", "the chunked body is not valid");
        return false;
    case BODY_TOO_LARGE:
        admincall_too_large(c, &head);
        return false;
    case BODY_WHOLE:
        admincall_begin(c, &head, body);
        return true;
    }
    return false;
}

void adminclient_go_on(struct adminclient *c)
{
    while (c->tcp && !c->call && c->in.n > 0 && tcp_waiting(c->tcp) <= UNSENT_MAX &&
           client_request(c))
        ;
    if (c->tcp && !c->call)
        tcp_read(c->tcp, tcp_waiting(c->tcp) <= UNSENT_MAX);
}

static void on_data(void *owner, char *p, size_t n)
{
    struct adminclient *c = owner;
    grow_room(&c->in, n);
    buf_put(&c->in, p, n);
    adminclient_go_on(c);
    adminclient_free_if_done(c);
}

static void on_ended(void *owner, enum err e)
{
    struct adminclient *c = owner;
    (void)e;
    tcp_close(c->tcp);
    c->tcp = NULL;
    adminclient_free_if_done(c);
}

static void on_sent(void *owner)
{
    struct adminclient *c = owner;
    adminclient_go_on(c);
    adminclient_free_if_done(c);
}

static const struct tcp_events client_events = {on_data, on_ended, on_sent};

void adminclient_begin(struct adminhttp *h, struct tcp *t)
{
    struct adminclient *c = calloc(1, sizeof *c);
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

bool adminclient_late(const struct adminclient *c, int64_t now_us)
{
    int64_t patience = c->head > 0 ? BODY_US : c->in.n > 0 ? HEAD_US : IDLE_US;
    return !c->call && now_us - c->since_us > patience;
}

void adminclient_drop(struct adminclient *c)
{
    if (c->tcp)
        tcp_finish(c->tcp);
    c->tcp = NULL;
}
