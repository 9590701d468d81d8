/* SPDX-License-Identifier: Apache-2.0 */
/* The stations: those of src/fleet, each with a WebSocket client. A station looks at its clock once
 * a second, as real ones do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/target.h"
#include "base/assert.h"
#include "base/hash.h"
#include "sim/world.h"

#define OUT_BYTES ((size_t)512 << 10)
#define SILENCE_US (200 * US_PER_S) /* the server pings: a connection so long silent is none */

static char frames_space[OUT_BYTES / 2], out_space[OUT_BYTES];

/* Take the sessions that ended, and those that samples were lost of. */
static void take_truth(struct site *site)
{
    for (unsigned i = 0; i < site->charger.n_truth; i++) {
        ASSERT(site->n_truth < SIM_TRUTH_MAX);
        site->truth[site->n_truth++] = site->charger.truth[i];
    }
    site->charger.n_truth = 0;
    for (unsigned i = 0; i < CHARGER_PAST_MAX; i++)
        if (site->charger.past[i].sample_lost)
            site->sample_lost[site->charger.past[i].session % SIM_TRUTH_MAX] = true;
}

void site_drop(struct site *site, bool told)
{
    enum site_state was = site->state;
    if (was == SITE_OFF)
        return;
    net_leave(site->tcp, told);
    site->tcp = NULL;
    site->state = SITE_OFF;
    if (was == SITE_OPEN) {
        ws_fini(&site->ws);
        charger_disconnected(&site->charger, site->sim->now_us);
    }
    site->retry_us = sim_soon(site->sim, 200 * US_PER_MS, 5 * US_PER_S);
}

void site_twin(struct site *site)
{
    site_drop(site, false);
    site->retry_us = site->sim->now_us;
    site->charger.reconnect_us = site->sim->now_us;
}

void site_close_all(struct sim *s)
{
    for (unsigned i = 0; i < s->n_sites; i++)
        if (s->sites[i].state == SITE_OPEN)
            ws_fini(&s->sites[i].ws);
    free(s->sites);
}

void site_ended(struct site *site)
{
    site_drop(site, true);
}

static uint32_t mask(struct site *site)
{
    return (uint32_t)random_next(&site->sim->random) | 1;
}

/* Send what the station said, and do what it wants. */
static void obey(struct site *site, struct charger_out *made)
{
    struct buf out = buf_over(out_space, sizeof out_space);
    struct str frames = buf_str(made->frames);
    take_truth(site);
    while (frames.n > 0) {
        ws_write(&site->ws, &out, WS_TEXT, str_cut(&frames, '\0'), mask(site));
        if (site->state == SITE_OPEN)
            net_send(site->tcp, buf_str(&out));
        out.n = 0;
    }
    if (made->disconnect)
        site_drop(site, true);
}

/* What it says goes here. */
static struct buf fresh(void)
{
    return buf_over(frames_space, sizeof frames_space);
}

/* Connect and ask for a WebSocket. */
static void connect_now(struct site *site)
{
    static const struct target target = {.host_port = "sim:1", .path = "/ocpp"};
    char text[1024];
    struct buf out = buf_over(text, sizeof text);
    site->tcp = net_connect(site->sim, site);
    site->state = SITE_UPGRADING;
    site->head_n = 0;
    site->heard_us = site->sim->now_us;
    target_upgrade(&target, str_of(site->charger.identity),
                   ocpp_subprotocol(site->charger.o.version), &site->sim->random, &out);
    net_send(site->tcp, buf_str(&out));
}

/* The answer to the upgrade: how many of the n bytes belong to it. */
static size_t take_head(struct site *site, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (site->head_n < sizeof site->head)
            site->head[site->head_n++] = p[i];
        if (!str_ends(str_make(site->head, site->head_n), STR("\r\n\r\n")))
            continue;
        if (!str_starts(str_make(site->head, site->head_n), STR("HTTP/1.1 101"))) {
            site_drop(site, true);
            return n;
        }
        site->state = SITE_OPEN;
        ws_init(&site->ws, false, (struct ws_deflate){0}, 1 << 20, NULL);
        struct buf frames = fresh();
        struct charger_out made = {.frames = &frames};
        charger_connected(&site->charger, site->sim->now_us, site->sim->now_us, &made);
        obey(site, &made);
        return i + 1;
    }
    return n;
}

