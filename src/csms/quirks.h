/* SPDX-License-Identifier: Apache-2.0 */
/* Which repairs are on for a station: the rows of the operator's, for a vendor, model and firmware
 * or for one station, and what the station's own rejects have taught. Resolved when a connection
 * begins, at a boot, and when the rows change; then a repair costs a bit. */
#pragma once

#include "csms/station.h"
#include "event/quirk.h"

#define QUIRKS_MODEL_ROWS 1000     /* rows for models at most */
#define QUIRKS_STATION_ROWS 100000 /* rows for stations at most */
#define QUIRKS_TEXT_MAX 255        /* bytes of a value or pattern */

/* What strict means: nothing is repaired. Two switches are no repairs: 1.6 still gets the codes of
 * its standard, and readings by the clock still count. */
#define QUIRKS_STRICT (QUIRK_ALL & ~QUIRK_BIT(QUIRK_OLD_CODES) & ~QUIRK_BIT(QUIRK_CLOCK_READINGS))

/* Bits of what a station does not take of a charging profile (quirk 37). */
enum { PROFILE_STACK = 1, PROFILE_ABSOLUTE = 2, PROFILE_AMPERES = 4 };

/* The repairs of one station. All zero: all repairs that are on by themselves, nothing learned. */
struct quirks {
    uint64_t off;       /* a bit each: not repaired */
    uint64_t learned;   /* a bit each: what we send is changed */
    uint32_t pong_s;    /* QUIRK_PONG_ONLY: 0 = pongs are a sign of life */
    uint16_t items_max; /* 0 = not known */
    uint16_t start_s;   /* QUIRK_NO_START: a start that was accepted is awaited so long; 0 = ever */
    int16_t zone_min;   /* QUIRK_ODD_TIMES: minutes east of UTC, with has_zone */
    bool has_zone, dc, energy_kwh;
    char tag_end; /* QUIRK_ODD_TAGS: a tag ends there; 0 = nowhere */
    uint8_t profile;
};

/* The rows. Not for several threads where one of them applies. */
struct quirk_rules;

/* No rows; NULL where memory is out. */
struct quirk_rules *quirks_open(void);
void quirks_close(struct quirk_rules *r);
/* Is there room for one more row of that kind? */
bool quirks_fit(const struct quirk_rules *r, const struct ev_quirk_ruled *e);
/* Take a row, or take one away (mode DEFAULT); false where there is no room. */
bool quirks_apply(struct quirk_rules *r, const struct ev_quirk_ruled *e);
/* Call each(ctx, row) for all, those for models in their order first. */
void quirks_each(const struct quirk_rules *r,
                 void (*each)(void *ctx, const struct ev_quirk_ruled *row), void *ctx);
/* Changes with every row. NULL has none: 0. */
uint32_t quirks_version(const struct quirk_rules *r);

/* What goes for a station. A row for a station goes before one for models, of those the newest; a
 * row for all quirks behind one for a quirk of the same kind. */
void quirks_resolve(const struct quirk_rules *r, const struct station_info *info,
                    struct quirks *out);

/* What goes for one quirk of a station, and why. */
struct quirk_state {
    bool on;
    struct str value;   /* of the row */
    const char *origin; /* "default", "model", "station", "learned" */
};
void quirks_state(const struct quirk_rules *r, const struct station_info *info, enum quirk quirk,
                  struct quirk_state *out);

/* The station that has this other name, or the empty span. */
struct str quirks_alias(const struct quirk_rules *r, struct str name);

/* NULL, or the sentence that says what is wrong with such a row. */
const char *quirks_wrong(const struct ev_quirk_ruled *e);
