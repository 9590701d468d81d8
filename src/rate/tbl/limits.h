/* SPDX-License-Identifier: Apache-2.0 */
/* When an element applies (OCPI 2.2.1, 11.4.6): LIMIT(NAME, "member", AXIS, SIDE). AT_LEAST: from that value on; BELOW: until
 * just before it. Values: CLOCK microseconds of the local day, DATE days since 1970, ENERGY mWh, CURRENT mA, POWER mW,
 * DURATION microseconds since the start. */
LIMIT(START_TIME,   "start_time",   CLOCK,    AT_LEAST)
LIMIT(END_TIME,     "end_time",     CLOCK,    BELOW)
LIMIT(START_DATE,   "start_date",   DATE,     AT_LEAST)
LIMIT(END_DATE,     "end_date",     DATE,     BELOW)
LIMIT(MIN_KWH,      "min_kwh",      ENERGY,   AT_LEAST)
LIMIT(MAX_KWH,      "max_kwh",      ENERGY,   BELOW)
LIMIT(MIN_CURRENT,  "min_current",  CURRENT,  AT_LEAST)
LIMIT(MAX_CURRENT,  "max_current",  CURRENT,  BELOW)
LIMIT(MIN_POWER,    "min_power",    POWER,    AT_LEAST)
LIMIT(MAX_POWER,    "max_power",    POWER,    BELOW)
LIMIT(MIN_DURATION, "min_duration", DURATION, AT_LEAST)
LIMIT(MAX_DURATION, "max_duration", DURATION, BELOW)
