/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of src/os that the server's code makes, on virtual time: clocks, the loop, threads. A
 * loop's turn comes behind each thing that happens to it (net_turn). */
#include "sim/world.h"

#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "os/entropy.h"
#include "os/loop.h"
#include "os/thread.h"

struct sim *sim_now;

struct hook {
    void (*fn)(void *ctx);
    void *ctx;
};

struct loop {
    struct hook wake, turn, tick;
    int64_t every_us;
    uint64_t epoch;
    bool woken, stopped;
};

int64_t clock_utc_us(void)
{
    return sim_now->now_us;
}

int64_t clock_mono_us(void)
{
    return sim_now->now_us - SIM_BEGIN_US + US_PER_S;
}

int64_t clock_cpu_us(void)
{
    return 0;
}

bool clock_synchronised(int64_t *error_us)
{
    *error_us = 0;
    return true;
}

void thread_name(const char *name)
{
    (void)name;
}

void thread_yield_to_others(int nicer)
{
    (void)nicer;
}

void entropy_fill(void *out, size_t n)
{
    memset(out, 7, n);
}

enum err loop_open(struct loop **out)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return ERR_MEMORY;
    (*out)->epoch = sim_now->house.epoch;
    sim_now->net.loop = *out;
    return ERR_OK;
}

void loop_run(struct loop *l)
{
    (void)l;
}

void loop_stop(struct loop *l)
{
    l->stopped = true;
}

void loop_close(struct loop *l)
{
    if (l && sim_now->net.loop == l)
        sim_now->net.loop = NULL;
    free(l);
}

void loop_on_turn(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
    l->turn = (struct hook){fn, ctx};
}

void loop_on_wake(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
    l->wake = (struct hook){fn, ctx};
}

/* The loop that runs, if it is still that one. */
static struct loop *alive(const struct sim *s, uint64_t epoch)
{
    return s->house.epoch == epoch && !s->house.ghost ? s->net.loop : NULL;
}

/* A wake-up arrives. */
static void wake_comes(struct sim *s, void *ctx, uint64_t epoch)
{
    struct loop *l = alive(s, epoch);
    (void)ctx;
    if (!l || !l->woken)
        return;
    l->woken = false;
    l->wake.fn(l->wake.ctx);
    net_turn(s);
}

void loop_wake(struct loop *l)
{
    if (!l->woken && !sim_now->house.ghost)
        agenda_put(&sim_now->agenda, sim_soon(sim_now, 0, 2 * US_PER_MS), wake_comes, NULL,
                   l->epoch);
    l->woken = true;
}

/* A tick. */
static void tick_comes(struct sim *s, void *ctx, uint64_t epoch)
{
    struct loop *l = alive(s, epoch);
    (void)ctx;
    if (!l)
        return;
    l->tick.fn(l->tick.ctx);
    net_turn(s);
    agenda_put(&s->agenda, s->now_us + l->every_us, tick_comes, NULL, epoch);
}

void loop_on_tick(struct loop *l, uint64_t every_ms, void (*fn)(void *ctx), void *ctx)
{
    l->tick = (struct hook){fn, ctx};
    l->every_us = (int64_t)every_ms * US_PER_MS;
    agenda_put(&sim_now->agenda, sim_now->now_us + l->every_us, tick_comes, NULL, l->epoch);
}

/* No passwords are simulated, so nothing is given to the pool. */
enum err loop_work(struct loop *l, void (*work)(void *item), void (*done)(void *item), void *item)
{
    (void)l;
    (void)work;
    (void)done;
    (void)item;
    return ERR_INVALID;
}

void kernel_spin(struct loop *l)
{
    if (l->turn.fn)
        l->turn.fn(l->turn.ctx);
}

bool kernel_stopped(const struct loop *l)
{
    return l->stopped;
}

void kernel_bury(struct sim *s)
{
    struct loop *l = s->net.loop;
    for (int i = 0; i < 1000 && !l->stopped; i++) {
        l->wake.fn(l->wake.ctx);
        l->turn.fn(l->turn.ctx);
    }
    if (!l->stopped)
        sim_fail(s, "an end", "the loop of a server that ends does not come to rest");
}
