/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for one input: allocated by moving a mark, given back all at once. */
#pragma once

#include "base/buf.h"

struct arena {
    char *p;
    size_t n, cap;
};

/* An arena over p[0..cap). */
struct arena arena_over(void *p, size_t cap);
/* n bytes, 16-byte aligned, zeroed; NULL where the arena is full. */
void *arena_take(struct arena *a, size_t n);
/* A copy of s that lives as long as the arena; {NULL, 0} where it is full. */
struct str arena_copy(struct arena *a, struct str s);
/* A buffer over all that is free, for a text whose length shows only in the end. Until arena_keep
 * nothing else may be taken. */
struct buf arena_tail(struct arena *a);
/* Take what was written to the tail; {NULL, 0}, and nothing taken, where it did not fit. */
struct str arena_keep(struct arena *a, const struct buf *tail);
/* Give everything back. */
void arena_reset(struct arena *a);
