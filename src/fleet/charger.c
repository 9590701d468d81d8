/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a simulated station. An EVSE: FREE -> AUTHORIZING -> CHARGING -> FREE. */
#include "fleet/charger.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/time.h"
#include "fleet/answer.h"
#include "fleet/outbox.h"
#include "fleet/say.h"

static bool quirk(const struct charger *c, enum charger_quirk q)
{
    return (c->o.quirks >> q & 1) != 0;
}

static bool fault(struct charger *c, enum charger_fault f)
{
    return random_chance(&c->random, c->o.faults[f]);
}

uint32_t charger_quirks(uint64_t seed)
{
    static const uint32_t ppm[QUIRK_COUNT] = {
#define QUIRK(name, share, help) share,
#include "fleet/tbl/quirks.h"
#undef QUIRK
    };
    struct random r = {hash_mix(seed, 0x71)};
    uint32_t quirks = 0;
    for (unsigned i = 0; i < QUIRK_COUNT; i++)
        quirks |= random_chance(&r, ppm[i]) ? 1u << i : 0;
    return quirks;
}

/* Put a saying about an EVSE into the outbox. */
static void say(struct charger *c, enum charger_saying what, unsigned evse, int64_t sim_us,
                const char *status)
{
    struct charger_evse *e = &c->evses[evse ? evse - 1 : 0];
    struct saying s = {.what = (uint8_t)what,
                       .evse = (uint8_t)evse,
                       .offline = !c->connected,
                       .session = e->session,
                       .at_us = sim_us,
                       .register_wh = e->register_wh,
                       .power_w = e->power_w,
                       .soc_bp = e->visit.soc_bp};
    str_copy(s.status, sizeof s.status, str_of(status));
    if (say_of_transaction(&s)) {
        s.seq = quirk(c, QUIRK_SEQ_GLOBAL) ? c->seq_global++ : e->seq;
        e->seq++;
    }
    outbox_add(c, &s);
}

void charger_init(struct charger *c, const char *identity, const struct charger_options *o,
                  uint64_t seed, int64_t sim_us)
{
    memset(c, 0, sizeof *c);
    c->o = *o;
    c->random.state = hash_mix(seed, 1);
    c->reconnect_us = sim_us;
    c->interval_us = 300 * US_PER_S;
    c->heartbeat_us = INT64_MAX;
    c->ids = random_below(&c->random, 1000000) * 1000;
    str_copy(c->identity, sizeof c->identity, str_of(identity));
    for (unsigned i = 0; i < o->evses; i++) {
        c->evses[i].register_wh = (int64_t)random_below(&c->random, 90000000) + 1000000;
        c->evses[i].next_us = sim_us + visit_gap_us(&c->random, sim_us, o->gap_us) / 2;
    }
}

bool charger_wants(const struct charger *c, int64_t sim_us)
{
    return !c->connected && sim_us >= c->reconnect_us;
}

void charger_connected(struct charger *c, int64_t sim_us, int64_t net_us, struct charger_out *out)
{
    c->connected = true;
    if (!c->booted || quirk(c, QUIRK_BOOT_ALWAYS)) {
        struct saying s = {.what = SAY_BOOT, .at_us = sim_us};
        if (c->n_outbox == 0 || c->outbox[0].what != SAY_BOOT) {
            outbox_add(c, &s);
            memmove(&c->outbox[1], &c->outbox[0], (c->n_outbox - 1) * sizeof *c->outbox);
            c->outbox[0] = s;
        }
        for (unsigned i = 1; !c->booted && i <= c->o.evses; i++)
            say(c, SAY_STATUS, i, sim_us, "Available");
    }
    outbox_send(c, net_us, out);
}

void charger_disconnected(struct charger *c, int64_t sim_us)
{
    c->connected = false;
    outbox_cut(c);
    if (c->reconnect_us <= sim_us)
        c->reconnect_us = sim_us + random_between(&c->random, 1, 20) * US_PER_S;
}

/* Remember how a session went by the station's own meter. */
static void keep_truth(struct charger *c, struct charger_evse *e, unsigned evse, int64_t sim_us)
{
    c->count.sessions_ended++;
    c->count.energy_wh += e->energy_mwh / 1000;
    struct charger_truth t = {.session = e->session,
                              .evse = evse,
                              .started_us = e->started_us,
                              .ended_us = sim_us,
                              .energy_wh = e->energy_mwh / 1000,
                              .reset = e->reset,
                              .flawed = e->flawed};
    say_transaction(c, e->session, t.transaction_id);
    if (c->n_truth < CHARGER_PAST_MAX)
        c->truth[c->n_truth++] = t;
}

