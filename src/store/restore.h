/* SPDX-License-Identifier: Apache-2.0 */
/* A data directory made anew: from an archive, and from a journal for what is not in there yet, up
 * to a point in time. */
#pragma once

#include "store/archive.h"

struct restored {
    uint64_t segments, batches, tail; /* position behind the last batch */
    int64_t last_at_us;               /* time of the last batch; 0: none */
};

/* Fill the empty data directory `to`. journal (or NULL) adds what the archive does not hold yet.
 * Everything up to the first batch that is later than at_us is restored (INT64_MAX: all). */
enum err restore_run(const struct archive *a, struct disk *journal, int64_t at_us, struct disk *to,
                     struct restored *out, char why[256]) MUST_CHECK;
