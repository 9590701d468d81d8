/* SPDX-License-Identifier: Apache-2.0 */
/* Bump allocation over a fixed block. */
#include "base/arena.h"

#include <string.h>

#include "base/assert.h"

struct arena arena_over(void *p, size_t cap)
{
    return (struct arena){.p = p, .cap = cap};
}

void *arena_take(struct arena *a, size_t n)
{
    size_t at = (a->n + 15) & ~(size_t)15;
    if (at > a->cap || a->cap - at < n)
        return NULL;
    a->n = at + n;
    return memset(a->p + at, 0, n);
}

struct str arena_copy(struct arena *a, struct str s)
{
    char *to = arena_take(a, s.n);
    if (!to)
        return (struct str){0};
    if (s.n > 0)
        memcpy(to, s.p, s.n);
    return str_make(to, s.n);
}

struct buf arena_tail(struct arena *a)
{
    return buf_over(a->p + a->n, a->cap - a->n);
}

struct str arena_keep(struct arena *a, const struct buf *tail)
{
    if (tail->full)
        return (struct str){0};
    ASSERT(tail->p == a->p + a->n);
    a->n += tail->n;
    return buf_str(tail);
}

void arena_reset(struct arena *a)
{
    a->n = 0;
}
