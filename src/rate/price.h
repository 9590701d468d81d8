/* SPDX-License-Identifier: Apache-2.0 */
/* The one pricing function: what a use of a station costs by a tariff. Running cost, display,
 * receipt, CDR, invoice and replay call it, with the same numbers in and the same out. Integers
 * only; the lines always sum to the total. docs/rate.md tells the rules and gives worked cases. */
#pragma once

#include "rate/tariff.h"
#include "rate/zone.h"

#define PRICE_UNKNOWN (-1)

/* What is so from a time on, until the next point. The last point ends the session. */
struct usage_point {
    int64_t at_us;
    int64_t energy_mwh; /* taken since the start; never falls */
    int64_t power_mw;   /* PRICE_UNKNOWN: the mean, by energy and time */
    int64_t current_ma; /* over all phases; PRICE_UNKNOWN: limits of current do not apply */
    bool parking;       /* plugged in without charging */
};

/* A use: a reservation, a session, or both. */
struct usage {
    const struct zone *zone; /* of the site */
    const struct usage_point *points;
    size_t n_points; /* 0: the reservation was not followed by a session */
    int64_t reserved_at_us;
    int64_t reserved_us; /* how long the EVSE was kept free; 0: no reservation */
    bool reserved;
};

/* What a line is for. */
enum price_kind { PRICE_USE, PRICE_LEAST, PRICE_GREATEST, PRICE_ROUNDING };

struct price_line {
    enum price_kind kind;
    enum tariff_dimension dimension; /* of PRICE_USE */
    size_t element;                  /* of PRICE_USE: index in the tariff */
    int64_t from_us, to_us;          /* the first and last moment that it counted */
    int64_t used;                    /* mWh, microseconds, or 1 */
    int64_t billed;                  /* the same, in whole steps where they apply */
    int64_t excl_micro, tax_micro;
};

struct price {
    struct price_line *lines; /* in the arena */
    size_t n_lines;
    int64_t excl_micro, tax_micro, incl_micro; /* the first two sum to the third */
    int64_t energy_mwh, charging_us, parking_us, reserved_us;
    bool current_unknown; /* a limit of current could not be held against anything */
    bool power_unknown;   /* the same of power */
};

/* Price a use. Amounts are rounded to the currency's minor unit at the end, by a line of their own.
 * NULL, or a sentence: points out of order, no memory, an amount beyond 64 bits. */
const char *price_use(const struct tariff *t, const struct usage *u, struct arena *arena,
                      struct price *out);
/* Append the explanation of each line as text, one line each: what, how much, at which price. */
void price_explain(const struct tariff *t, const struct price *p, struct buf *out);
