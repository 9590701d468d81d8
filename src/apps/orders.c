/* SPDX-License-Identifier: Apache-2.0 */
/* Which stations are looked at and when, and what is sent then. */
#include "apps/orders.h"

#include <stdlib.h>

#include "apps/conn.h"
#include "base/assert.h"
#include "ocpp/attempt.h"
#include "os/clock.h"

#define FIRST_CAP 16

void orders_init(struct order_desk *d)
{
    *d = (struct order_desk){0};
}

void orders_fini(struct order_desk *d)
{
    free(d->ready);
    free(d->watches);
    *d = (struct order_desk){0};
}

/* Room for one more element of that size. */
static void *room(void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    *cap = *cap ? *cap * 2 : FIRST_CAP;
    p = realloc(p, *cap * size);
    ASSERT(p);
    return p;
}

void orders_ready(struct shard *sh, struct slot *slot)
{
    struct order_desk *d = &sh->desk;
    if (slot->ready)
        return;
    slot->ready = true;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): it is a list of pointers */
    d->ready = room(d->ready, d->n_ready, &d->cap_ready, sizeof *d->ready);
    d->ready[d->n_ready++] = slot;
}

/* Look at the slot again at due_us; 0 = not by itself. */
static void watch(struct order_desk *d, struct slot *slot, int64_t due_us)
{
    if (due_us != 0 && slot->watch == 0) {
        d->watches = room(d->watches, d->n_watches, &d->cap_watches, sizeof *d->watches);
        d->watches[d->n_watches++] = (struct order_watch){slot, due_us};
        slot->watch = (uint32_t)d->n_watches;
    } else if (due_us != 0) {
        d->watches[slot->watch - 1].due_us = due_us;
    } else if (slot->watch != 0) {
        struct order_watch last = d->watches[--d->n_watches];
        d->watches[slot->watch - 1] = last;
        last.slot->watch = slot->watch;
        slot->watch = 0;
    }
}

/* Time makes of the orders what it does. */
static void lapse(struct shard *sh, struct slot *slot, int64_t now_us)
{
    struct input in = {.kind = INPUT_ORDERS};
    shard_begin(sh, slot);
    station_step(sh->station, &sh->server->world, now_us, &in, &sh->arena, &sh->outcome->step);
    shard_end(sh, slot, now_us, (struct str){0});
}

/* Send the order that is due, if there is one and it can be: true where one more may be. */
static bool send(struct shard *sh, struct slot *slot, int64_t now_us)
{
    if (!slot->conn || !conn_idle(slot->conn) || sh->draining)
        return false;
    slot_load(slot, sh->station);
    const struct order *o = order_due(sh->station, now_us);
    if (!o)
        return false;
    size_t n = attempt_room(o);
    struct link_command *c = calloc(1, sizeof *c + n);
    ASSERT(c);
    arena_reset(&sh->arena);
    attempt_make(c, conn_version(slot->conn), sh->station, o, &sh->arena);
    c->timeout_us = sh->server->options->call_timeout * US_PER_S;
    conn_command(slot->conn, c, now_us);
    return true;
}

/* Look at one station. */
static void look(struct shard *sh, struct slot *slot, int64_t now_us)
{
    slot_load(slot, sh->station);
    int64_t wake_us = order_wake(sh->station, now_us);
    if (wake_us != 0 && wake_us <= now_us)
        lapse(sh, slot, now_us);
    for (unsigned i = 0; i < STATION_ORDERS_MAX && send(sh, slot, now_us); i++)
        ;
    slot_load(slot, sh->station);
    watch(&sh->desk, slot, order_wake(sh->station, now_us));
}

void orders_run(struct shard *sh)
{
    struct order_desk *d = &sh->desk;
    if (d->n_ready == 0)
        return;
    int64_t now_us = clock_utc_us();
    for (size_t i = 0; i < d->n_ready; i++)
        look(sh, d->ready[i], now_us); /* it is still marked: nothing is added for it */
    for (size_t i = 0; i < d->n_ready; i++)
        d->ready[i]->ready = false;
    d->n_ready = 0;
}

void orders_tick(struct shard *sh, int64_t now_us)
{
    const struct order_desk *d = &sh->desk;
    for (size_t i = 0; i < d->n_watches; i++)
        if (d->watches[i].due_us <= now_us)
            orders_ready(sh, d->watches[i].slot);
    orders_run(sh);
}
