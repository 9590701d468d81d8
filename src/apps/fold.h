/* SPDX-License-Identifier: Apache-2.0 */
/* The state of all stations and tokens as a fold over the journal, from the last snapshot on: at
 * the start of the server, and again in the background each time a new snapshot is made. So a
 * snapshot costs the loops nothing, and each one is a rehearsal of recovery. */
#pragma once

#include "apps/log.h"
#include "apps/stations.h"
#include "csms/world.h"
#include "store/journal.h"
#include "store/snapshot.h"

#define FOLD_SNAPSHOT "snapshot/stations" /* the file, in the data directory */

struct fold {
    struct stations stations;
    struct tokens *tokens;
    size_t max_tokens;
    uint64_t position; /* folded are all batches before it */
    uint64_t began;    /* position of the snapshot it began from; 0 = none */
    uint64_t batches;  /* folded since */
    uint64_t lost;     /* tokens that max_tokens left no room for */
    bool ahead;        /* read the journal in a thread of its own */
    /* scratch */
    struct station *station;
    char *scratch;       /* of slot_store, or of a packed station */
    struct slot *loaded; /* whose state is in station and not stored back yet */
    bool failed;         /* a snapshot entry could not be taken */
};

/* An empty fold. */
enum err fold_open(size_t max_tokens, struct fold **out) MUST_CHECK;
/* Free it with what is still in it. */
void fold_close(struct fold *f);
/* Begin from the snapshot, where there is a good one; says in the log where there is a bad one. */
enum err fold_snapshot(struct fold *f, struct disk *d, const struct log *log) MUST_CHECK;
/* Fold the journal up to `limit` (NULL: its end), unless stop(ctx) says true in between:
 * ERR_CLOSED. */
enum err fold_journal(struct fold *f, struct disk *d, uint64_t (*limit)(void *ctx),
                      bool (*stop)(void *ctx), void *ctx, char why[256]) MUST_CHECK;
/* Write the snapshot of what is folded. */
enum err fold_save(struct fold *f, struct disk *d) MUST_CHECK;
/* Check the invariants of every station; the number of broken ones, each with a line in the log. */
size_t fold_check(struct fold *f, const struct log *log);
