/* SPDX-License-Identifier: Apache-2.0 */
/* OCPP 2.1 part 2, TariffType. */
#include "rate/tariff_kinds.h"

/* clang-format off */
const struct tariff_kind tariff_kinds[] = {
    {STR_INIT("energy"),           STR_INIT("priceKwh"),    TARIFF_ENERGY,       TARIFF_SESSION,     1000,    false, false},
    {STR_INIT("chargingTime"),     STR_INIT("priceMinute"), TARIFF_TIME,         TARIFF_SESSION,     1000000, true,  false},
    {STR_INIT("idleTime"),         STR_INIT("priceMinute"), TARIFF_PARKING_TIME, TARIFF_SESSION,     1000000, true,  false},
    {STR_INIT("fixedFee"),         STR_INIT("priceFixed"),  TARIFF_FLAT,         TARIFF_SESSION,     1,       false, true},
    {STR_INIT("reservationTime"),  STR_INIT("priceMinute"), TARIFF_TIME,         TARIFF_RESERVATION, 1000000, true,  false},
    {STR_INIT("reservationFixed"), STR_INIT("priceFixed"),  TARIFF_FLAT,         TARIFF_RESERVATION, 1,       false, true},
};
/* clang-format on */
const size_t tariff_kinds_n = sizeof tariff_kinds / sizeof *tariff_kinds;

const char *const tariff_days[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                    "Friday", "Saturday", "Sunday"};
