/* SPDX-License-Identifier: Apache-2.0 */
/* The composite schedule of an EVSE: what its charging profiles together allow, second by second.
 * Whole seconds of UTC, limits in thousandths of a watt or ampere; integers only. */
#pragma once

#include "base/str.h"

enum composite_purpose {
    COMPOSITE_EXTERNAL, /* ChargingStationExternalConstraints */
    COMPOSITE_STATION,  /* ChargingStationMaxProfile, ChargePointMaxProfile of 1.6 */
    COMPOSITE_DEFAULT,  /* TxDefaultProfile */
    COMPOSITE_TX,       /* TxProfile */
    COMPOSITE_PRIORITY, /* PriorityCharging (2.1) */
    COMPOSITE_LOCAL,    /* LocalGeneration (2.1) */
    COMPOSITE_PURPOSES
};

#define COMPOSITE_NO_LIMIT INT64_MAX

struct composite_period {
    int64_t start_s; /* behind the start of its schedule */
    int64_t limit;   /* thousandths of the unit; COMPOSITE_NO_LIMIT where none is in force */
    int64_t phases;  /* 1 to 3; 0 = as many as there are */
};

struct composite_profile {
    enum composite_purpose purpose;
    int64_t id, evse_id, stack_level;
    int64_t from_s, to_s; /* valid from, and to but not at; 0 = open */
    int64_t start_s;      /* of the schedule; of a relative one, of the transaction */
    int64_t duration_s;   /* 0 = without end, or until it recurs */
    int64_t recurs_s;     /* 86,400, 604,800; 0 = never */
    bool amperes;         /* the unit of its limits */
    const struct composite_period *periods; /* in order; the first starts at 0 */
    unsigned n_periods;
};

struct composite_ask {
    int64_t evse_id; /* 0 = the station: its profiles only */
    int64_t at_s, duration_s;
    bool amperes;       /* the unit wanted */
    bool priority;      /* priority charging is on */
    int64_t voltage_mv; /* between phase and neutral: what amperes are turned into watts by */
    int64_t phases;     /* of the EVSE */
};

/* Write the periods of the composite schedule into out[max], none two alike in a row; how many
 * there are, at most max (then the last ones are missing: *cut). Of one purpose the highest stack
 * level in force counts, then a profile of the EVSE before one for all, then the higher id.
 * PriorityCharging (where it is on) goes before TxProfile, that before TxDefaultProfile; the
 * result is no more than the station's and the external limit, to which local generation is added.
 */
unsigned composite_make(const struct composite_profile *profiles, unsigned n,
                        const struct composite_ask *ask, struct composite_period *out, unsigned max,
                        bool *cut);
/* The purpose of that name; COMPOSITE_PURPOSES for none. */
enum composite_purpose composite_purpose_find(struct str name);
