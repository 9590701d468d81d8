/* SPDX-License-Identifier: Apache-2.0 */
/* The network, and os/tcp.h over it. A connection has two lanes; what is sent into one comes out in
 * order and in any cut, later, or not at all. Connections know nothing of each other, so what comes
 * on one may overtake what was sent before on another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/hash.h"
#include "os/tcp.h"
#include "sim/world.h"

#define KERNEL_BUFFER 65536 /* bytes on their way that are the kernel's, not the server's */

void net_turn(struct sim *s)
{
    if (s->net.loop && !s->house.ghost)
        kernel_spin(s->net.loop);
}

/* Does the server that has this end still run? */
static bool server_has(const struct tcp *t)
{
    return !t->closed && t->epoch == t->sim->house.epoch && !t->sim->house.ghost;
}

/* Forget what is on its way. */
static void lane_drop(struct lane *l)
{
    while (l->first) {
        struct chunk *c = l->first;
        l->first = c->next;
        free(c);
    }
    l->last = &l->first;
    l->bytes = 0;
}

static void lane_kill(struct lane *l)
{
    l->dead = true;
    lane_drop(l);
}

/* The first chunk of a lane, taken off it. */
static struct chunk *lane_take(struct lane *l)
{
    struct chunk *c = l->first;
    if (!c)
        return NULL;
    l->first = c->next;
    if (!l->first)
        l->last = &l->first;
    l->bytes -= c->n;
    return c;
}

/* The station's end is told that the connection is over. */
static void station_hears(struct sim *s, void *ctx, uint64_t arg)
{
    struct tcp *t = ctx;
    (void)s;
    (void)arg;
    if (!t->left && t->site->tcp == t)
        site_ended(t->site);
}

/* The server's end is told. */
static void server_hears(struct sim *s, void *ctx, uint64_t arg)
{
    struct tcp *t = ctx;
    (void)arg;
    if (!server_has(t) || t->ended || !t->events)
        return;
    t->ended = true;
    t->events->ended(t->owner, ERR_CLOSED);
    net_turn(s);
}

/* Bytes come to the server. */
static void comes_up(struct sim *s, void *ctx, uint64_t arg)
{
    struct tcp *t = ctx;
    (void)arg;
    if (t->paused && server_has(t))
        return; /* it waits where it is */
    struct chunk *c = lane_take(&t->up);
    if (!c)
        return;
    if (server_has(t) && !t->ended && t->events) {
        s->digest = hash_mix(s->digest, hash_str(str_make(c->bytes, c->n)) ^ t->number);
        t->events->data(t->owner, c->bytes, c->n);
        net_turn(s);
    } else if (!s->house.ghost &&
               s->net.loop) { /* the machine is up and knows no such connection */
        agenda_put(&s->agenda, sim_soon(s, US_PER_MS, US_PER_S), station_hears, t, 0);
    }
    free(c);
}

/* Bytes come to the station. */
static void comes_down(struct sim *s, void *ctx, uint64_t arg)
{
    struct tcp *t = ctx;
    struct chunk *c = lane_take(&t->down);
    (void)s;
    (void)arg;
    if (c && !t->left && t->site->tcp == t)
        site_data(t->site, c->bytes, c->n);
    free(c);
}

/* Put one piece on its way. */
static void lane_piece(struct tcp *t, struct lane *l, happening *comes, struct str bytes)
{
    struct sim *s = t->sim;
    struct chunk *c = malloc(sizeof *c + bytes.n);
    ASSERT(c);
    c->next = NULL;
    c->n = bytes.n;
    memcpy(c->bytes, bytes.p, bytes.n);
    *l->last = c;
    l->last = &c->next;
    l->bytes += bytes.n;
    int64_t at_us = sim_soon(s, 200, 40 * US_PER_MS) + t->lag_us;
    l->last_us = at_us > l->last_us ? at_us : l->last_us;
    agenda_put(&s->agenda, l->last_us, comes, t, 0);
}

/* Put bytes on their way, in one piece or two. */
static void lane_put(struct tcp *t, struct lane *l, happening *comes, struct str bytes)
{
    size_t cut =
        random_chance(&t->sim->random, 200000) ? (size_t)random_below(&t->sim->random, bytes.n) : 0;
    if (l->dead || bytes.n == 0)
        return;
    if (cut > 0)
        lane_piece(t, l, comes, str_make(bytes.p, cut));
    lane_piece(t, l, comes, str_skip(bytes, cut));
}

/* A connection arrives at the server's door. */
static void knocks(struct sim *s, void *ctx, uint64_t arg)
{
    struct tcp *t = ctx;
    (void)arg;
    if (!s->net.accepted || s->house.ghost || t->up.dead) {
        agenda_put(&s->agenda, sim_soon(s, US_PER_MS, 50 * US_PER_MS), station_hears, t, 0);
        return;
    }
    t->epoch = s->house.epoch;
    t->closed = false;
    s->net.accepted(s->net.ctx, t);
    net_turn(s);
}

struct tcp *net_connect(struct sim *s, struct site *site)
{
    struct tcp *t = calloc(1, sizeof *t);
    ASSERT(t);
    t->sim = s;
    t->next = s->net.all;
    s->net.all = t;
    t->number = ++s->net.count;
    t->site = site;
    t->closed = true; /* until it is accepted */
    t->up.last = &t->up.first;
    t->down.last = &t->down.first;
    ws_init(&t->ws, false, (struct ws_deflate){0}, 1 << 20, NULL);
    t->up.last_us = sim_soon(s, US_PER_MS, 60 * US_PER_MS);
    agenda_put(&s->agenda, t->up.last_us, knocks, t, 0);
    return t;
}

