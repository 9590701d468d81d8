/* SPDX-License-Identifier: Apache-2.0 */
/* A simulated charging station of any of the three versions: frames and times in, frames and wishes
 * out. Sans-IO like the server's side; the same seed does the same. It has two clocks: sim_us is
 * the time of its world (what it writes into messages), net_us the time of the network (time-outs),
 * which run at different speeds in a fast simulation. */
#pragma once

#include "base/buf.h"
#include "base/random.h"
#include "fleet/vehicle.h"
#include "ocpp/message.h"

#define CHARGER_EVSES_MAX 4
#define CHARGER_OUTBOX_MAX 64
#define CHARGER_PAST_MAX 8

enum charger_quirk {
#define QUIRK(name, ppm, help) QUIRK_##name,
#include "fleet/tbl/quirks.h"
#undef QUIRK
    QUIRK_COUNT
};

enum charger_fault {
#define FAULT(name, ppm, help) FAULT_##name,
#include "fleet/tbl/faults.h"
#undef FAULT
    FAULT_COUNT
};

struct charger_options {
    enum ocpp_version version;
    unsigned evses;               /* 1..CHARGER_EVSES_MAX */
    int64_t rated_w;              /* of one EVSE */
    uint32_t truck_ppm;           /* share of trucks */
    int64_t gap_us;               /* mean time between two visits at an EVSE */
    int64_t sample_us;            /* time between meter values */
    int64_t answer_us;            /* network time it waits for an answer */
    uint32_t faults[FAULT_COUNT]; /* ppm, see tbl/faults.h */
    uint32_t quirks;              /* bits of enum charger_quirk */
};

enum charger_saying {
    SAY_BOOT,
    SAY_HEARTBEAT,
    SAY_STATUS,
    SAY_AUTHORIZE,
    SAY_START,
    SAY_SAMPLE,
    SAY_STOP
};

/* One message to be said, kept as facts and written out when its turn comes. */
struct saying {
    uint8_t what, evse, attempts;
    bool offline, given_up;
    char status[16];  /* SAY_STATUS */
    uint32_t session; /* number of the session at this station, from 1 */
    uint32_t seq;
    int64_t at_us, register_wh, power_w, soc_bp;
    uint64_t id; /* message id; 0 = not sent yet */
};

/* What became of one session, by the station's own meter: held against what the server recorded. */
struct charger_truth {
    uint32_t session, evse;
    int64_t started_us, ended_us, energy_wh;
    bool reset;        /* its register began again from 0: with a sample lost, so is energy */
    bool told, flawed; /* told: its end was answered; flawed: faults that lose energy or the end on
                          purpose */
    char transaction_id[40]; /* "" where it never learnt one */
};

enum evse_state { EVSE_FREE, EVSE_AUTHORIZING, EVSE_CHARGING };

struct charger_evse {
    enum evse_state state;
    int64_t next_us; /* sim time of its next move */
    uint32_t session, seq;
    struct visit visit;
    int64_t register_wh, register_mwh_rest, power_w, started_us, last_us, energy_mwh;
    bool remote, stop_asked, reset, flawed;
    char token[21];
};

struct charger {
    struct charger_options o;
    char identity[64];
    struct random random;
    bool connected, booted;
    int64_t interval_us, heartbeat_us; /* sim time of the next heartbeat */
    int64_t reconnect_us;              /* sim time from which it wants a connection */
    uint64_t ids;
    uint32_t sessions, seq_global;
    struct charger_evse evses[CHARGER_EVSES_MAX];
    struct saying outbox[CHARGER_OUTBOX_MAX]; /* [0] is in flight where flight is set */
    unsigned n_outbox;
    bool flight, swapped;
    int64_t deadline_us; /* network time: answer due */
    struct {
        uint32_t session;
        int64_t transaction; /* 1.6: number answered; -1 not known */
        bool sample_lost;    /* a sample of it was never said */
    } past[CHARGER_PAST_MAX];
    struct charger_truth truth[CHARGER_PAST_MAX]; /* taken by the caller after each call */
    unsigned n_truth;
    struct {
        uint64_t sent, answers, errors, repeats, dropped, sessions_ended, calls;
        int64_t energy_wh;
    } count;
};

/* Can a server know the energy of that session to the watt-hour? Not where the register began again
 * and a sample of it (past[].sample_lost) was never said: what was counted before the reset may
 * have been in that one. */
static inline bool charger_energy_known(const struct charger_truth *t, bool sample_lost)
{
    return !t->flawed && !(t->reset && sample_lost);
}

/* What it wants after a call. */
struct charger_out {
    struct buf *frames; /* texts, each ended by a NUL byte; the caller's buffer */
    bool disconnect;    /* it drops its connection */
};

/* Begin at sim_us: connectors are free, the first visits are drawn. */
void charger_init(struct charger *c, const char *identity, const struct charger_options *o,
                  uint64_t seed, int64_t sim_us);
/* Draw the quirks of a station from a seed. */
uint32_t charger_quirks(uint64_t seed);
/* Does it want a connection now? */
bool charger_wants(const struct charger *c, int64_t sim_us);
void charger_connected(struct charger *c, int64_t sim_us, int64_t net_us, struct charger_out *out);
void charger_disconnected(struct charger *c, int64_t sim_us);
/* A message of the server. */
void charger_received(struct charger *c, int64_t sim_us, int64_t net_us, struct str text,
                      struct charger_out *out);
/* Time has gone on: visits, samples, time-outs. Call at least at charger_wake. */
void charger_tick(struct charger *c, int64_t sim_us, int64_t net_us, struct charger_out *out);
/* Sim time of its next own move; network time of its next time-out (INT64_MAX: none). */
int64_t charger_wake(const struct charger *c);
int64_t charger_deadline(const struct charger *c);
/* End every session now (the simulation winds down): no new visits come. */
void charger_wind_down(struct charger *c, int64_t sim_us, int64_t net_us, struct charger_out *out);
/* Nothing is charging, nothing waits to be said. */
bool charger_quiet(const struct charger *c);
