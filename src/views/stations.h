/* SPDX-License-Identifier: Apache-2.0 */
/* The station and connector views: every event about a station itself applied with station_apply.
 * Its sessions are not held here (they have a view of their own), its password hash is not kept:
 * secret says "set" or "". */
#pragma once

#include "csms/station.h"
#include "views/change.h"
#include "views/hold.h"
#include "views/schema.h"

#define STATIONS_HELD 16384 /* hot stations in memory, packed: about half a KB each */

struct stations {
    struct db *db;
    const struct schema *schema;
    struct changes *changes;
    struct holds holds;
    sqlite3_stmt *find, *insert, *update, *connector, *clear;
    int64_t last_id;
    struct station *now, *before; /* scratch */
    char *packed;                 /* scratch of STATION_PACKED_MAX bytes */
};

/* Prepare; the tables must be there. After a failure stations_close is still due. */
enum err stations_open(struct stations *v, struct db *d, const struct schema *s,
                       struct changes *c) MUST_CHECK;
void stations_close(struct stations *v);
/* Apply one event of a station. */
enum err stations_apply(struct stations *v, struct str identity, const struct event *e) MUST_CHECK;
/* The station as it is now, without change; NULL where nothing was ever applied to it. Good until
 * the next call. */
const struct station_info *stations_info(struct stations *v, struct str identity);
/* Write what was touched since the last time. */
enum err stations_write(struct stations *v) MUST_CHECK;
