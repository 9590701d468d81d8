/* SPDX-License-Identifier: Apache-2.0 */
/* What a tariff can have a price for (OCPI 2.2.1, 11.4.5): DIMENSION(NAME, unit of the price, micro-quantities in that
 * unit, micro-quantities of a step of 1, what it is). Quantities are milliwatt-hours and microseconds. */
DIMENSION(ENERGY,       "kWh", 1000000,    1000,    "energy")
DIMENSION(FLAT,         "",    1,          1,       "fee of a session, once")
DIMENSION(PARKING_TIME, "h",   3600000000, 1000000, "time plugged in without charging")
DIMENSION(TIME,         "h",   3600000000, 1000000, "time of charging; of a reservation where the element is for one")
