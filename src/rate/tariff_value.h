/* SPDX-License-Identifier: Apache-2.0 */
/* What tariffs of OCPI and of OCPP 2.1 have in common in JSON: the values of limits, bounds, the
 * currency. */
#pragma once

#include "rate/tariff.h"
#include "wire/json.h"

/* Read the value of a limit: 13:30, 2026-11-25, energy and power with so many decimals (6: kWh and
 * kW, 3: Wh and W), A, seconds. */
bool tariff_value(struct walk *w, enum tariff_limit l, int places, const struct json_token *v,
                  int64_t *out);
/* Write a limit under that key, in the same units. */
void tariff_value_write(struct json_writer *w, struct str key, enum tariff_limit l, int places,
                        int64_t value);

/* Readers of the members of a bound (walk.h), its amounts without and with tax. */
bool tariff_bound_excl(struct walk *w, void *into, const struct json_token *v);
bool tariff_bound_incl(struct walk *w, void *into, const struct json_token *v);
/* Read a bound by its members; it has one amount at least. strict: see walk_object. */
bool tariff_bound(struct walk *w, struct tariff_bound *b, const struct json_token *v,
                  const struct walk_member *members, size_t n, bool strict);
/* Write a bound that there is, with those names of its amounts. */
void tariff_bound_write(struct json_writer *w, const char *key, const char *excl, const char *incl,
                        const struct tariff_bound *b);
/* Reader of the currency of the tariff at `into`. */
bool tariff_currency(struct walk *w, void *into, const struct json_token *v);
