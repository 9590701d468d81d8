/* SPDX-License-Identifier: Apache-2.0 */
/* Simulated stations on real sockets, one thread. */
#include "apps/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apps/target.h"
#include "base/hash.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/poll.h"
#include "wire/http.h"
#include "wire/ws.h"

#define IN_BYTES ((size_t)256 * 1024)
#define OUT_BYTES ((size_t)512 * 1024)
#define CONNECTING_MAX 200
#define SWEEP_US 5000
#define QUIET_S 120 /* real seconds that winding down may take */

enum state { STATE_OFF, STATE_CONNECTING, STATE_SHAKING, STATE_UPGRADING, STATE_OPEN };

struct client {
    struct charger charger;
    struct line line;
    enum state state;
    struct ws ws;
    char *rest; /* bytes the socket did not take */
    size_t rest_n;
    int64_t retry_us; /* network time before which it does not connect again */
};

struct sim {
    const struct sim_options *o;
    struct sim_result *result;
    struct poll *poll;
    struct line_tls *tls;
    struct client *clients;
    struct target target;
    struct random random;
    int64_t net_us, sim_us, sim_began_us, net_began_us;
    unsigned connecting;
    int64_t connected;
    bool winding_down;
    struct sim_truth *truth;
    size_t n_truth, cap_truth;
    struct sim_lost *lost;
    size_t n_lost, cap_lost;
    char *in, *frames, *out;
};

void sim_identity(const struct sim_options *o, uint32_t i, char out[64])
{
    snprintf(out, 64, "%.40s%05u", o->prefix, i + 1);
}

static uint32_t index_of(const struct sim *s, const struct client *c)
{
    return (uint32_t)(c - s->clients);
}

/* Make room for one more thing of that size behind the n that there are. */
static void *more_room(void *list, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return list;
    *cap = *cap ? *cap * 2 : 4096;
    list = realloc(list, *cap * size);
    if (!list)
        abort();
    return list;
}

/* Take the sessions that ended out of a charger, and those that a sample was lost of. */
static void take_truth(struct sim *s, struct client *c)
{
    for (unsigned i = 0; i < c->charger.n_truth; i++) {
        s->truth = more_room(s->truth, s->n_truth, &s->cap_truth, sizeof *s->truth);
        s->truth[s->n_truth++] = (struct sim_truth){index_of(s, c), c->charger.truth[i]};
    }
    c->charger.n_truth = 0;
    for (unsigned i = 0; i < CHARGER_PAST_MAX; i++) {
        if (!c->charger.past[i].sample_lost)
            continue;
        c->charger.past[i].sample_lost = false;
        s->lost = more_room(s->lost, s->n_lost, &s->cap_lost, sizeof *s->lost);
        s->lost[s->n_lost++] = (struct sim_lost){index_of(s, c), c->charger.past[i].session};
    }
}

/* End a client's connection. */
static void drop(struct sim *s, struct client *c)
{
    if (c->state == STATE_OFF)
        return;
    if (c->state == STATE_OPEN) {
        s->connected--;
        ws_fini(&c->ws);
        charger_disconnected(&c->charger, s->sim_us);
    } else {
        s->connecting--;
    }
    line_drop(&c->line);
    free(c->rest);
    c->rest = NULL;
    c->rest_n = 0;
    c->state = STATE_OFF;
    c->retry_us = s->net_us + (int64_t)random_below(&s->random, 2000000) + 200000;
}

/* Send bytes, keeping what does not go. */
static void send_bytes(struct sim *s, struct client *c, struct str bytes)
{
    int64_t sent = c->rest_n == 0 ? line_send(&c->line, bytes) : 0;
    if (sent < 0) {
        drop(s, c);
        return;
    }
    bytes = str_skip(bytes, (size_t)sent);
    if (bytes.n == 0)
        return;
    char *more = c->rest_n + bytes.n < (4u << 20) ? realloc(c->rest, c->rest_n + bytes.n) : NULL;
    if (!more) {
        drop(s, c);
        return;
    }
    memcpy(more + c->rest_n, bytes.p, bytes.n);
    c->rest = more;
    c->rest_n += bytes.n;
    poll_want_write(s->poll, c->line.fd, c, true);
}

