/* SPDX-License-Identifier: Apache-2.0 */
/* When an element applies: LIMIT(NAME, "member", AXIS, SIDE, "ocpp"), the member of OCPI (2.2.1, 11.4.6) and that of OCPP 2.1
 * (TariffConditionsType). AT_LEAST: from that value on; BELOW: until just before it. Values: CLOCK microseconds of the local
 * day, DATE days since 1970, ENERGY mWh, CURRENT mA, POWER mW, DURATION microseconds since the start, CHARGING and PARKING those
 * of them with and without charging (of OCPP 2.1 only; in OCPI's form under names of ours). */
LIMIT(START_TIME,   "start_time",   CLOCK,    AT_LEAST, "startTimeOfDay")
LIMIT(END_TIME,     "end_time",     CLOCK,    BELOW,    "endTimeOfDay")
LIMIT(START_DATE,   "start_date",   DATE,     AT_LEAST, "validFromDate")
LIMIT(END_DATE,     "end_date",     DATE,     BELOW,    "validToDate")
LIMIT(MIN_KWH,      "min_kwh",      ENERGY,   AT_LEAST, "minEnergy")
LIMIT(MAX_KWH,      "max_kwh",      ENERGY,   BELOW,    "maxEnergy")
LIMIT(MIN_CURRENT,  "min_current",  CURRENT,  AT_LEAST, "minCurrent")
LIMIT(MAX_CURRENT,  "max_current",  CURRENT,  BELOW,    "maxCurrent")
LIMIT(MIN_POWER,    "min_power",    POWER,    AT_LEAST, "minPower")
LIMIT(MAX_POWER,    "max_power",    POWER,    BELOW,    "maxPower")
LIMIT(MIN_DURATION, "min_duration", DURATION, AT_LEAST, "minTime")
LIMIT(MAX_DURATION, "max_duration", DURATION, BELOW,    "maxTime")
LIMIT(MIN_CHARGING, "min_charging_duration", CHARGING, AT_LEAST, "minChargingTime")
LIMIT(MAX_CHARGING, "max_charging_duration", CHARGING, BELOW,    "maxChargingTime")
LIMIT(MIN_PARKING,  "min_parking_duration",  PARKING,  AT_LEAST, "minIdleTime")
LIMIT(MAX_PARKING,  "max_parking_duration",  PARKING,  BELOW,    "maxIdleTime")
