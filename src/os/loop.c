/* SPDX-License-Identifier: Apache-2.0 */
/* The loop over libuv: one prepare, one async and one timer handle each, and the shared read
 * buffer. */
#include "os/loop_uv.h"

#include <stdlib.h>

#include "base/assert.h"
#include "os/tcp.h"

enum err loop_err(int uv_error)
{
    return uv_error == UV_EOF || uv_error == UV_ECANCELED ? ERR_CLOSED : err_from_errno(-uv_error);
}

/* Call a hook that may be empty. */
static void hook_call(const struct loop_hook *hook)
{
    if (hook->fn)
        hook->fn(hook->ctx);
}

static void on_prepare(uv_prepare_t *handle)
{
    hook_call(&((struct loop *)handle->data)->turn);
}

static void on_async(uv_async_t *handle)
{
    hook_call(&((struct loop *)handle->data)->wake);
}

static void on_timer(uv_timer_t *handle)
{
    hook_call(&((struct loop *)handle->data)->tick);
}

enum err loop_open(struct loop **out)
{
    struct loop *l = calloc(1, sizeof *l);
    *out = NULL;
    if (!l)
        return ERR_MEMORY;
    l->buffer = malloc(LOOP_BUFFER);
    if (!l->buffer)
        goto free_loop;
    int e = uv_loop_init(&l->uv);
    if (e != 0)
        goto free_buffer;
    l->uv.data = l->prepare.data = l->async.data = l->timer.data = l->linger.data = l;
    if (uv_async_init(&l->uv, &l->async, on_async) != 0)
        goto close_loop;
    ASSERT(uv_prepare_init(&l->uv, &l->prepare) == 0 && uv_timer_init(&l->uv, &l->timer) == 0 &&
           uv_timer_init(&l->uv, &l->linger) == 0);
    *out = l;
    return ERR_OK;
close_loop:
    uv_loop_close(&l->uv);
free_buffer:
    free(l->buffer);
free_loop:
    free(l);
    return ERR_MEMORY;
}

void loop_run(struct loop *l)
{
    uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *l)
{
    uv_stop(&l->uv);
}

/* Paths and doors are blocks of their own. */
static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

/* Close a handle that its owner left open. */
static void close_handle(uv_handle_t *handle, void *ctx)
{
    (void)ctx;
    if (!uv_is_closing(handle))
        uv_close(handle, handle->type == UV_POLL ? free_handle : NULL);
}

void loop_close(struct loop *l)
{
    if (!l)
        return;
    l->turn.fn = l->wake.fn = l->tick.fn = NULL;
    while (l->n_lingers > 0)
        tcp_close(l->lingers[l->n_lingers - 1].path);
    uv_walk(&l->uv, close_handle, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    ASSERT(uv_loop_close(&l->uv) == 0);
    free(l->buffer);
    free(l);
}

void loop_on_turn(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
    l->turn = (struct loop_hook){fn, ctx};
    ASSERT(uv_prepare_start(&l->prepare, on_prepare) == 0);
}

void loop_on_wake(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
    l->wake = (struct loop_hook){fn, ctx};
}

void loop_wake(struct loop *l)
{
    uv_async_send(&l->async);
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
    return loop_err(e);
}
