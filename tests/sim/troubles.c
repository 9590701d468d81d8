/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong, and when: one handler per row of tbl/troubles.h. Each run has its own choice of
 * them, so that rare ones come alone too. */
#include "sim/world.h"

#define CHOSEN_PPM 650000

/* A connection that stands, or NULL. */
static struct tcp *any_open(struct sim *s)
{
    struct site *site = &s->sites[random_below(&s->random, s->n_sites)];
    return site->state == SITE_OFF ? NULL : site->tcp;
}

static void do_kill(struct sim *s)
{
    house_dies(s, false, "kill -9");
}

static void do_power(struct sim *s)
{
    simdisk_power_fails_in(s->disk, 1 + (unsigned)random_below(&s->random, 12));
    sim_tell(s, "the power will fail in some call to the disk");
}

static void do_sync(struct sim *s)
{
    simdisk_sync_fails_in(s->disk, 1 + (unsigned)random_below(&s->random, 4));
    s->house.sync_fails = true;
    sim_tell(s, "an fsync will fail");
}

/* There is room on the disk again. */
static void room_again(struct sim *s, void *ctx, uint64_t arg)
{
    (void)ctx;
    (void)arg;
    simdisk_set_space(s->disk, UINT64_MAX);
    s->house.full = false;
    sim_tell(s, "the disk has room");
}

static void do_full(struct sim *s)
{
    simdisk_set_space(s->disk, random_below(&s->random, 20000));
    s->house.full = true;
    sim_tell(s, "the disk is almost full");
    agenda_put(&s->agenda, sim_soon(s, 10 * US_PER_S, 120 * US_PER_S), room_again, NULL, 0);
}

static void do_restart(struct sim *s)
{
    sim_tell(s, "SIGTERM");
    house_drain(s);
}

static void do_slow(struct sim *s)
{
    s->house.slow_until_us = sim_soon(s, 5 * US_PER_S, 90 * US_PER_S);
    sim_tell(s, "the disk is slow");
}

static void do_cut(struct sim *s)
{
    struct tcp *t = any_open(s);
    if (t)
        net_break(t, true, true);
}

static void do_half(struct sim *s)
{
    struct tcp *t = any_open(s);
    bool server = random_chance(&s->random, 500000);
    if (!t)
        return;
    sim_tell(s, "connection %llu breaks, the %s is not told", (unsigned long long)t->number,
             server ? "station" : "server");
    net_break(t, server, !server);
}

/* A connection is as fast again as others. */
static void lag_ends(struct sim *s, void *ctx, uint64_t arg)
{
    (void)s;
    (void)arg;
    ((struct tcp *)ctx)->lag_us = 0;
}

static void do_lag(struct sim *s)
{
    struct tcp *t = any_open(s);
    if (!t)
        return;
    t->lag_us = random_between(&s->random, US_PER_S, 20 * US_PER_S);
    agenda_put(&s->agenda, sim_soon(s, 10 * US_PER_S, 60 * US_PER_S), lag_ends, t, 0);
}

static void do_twin(struct sim *s)
{
    struct tcp *t = any_open(s);
    if (!t)
        return;
    sim_tell(s, "%s leaves connection %llu open and connects anew", t->site->charger.identity,
             (unsigned long long)t->number);
    t->lag_us = random_between(&s->random, 0, 15 * US_PER_S);
    site_twin(t->site);
}

static void do_orders(struct sim *s)
{
    uint64_t n =
        random_chance(&s->random, 20000) ? 40 : 1; /* now and then more than a queue holds */
    for (uint64_t i = 0; i < n; i++)
        orders_send(s);
}

static void do_storm(struct sim *s)
{
    sim_tell(s, "all connections break");
    for (unsigned i = 0; i < s->n_sites; i++)
        if (s->sites[i].state != SITE_OFF)
            net_break(s->sites[i].tcp, true, true);
}

static const struct {
    void (*happen)(struct sim *s);
    int64_t mean_us;
    const char *name, *help;
} rows[TROUBLE_COUNT] = {
#define TROUBLE(name, mean_s, help) {do_##name, mean_s * US_PER_S, #name, help},
#include "sim/tbl/troubles.h"
#undef TROUBLE
};

const char *sim_trouble(enum trouble t)
{
    return rows[t].name;
}

const char *sim_trouble_help(enum trouble t)
{
    return rows[t].help;
}

bool sim_off(const struct sim *s, enum trouble t)
{
    return (s->o.off >> t & 1) != 0;
}

/* A trouble's time has come; the next one is drawn. */
static void due(struct sim *s, void *ctx, uint64_t t)
{
    (void)ctx;
    if (s->calm)
        return;
    rows[t].happen(s);
    agenda_put(&s->agenda, sim_soon(s, 0, 2 * rows[t].mean_us), due, NULL, t);
}

void troubles_begin(struct sim *s)
{
    for (unsigned t = 0; t < TROUBLE_COUNT; t++) {
        bool chosen = random_chance(&s->random, CHOSEN_PPM);
        if (chosen && !sim_off(s, (enum trouble)t))
            agenda_put(&s->agenda, sim_soon(s, 0, 2 * rows[t].mean_us), due, NULL, t);
    }
}
