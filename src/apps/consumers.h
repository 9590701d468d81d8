/* SPDX-License-Identifier: Apache-2.0 */
/* Everybody who reads the journal and remembers how far: the snapshot, the views, the archive, and
 * each named cursor. What they have all passed may be pruned. */
#pragma once

#include "store/retain.h"

#define CONSUMERS_MAX 256
#define CONSUMERS_ARCHIVE "archive" /* the cursor of whoever copies segments away */

struct consumers {
    struct consumer row[CONSUMERS_MAX];
    size_t n;
    bool more;     /* than there is room for: then nothing may be pruned */
    bool archived; /* there is an archive */
};

/* Read all positions in a data directory (`dir` is that of `d`). One that can't be read stands at
 * 0, so it holds everything. */
void consumers_read(struct disk *d, const char *dir, struct consumers *out);
/* Make durable what was read: after a power cut no consumer stands before its position. */
enum err consumers_sync(struct disk *d) MUST_CHECK;