/* Start charging. */
static void begin_session(struct charger *c, unsigned evse, int64_t sim_us)
{
    struct charger_evse *e = &c->evses[evse - 1];
    e->state = EVSE_CHARGING;
    e->session = ++c->sessions;
    e->seq = 0;
    e->started_us = e->last_us = sim_us;
    e->energy_mwh = 0;
    e->flawed = e->reset = false;
    e->stop_asked = false;
    e->power_w = 0;
    e->next_us = sim_us + c->o.sample_us;
    c->past[e->session % CHARGER_PAST_MAX].session = e->session;
    c->past[e->session % CHARGER_PAST_MAX].transaction = -1;
    c->past[e->session % CHARGER_PAST_MAX].sample_lost = false;
    say(c, SAY_START, evse, sim_us, e->token);
    say(c, SAY_STATUS, evse, sim_us, "Charging");
}

/* A vehicle comes (or the server starts one): ask for its token where the network is there. */
static void arrive(struct charger *c, unsigned evse, int64_t sim_us, bool remote)
{
    struct charger_evse *e = &c->evses[evse - 1];
    e->visit = visit_draw(&c->random, c->o.truck_ppm);
    e->remote = remote;
    if (!remote)
        snprintf(e->token, sizeof e->token, "TAG%04u", (unsigned)random_below(&c->random, 1000));
    say(c, SAY_STATUS, evse, sim_us, "Preparing");
    if (!c->connected || remote) {
        begin_session(c, evse, sim_us);
        return;
    }
    e->state = EVSE_AUTHORIZING;
    e->next_us = sim_us + 120 * US_PER_S;
    say(c, SAY_AUTHORIZE, evse, sim_us, e->token);
}

/* The vehicle leaves. */
static void leave(struct charger *c, unsigned evse, int64_t sim_us)
{
    struct charger_evse *e = &c->evses[evse - 1];
    bool first = quirk(c, QUIRK_AVAILABLE_FIRST);
    if (first)
        say(c, SAY_STATUS, evse, sim_us, "Available");
    if (c->o.version == OCPP_16 && fault(c, FAULT_lost_stop))
        e->flawed = true;
    else
        say(c, SAY_STOP, evse, sim_us, e->token);
    keep_truth(c, e, evse, sim_us);
    if (!first)
        say(c, SAY_STATUS, evse, sim_us, "Available");
    e->state = EVSE_FREE;
    e->next_us = sim_us + visit_gap_us(&c->random, sim_us, c->o.gap_us);
}

/* Let the battery take what it took since the last sample; whole Wh go to the register. */
static void flow(struct charger *c, struct charger_evse *e, int64_t sim_us)
{
    int64_t took_us = sim_us - e->last_us,
            power_w = vehicle_power_w(e->visit.vehicle, e->visit.soc_bp);
    if (power_w > c->o.rated_w)
        power_w = c->o.rated_w;
    int64_t mwh = power_w * (took_us / US_PER_MS) / 3600; /* W x ms / 3600 = mWh */
    int64_t room_bp = 10000 - e->visit.soc_bp, gained_bp = mwh * 10 / e->visit.vehicle->usable_wh;
    if (gained_bp > room_bp) {
        gained_bp = room_bp;
        mwh = room_bp * e->visit.vehicle->usable_wh / 10;
    }
    mwh -= mwh % 1000; /* the meter shows whole Wh */
    e->visit.soc_bp += gained_bp;
    e->register_wh += mwh / 1000;
    e->energy_mwh += mwh;
    e->power_w = power_w;
    e->last_us = sim_us;
}

/* A charging EVSE's next sample, with the faults that happen there. */
static void sample(struct charger *c, unsigned evse, int64_t sim_us, struct charger_out *out)
{
    struct charger_evse *e = &c->evses[evse - 1];
    flow(c, e, sim_us);
    e->next_us = sim_us + c->o.sample_us;
    if (e->visit.soc_bp >= e->visit.target_bp || e->stop_asked) {
        leave(c, evse, sim_us);
        return;
    }
    say(c, SAY_SAMPLE, evse, sim_us, "");
    if (fault(c, FAULT_reset)) {
        e->register_wh = 0;
        e->reset = true;
    }
    if (c->connected && fault(c, FAULT_offline)) {
        c->reconnect_us = sim_us + random_between(&c->random, 1, 20) * US_PER_MIN;
        out->disconnect = true;
    }
}

/* One EVSE's time has come. */
static void move(struct charger *c, unsigned evse, int64_t sim_us, struct charger_out *out)
{
    struct charger_evse *e = &c->evses[evse - 1];
    switch (e->state) {
    case EVSE_FREE:
        if (outbox_crowded(c)) /* it goes to the neighbour */
            e->next_us = sim_us + visit_gap_us(&c->random, sim_us, c->o.gap_us);
        else
            arrive(c, evse, sim_us, false);
        break;
    case EVSE_AUTHORIZING: /* nobody answered: the driver is let in as offline */
        begin_session(c, evse, sim_us);
        break;
    case EVSE_CHARGING:
        sample(c, evse, sim_us, out);
        break;
    }
}