void net_send(struct tcp *t, struct str bytes)
{
    lane_put(t, &t->up, comes_up, bytes);
}

void net_leave(struct tcp *t, bool told)
{
    t->left = true;
    if (told)
        agenda_put(&t->sim->agenda, t->up.last_us > t->sim->now_us ? t->up.last_us : t->sim->now_us,
                   server_hears, t, 0);
}

void net_break(struct tcp *t, bool server_told, bool station_told)
{
    struct sim *s = t->sim;
    lane_kill(&t->up);
    lane_kill(&t->down);
    if (server_told)
        agenda_put(&s->agenda, sim_soon(s, US_PER_MS, 3 * US_PER_S), server_hears, t, 0);
    if (station_told)
        agenda_put(&s->agenda, sim_soon(s, US_PER_MS, 3 * US_PER_S), station_hears, t, 0);
}

void net_server_gone(struct sim *s, bool told)
{
    for (struct tcp *t = s->net.all; t; t = t->next) {
        if (t->closed)
            continue;
        t->closed = true;
        t->events = NULL;
        if (!told || random_chance(&s->random, 300000))
            lane_kill(&t->down);
        if (told)
            agenda_put(&s->agenda, sim_soon(s, 100 * US_PER_MS, 2 * US_PER_S), station_hears, t, 0);
    }
}

void net_free(struct sim *s)
{
    while (s->net.all) {
        struct tcp *t = s->net.all;
        s->net.all = t->next;
        lane_drop(&t->up);
        lane_drop(&t->down);
        ws_fini(&t->ws);
        free(t->head);
        free(t);
    }
}

/* -- os/tcp.h -- */

enum err tcp_listen(struct loop *l, const char *address, void (*accepted)(void *ctx, struct tcp *t),
                    void *ctx, struct tcp_listener **out, int *port, char why[256])
{
    (void)l;
    (void)address;
    (void)why;
    sim_now->net.accepted = accepted;
    sim_now->net.ctx = ctx;
    *out = NULL;
    *port = 1;
    return ERR_OK;
}

/* No service manager hands sockets over. */
enum err tcp_listen_taken(struct loop *l, int socket, void (*accepted)(void *ctx, struct tcp *t),
                          void *ctx, struct tcp_listener **out, int *port, char why[256])
{
    (void)l;
    (void)socket;
    (void)accepted;
    (void)ctx;
    (void)out;
    (void)port;
    (void)why;
    return ERR_INVALID;
}

void tcp_unlisten(struct tcp_listener *l)
{
    (void)l;
    sim_now->net.accepted = NULL;
}

/* Files have no end in the simulation. */
void tcp_turn_away_from(struct tcp_listener *l, int file)
{
    (void)l;
    (void)file;
}

int tcp_file(const struct tcp *t)
{
    (void)t;
    return 0;
}

void tcp_own(struct tcp *t, const struct tcp_events *events, void *owner)
{
    t->events = events;
    t->owner = owner;
}

void tcp_read(struct tcp *t, bool on)
{
    if (t->paused && on)
        for (const struct chunk *c = t->up.first; c; c = c->next)
            agenda_put(&t->sim->agenda, t->sim->now_us, comes_up, t, 0);
    t->paused = !on;
}

enum err tcp_send(struct tcp *t, struct str bytes)
{
    struct sim *s = t->sim;
    if (s->house.ghost || t->closed)
        return ERR_OK;
    s->digest = hash_mix(s->digest, hash_str(bytes) + t->number);
    checks_sent(t, bytes);
    lane_put(t, &t->down, comes_down, bytes);
    return ERR_OK;
}

size_t tcp_waiting(const struct tcp *t)
{
    return t->down.bytes > KERNEL_BUFFER ? t->down.bytes - KERNEL_BUFFER : 0;
}

void tcp_finish(struct tcp *t)
{
    if (t->closed)
        return;
    t->closed = true;
    t->events = NULL;
    agenda_put(&t->sim->agenda,
               t->down.last_us > t->sim->now_us ? t->down.last_us : t->sim->now_us + 1,
               station_hears, t, 0);
}

void tcp_close(struct tcp *t)
{
    if (!t->closed && random_chance(&t->sim->random, 300000))
        lane_drop(&t->down); /* a reset overtakes what was sent */
    tcp_finish(t);
}

void tcp_peer(const struct tcp *t, char out[64])
{
    snprintf(out, 64, "10.0.0.1:%llu", (unsigned long long)t->number);
}

/* There is one loop and no TLS. */
struct tcp_moved tcp_detach(struct tcp *t)
{
    (void)t;
    return (struct tcp_moved){.socket = -1};
}

enum err tcp_adopt(struct loop *l, struct tcp_moved moved, struct tcp **out)
{
    (void)l;
    (void)moved;
    *out = NULL;
    return ERR_INVALID;
}

enum err tcp_secure(struct tcp *t, struct tls *tls)
{
    (void)t;
    (void)tls;
    return ERR_INVALID;
}

enum tcp_tls tcp_tls_state(const struct tcp *t)
{
    (void)t;
    return TCP_PLAIN;
}

void tcp_tls_peer(const struct tcp *t, struct tls_peer *out)
{
    (void)t;
    (void)out;
}

bool tcp_tls_resumed(const struct tcp *t)
{
    (void)t;
    return false;
}

bool tcp_tls_legacy(const struct tcp *t)
{
    (void)t;
    return false;
}

bool tcp_tls_failure(const struct tcp *t, char out[512])
{
    (void)t;
    out[0] = '\0';
    return false;
}
