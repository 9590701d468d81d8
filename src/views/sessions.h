/* SPDX-License-Identifier: Apache-2.0 */
/* The session view: every session event folded into its row, hot sessions held in memory. */
#pragma once

#include "csms/session.h"
#include "views/change.h"
#include "views/hold.h"
#include "views/schema.h"

#define SESSIONS_HELD                                                                              \
    16384 /* hot sessions in memory, about 3 KB each; the oldest is written and let go */

/* What the event folded last has made of its session. */
struct session_gain {
    const struct session *session; /* good until the next event */
    int64_t flags;                 /* bits that it did not have before */
    bool phases, intervals;        /* its energy is now summed from phases, from intervals */
};

struct sessions {
    struct db *db;
    const struct schema *schema;
    struct changes *changes;
    struct holds holds;
    struct table plain, with_state; /* columns in no index; and those with the state */
    sqlite3_stmt *find, *insert, *update_all, *update_state, *update_plain;
    int64_t last_id;
    size_t image_max;
    struct session_gain gain;
};

/* Prepare; the tables must be there. After a failure sessions_close is still due. */
enum err sessions_open(struct sessions *v, struct db *d, const struct schema *s,
                       struct changes *c) MUST_CHECK;
void sessions_close(struct sessions *v);
/* Fold one session event of a station. */
enum err sessions_apply(struct sessions *v, struct str station, const struct event *e) MUST_CHECK;
/* Write what was touched since the last time. */
enum err sessions_write(struct sessions *v) MUST_CHECK;
