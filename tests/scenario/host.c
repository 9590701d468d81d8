/* SPDX-License-Identifier: Apache-2.0 */
/* Connections and time: what src/apps/conn.c does with sockets and a clock. */
#include "scenario/host.h"

#include <stdarg.h>

#include "base/assert.h"
#include "ocpp/attempt.h"

#define SCRATCH (LINK_ARENA_MIN + 40 * (1u << 20)) /* the longest text of a page is 1 MiB */
#define REPLACED "replaced by a newer connection of this station"

void host_die(const char *format, ...)
{
    va_list args;
    fflush(stdout);
    fprintf(stderr, "scenario_engine: ");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    exit(3);
}

void host_must(enum err e, const char *what, const char *why)
{
    if (e != ERR_OK)
        host_die("%s: %s %s", what, err_text(e), why);
}

void host_open(struct host *h, const char *dir, int64_t now_us)
{
    void *memory = malloc(SCRATCH);
    ASSERT(memory);
    h->space = malloc(HOST_SPACE);
    ASSERT(h->space);
    h->sim = simdisk_new(1);
    h->now_us = now_us;
    h->arena = arena_over(memory, SCRATCH);
    h->last_said = &h->said;
    snprintf(h->dir, sizeof h->dir, "%s", dir);
    host_store_open(h);
}

void host_close(struct host *h)
{
    host_store_close(h);
    host_calls_drop(h);
    for (unsigned i = 0; i < HOST_CONNS_MAX; i++)
        free(h->conns[i]);
    for (unsigned i = 0; i < HOST_CALLS_MAX; i++) {
        free(h->calls[i].arena.p);
        free(h->calls[i].answer);
    }
    simdisk_free(h->sim);
    free(h->space);
    free(h->arena.p);
}

struct host_station *host_find(struct host *h, struct str identity)
{
    for (unsigned i = 0; i < h->n_stations; i++)
        if (str_is(identity, h->stations[i]->station.info.identity))
            return h->stations[i];
    return NULL;
}

struct host_station *host_take(struct host *h, struct str identity)
{
    struct host_station *s = host_find(h, identity);
    if (s)
        return s;
    if (h->n_stations == HOST_STATIONS_MAX)
        host_die("more than %d stations", HOST_STATIONS_MAX);
    s = calloc(1, sizeof *s);
    ASSERT(s);
    station_init(&s->station, identity);
    h->stations[h->n_stations++] = s;
    return s;
}

unsigned host_number(const struct host *h, const struct host_conn *c)
{
    unsigned i = 0;
    while (h->conns[i] != c)
        i++;
    return i;
}

/* Say something of a connection when the turn is durable. */
static void say(struct host *h, enum said_kind kind, const struct host_conn *c, uint16_t code,
                struct str text)
{
    struct said *x = calloc(1, sizeof *x);
    ASSERT(x);
    *x = (struct said){.kind = kind, .conn = host_number(h, c), .code = code, .n = text.n};
    x->text = malloc(text.n + 1);
    ASSERT(x->text);
    if (text.n > 0)
        memcpy(x->text, text.p, text.n);
    *h->last_said = x;
    h->last_said = &x->next;
}

/* Before an input: scratch memory, and an invariant that must hold whatever came before. */
static void begin(struct host *h, struct host_station *s)
{
    const char *broken = station_broken(&s->station);
    if (broken)
        host_die("station %s: %s", s->station.info.identity, broken);
    arena_reset(&h->arena);
    link_outcome_reset(&h->outcome);
}

void host_outcome(struct host *h, struct host_conn *c, struct str frame_in)
{
    struct link_outcome *o = &h->outcome;
    char reason[128] = "";
    if (o->step.n_events > 0 || o->journal_frame)
        host_store(h, str_of(c->station->station.info.identity),
                   o->journal_frame ? frame_in : (struct str){0}, o->step.events, o->step.n_events,
                   o->frames, o->n_frames);
    for (unsigned i = 0; i < o->n_frames; i++)
        say(h, SAID_FRAME, c, 0, o->frames[i]);
    for (unsigned i = 0; i < o->n_done; i++)
        host_command_done(h, &o->done[i]);
    c->wake_us = o->wake_at_us;
    if (o->close_code == 0 || !c->open)
        return;
    str_copy(reason, sizeof reason, o->close_reason);
    host_end(h, c, o->close_code, str_of(reason));
}

void host_step(struct host *h, struct host_station *s, const struct input *in)
{
    begin(h, s);
    station_step(&s->station, &h->world, h->now_us, in, &h->arena, &h->outcome.step);
    if (h->outcome.step.n_events > 0)
        host_store(h, str_of(s->station.info.identity), (struct str){0}, h->outcome.step.events,
                   h->outcome.step.n_events, NULL, 0);
}

/* Take an unknown station in, as far as the policy lets it. */
static bool admit(struct host *h, struct host_station *s)
{
    bool known = s->station.info.standing != standing_UNKNOWN &&
                 s->station.info.standing != standing_REMOVED;
    if (known || h->unknown_stations == 'r')
        return known;
    struct input in = {.kind = INPUT_REGISTER,
                       .u.registered.standing =
                           h->unknown_stations == 'a' ? standing_ACCEPTED : standing_QUARANTINED};
    host_step(h, s, &in);
    return true;
}

