/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of os/ share of a loop; nobody else includes this. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <uv.h>

#include "os/loop.h"

#define LOOP_BUFFER 65536 /* bytes one read may bring */

struct loop_hook {
    void (*fn)(void *ctx);
    void *ctx;
};

/* A path that its owner has finished: the rest leaves, then the peer's end is waited for. */
struct loop_linger {
    struct tcp *path;
    uint64_t until_ms; /* of the loop's clock; 0 = something is still to be sent */
};

/* A socket that the loop watches by its own epoll, without a handle of libuv's: first member of the
 * block that its owner gives to loop_watch_free in the end. */
struct loop_watch {
    /* It is ready (some of LOOP_READ, LOOP_WRITE), or broken (LOOP_BROKEN alone). */
    void (*ready)(struct loop_watch *w, unsigned events);
    struct loop_watch *next_free;
    int socket;
    uint8_t wanted; /* LOOP_READ, LOOP_WRITE; 0: nothing */
    bool over;      /* it will be freed: what is still told of it is not for it */
};
enum { LOOP_READ = 1, LOOP_WRITE = 2, LOOP_BROKEN = 4 };

struct loop {
    uv_loop_t uv;
    int epoll;                /* of all watches, and of libuv's own */
    size_t n_watches;         /* not freed yet */
    struct loop_watch *freed; /* at the end of the turn they go */
    bool stopping;
    uv_timer_t timer, linger;
    struct loop_watch pool; /* libuv's own epoll: its pool has something */
    struct loop_watch waker;
    _Atomic bool woken;
    struct tcp_listener *doors;  /* open ones, os/tcp_listen.c */
    struct loop_linger *lingers; /* os/tcp.c; memory only while there are any */
    size_t n_lingers, cap_lingers;
    struct loop_hook turn, wake, tick;
    char *buffer; /* every read of the loop lands here: an idle connection holds no buffer */
};

/* Begin with a socket, wanting to read. On failure there is nothing to undo. */
enum err loop_watch_open(struct loop *l, struct loop_watch *w, int socket,
                         void (*ready)(struct loop_watch *w, unsigned events)) MUST_CHECK;
/* Be told of that from now on; 0: of nothing, not even of its end. */
void loop_watch_want(struct loop *l, struct loop_watch *w, unsigned events);
/* The socket goes on elsewhere: this loop watches it no more. */
void loop_watch_leave(struct loop *l, struct loop_watch *w);
/* Free its block when the turn ends. The caller closes the socket now, or has left with it. */
void loop_watch_free(struct loop *l, struct loop_watch *w);
