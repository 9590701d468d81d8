/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the journal ahead: a thread reads, checks sums and drops raw frames, while the caller
 * folds what it has read before. */
#pragma once

#include "store/journal.h"

struct ahead;

/* A batch without its raw frames; spans live until the next call. */
struct ahead_batch {
    struct journal_batch batch;
    uint64_t hash; /* stations_hash of its station */
};

/* Take over a reader (it stays the caller's to close, after ahead_close). */
enum err ahead_open(struct journal_reader *r, struct ahead **out) MUST_CHECK;
/* The next batch, as journal_reader_next gives it; ERR_NOT_FOUND at the end. */
enum err ahead_next(struct ahead *a, struct ahead_batch *out) MUST_CHECK;
/* The hash of the batch `n` behind the one that came last; false where it is not there yet. */
bool ahead_peek(const struct ahead *a, unsigned n, uint64_t *hash);
/* End the thread. NULL is fine. */
void ahead_close(struct ahead *a);
