/* SPDX-License-Identifier: Apache-2.0 */
/* The values of limits in JSON. */
#pragma once

#include "rate/tariff.h"

/* Read the value of a limit in OCPI's unit: 13:30, 2026-11-25, kWh, kW, A, seconds. */
bool tariff_value(struct walk *w, enum tariff_limit l, const struct json_token *v, int64_t *out);
