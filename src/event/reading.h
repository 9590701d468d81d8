/* SPDX-License-Identifier: Apache-2.0 */
/* One meter reading as an exact integer, and its packed list. Tables: event/tbl/measurands.h,
 * units.h. */
#pragma once

#include "base/buf.h"
#include "wire/json.h"

/* What is measured fixes the unit of the stored integer. */
enum quantity {
    QUANTITY_NUMBER,      /* thousandths of whatever unit was given */
    QUANTITY_ENERGY,      /* milliwatt-hours (or mvarh, mVAh) */
    QUANTITY_POWER,       /* milliwatts (or mvar, mVA) */
    QUANTITY_CURRENT,     /* milliamperes */
    QUANTITY_VOLTAGE,     /* millivolts */
    QUANTITY_TEMPERATURE, /* thousandths of a degree Celsius */
    QUANTITY_PERCENT,     /* basis points */
    QUANTITY_KELVIN,      /* only as a unit: becomes TEMPERATURE */
    QUANTITY_FAHRENHEIT   /* only as a unit: becomes TEMPERATURE */
};

enum measurand {
#define MEASURAND(name, text, quantity) MEASURAND_##name,
#include "event/tbl/measurands.h"
#undef MEASURAND
    MEASURAND_COUNT
};

enum reading_phase {
    PHASE_NONE,
    PHASE_L1,
    PHASE_L2,
    PHASE_L3,
    PHASE_N,
    PHASE_L1_N,
    PHASE_L2_N,
    PHASE_L3_N,
    PHASE_L1_L2,
    PHASE_L2_L3,
    PHASE_L3_L1,
    PHASE_COUNT
};

enum reading_location {
    LOCATION_OUTLET,
    LOCATION_INLET,
    LOCATION_EV,
    LOCATION_CABLE,
    LOCATION_BODY,
    LOCATION_UPSTREAM,
    LOCATION_COUNT
};

enum reading_context {
    CONTEXT_PERIODIC,
    CONTEXT_BEGIN,
    CONTEXT_END,
    CONTEXT_CLOCK,
    CONTEXT_INTERRUPTION_BEGIN,
    CONTEXT_INTERRUPTION_END,
    CONTEXT_TRIGGER,
    CONTEXT_OTHER,
    CONTEXT_COUNT
};

enum reading_flag {
    READING_ROUNDED = 1,       /* more digits than the stored unit holds: rounded half to even */
    READING_NOT_NUMBER = 2,    /* value 0: `text` is what was no number, or one beyond an int64 */
    READING_UNKNOWN_UNIT = 4,  /* the unit is unknown or does not fit the measurand: taken as the
                                  default; the unit is in `text` (unless NOT_NUMBER, SIGNED) */
    READING_TIME_REPAIRED = 8, /* time without zone, or replaced by the time of receipt */
    READING_SIGNED = 16,       /* `text` holds the signed value exactly as sent */
    READING_SET_ASIDE = 32     /* kept, but not counted: a row of the operator's says so */
};
#define READING_FLAGS 63 /* all of them */

struct reading {
    int64_t at_us;
    int64_t value;     /* in the unit of the measurand's quantity */
    uint8_t measurand; /* enum measurand */
    uint8_t phase, location, context, flags;
    struct str name; /* the measurand's text where it is OTHER */
    struct str text; /* see flags; with none that speaks of it, the unit of a QUANTITY_NUMBER */
};

/* Names and ids of the tables, in any case and with any marks between the words, and the synonyms
 * of event/tbl/synonyms.h; unknown gives OTHER / NONE / OUTLET / OTHER. Empty text gives the
 * standard's default (Energy.Active.Import.Register, none, Outlet, Sample.Periodic). */
enum measurand measurand_find(struct str text);
enum reading_phase phase_find(struct str text);
enum reading_location location_find(struct str text);
enum reading_context context_find(struct str text);
struct str measurand_text(enum measurand m);
struct str phase_text(enum reading_phase p);
struct str location_text(enum reading_location l);
struct str context_text(enum reading_context c);
enum quantity measurand_quantity(enum measurand m);

/* The unit in which readings_json writes it: Wh, varh, VAh, W, var, VA, A, V, Celsius, Percent;
 * empty where it is the unit as sent. */
struct str measurand_unit(enum measurand m);

/* Set value, flags and text from number text, unit text (empty = the default unit: Wh, W, A, V,
 * Celsius, Percent) and the power-of-ten multiplier of 2.x. Exact; rounding half to even is
 * flagged. r->measurand must be set; the flags TIME_REPAIRED and SIGNED stay as they are, and so
 * does the text of a SIGNED one. r->text becomes a span of number or unit. */
void reading_scale(struct reading *r, struct str number, struct str unit, int64_t multiplier);

/* Append one reading to a packed list. */
void reading_pack(const struct reading *r, struct buf *out);
/* Take the next reading off the list; false at its end or where it is damaged (then in->n > 0). */
bool reading_unpack(struct str *in, struct reading *out);
/* Write a packed list as a JSON array of {at, measurand, value, unit, phase, location, context}
 * and, where there are any, {flags, text}. value is a decimal in the base unit, null where it was
 * no number; phase and unit may be null. Damage shows as a last element {"damaged":true}. */
void readings_json(struct str list, struct json_writer *w);
