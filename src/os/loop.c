/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: an epoll of our own with all sockets and the waker in it, and libuv behind it for
 * timers and the thread pool. A handle of libuv's takes 160 bytes a socket and a system call to be
 * closed; a watch takes 32 and none. */
#include "os/loop_uv.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/assert.h"
#include "os/tcp.h"

#define EVENTS_A_TURN 512

/* Call a hook that may be empty. */
static void hook_call(const struct loop_hook *hook)
{
    if (hook->fn)
        hook->fn(hook->ctx);
}

static void on_timer(uv_timer_t *handle)
{
    hook_call(&((struct loop *)handle->data)->tick);
}

/* -- watches -- */

/* What the kernel is to tell. It tells of ends and failures unasked: where nothing is wanted, once.
 */
static struct epoll_event asked(struct loop_watch *w)
{
    uint32_t events = w->wanted == 0 ? (uint32_t)EPOLLONESHOT
                                     : (w->wanted & LOOP_READ ? (uint32_t)EPOLLIN : 0) |
                                           (w->wanted & LOOP_WRITE ? (uint32_t)EPOLLOUT : 0);
    return (struct epoll_event){.events = events, .data.ptr = w};
}

enum err loop_watch_open(struct loop *l, struct loop_watch *w, int socket,
                         void (*ready)(struct loop_watch *w, unsigned events))
{
    *w = (struct loop_watch){.ready = ready, .socket = socket, .wanted = LOOP_READ};
    struct epoll_event e = asked(w);
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, socket, &e) != 0)
        return err_from_errno(errno);
    l->n_watches++;
    return ERR_OK;
}

void loop_watch_want(struct loop *l, struct loop_watch *w, unsigned events)
{
    if (events == w->wanted || w->over)
        return;
    w->wanted = (uint8_t)events;
    struct epoll_event e = asked(w);
    ASSERT(epoll_ctl(l->epoll, EPOLL_CTL_MOD, w->socket, &e) == 0); /* takes no memory */
}

void loop_watch_leave(struct loop *l, struct loop_watch *w)
{
    struct epoll_event e = {0};
    ASSERT(epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->socket, &e) == 0);
    w->wanted = 0;
}

void loop_watch_free(struct loop *l, struct loop_watch *w)
{
    if (w->over)
        return;
    w->over = true;
    w->next_free = l->freed;
    l->freed = w;
}

/* Free what ended in this turn: nothing of it can be told any more. */
static void free_watches(struct loop *l)
{
    while (l->freed) {
        struct loop_watch *w = l->freed;
        l->freed = w->next_free;
        l->n_watches--;
        free(w);
    }
}

/* What the kernel told of one watch. */
static void tell(struct loop_watch *w, uint32_t events)
{
    if (w->over || w->wanted == 0)
        return; /* it ended, or is not wanted any more, since the kernel was asked */
    if (events & EPOLLERR)
        w->ready(w, LOOP_BROKEN);
    else
        w->ready(w, (events & (EPOLLIN | EPOLLHUP) ? LOOP_READ : 0u) |
                        (events & EPOLLOUT ? LOOP_WRITE : 0u));
}

/* The pool has done something. */
static void on_pool(struct loop_watch *w, unsigned events)
{
    struct loop *l = (struct loop *)(void *)((char *)w - offsetof(struct loop, pool));
    (void)events;
    uv_run(&l->uv, UV_RUN_NOWAIT);
}

/* Another thread called loop_wake. */
static void on_waker(struct loop_watch *w, unsigned events)
{
    struct loop *l = (struct loop *)(void *)((char *)w - offsetof(struct loop, waker));
    uint64_t times;
    (void)events;
    (void)!read(w->socket, &times, sizeof times);
    atomic_store(&l->woken, false);
    hook_call(&l->wake);
}

void loop_wake(struct loop *l)
{
    uint64_t once = 1;
    if (!atomic_exchange(&l->woken, true))
        (void)!write(l->waker.socket, &once, sizeof once);
}

/* -- life -- */

/* Our epoll and what is always in it. */
static enum err open_epoll(struct loop *l)
{
    int waker = -1;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (l->epoll >= 0)
        waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    enum err e =
        waker >= 0 ? loop_watch_open(l, &l->waker, waker, on_waker) : err_from_errno(errno);
    return e == ERR_OK ? loop_watch_open(l, &l->pool, uv_backend_fd(&l->uv), on_pool) : e;
}

