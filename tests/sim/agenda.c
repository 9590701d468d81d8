/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual clock's agenda: a heap by time, and in the order of putting among equal times. */
#include "sim/world.h"

#include <stdlib.h>

#include "base/assert.h"

static bool before(const struct entry *a, const struct entry *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

void agenda_put(struct agenda *a, int64_t at_us, happening *fn, void *ctx, uint64_t arg)
{
    if (a->n == a->cap) {
        a->cap = a->cap ? a->cap * 2 : 256;
        a->heap = realloc(a->heap, a->cap * sizeof *a->heap);
        ASSERT(a->heap);
    }
    struct entry e = {at_us, a->order++, fn, ctx, arg};
    size_t i = a->n++;
    for (; i > 0 && before(&e, &a->heap[(i - 1) / 2]); i = (i - 1) / 2)
        a->heap[i] = a->heap[(i - 1) / 2];
    a->heap[i] = e;
}

bool agenda_take(struct agenda *a, struct entry *out)
{
    if (a->n == 0)
        return false;
    *out = a->heap[0];
    struct entry last = a->heap[--a->n];
    size_t i = 0;
    for (;;) {
        size_t least = 2 * i + 1;
        if (least + 1 < a->n && before(&a->heap[least + 1], &a->heap[least]))
            least++;
        if (least >= a->n || !before(&a->heap[least], &last))
            break;
        a->heap[i] = a->heap[least];
        i = least;
    }
    a->heap[i] = last;
    return true;
}
