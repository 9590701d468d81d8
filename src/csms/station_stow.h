/* SPDX-License-Identifier: Apache-2.0 */
/* A station as it lies in memory between two messages: made and read several times as fast as the
 * packed form, and about half as large again. Only of this process: what lies on disk is packed
 * (station_pack). */
#pragma once

#include "csms/station.h"

/* What a stowed station takes at most: all its words, and a bit for each. */
#define STATION_STOWED_MAX                                                                         \
    (8 + sizeof(struct station) + sizeof(struct station) / 64 +                                    \
     (size_t)8 * (1 + STATION_CONNECTORS_MAX + STATION_SESSIONS_MAX + STATION_ORDERS_MAX))

/* Write the stowed form; its length. */
size_t station_stow(const struct station *s, char out[STATION_STOWED_MAX]);
/* The number of open sessions in what station_stow wrote. */
unsigned station_stow_sessions(struct str in);
/* The number of open orders in it. */
unsigned station_stow_orders(struct str in);
/* Read back what station_stow wrote; asserts that it is whole. Does not touch unused slots. */
void station_stow_fetch(struct str in, struct station *s);