bool host_connect(struct host *h, unsigned number, enum ocpp_version version, struct str identity)
{
    struct host_station *s = host_take(h, identity);
    if (number >= HOST_CONNS_MAX || h->conns[number])
        host_die("connection number %u is taken or too high", number);
    if (!admit(h, s))
        return false;
    struct host_conn *c = calloc(1, sizeof *c), *old = s->conn;
    ASSERT(c);
    h->conns[number] = c;
    c->station = s;
    c->open = true;
    begin(h, s);
    link_open(&c->link,
              &(struct link_hello){.version = version,
                                   .strict = h->world.policy.strict,
                                   .remote = STR("127.0.0.1:9"),
                                   .security_profile = 0,
                                   .pending = false},
              &s->station, &h->world, h->now_us, &h->arena, &h->outcome);
    host_outcome(h, c, (struct str){0});
    s->conn = c;
    if (old)
        host_end(h, old, 1008, STR(REPLACED));
    host_orders(h, s);
    return true;
}

/* The open connection of that number, or NULL. */
static struct host_conn *conn_of(struct host *h, unsigned number)
{
    struct host_conn *c = number < HOST_CONNS_MAX ? h->conns[number] : NULL;
    return c && c->open ? c : NULL;
}

void host_text(struct host *h, unsigned number, struct str text)
{
    struct host_conn *c = conn_of(h, number);
    if (!c)
        return; /* written into a path that has just ended */
    begin(h, c->station);
    link_frame(&c->link, &c->station->station, &h->world, h->now_us, text, &h->arena, &h->outcome);
    host_outcome(h, c, text);
    host_orders(h, c->station);
}

/* The link's end is an input too, of every connection exactly once. */
static void link_end(struct host *h, struct host_conn *c, uint16_t code, struct str reason)
{
    begin(h, c->station);
    link_closed(&c->link, &c->station->station, &h->world, h->now_us, code, reason, &h->arena,
                &h->outcome);
    if (c->station->conn == c)
        c->station->conn = NULL;
    c->open = false;
    host_outcome(h, c, (struct str){0});
    c->wake_us = 0;
}

void host_end(struct host *h, struct host_conn *c, uint16_t code, struct str reason)
{
    char kept[124];
    str_copy(kept, sizeof kept, reason);
    link_end(h, c, code, str_of(kept));
    say(h, SAID_CLOSED, c, code, str_of(kept));
}

void host_cut(struct host *h, unsigned number, uint16_t code, struct str reason)
{
    struct host_conn *c = conn_of(h, number);
    if (c)
        link_end(h, c, code, reason);
}

/* Send one order that is due; false where there is none, or it can't be sent now. */
static bool order_send(struct host *h, struct host_station *s)
{
    struct host_conn *c = s->conn;
    const struct order *o = order_due(&s->station, h->now_us);
    if (!o || !c || c->link.flight || c->link.queue)
        return false;
    struct link_command *command = calloc(1, sizeof *command + attempt_room(o));
    ASSERT(command);
    begin(h, s);
    attempt_make(command, c->link.version, &s->station, o, &h->arena);
    link_command(&c->link, &s->station, &h->world, h->now_us, command, &h->arena, &h->outcome);
    host_outcome(h, c, (struct str){0});
    return true;
}

void host_orders(struct host *h, struct host_station *s)
{
    int64_t wake_us = order_wake(&s->station, h->now_us);
    if (wake_us != 0 && wake_us <= h->now_us)
        host_step(h, s, &(struct input){.kind = INPUT_ORDERS});
    while (order_send(h, s))
        ;
}

/* The station whose orders are to be looked at first, up to now_us; NULL for none. */
static struct host_station *first_order(struct host *h, int64_t now_us, int64_t *at_us)
{
    struct host_station *first = NULL;
    for (unsigned i = 0; i < h->n_stations; i++) {
        int64_t wake_us = order_wake(&h->stations[i]->station, h->now_us);
        if (wake_us != 0 && wake_us <= now_us && (!first || wake_us < *at_us)) {
            first = h->stations[i];
            *at_us = wake_us;
        }
    }
    return first;
}

/* The connection whose timer comes due first, up to now_us; NULL for none. */
static struct host_conn *first_due(struct host *h, int64_t now_us)
{
    struct host_conn *first = NULL;
    for (unsigned i = 0; i < HOST_CONNS_MAX; i++) {
        struct host_conn *c = h->conns[i];
        if (c && c->open && c->wake_us != 0 && c->wake_us <= now_us &&
            (!first || c->wake_us < first->wake_us))
            first = c;
    }
    return first;
}

void host_time(struct host *h, int64_t now_us)
{
    struct host_conn *c;
    struct host_station *s;
    int64_t at_us = 0;
    for (;;) {
        c = first_due(h, now_us);
        s = first_order(h, now_us, &at_us);
        if (s && (!c || at_us < c->wake_us)) {
            h->now_us = at_us > h->now_us ? at_us : h->now_us;
            host_orders(h, s);
            continue;
        }
        if (!c)
            break;
        h->now_us = c->wake_us > h->now_us ? c->wake_us : h->now_us;
        begin(h, c->station);
        link_timer(&c->link, &c->station->station, &h->world, h->now_us, &h->arena, &h->outcome);
        host_outcome(h, c, (struct str){0});
        host_orders(h, c->station);
    }
    if (now_us > h->now_us)
        h->now_us = now_us;
}