/* Send what a charger said, and do what it wants. */
static void obey(struct sim *s, struct client *c, struct charger_out *made)
{
    struct buf out = buf_over(s->out, OUT_BYTES);
    struct str frames = buf_str(made->frames);
    take_truth(s, c);
    while (frames.n > 0) {
        struct str text = str_cut(&frames, '\0');
        ws_write(&c->ws, &out, WS_TEXT, text, (uint32_t)random_next(&s->random) | 1);
    }
    if (c->state == STATE_OPEN && out.n > 0)
        send_bytes(s, c, buf_str(&out));
    if (made->disconnect)
        drop(s, c);
}

/* A charger's output buffer, empty. */
static struct buf fresh(struct sim *s)
{
    return buf_over(s->frames, OUT_BYTES / 2);
}

/* A connection that does not come to be: note why, and wait a while. */
static void give_up(struct sim *s, struct client *c, const char *why)
{
    if (s->result->why[0] == '\0')
        snprintf(s->result->why, sizeof s->result->why, "station %.60s: %.180s",
                 c->charger.identity, why);
    s->result->errors++;
    drop(s, c);
    c->retry_us = s->net_us + 5000000;
}

/* Open a socket for a client, or try again in a second. */
static void begin_connect(struct sim *s, struct client *c)
{
    int fd = poll_connect(s->poll, index_of(s, c) / TARGET_PER_ADDRESS, c);
    if (fd < 0) {
        c->retry_us = s->net_us + 1000000;
        return;
    }
    c->state = STATE_CONNECTING;
    s->connecting++;
    char why[256];
    if (!line_open(&c->line, s->tls, fd, str_of(c->charger.identity), why))
        give_up(s, c, why);
}

/* The socket stands: ask for the WebSocket. */
static void send_upgrade(struct sim *s, struct client *c)
{
    char text[1024];
    struct buf out = buf_over(text, sizeof text);
    target_upgrade(&s->target, str_of(c->charger.identity), ocpp_subprotocol(c->charger.o.version),
                   &s->random, &out);
    c->state = STATE_UPGRADING;
    poll_want_write(s->poll, c->line.fd, c, false);
    if (line_send(&c->line, buf_str(&out)) != (int64_t)out.n)
        drop(s, c);
}

/* The socket stands: shake hands, then ask for the WebSocket. */
static void shake(struct sim *s, struct client *c)
{
    char why[256];
    c->state = STATE_SHAKING;
    switch (line_shake(&c->line, why)) {
    case LINE_STANDS:
        send_upgrade(s, c);
        break;
    case LINE_WAITS_READ:
        poll_want_write(s->poll, c->line.fd, c, false);
        break;
    case LINE_WAITS_WRITE:
        poll_want_write(s->poll, c->line.fd, c, true);
        break;
    case LINE_FAILED:
        give_up(s, c, why);
        break;
    }
}

/* The answer to an upgrade. */
static void take_upgrade(struct sim *s, struct client *c, struct str in)
{
    struct http_head head;
    if (http_response(in, &head) != HTTP_OK || head.status != 101) {
        if (s->result->why[0] == '\0')
            snprintf(s->result->why, sizeof s->result->why, "station %s was refused: %.*s",
                     c->charger.identity, (int)str_find(in, '\r'), in.p);
        s->result->errors++;
        drop(s, c);
        c->retry_us = s->net_us + 5000000;
        return;
    }
    s->connecting--;
    s->connected++;
    s->result->connects++;
    c->state = STATE_OPEN;
    ws_init(&c->ws, false, (struct ws_deflate){0}, 1 << 20, NULL);
    struct buf frames = fresh(s);
    struct charger_out made = {.frames = &frames};
    charger_connected(&c->charger, s->sim_us, s->net_us, &made);
    obey(s, c, &made);
}

