/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of prices of an OCPP 2.1 tariff, and the dimension and reservation that each is. */
#pragma once

#include "rate/tariff.h"

struct tariff_kind {
    struct str name, price; /* members: "energy", "priceKwh" */
    enum tariff_dimension dimension;
    enum tariff_reservation reservation;
    int64_t step;    /* the smallest, which is as good as none */
    bool per_minute; /* else per kWh, or once */
    bool fixed;      /* TariffConditionsFixedType */
};

extern const struct tariff_kind tariff_kinds[];
extern const size_t tariff_kinds_n;
/* Monday to Sunday, as OCPP writes them. */
extern const char *const tariff_days[7];
