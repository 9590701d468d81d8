/* SPDX-License-Identifier: Apache-2.0 */
/* A use of a station as JSON, and its price as JSON: what the command line, the API and a second
 * opinion exchange. */
#pragma once

#include "rate/price.h"

#define USAGE_POINTS_MAX 100000 /* more is an error: a day by the second fits */

/* Read a use:
 * {"zone":"CET-1CEST,M3.5.0,M10.5.0/3","reserved":{"at":TIME,"seconds":900},
 *  "points":[{"at":TIME,"kwh":0,"kw":50,"a":125,"parking":false}, ...]}
 * zone is that of rate/zone.h and UTC where it is absent; kw and a may be absent. The arena holds
 * zone and points. */
bool usage_read(struct str json, struct arena *arena, struct usage *out, struct walk_fault *fault);
/* Append a price as JSON: totals, then its lines. Amounts are numbers in the currency's unit. */
void price_write(const struct tariff *t, const struct price *p, struct buf *out);
