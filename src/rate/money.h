/* SPDX-License-Identifier: Apache-2.0 */
/* Money as an integer of micro-units (millionths of the currency's unit), never as a double. */
#pragma once

#include "base/str.h"

#define MONEY_MICRO INT64_C(1000000) /* micro-units of one euro, yen, dinar */

/* Is it three capital letters (ISO 4217)? */
bool money_code(struct str code);
/* Digits behind the point of a currency's minor unit (ISO 4217): EUR 2, JPY 0, KWD 3. */
int money_digits(struct str code);
/* Micro-units of a currency's minor unit: EUR 10,000, JPY 1,000,000. */
int64_t money_minor(struct str code);
/* a x b / c, halves away from zero, by way of 128 bits; c > 0. False where it does not fit. */
bool money_scale(int64_t a, int64_t b, int64_t c, int64_t *out);
/* The multiple of unit that is nearest to value, halves away from zero; unit > 0. */
int64_t money_round(int64_t value, int64_t unit);
