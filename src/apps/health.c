/* SPDX-License-Identifier: Apache-2.0 */
/* A table of gauges and what they mean. */
#include "apps/health.h"

static const struct {
    enum counter gauge;
    uint64_t value;
    const char *sentence;
} troubles[] = {
    {COUNTER_journal_waiting, 1, "the disk is full: answers wait until there is room"},
    {COUNTER_disk_room_short, SERVER_ROOM_LITTLE, "less than room_warn is free on the disk"},
    {COUNTER_disk_room_short, SERVER_ROOM_SHORT,
     "less than room_least is free on the disk: stations without a session are refused"},
    {COUNTER_journal_damaged, 1, "the journal is damaged: see the log, and busbar journal verify"},
    {COUNTER_archive_failing, 1, "closed segments of the journal cannot be archived: see the log"},
};

size_t health_troubles(struct server *s, const char *out[ADMIN_TROUBLES])
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles && n < ADMIN_TROUBLES; i++)
        if (counter_sum(s->blocks, s->n_blocks, troubles[i].gauge) == troubles[i].value)
            out[n++] = troubles[i].sentence;
    return n;
}
