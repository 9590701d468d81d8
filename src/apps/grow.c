/* SPDX-License-Identifier: Apache-2.0 */
/* Doubling by realloc. */
#include "apps/grow.h"

#include <stdlib.h>

#include "base/assert.h"

#define FIRST_CAP 4096

void grow_room(struct buf *b, size_t n)
{
    if (b->cap - b->n >= n)
        return;
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    while (cap - b->n < n)
        cap *= 2;
    b->p = realloc(b->p, cap);
    ASSERT(b->p);
    b->cap = cap;
}

void grow_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}