/* One WebSocket event of the server; false where the connection is gone. */
static bool take_event(struct sim *s, struct client *c, const struct ws_event *e)
{
    char text[256];
    struct buf frames = fresh(s), out = buf_over(text, sizeof text);
    struct charger_out made = {.frames = &frames};
    switch (e->kind) {
    case WS_EVENT_MESSAGE:
        charger_received(&c->charger, s->sim_us, s->net_us, e->data, &made);
        obey(s, c, &made);
        break;
    case WS_EVENT_PING:
        ws_write(&c->ws, &out, WS_PONG, e->data, (uint32_t)random_next(&s->random) | 1);
        send_bytes(s, c, buf_str(&out));
        break;
    case WS_EVENT_CLOSE:
    case WS_EVENT_FAIL:
        drop(s, c);
        break;
    case WS_EVENT_PONG:
    case WS_EVENT_NEED_MORE:
        break;
    }
    return c->state == STATE_OPEN;
}

/* Bytes came for a client: the answer to its upgrade, or frames. */
static void read_some(struct sim *s, struct client *c)
{
    int64_t got = line_receive(&c->line, s->in, IN_BYTES);
    if (got < 0)
        drop(s, c);
    if (got <= 0)
        return;
    if (c->state == STATE_UPGRADING) {
        take_upgrade(s, c, str_make(s->in, (size_t)got));
        return;
    }
    char *p = s->in;
    size_t n = (size_t)got;
    struct ws_event e;
    do
        e = ws_read(&c->ws, &p, &n);
    while (e.kind != WS_EVENT_NEED_MORE && take_event(s, c, &e));
}

/* The socket takes bytes again: send what waits. */
static void write_rest(struct sim *s, struct client *c)
{
    int64_t sent = c->rest_n > 0 ? line_send(&c->line, str_make(c->rest, c->rest_n)) : 0;
    if (sent < 0) {
        drop(s, c);
        return;
    }
    c->rest_n -= (size_t)sent;
    memmove(c->rest, c->rest + sent, c->rest_n);
    if (c->rest_n == 0)
        poll_want_write(s->poll, c->line.fd, c, false);
}

/* One event of the poll. */
static void handle(struct sim *s, const struct poll_event *e)
{
    struct client *c = e->data;
    if (c->state == STATE_OFF)
        return;
    if (c->state == STATE_CONNECTING) {
        if (e->broken)
            drop(s, c);
        else if (e->writable)
            shake(s, c);
        return;
    }
    if (c->state == STATE_SHAKING) {
        shake(s, c);
        return;
    }
    if (e->writable && c->rest_n > 0)
        write_rest(s, c);
    if (c->state != STATE_OFF && (e->readable || e->broken))
        read_some(s, c);
}

/* Let every charger whose time has come move, and connect those that want to. */
static void sweep(struct sim *s)
{
    for (int64_t i = 0; i < s->o->stations; i++) {
        struct client *c = &s->clients[i];
        if (c->state == STATE_OFF && charger_wants(&c->charger, s->sim_us) &&
            s->net_us >= c->retry_us && s->connecting < CONNECTING_MAX)
            begin_connect(s, c);
        if (charger_wake(&c->charger) > s->sim_us && charger_deadline(&c->charger) > s->net_us)
            continue;
        struct buf frames = fresh(s);
        struct charger_out made = {.frames = &frames};
        charger_tick(&c->charger, s->sim_us, s->net_us, &made);
        obey(s, c, &made);
    }
}

/* Both clocks: the simulated one runs `speed` times as fast until it has caught up with the
 * world's. */