/* One event of its codec; false where nothing more can follow. */
static bool take_event(struct site *site, const struct ws_event *e)
{
    char text[256];
    int64_t now_us = site->sim->now_us;
    struct buf frames = fresh(), out = buf_over(text, sizeof text);
    struct charger_out made = {.frames = &frames};
    switch (e->kind) {
    case WS_EVENT_MESSAGE:
        charger_received(&site->charger, now_us, now_us, e->data, &made);
        obey(site, &made);
        break;
    case WS_EVENT_PING:
        ws_write(&site->ws, &out, WS_PONG, e->data, mask(site));
        net_send(site->tcp, buf_str(&out));
        break;
    case WS_EVENT_CLOSE:
        ws_write_close(&site->ws, &out, e->code, STR(""), mask(site));
        net_send(site->tcp, buf_str(&out));
        site_drop(site, true);
        break;
    case WS_EVENT_FAIL:
        sim_fail(site->sim, "the protocol", "station %s reads a breach of WebSocket: %.*s",
                 site->charger.identity, STR_ARG(e->data));
        site_drop(site, true);
        break;
    case WS_EVENT_PONG:
    case WS_EVENT_NEED_MORE:
        break;
    }
    return site->state == SITE_OPEN;
}

void site_data(struct site *site, char *p, size_t n)
{
    struct ws_event e;
    site->heard_us = site->sim->now_us;
    if (site->state == SITE_UPGRADING) {
        size_t used = take_head(site, p, n);
        p += used;
        n -= used;
    }
    if (site->state != SITE_OPEN)
        return;
    do
        e = ws_read(&site->ws, &p, &n);
    while (e.kind != WS_EVENT_NEED_MORE && take_event(site, &e));
}

/* Once a second. */
static void second(struct sim *s, void *ctx, uint64_t arg)
{
    struct site *site = ctx;
    (void)arg;
    struct buf frames = fresh();
    struct charger_out made = {.frames = &frames};
    if (site->state == SITE_OFF && s->now_us >= site->retry_us &&
        charger_wants(&site->charger, s->now_us))
        connect_now(site);
    if (site->state != SITE_OFF && s->now_us - site->heard_us > SILENCE_US)
        site_drop(site, random_chance(&s->random, 500000));
    charger_tick(&site->charger, s->now_us, s->now_us, &made);
    obey(site, &made);
    agenda_put(&s->agenda, s->now_us + US_PER_S, second, site, 0);
}

/* The options of a station, by the seed. */
static struct charger_options draw(struct sim *s, uint64_t seed)
{
    static const uint32_t normal[FAULT_COUNT] = {
#define FAULT(name, ppm, help) ppm,
#include "fleet/tbl/faults.h"
#undef FAULT
    };
    static const enum ocpp_version versions[] = {OCPP_16, OCPP_201, OCPP_21};
    struct charger_options o = {.version = versions[random_below(&s->random, 3)],
                                .evses = 1 + (unsigned)random_below(&s->random, 3),
                                .rated_w = 400000,
                                .truck_ppm = 100000,
                                .gap_us = random_between(&s->random, 30, 300) * US_PER_S,
                                .sample_us = random_between(&s->random, 15, 60) * US_PER_S,
                                .answer_us = 10 * US_PER_S,
                                .quirks = s->o.no_quirks ? 0 : charger_quirks(seed)};
    for (unsigned f = 0; f < FAULT_COUNT && !s->o.no_faults; f++)
        o.faults[f] = normal[f] * 2;
    return o;
}

void site_open_all(struct sim *s)
{
    s->sites = calloc(s->n_sites, sizeof *s->sites);
    ASSERT(s->sites);
    for (unsigned i = 0; i < s->n_sites; i++) {
        char identity[16];
        uint64_t seed = hash_mix(s->o.seed, i);
        struct charger_options o = draw(s, seed);
        snprintf(identity, sizeof identity, "S%u", i + 1);
        s->sites[i].sim = s;
        charger_init(&s->sites[i].charger, identity, &o, seed, s->now_us);
        agenda_put(&s->agenda, sim_soon(s, 0, US_PER_S), second, &s->sites[i], 0);
    }
}

void site_wind_down(struct sim *s)
{
    for (unsigned i = 0; i < s->n_sites; i++) {
        struct buf frames = fresh();
        struct charger_out made = {.frames = &frames};
        charger_wind_down(&s->sites[i].charger, s->now_us, s->now_us, &made);
        obey(&s->sites[i], &made);
    }
}

bool site_all_quiet(const struct sim *s)
{
    for (unsigned i = 0; i < s->n_sites; i++)
        if (!charger_quiet(&s->sites[i].charger) || s->sites[i].state != SITE_OPEN)
            return false;
    return true;
}