/* The same the other way round. */
static void close_epoll(struct loop *l)
{
    size_t own = (l->waker.ready ? 1u : 0u) + (l->pool.ready ? 1u : 0u);
    free_watches(l);
    ASSERT(l->n_watches <= own); /* every other owner has given its back */
    if (l->waker.ready)
        close(l->waker.socket);
    if (l->epoll >= 0)
        close(l->epoll);
}

enum err loop_open(struct loop **out)
{
    struct loop *l = calloc(1, sizeof *l);
    *out = NULL;
    if (!l)
        return ERR_MEMORY;
    enum err e = ERR_MEMORY;
    l->buffer = malloc(LOOP_BUFFER);
    if (!l->buffer || uv_loop_init(&l->uv) != 0)
        goto free_loop;
    l->uv.data = l->timer.data = l->linger.data = l;
    ASSERT(uv_timer_init(&l->uv, &l->timer) == 0 && uv_timer_init(&l->uv, &l->linger) == 0);
    e = open_epoll(l);
    if (e == ERR_OK) {
        *out = l;
        return ERR_OK;
    }
    loop_close(l);
    return e;
free_loop:
    free(l->buffer);
    free(l);
    return e;
}

/* How long the kernel may wait: until libuv's next timer. */
static int patience(const struct loop *l)
{
    return uv_loop_alive(&l->uv) ? uv_backend_timeout(&l->uv) : -1;
}

void loop_run(struct loop *l)
{
    struct epoll_event events[EVENTS_A_TURN];
    uv_run(&l->uv, UV_RUN_NOWAIT); /* so that libuv's own epoll holds what it should */
    for (;;) {
        hook_call(&l->turn);
        free_watches(l);
        if (l->stopping)
            break;
        int n = epoll_wait(l->epoll, events, EVENTS_A_TURN, patience(l));
        ASSERT(n >= 0 || errno == EINTR);
        uv_update_time(&l->uv);
        for (int i = 0; i < n; i++)
            tell(events[i].data.ptr, events[i].events);
        if (patience(l) == 0)
            uv_run(&l->uv, UV_RUN_NOWAIT);
    }
    l->stopping = false;
}

void loop_stop(struct loop *l)
{
    l->stopping = true;
}

/* Close a handle of libuv's. */
static void close_handle(uv_handle_t *handle, void *ctx)
{
    (void)ctx;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void loop_close(struct loop *l)
{
    if (!l)
        return;
    l->turn.fn = l->wake.fn = l->tick.fn = NULL;
    while (l->n_lingers > 0)
        tcp_close(l->lingers[l->n_lingers - 1].path);
    while (l->doors)
        tcp_unlisten(l->doors);
    uv_walk(&l->uv, close_handle, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    close_epoll(l);
    ASSERT(uv_loop_close(&l->uv) == 0);
    free(l->buffer);
    free(l);
}

void loop_on_turn(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
    l->turn = (struct loop_hook){fn, ctx};
}

void loop_on_wake(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
    l->wake = (struct loop_hook){fn, ctx};
}

void loop_on_tick(struct loop *l, uint64_t every_ms, void (*fn)(void *ctx), void *ctx)
{
    l->tick = (struct loop_hook){fn, ctx};
    ASSERT(uv_timer_start(&l->timer, on_timer, every_ms, every_ms) == 0);
}

/* One piece of work on its way through the pool. */
struct loop_item {
    uv_work_t uv;
    void (*work)(void *item), (*done)(void *item);
    void *item;
};

static void on_work(uv_work_t *uv)
{
    struct loop_item *w = uv->data;
    w->work(w->item);
}

/* Also called where the pool cancelled the work: the item must be given back in any case. */
static void on_done(uv_work_t *uv, int status)
{
    struct loop_item *w = uv->data;
    (void)status;
    w->done(w->item);
    free(w);
}

enum err loop_work(struct loop *l, void (*work)(void *item), void (*done)(void *item), void *item)
{
    struct loop_item *w = malloc(sizeof *w);
    if (!w)
        return ERR_MEMORY;
    *w = (struct loop_item){.work = work, .done = done, .item = item};
    w->uv.data = w;
    int e = uv_queue_work(&l->uv, &w->uv, on_work, on_done);
    if (e == 0)
        return ERR_OK;
    free(w);
    return err_from_errno(-e);
}