static void read_clocks(struct sim *s)
{
    s->net_us = clock_mono_us();
    int64_t world_us = (int64_t)time(NULL) * US_PER_S;
    int64_t fast_us = s->sim_began_us + (s->net_us - s->net_began_us) * s->o->speed;
    s->sim_us = fast_us < world_us || s->o->speed == 1 ? fast_us
                : world_us > s->sim_us                 ? world_us
                                                       : s->sim_us;
}

/* Serve sockets and time until net time end_us. */
static void serve(struct sim *s, int64_t end_us)
{
    struct poll_event events[256];
    int64_t swept_us = 0;
    do {
        int n = poll_wait(s->poll, events, 256, SWEEP_US);
        read_clocks(s);
        for (int i = 0; i < n; i++)
            handle(s, &events[i]);
        if (s->net_us - swept_us >= SWEEP_US) {
            sweep(s);
            swept_us = s->net_us;
        }
    } while (s->net_us < end_us);
}

/* Add up what the chargers counted. */
static void total(struct sim *s)
{
    struct sim_result *r = s->result;
    r->sent = r->answers = r->repeats = r->dropped = r->sessions = 0;
    r->energy_wh = 0;
    for (int64_t i = 0; i < s->o->stations; i++) {
        const struct charger *c = &s->clients[i].charger;
        r->sent += c->count.sent;
        r->answers += c->count.answers;
        r->repeats += c->count.repeats;
        r->dropped += c->count.dropped;
        r->sessions += c->count.sessions_ended;
        r->energy_wh += c->count.energy_wh;
    }
}

/* One line of progress. */
static void progress(struct sim *s, uint64_t sent_before)
{
    char at[25];
    int64_t charging = 0, power_w = 0;
    for (int64_t i = 0; i < s->o->stations; i++)
        for (unsigned e = 0; e < s->clients[i].charger.o.evses; e++)
            if (s->clients[i].charger.evses[e].state == EVSE_CHARGING) {
                charging++;
                power_w += s->clients[i].charger.evses[e].power_w;
            }
    total(s);
    time_format(s->sim_us, at);
    printf("%.16s  connected %lld/%lld  charging %lld  %lld kW  sessions %llu  %llu messages/s%s\n",
           at, (long long)s->connected, (long long)s->o->stations, (long long)charging,
           (long long)(power_w / 1000), (unsigned long long)s->result->sessions,
           (unsigned long long)(s->result->sent - sent_before),
           s->winding_down ? "  winding down" : "");
    fflush(stdout);
}

/* Make every client's connection end at once. */
static void storm(struct sim *s)
{
    for (int64_t i = 0; i < s->o->stations; i++)
        drop(s, &s->clients[i]);
}

/* End all sessions and wait until everything has been said. */
static void wind_down(struct sim *s)
{
    s->winding_down = true;
    read_clocks(s);
    for (int64_t i = 0; i < s->o->stations; i++) {
        struct buf frames = fresh(s);
        struct charger_out made = {.frames = &frames};
        charger_wind_down(&s->clients[i].charger, s->sim_us, s->net_us, &made);
        obey(s, &s->clients[i], &made);
    }
    for (int64_t second = 0; second < QUIET_S; second++) {
        bool quiet = true;
        for (int64_t i = 0; quiet && i < s->o->stations; i++)
            quiet = charger_quiet(&s->clients[i].charger);
        if (quiet)
            break;
        uint64_t before = s->result->sent;
        serve(s, s->net_us + 1000000);
        total(s);
        if (!s->o->quiet)
            progress(s, before);
    }
}

