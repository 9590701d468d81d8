/* SPDX-License-Identifier: Apache-2.0 */
/* One charging session as a fold over its events: the very same function serves the station's step,
 * the session view and replay, so they cannot differ. Pure: no clock, no I/O, no allocation.
 *
 *      none --started, updated or ended--> open --ended--> ended --anything--> ended, revision + 1
 *
 * An updated or ended event without a start opens (and ends) the session with START_INFERRED. */
#pragma once

#include "event/event.h"

#include "event/rows_struct.h"
struct session {
#include "csms/tbl/session.h"
};
#include "event/rows_end.h"

/* The bit of a flag in session.flags and in the flags of session events. */
#define SESSION_FLAG(name) (INT64_C(1) << session_flag_##name)

/* The rows of struct session. */
extern const struct record_type session_type;

/* Apply one event (of the kinds session_*; others change nothing) of `station` received at
 * received_us. A zeroed session is "none". The rules:
 * - Energy is the sum over register segments of (last less first) (ENERGY_METHOD_REGISTER), else
 *   the sum of intervals, else meterStop less meterStart.
 * - A register that falls by more than 10 Wh begins a new segment (REGISTER_RESET; it counts on
 *   from 0 where the value is plausible in the time gone by).
 * - A rise above rated power x (time + 1 min) x 1.1 + 0.2 kWh is kept, flagged IMPLAUSIBLE, added
 *   to quarantined_mwh and not counted.
 * - A reading older than the newest changes nothing unless it extends the segment at its front.
 *   Readings sent again change nothing.
 * - Per-phase registers of one time are summed where there is no total; only one location is
 *   followed (Outlet before Cable, Body, Inlet, EV, Upstream). */
void session_fold(struct session *s, struct str station, int64_t received_us,
                  const struct event *e);
/* The time at_us as told in a message received at received_us: the receipt where it is none or more
 * than a day ahead; then *flags gets TIME_REPAIRED. Where our own clock was before 2015 it is the
 * one that was wrong: what is told stays. */
int64_t session_time(int64_t at_us, int64_t received_us, int64_t *flags);
/* Was this content applied lately (the last 8 messages)? */
bool session_has(const struct session *s, int64_t content);
/* The id of a session: 16 characters named by station and transaction id. */
void session_name(struct str station, struct str transaction_id, char out[17]);
/* Rated power taken where a station's is unknown: 4 MW, the largest charger in service. */
#define SESSION_DEFAULT_RATED_MW INT64_C(4000000000)
/* NULL where the invariants hold, else the sentence that says which is broken. */
const char *session_broken(const struct session *s);
