/* SPDX-License-Identifier: Apache-2.0 */
/* How much of the journal must stay. A segment may go when the rules no longer want it and every
 * consumer has passed it: the views, the snapshot, the archive, and each named cursor. Who decides
 * which consumers there are is the caller; here is only the arithmetic. */
#pragma once

#include "store/journal.h"

struct consumer {
    char name[80];
    uint64_t position; /* what lies before it is not needed any more */
};

struct retain_rules {
    int64_t keep_us;     /* keep what is younger; 0: however old */
    uint64_t keep_bytes; /* keep so many of the newest bytes; 0: however many */
    int64_t now_us;
};

struct retain {
    uint64_t position;           /* prune up to here: the first of a segment */
    uint64_t wanted;             /* ... if it were for the rules alone */
    const struct consumer *held; /* whose position it is that holds back the rules; or NULL */
    uint64_t segments, bytes;    /* that go */
};

/* Decide. Where both rules are set, a segment goes that either of them lets go; where none is, or
 * there is no consumer, nothing goes. The last segment always stays. */
struct retain retain_decide(const struct journal_segment *s, size_t n, uint64_t tail,
                            struct retain_rules rules, const struct consumer *c,
                            size_t n_consumers);
