/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff: elements of prices, each with the limits in which it applies (OCPI 2.2.1 and 2.3.0,
 * module tariffs). At any moment the first element that applies and has a price for a dimension
 * gives that price; none: that dimension costs nothing then. */
#pragma once

#include "rate/walk.h"

#define TARIFF_ELEMENTS_MAX 128 /* more is an error: an hourly price of five kinds of day fits */

enum tariff_dimension {
#define DIMENSION(name, unit, per, step, doc) TARIFF_##name,
#include "rate/tbl/dimensions.h"
#undef DIMENSION
    TARIFF_DIMENSIONS
};

enum tariff_limit {
#define LIMIT(name, member, axis, side, ocpp) TARIFF_##name,
#include "rate/tbl/limits.h"
#undef LIMIT
    TARIFF_LIMITS
};

/* What a limit is about. */
enum tariff_axis {
    AXIS_CLOCK,
    AXIS_DATE,
    AXIS_ENERGY,
    AXIS_CURRENT,
    AXIS_POWER,
    AXIS_DURATION,
    AXIS_CHARGING,
    AXIS_PARKING,
    TARIFF_AXES
};

/* Is an element for the session, or for the time in which the EVSE was kept free for it? */
enum tariff_reservation { TARIFF_SESSION, TARIFF_RESERVATION, TARIFF_RESERVATION_EXPIRES };

/* What prices mean (OCPI 2.3.0 tax_included; 2.2.1 knows only the first). */
enum tariff_tax { TARIFF_TAX_EXCLUDED, TARIFF_TAX_INCLUDED, TARIFF_TAX_NONE };

struct tariff_component {
    bool present;
    bool taxed;          /* a rate was given, which may be 0 */
    int64_t price_micro; /* per kWh, per hour, or once */
    int64_t tax_ppm;     /* millionths: 19 % is 190,000 */
    int64_t step;        /* billed in multiples of this: mWh, microseconds */
};

struct tariff_element {
    struct tariff_component component[TARIFF_DIMENSIONS];
    uint32_t limited; /* bit l: limit[l] is in force */
    int64_t limit[TARIFF_LIMITS];
    uint8_t days; /* bit 0 Monday ... bit 6 Sunday; 0 = all */
    enum tariff_reservation reservation;
};

/* A least or greatest price of a whole session. */
struct tariff_bound {
    bool has_excl, has_incl;
    int64_t excl_micro, incl_micro;
};

struct tariff {
    struct str id, country_code, party_id, type;
    struct str currency; /* ISO 4217 */
    enum tariff_tax tax;
    struct tariff_bound least, greatest;
    int64_t from_us, to_us; /* in force from, and until before; 0 and INT64_MAX where not told */
    struct tariff_element *elements;
    size_t n_elements;
};

/* Read a tariff of OCPI as JSON; false with *fault where it is none, or asks for what pricing does
 * not know (an unknown limit would give a wrong price, so it is an error; other unknown members are
 * not). Texts point into json or the arena; both must outlive the tariff. */
bool tariff_read(struct str json, struct arena *arena, struct tariff *out,
                 struct walk_fault *fault);
/* Append the tariff as OCPI JSON: what pricing uses, in a fixed order. Read and written again it
 * gives the same bytes, so its hash names its content. */
void tariff_write(const struct tariff *t, struct buf *out);

/* Read a tariff of OCPP 2.1 (TariffType). False with *fault where it is none, or asks
 * for what pricing does not know: the kind of an EVSE, a brand of payment, a tax beyond 64 bits. */
bool tariff_ocpp_read(struct str json, struct arena *arena, struct tariff *out,
                      struct walk_fault *fault);
/* Append the tariff as OCPP 2.1 has it. False with *fault where it says what OCPP 2.1 cannot:
 * steps, prices with tax, an end in time, a price of reservations that expire, two taxes for one
 * thing. A price per minute has nine decimals. */
bool tariff_ocpp_write(const struct tariff *t, struct buf *out, struct walk_fault *fault);

/* Name of a dimension ("ENERGY"), its unit ("kWh"), and how much of the quantity the unit is. */
struct str tariff_dimension_name(enum tariff_dimension d);
struct str tariff_dimension_unit(enum tariff_dimension d);
int64_t tariff_dimension_per(enum tariff_dimension d);
/* The member of OCPI and that of OCPP 2.1 that a limit is, and what it is about. */
struct str tariff_limit_name(enum tariff_limit l);
struct str tariff_limit_ocpp(enum tariff_limit l);
enum tariff_axis tariff_limit_axis(enum tariff_limit l);
/* Is it a lower limit (from the value on), not an upper one? */
bool tariff_limit_at_least(enum tariff_limit l);
