/* SPDX-License-Identifier: Apache-2.0 */
/* A table of gauges and what they mean. */
#include "apps/health.h"

static const struct {
    enum counter gauge;
    uint64_t value;
    const char *sentence;
} troubles[] = {
    {COUNTER_journal_waiting, 1, "the disk is full: answers wait until there is room"},
};

size_t health_troubles(struct server *s, const char *out[ADMIN_TROUBLES])
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles && n < ADMIN_TROUBLES; i++)
        if (counter_sum(s->blocks, s->n_blocks, troubles[i].gauge) == troubles[i].value)
            out[n++] = troubles[i].sentence;
    return n;
}