void charger_tick(struct charger *c, int64_t sim_us, int64_t net_us, struct charger_out *out)
{
    for (unsigned i = 1; i <= c->o.evses; i++)
        if (c->evses[i - 1].next_us <= sim_us)
            move(c, i,
                 c->evses[i - 1].next_us > sim_us - US_PER_MIN ? c->evses[i - 1].next_us : sim_us,
                 out);
    if (c->connected && c->booted && c->heartbeat_us <= sim_us) {
        say(c, SAY_HEARTBEAT, 0, sim_us, "");
        c->heartbeat_us = sim_us + c->interval_us;
    }
    if (c->flight && c->deadline_us <= net_us)
        outbox_timeout(c, net_us, out);
    else
        outbox_send(c, net_us, out);
}

int64_t charger_wake(const struct charger *c)
{
    int64_t wake = c->connected ? c->heartbeat_us : c->reconnect_us;
    for (unsigned i = 0; i < c->o.evses; i++)
        if (c->evses[i].next_us < wake)
            wake = c->evses[i].next_us;
    return wake;
}

int64_t charger_deadline(const struct charger *c)
{
    return c->flight ? c->deadline_us : INT64_MAX;
}

bool charger_quiet(const struct charger *c)
{
    for (unsigned i = 0; i < c->o.evses; i++)
        if (c->evses[i].state != EVSE_FREE)
            return false;
    return c->n_outbox == 0;
}

void charger_wind_down(struct charger *c, int64_t sim_us, int64_t net_us, struct charger_out *out)
{
    for (unsigned i = 1; i <= c->o.evses; i++) {
        struct charger_evse *e = &c->evses[i - 1];
        if (e->state == EVSE_CHARGING) {
            flow(c, e, sim_us);
            leave(c, i, sim_us);
        }
        e->state = EVSE_FREE;
        e->next_us = INT64_MAX;
    }
    if (c->reconnect_us > sim_us)
        c->reconnect_us = sim_us;
    for (unsigned f = 0; f < FAULT_COUNT; f++)
        c->o.faults[f] = 0;
    c->heartbeat_us = INT64_MAX;
    outbox_send(c, net_us, out);
}

/* What the answer to the one in flight means; the saying is still outbox[0]. */
static void take_result(struct charger *c, int64_t sim_us, struct str payload)
{
    const struct saying *s = &c->outbox[0];
    struct charger_evse *e = &c->evses[s->evse ? s->evse - 1 : 0];
    int64_t number;
    switch ((enum charger_saying)s->what) {
    case SAY_BOOT:
        c->booted = answer_accepted(payload);
        if (answer_number(payload, "interval", &number) && number > 0)
            c->interval_us = number * US_PER_S;
        c->heartbeat_us = sim_us + c->interval_us;
        break;
    case SAY_AUTHORIZE:
        if (e->state == EVSE_AUTHORIZING && answer_accepted(payload)) {
            begin_session(c, s->evse, sim_us);
        } else if (e->state == EVSE_AUTHORIZING) {
            e->state = EVSE_FREE;
            e->next_us = sim_us + visit_gap_us(&c->random, sim_us, c->o.gap_us);
            say(c, SAY_STATUS, s->evse, sim_us, "Available");
        }
        break;
    case SAY_START:
        if (c->o.version == OCPP_16 && answer_number(payload, "transactionId", &number) &&
            !fault(c, FAULT_lost_start))
            c->past[s->session % CHARGER_PAST_MAX].transaction = number;
        break;
    case SAY_STOP:
    case SAY_HEARTBEAT:
    case SAY_STATUS:
    case SAY_SAMPLE:
        break;
    }
}

/* A CALLRESULT or CALLERROR came. */
static void take_answer(struct charger *c, int64_t sim_us, const struct answer_frame *f)
{
    char id[24];
    snprintf(id, sizeof id, "%llu", (unsigned long long)c->outbox[0].id);
    if (!c->flight || !str_is(f->id, id) || fault(c, FAULT_lost_answer))
        return;
    c->count.answers++;
    c->count.errors += f->type == 4;
    if (f->type == 3)
        take_result(c, sim_us, f->payload);
    outbox_done(c);
}

void charger_received(struct charger *c, int64_t sim_us, int64_t net_us, struct str text,
                      struct charger_out *out)
{
    struct answer_frame f;
    struct answer_wish wish = {0};
    if (!answer_parse(text, &f))
        return;
    if (f.type == 2) {
        c->count.calls++;
        answer_call(c, &f, &wish, out->frames);
        if (wish.start_evse > 0 && wish.start_evse <= c->o.evses &&
            c->evses[wish.start_evse - 1].state == EVSE_FREE && !outbox_crowded(c)) {
            str_copy(c->evses[wish.start_evse - 1].token, sizeof c->evses[0].token, wish.token);
            arrive(c, wish.start_evse, sim_us, true);
        }
        if (wish.stop_evse > 0) {
            c->evses[wish.stop_evse - 1].stop_asked = true;
            c->evses[wish.stop_evse - 1].next_us = sim_us;
        }
        out->disconnect |= wish.reset;
        if (wish.reset)
            c->booted = false;
    } else {
        take_answer(c, sim_us, &f);
    }
    outbox_send(c, net_us, out);
}
