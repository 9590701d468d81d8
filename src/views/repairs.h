/* SPDX-License-Identifier: Apache-2.0 */
/* What stations make us repair, counted: every finding by station (as it was booted then) and rule.
 * Some repairs have no event of their own, as that would cost a station's answer time; they are
 * seen here in what sessions and stations become, and written into the list of findings. */
#pragma once

#include "event/quirk.h"
#include "views/lists.h"
#include "views/sessions.h"
#include "views/stations.h"

#define REPAIRS_OF_STATION 200 /* rows of one station, then all firmware is (others) */

struct repairs {
    struct db *db;
    struct lists *lists;
    struct stations *stations;
    sqlite3_stmt *known, *count, *forget, *report, *wanted;
    char again[sizeof((struct session *)0)->session_id]; /* a session whose message came again */
    struct str again_action;                             /* lives as long as the batch */
};

/* Prepare; the tables must be there. After a failure repairs_close is still due. */
enum err repairs_open(struct repairs *v, struct db *d, struct lists *lists,
                      struct stations *stations) MUST_CHECK;
void repairs_close(struct repairs *v);
/* Look at one event behind the other views: what was folded of it stands in them still. */
enum err repairs_apply(struct repairs *v, const struct sessions *sessions,
                       const struct journal_batch *b, const struct event *e) MUST_CHECK;
/* The batch is at its end. */
enum err repairs_end(struct repairs *v, const struct journal_batch *b) MUST_CHECK;