/* Give every charger its options and quirks. */
static void init_chargers(struct sim *s)
{
    static const uint32_t normal[FAULT_COUNT] = {
#define FAULT(name, ppm, help) ppm,
#include "fleet/tbl/faults.h"
#undef FAULT
    };
    for (int64_t i = 0; i < s->o->stations; i++) {
        char identity[64];
        uint64_t seed = hash_mix((uint64_t)s->o->seed, (uint64_t)i);
        struct charger_options o = {.version = s->o->versions[(uint64_t)i % s->o->n_versions],
                                    .evses = (unsigned)s->o->evses,
                                    .rated_w = s->o->rated_kw * 1000,
                                    .truck_ppm = (uint32_t)s->o->trucks_percent * 10000,
                                    .gap_us = s->o->gap_s * US_PER_S,
                                    .sample_us = s->o->sample_s * US_PER_S,
                                    .answer_us = 10 * US_PER_S,
                                    .quirks = s->o->quirks ? charger_quirks(seed) : 0};
        for (unsigned f = 0; f < FAULT_COUNT; f++)
            o.faults[f] = (uint32_t)(normal[f] * (uint64_t)s->o->faults_percent / 100);
        sim_identity(s->o, (uint32_t)i, identity);
        charger_init(&s->clients[i].charger, identity, &o, seed, s->sim_us);
        s->clients[i].retry_us = 0;
    }
}

/* Find the server and take memory. */
static bool prepare(struct sim *s)
{
    s->clients = calloc((size_t)s->o->stations, sizeof *s->clients);
    s->in = malloc(IN_BYTES);
    s->out = malloc(OUT_BYTES);
    s->frames = malloc(OUT_BYTES / 2);
    s->poll = poll_open();
    if (!target_split(&s->target, s->o->url) || !s->poll || !s->clients || !s->in || !s->out ||
        !s->frames || poll_target(s->poll, s->target.host_port) != ERR_OK) {
        snprintf(s->result->why, sizeof s->result->why,
                 "%.160s: not ws:// or wss://HOST:PORT/path that can be resolved", s->o->url);
        return false;
    }
    return !s->target.tls ||
           line_tls_open(&s->o->tls, target_host(&s->target), &s->tls, s->result->why) == ERR_OK;
}

/* Serve, a line of progress a second, until the time is over or *stop is set. */
static void run_until(struct sim *s, const volatile int *stop)
{
    int64_t end_us = s->o->seconds > 0 ? s->net_us + s->o->seconds * 1000000 : INT64_MAX;
    int64_t storm_us = s->o->storm_s > 0 ? s->net_us + s->o->storm_s * 1000000 : INT64_MAX;
    while (!*stop && s->net_us < end_us) {
        uint64_t before = s->result->sent;
        serve(s, s->net_us + 1000000 < end_us ? s->net_us + 1000000 : end_us);
        total(s);
        if (!s->o->quiet)
            progress(s, before);
        if (s->net_us >= storm_us) {
            storm(s);
            storm_us += s->o->storm_s * 1000000;
        }
    }
}

bool sim_run(const struct sim_options *o, const volatile int *stop, struct sim_result *result)
{
    struct sim s = {.o = o, .result = result, .random = {hash_mix((uint64_t)o->seed, 0x73)}};
    memset(result, 0, sizeof *result);
    bool ok = prepare(&s);
    if (ok) {
        s.net_began_us = s.net_us = clock_mono_us();
        s.sim_began_us = s.sim_us =
            (int64_t)time(NULL) * US_PER_S - (o->speed > 1 ? 20 * US_PER_HOUR : 0);
        init_chargers(&s);
        run_until(&s, stop);
        wind_down(&s);
        total(&s);
        for (int64_t i = 0; i < o->stations; i++) {
            drop(&s, &s.clients[i]);
            line_forget(&s.clients[i].line);
        }
        if (o->admin && o->admin[0])
            ok = sim_check(o, s.truth, s.n_truth, s.lost, s.n_lost, result);
    }
    if (s.poll)
        poll_close(s.poll);
    line_tls_close(s.tls);
    free(s.truth);
    free(s.lost);
    free(s.clients);
    free(s.in);
    free(s.out);
    free(s.frames);
    return ok;
}
