/* SPDX-License-Identifier: Apache-2.0 */
/* One connection of the admin door's HTTP server: requests read whole, answers sent, one at a time.
 * Only adminhttp.c and admin*.c include this. */
#pragma once

#include "apps/adminhttp.h"
#include "apps/grow.h"
#include "base/secret.h"
#include "doors/admin.h"
#include "os/loop.h"
#include "os/tcp.h"

struct admincall;

struct adminclient {
    struct adminhttp *http;
    struct tcp *tcp; /* NULL when it ended */
    struct adminclient *prev, *next;
    struct buf in;   /* bytes that came: a head, what of its body is there, the next request */
    struct buf body; /* of a chunked request, decoded */
    struct http_chunks chunks;
    size_t head;       /* bytes of the head, when it is complete */
    size_t chunked_at; /* bytes of the chunked body read so far */
    int64_t since_us;  /* when this request or this pause began, monotonic */
    struct admincall *call;
    bool continued; /* 100 was sent */
    bool asks_head; /* the answer leaves without its body */
};

struct adminhttp {
    struct server *server;
    struct loop *loop;
    struct tcp_listener *door;
    pthread_t thread;
    struct views_reader *views;
    struct admin admin;
    char key_hash[SECRET_MAX];
    struct adminclient *clients;
    struct buf answer, reply; /* of the request at hand */
    _Atomic bool stopping;
    int64_t stop_us;
};

/* A path was accepted. */
void adminclient_begin(struct adminhttp *h, struct tcp *t);
/* Take requests while there are whole ones and none is on its way. */
void adminclient_go_on(struct adminclient *c);
/* Send an answer; the connection goes on where both sides want it to (keep). */
void adminclient_answer(struct adminclient *c, int status, const char *type, struct str extra,
                        struct str body, bool keep);
/* Refuse what can't be taken, and end the connection. */
void adminclient_refuse(struct adminclient *c, int status, const char *code, const char *message);
/* The request was answered: take it off the front of what came. */
void adminclient_next(struct adminclient *c);
/* Has it been too slow with its request? */
bool adminclient_late(const struct adminclient *c, int64_t now_us);
/* End it. */
void adminclient_drop(struct adminclient *c);
/* Forget one that ended, unless its jobs are still on their way. */
void adminclient_free_if_done(struct adminclient *c);
