/* SPDX-License-Identifier: Apache-2.0 */
/* What the fold holds in memory between commits: entries by key, those touched since the last
 * commit in front. The entry is the first member of a struct of the caller's, who makes it and
 * frees it. */
#pragma once

#include "base/str.h"

struct hold {
    struct hold *next;          /* of the same bucket */
    struct hold *newer, *older; /* in the order of use */
    struct str key;             /* in memory of the caller's struct */
    uint64_t hash;
    uint64_t epoch; /* commit during which it was touched last */
};

struct holds {
    struct hold **buckets; /* a power of two of them */
    size_t n_buckets, n, max;
    struct hold *newest, *oldest;
    uint64_t epoch;
};

/* Room for max entries; false where memory is out. */
bool holds_open(struct holds *h, size_t max);
/* Call each entry's free, then give the table back. */
void holds_close(struct holds *h, void (*each)(struct hold *x));
/* The entry of that key, now among the newest; or NULL. It moves once between two commits, as that
 * takes a look at its neighbours. */
struct hold *holds_find(struct holds *h, struct str key);
/* Put in an entry whose key is set; there must be room. */
void holds_add(struct holds *h, struct hold *x);
/* The oldest entry where the table is full (to be written and taken out), else NULL. */
struct hold *holds_surplus(const struct holds *h);
void holds_remove(struct holds *h, struct hold *x);
/* Entries touched since the last holds_next_epoch, newest first: begin with NULL, NULL at the end.
 */
struct hold *holds_touched(const struct holds *h, const struct hold *after);
void holds_next_epoch(struct holds *h);
