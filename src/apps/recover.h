/* SPDX-License-Identifier: Apache-2.0 */
/* How the stations come back after a start, and how that is kept short: apart from the threads, so
 * that the simulation (tests/sim) does it too. */
#pragma once

#include "apps/server.h"

/* Fold the journal over the last snapshot, end the connections that were open when the server died,
 * and hand the stations to shards, which are made here; *snapshot is the position of the snapshot
 * it began from. On failure why is one line. */
enum err recover_stations(struct server *s, uint64_t *snapshot, char why[256]) MUST_CHECK;
/* Fold on from the last snapshot, unless stop(ctx) says true in between, and write a new one; a
 * failure only means that recovery takes longer. *snapshot moves to its position. */
void recover_snapshot(struct server *s, uint64_t *snapshot, bool (*stop)(void *ctx));
/* A `stop` that never says so: the main thread gets on. ctx is the server. */
bool recover_beat(void *ctx);
