/* SPDX-License-Identifier: Apache-2.0 */
/* The energy side of session_fold: what meter readings make of a session. Private to csms/. */
#pragma once

#include "base/time.h"
#include "csms/session.h"

/* A register may fall by so much and still be the same register, rounded. */
#define METER_ROUNDING_MWH INT64_C(10000)
/* How far the times of two readings may be off (sampling windows, clocks set by a Heartbeat) ... */
#define METER_SLACK_US US_PER_MIN
/* ... and how far the meter may be, beside a tenth of what power x time allows. */
#define METER_SLACK_MWH INT64_C(200000)
/* No register, interval or phase of one is above this: 4,000 GWh. */
#define METER_MAX_MWH INT64_C(4000000000000000)

/* What is remembered in session.times. */
enum meter_time {
    TIME_OF_POWER,
    TIME_OF_SOC,
    TIME_OF_FIRST_SOC,
    TIME_OF_CHARGING,
    TIME_OF_TRIGGER,
    TIME_OF_TOKEN
};

/* Fold a packed list of readings that came at received_us. */
void meter_fold(struct session *s, int64_t received_us, struct str readings);
/* Fold the meterStart or meterStop of 1.6 as the register at that time. */
void meter_declared(struct session *s, int64_t at_us, int64_t value_mwh, bool stop);
/* The energy that counts, by the best method there is. */
int64_t meter_energy(const struct session *s, int64_t *method);
/* NULL where the energy invariants hold, else the sentence that says which is broken. */
const char *meter_broken(const struct session *s);
